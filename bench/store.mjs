// What it costs to keep things: durable commits, opening, saving. Part of `npm run bench`; alone: `node bench/store.mjs` (exit 1 where a target is missed).
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { root } from '../scripts/run.mjs';
import { bundleProgram } from './bundle.mjs';

/** What the project asks of itself: ms, bytes, times, ms, ms. */
const TARGET = { commit: 1, bytes: 1024, growth: 1.5, opening: 200, turn: 16 };
const OPENINGS = 5;

/** Rows of [what, measured, target, met]. */
export async function measureStore() {
	const program = await bundleProgram('store');
	const wasm = path.join(root, 'node_modules', 'sql.js', 'dist', 'sql-wasm.wasm');
	const run = (...args) => JSON.parse(execFileSync(process.execPath, [program, wasm, ...args], { encoding: 'utf8' }));
	const { small, large, bytes, saving, folder } = run();
	try {
		// Each in a process of its own, as a hub is; the folder is as a kill left it.
		const opening = day => Math.min(...Array.from({ length: OPENINGS }, () => run(folder, day).wall));
		const ms = value => value.toFixed(value < 10 ? 2 : 0);
		const row = (what, value, target, words = ms(value)) => [what, words, `≤ ${target}`, value <= target];
		return [
			row('claim of a run on disk, ms (median of 400)', small, TARGET.commit),
			row('the same, bytes written', bytes, TARGET.bytes, bytes.toFixed(0)),
			row('the same in a store of 100 MB, times that of 1 MB', large / small, TARGET.growth),
			row('opening 10 MB and 2,000 commits of the journal, ms (least of 5)', opening('today'), TARGET.opening),
			['the same, first time in a day: SQLite looks through it, ms', ms(opening('tomorrow')), '', true],
			...saving.map(({ megabytes, longest }) =>
				row(`saving ${megabytes} MB: longest time in which nothing else has a turn, ms`, longest, TARGET.turn),
			),
		];
	} finally {
		fs.rmSync(path.dirname(folder), { recursive: true, force: true });
	}
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const rows = await measureStore();
	for (const [what, measured, target, met] of rows)
		console.log(`${what.padEnd(68)}  ${measured.padStart(8)}  ${target.padStart(7)}  ${target === '' ? '' : met ? 'met' : 'MISSED'}`);
	if (rows.some(([, , , met]) => !met)) process.exitCode = 1;
}
