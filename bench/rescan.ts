// Measures, inside one process as the hub is one, what it takes to read a line that was appended to one of thousands of files.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../src/base/clock';
import { silentLog } from '../src/base/log';
import { createScanner } from '../src/core/collect/scan';
import { createClaudeCollector } from '../src/core/collect/sources/claude';
import { createCodexCollector } from '../src/core/collect/sources/codex';
import { createOpenClawCollector } from '../src/core/collect/sources/openclaw';
import { createPriceList } from '../src/core/pricing/priceList';
import { createRecorder } from '../src/core/usage/record';
import { openStore } from '../src/storage/open';

const ROUNDS = 30;

async function main([home = '', wasm = '', seed = '0']: string[]): Promise<void> {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mission-control-rescan-'));
	const store = await openStore({ folder, wasm, clock: systemClock, log: silentLog, epoch: () => 1, fence: () => {} });
	const price = createPriceList({ overrides: [], costMode: 'auto' });
	const scanner = createScanner({
		store,
		recorder: createRecorder({ store, price, zone: 'UTC' }),
		collectors: [createClaudeCollector(systemClock), createCodexCollector(), createOpenClawCollector({ wasm })],
		places: () => ({ home, env: {}, platform: process.platform, extraRoots: [] }),
		clock: systemClock,
		log: silentLog,
	});
	const { files } = await scanner.scan();
	await store.flush();
	const claude = scanner.files().filter(file => file.source === 'claude');
	const times: number[] = [];
	const passes: number[] = [];
	const grown = new Map<string, number>();
	// The corpus is used again: it stays as it was made.
	for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(130));
	process.on('exit', () => {
		for (const [file, size] of grown) fs.truncateSync(file, size);
	});
	for (let round = 0; round < ROUNDS; round++) {
		const { path: file = '', size = 0 } = claude[(Number(seed) + round * 97) % claude.length] ?? {};
		grown.set(file, size);
		fs.appendFileSync(file, line(round));
		const start = performance.now();
		// As after a word of the watching of folders, which says what was written to.
		const result = await scanner.scan(undefined, new Set([file]));
		times.push(performance.now() - start);
		if (result.files < 1 || result.events !== 1) throw new Error(`A rescan read ${result.files} files and ${result.events} calls.`);
		const pass = performance.now();
		await scanner.scan();
		passes.push(performance.now() - pass);
	}
	await store.close();
	fs.rmSync(folder, { recursive: true, force: true });
	for (const each of [times, passes]) each.sort((a, b) => a - b);
	const [median, p90] = [times[ROUNDS >> 1], times[Math.floor(ROUNDS * 0.9)]];
	console.log(JSON.stringify({ files, median, p90, least: times[0], pass: passes[ROUNDS >> 1] }));
}

const line = (round: number): string =>
	`{"type":"assistant","uuid":"bench-${round}","timestamp":"2026-11-20T00:00:00.000Z","sessionId":"bench","cwd":"/home/user","version":"2.1.329","message":{"id":"msg_bench_${round}","model":"claude-sonnet-4-6","usage":{"input_tokens":1,"output_tokens":1}}}\n`;

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
