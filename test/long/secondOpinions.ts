// Everything a round left, as a snapshot that the system's `sqlite3` reads too, where there is one.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { openStore } from '../../src/storage/open';
import { hasSqlite3, secondOpinion } from '../support/sqlite3';
import type { Tally } from '../support/tally';
import { NEWER } from '../unit/storage/life';
import { quickFolder, WASM } from '../unit/storage/scratch';

const available = hasSqlite3();

/** `folder`: the storage folder, left by everybody. Throws where the two disagree. */
export async function secondOpinions(folder: string, tally: Tally): Promise<void> {
	if (!available) return;
	const copy = fs.mkdtempSync(path.join(quickFolder(), 'mc-second-'));
	try {
		fs.cpSync(folder, copy, { recursive: true, filter: file => !path.basename(file).startsWith('.t-') });
		const options = { folder: copy, wasm: WASM, clock: systemClock, log: silentLog, epoch: () => 1_000_000, fence: () => {} };
		const store = await openStore({ ...options, migrations: NEWER });
		await store.backUp();
		await store.close();
		const snapshots = fs.readdirSync(path.join(copy, 'store')).filter(name => /^snap-\d+\.db$/.test(name));
		const newest = snapshots.sort().at(-1) ?? '';
		const { tables, rows, differences } = await secondOpinion(path.join(copy, 'store', newest));
		tally.add('snapshots read by sqlite3 too');
		tally.add('tables compared', tables);
		tally.add('rows compared', rows);
		tally.add('differences', differences.length);
		assert.deepEqual(differences, [], newest);
	} finally {
		fs.rmSync(copy, { recursive: true, force: true });
	}
}
