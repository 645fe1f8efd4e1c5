// A hub of the election test: reads who owns the folder, waits for the common start, stands, and says what came of it.
import { newestEpoch } from '../../src/contract/owner';
import { claimEpoch, freshSocket, newToken } from '../../src/hub/election';

process.on('message', (round: { folder: string; start: number }) => {
	const { folder, start } = round;
	const candidate = {
		pid: process.pid,
		socket: freshSocket(folder),
		token: newToken(),
		version: '0.1.0',
		protocol: 1,
		startedAt: new Date(start).toISOString(),
		mode: 'process' as const,
	};
	const after = newestEpoch(folder);
	// All at once: whoever is early waits without giving the core away.
	while (Date.now() < start);
	process.send?.({ after, won: claimEpoch(folder, after, candidate) ?? null, token: candidate.token });
});
process.send?.('ready');
