// The newest snapshot that a round left, read by the system's `sqlite3` too, where there is one.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hasSqlite3, secondOpinion } from '../support/sqlite3';
import type { Tally } from '../support/tally';

const available = hasSqlite3();

/** `folder`: the storage folder. Throws where the two disagree. */
export async function secondOpinions(folder: string, tally: Tally): Promise<void> {
	if (!available) return;
	const store = path.join(folder, 'store');
	const newest = fs
		.readdirSync(store)
		.filter(name => /^snap-\d+\.db$/.test(name))
		.sort()
		.at(-1);
	if (newest === undefined) return;
	const { tables, rows, differences } = await secondOpinion(path.join(store, newest));
	assert.deepEqual(differences, [], newest);
	tally.add('snapshots read by sqlite3 too');
	tally.add('tables compared', tables);
	tally.add('rows compared', rows);
	tally.add('differences', 0);
}
