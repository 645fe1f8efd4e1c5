// Jobs as people have them, in the hub of a world: for pictures, and for tests of how the jobs look.
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { connectHub } from '../../src/client/connection';
import type { World } from './world';

/** One that is fine, one that fails, one that runs, one that is disabled and one that waits. */
export async function addJobs(world: World, zone: string): Promise<void> {
	const hub = connectHub({
		dataDir: world.data,
		hubScript: path.resolve('dist/hub.js'),
		mode: 'process',
		version: PRODUCT_VERSION,
		clock: systemClock,
		log: silentLog,
	});
	try {
		const { jobs } = await hub.api();
		const at = (expression: string) => ({ kind: 'cron', expression, zone }) as const;
		const shell = (line: string) => ({ kind: 'shell', line, cwd: world.home }) as const;
		const prompt = 'Summarise yesterday’s commits and open reviews into REPORT.md';
		await jobs.add({
			name: 'Morning report',
			action: { kind: 'agent', agent: 'claude', prompt, cwd: world.home, budget: 0.5 },
			schedule: at('0 9 * * 1-5'),
			policies: { budgetGate: { daily: 90, monthly: null } },
		});
		await jobs.add({
			name: 'Weekly dependency check',
			action: { kind: 'command', argv: ['npm', 'outdated'], cwd: world.home },
			schedule: at('0 7 * * 1'),
			enabled: false,
		});
		const fine = await jobs.add({ name: 'Back up notes', action: shell('echo "214 files, 3 changed"'), schedule: at('30 22 * * *') });
		const failing = await jobs.add({
			name: 'Sync issues',
			action: shell('echo "tracker.example.org: connection refused" >&2; exit 7'),
			schedule: at('*/30 9-17 * * *'),
		});
		const running = await jobs.add({
			name: 'Nightly evaluation',
			action: shell('sleep 300'),
			schedule: at('0 1 * * *'),
		});
		for (const { id } of [fine, failing, failing, failing, running]) {
			await jobs.run({ id });
			await new Promise(resolve => setTimeout(resolve, 700)); // one run of a job at a time
		}
	} finally {
		hub.dispose();
	}
}
