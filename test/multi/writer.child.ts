// A hub of the durability tests: takes the folder over, writes as fast as it can, and says what was acknowledged, until it is killed.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { AppError } from '../../src/base/errors';
import { silentLog } from '../../src/base/log';
import { newestEpoch } from '../../src/contract/owner';
import { claimEpoch, fence, freshSocket, newToken } from '../../src/hub/election';
import { openStore } from '../../src/storage/open';

const [folder = '', prefix = ''] = process.argv.slice(2);

/** Straight to the pipe: what the parent has read stays read, whatever happens to this process. */
const say = (line: string): void => void fs.writeSync(1, `${line}\n`);

/** How long the last opening took, finished or not. ms */
let opening = 0;

async function rule(count: number): Promise<number> {
	const start = systemClock.now();
	const epoch = claimEpoch(folder, newestEpoch(folder), {
		pid: process.pid,
		socket: freshSocket(folder),
		token: newToken(),
		version: '0.1.0',
		protocol: 1,
		startedAt: '2026-11-21T08:00:00.000Z',
		mode: 'process',
	});
	if (epoch === undefined) return count;
	const store = await openStore({
		folder,
		wasm: path.resolve('node_modules/sql.js/dist/sql-wasm.wasm'),
		clock: systemClock,
		log: silentLog,
		epoch: () => epoch,
		fence: () => fence(folder, epoch),
	}).finally(() => {
		opening = systemClock.now() - start;
	});
	for (const note of store.notes) say(`note ${note}`);
	say(`open ${epoch}`);
	try {
		for (;;) {
			const name = `${prefix}-${count++}`;
			await store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', [name]));
			say(`kept ${name}`);
			if (count % 7 !== 0) continue;
			// Grows the journal, so that snapshots are taken and files cleared away in between.
			const pad = 'x'.repeat(300_000 + (count % 10));
			await store.write('soon', w =>
				w.run('INSERT INTO settings VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value', ['pad', pad]),
			);
			await store.flush();
		}
	} finally {
		await store.close();
	}
}

async function main(): Promise<void> {
	for (let count = 0; ; ) {
		try {
			count = await rule(count);
		} catch (error) {
			if (!(error instanceof AppError && error.code === 'FENCED')) throw error;
			say('fenced');
			// Names of writes that were under way are not used again.
			count = Math.ceil((count + 1) / 10_000) * 10_000 + 10_000;
		}
		// Whoever was deposed waits for longer than an opening takes here, or nobody would ever get to write.
		await systemClock.sleep(200 + 4 * opening + ((process.pid * 7919 + count) % 300));
	}
}

void main();
