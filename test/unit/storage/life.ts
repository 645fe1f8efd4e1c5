// A whole life of a store, for disks that fail in the middle of it: opened, written, saved, backed up, brought to a newer schema, closed.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import { AppError } from '../../../src/base/errors';
import { MIGRATIONS, type Migration, newestVersion } from '../../../src/storage/migrate';
import type { Store } from '../../../src/storage/store';
import type { Scratch } from './scratch';

/** What the store said while it lived. */
export interface Told {
	/** First letters of the names whose keeping was acknowledged, in order. */
	kept: string[];
	/** Codes of the errors that came instead. */
	refused: string[];
}

const KNOWN = newestVersion(MIGRATIONS);
/** The schema that this life ends with. */
export const NEWER: readonly Migration[] = [
	...MIGRATIONS,
	{
		version: KNOWN + 1,
		name: 'next',
		sql: `ALTER TABLE models ADD COLUMN label TEXT;
			UPDATE models SET label = upper(substr(name, 1, 1));
			CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT`,
	},
];

/** Names of the first term; those after it are written under the newer schema. */
const OLDER = 'abcdef';

export const add = (store: Store, name: string, durability: 'now' | 'soon' = 'now'): Promise<unknown> =>
	store.write(durability, w => w.run('INSERT INTO models (name) VALUES (?)', [name]));

/** First letters of the names in the store, in the order they were added. */
export const initials = (one: Scratch, store: Store): string =>
	one
		.models(store)
		.map(name => name.charAt(0))
		.join('');

/** One term: a, b, c; a megabyte that makes a snapshot due; e, f. */
export async function term(one: Scratch, store: Store, told: Told): Promise<void> {
	const attempt = async (name: string, work: () => Promise<unknown>) => {
		try {
			await work();
			// In memory nothing is promised; the note says so.
			if (store.mode === 'disk') told.kept.push(name);
		} catch (error) {
			assert.ok(error instanceof AppError, String(error));
			told.refused.push(error.code);
		}
	};
	for (const name of ['a', 'b', 'c']) await attempt(name, () => add(store, name));
	await add(store, `d${'x'.repeat(1024 * 1024)}`, 'soon').catch(error => told.refused.push((error as AppError).code));
	await attempt('d', () => store.flush());
	for (const name of ['e', 'f']) await attempt(name, () => add(store, name));
	await store.close();
	one.clock.advance(1000);
}

/** The whole life: a term, a backup, the newer schema, and g, h under it. */
export async function live(one: Scratch, told: Told): Promise<void> {
	const first = await opened(one, told, MIGRATIONS);
	if (first) await term(one, first, told);
	const second = await opened(one, told, NEWER);
	if (!second) return;
	try {
		await second.backUp().catch(error => told.refused.push((error as AppError).code));
		for (const name of ['g', 'h']) {
			await add(second, name).then(
				() => second.mode === 'disk' && told.kept.push(name),
				error => told.refused.push((error as AppError).code),
			);
		}
	} finally {
		await second.close();
	}
}

/** Tried three times, as windows try to start a hub; undefined where it could not be opened. */
async function opened(one: Scratch, told: Told, migrations: readonly Migration[]): Promise<Store | undefined> {
	for (let tries = 1; tries <= 3; tries++) {
		try {
			return await one.open({ migrations });
		} catch (error) {
			told.refused.push((error as { code?: string }).code ?? String(error));
		}
	}
	return undefined;
}

/** Names acknowledged and not there. */
export function missing(found: string, { kept }: Told): string[] {
	return kept.filter(name => !found.includes(name));
}

/**
 * What the life left behind, read without faults: all that was acknowledged, in order, under the old schema or the new one
 * and never something between. `quiet`: it was not damaged, so there is nothing to say. Gives the notes.
 */
export async function inspect(one: Scratch, told: Told, what: string, quiet = true): Promise<{ lost: string[]; notes: string[] }> {
	const older = await one.open();
	const { user_version: version } = older.get('SELECT user_version FROM pragma_user_version') ?? {};
	const columns = Number(older.get("SELECT count(*) AS n FROM pragma_table_info('models')")?.n);
	const tables = Number(older.get("SELECT count(*) AS n FROM sqlite_schema WHERE name = 'more'")?.n);
	const isNewer = version === KNOWN + 1;
	assert.ok(isNewer || version === KNOWN, `${what}: version ${version}`);
	assert.deepEqual([columns, tables, older.mode], isNewer ? [3, 1, 'read-only'] : [2, 0, 'disk'], `${what}: half a migration`);
	const found = initials(one, older);
	const notes = older.notes.filter(note => !/newer version/.test(note));
	await older.close();
	assert.equal(found, [...new Set(found)].sort().join(''), `${what}: order, and nothing twice`);
	const newer = await one.open({ migrations: NEWER });
	notes.push(...newer.notes);
	assert.equal(initials(one, newer), found, `${what}: the newer schema`);
	const labels = newer.all('SELECT substr(name, 1, 1) AS name, label FROM models');
	for (const { name, label } of labels) {
		const wanted = OLDER.includes(String(name)) || !isNewer ? String(name).toUpperCase() : null;
		assert.equal(label, wanted, `${what}: the label of ${name}`);
	}
	assert.deepEqual(newer.all('SELECT * FROM pragma_integrity_check'), [{ integrity_check: 'ok' }], what);
	await newer.close();
	const half = one.files().filter(name => path.basename(name).startsWith('.t-'));
	assert.deepEqual(half, [], `${what}: half files`);
	if (quiet) assert.deepEqual(notes, [], what);
	return { lost: missing(found, told), notes };
}
