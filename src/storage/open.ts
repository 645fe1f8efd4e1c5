// Opens a storage folder's store: recovered, migrated, and kept on disk from then on.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, isoInstant } from '../base/clock';
import { AppError, messageOf, nodeCode } from '../base/errors';
import type { Log } from '../base/log';
import { Disk } from './disk';
import { backUp, removeTemporary } from './generations';
import { encodeOperation, encodeOperations } from './journal';
import { create, MIGRATIONS, type Migration, migrate, newestVersion, pendingMigrations, scriptOf } from './migrate';
import { isForbidden, patiently } from './patience';
import { type Recovered, recover } from './recover';
import { type Connection, loadSqlite } from './sqlite';
import { SqlStore } from './sqlStore';
import type { Store } from './store';
import { asFenced, whyOf } from './unwritable';

export interface StoreOptions {
	/** The storage folder; the store's files are in `store/` inside it. */
	folder: string;
	/** Path of `sql-wasm.wasm`. */
	wasm: string;
	clock: Clock;
	log: Log;
	/** This hub's epoch. */
	epoch: () => number;
	/** Throws FENCED where a newer epoch exists. Called before and after every commit is published. */
	fence: () => void;
	/** Only looks: no file is made, moved or changed. */
	readOnly?: boolean;
	/** Why nothing may be written, in words, where that is known already: everything is kept in memory. */
	blocked?: string;
	/** Those of the product, unless a test has its own. */
	migrations?: readonly Migration[];
}

/** Folder of the store's files inside the storage folder. */
export const STORE_FOLDER = 'store';

/**
 * Opens the store. What could be wrong with the folder ends in `notes` and the store's `mode`, not in an error;
 * rejects with FENCED, with STORE_BROKEN where a migration fails, and where SQLite itself cannot be loaded.
 */
export async function openStore(options: StoreOptions): Promise<Store> {
	const { clock, log, fence, readOnly = false, migrations = MIGRATIONS } = options;
	const folder = path.join(options.folder, STORE_FOLDER);
	const sqlite = await loadSqlite(options.wasm);
	if (!readOnly) fence();
	let blocked = readOnly ? undefined : (options.blocked ?? whyNotWritable(folder));
	const keep = !readOnly && blocked === undefined;
	const recovered = await recover({ sqlite, folder, clock, log, keep, fence }).catch(error => {
		if (asFenced(error)) throw error;
		// What nobody can read is not ours to write over.
		if (keep) blocked = isForbidden(error) ? 'files in it belong to somebody else' : 'files in it cannot be read';
		return empty(sqlite.open(), error);
	});
	const { connection, notes } = recovered;
	const version = connection.version();
	const newest = newestVersion(migrations);
	/** What it is comes first, then what was found. */
	const unsaved = (mode: 'memory' | 'read-only', words: string, refusal?: AppError): Store => {
		const all = [words, ...notes];
		if (!readOnly) for (const note of all) log.warn(note);
		return new SqlStore({ connection, mode, notes: all, refusal, disk: undefined, clock, log });
	};
	if (version > newest) {
		const words = `${folder} was written by a newer version of Mission Control (data version ${version}; this one knows ${newest}). It is shown and not changed; update the extension in this window.`;
		return unsaved('read-only', words, new AppError('STORE_NEWER', words));
	}
	if (readOnly) {
		for (const migration of pendingMigrations(migrations, version)) migrate(connection, migration);
		const refusal = new AppError('STORE_UNWRITABLE', `${folder} was opened for reading only.`);
		return new SqlStore({ connection, mode: 'read-only', notes, refusal, disk: undefined, clock, log });
	}
	// Where the whole folder cannot be written the hub looks every few seconds whether it can be.
	const remedy = options.blocked
		? 'free some space or make the folder writable, and it is used again by itself'
		: 'give Mission Control a folder it can write to and restart the hub';
	const inMemory = (why: string): Store => {
		for (const migration of pendingMigrations(migrations, connection.version())) migrate(connection, migration);
		const words = `Nothing can be saved in ${folder}: ${why}. Figures are kept in memory until the hub ends; ${remedy}.`;
		return unsaved('memory', words);
	};
	if (blocked !== undefined) return inMemory(blocked);
	fence();
	removeTemporary(folder);
	const disk = new Disk(connection, recovered, { folder, clock, log, epoch: options.epoch(), fence });
	try {
		await bringUpToDate(connection, recovered, disk, folder, migrations, clock, log);
	} catch (error) {
		disk.dispose();
		if (error instanceof NoBackup) return inMemory(`${error.message}, and without one the stored data is not brought up to date`);
		connection.close();
		throw error;
	}
	for (const note of notes) log.warn(note);
	return new SqlStore({ connection, mode: 'disk', notes, refusal: undefined, disk, clock, log });
}

/** The backup before a migration could not be made. */
class NoBackup extends Error {}

/** Migrations, each with a backup before it; then the folder holds what memory holds. */
async function bringUpToDate(
	connection: Connection,
	{ base, whole, replayed }: Recovered,
	disk: Disk,
	folder: string,
	migrations: readonly Migration[],
	clock: Clock,
	log: Log,
): Promise<void> {
	const version = connection.version();
	const pending = pendingMigrations(migrations, version);
	if (!base) {
		create(connection, pending);
		return disk.settle();
	}
	if (!whole || (pending.length > 0 && replayed > 0)) await disk.settle();
	if (pending.length === 0) return;
	const head = disk.head;
	const day = isoInstant(clock.now()).slice(0, 10);
	try {
		if (head) await patiently(clock, () => backUp(folder, head, { day, number: head.number, kind: 'update', before: version }));
	} catch (error) {
		throw new NoBackup(`no backup can be made (${whyOf(error)})`, { cause: error });
	}
	for (const migration of pending) {
		migrate(connection, migration);
		log.info(`Stored data brought to version ${migration.version} (${migration.name})`);
		void disk.keep(encodeOperations([encodeOperation(scriptOf(migration))]), 'soon');
	}
	await disk.settle();
}

/** Why nothing can be written to the folder, in words; undefined where it can. */
function whyNotWritable(folder: string): string | undefined {
	try {
		fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
		fs.accessSync(folder, fs.constants.R_OK | fs.constants.W_OK | fs.constants.X_OK);
		return undefined;
	} catch (error) {
		const code = nodeCode(error);
		// A full disk is a matter of minutes; the store tries again by itself.
		if (code === 'ENOSPC' || code === 'EDQUOT') return fs.existsSync(folder) ? undefined : 'the disk is full';
		if (code === 'ENOTDIR' || code === 'EEXIST') return 'a file stands where the folder should be';
		if (code === 'EACCES' || code === 'EPERM') return 'there is no permission to write there';
		if (code === 'EROFS') return 'the file system is read-only';
		return messageOf(error);
	}
}

function empty(connection: Connection, error: unknown): Recovered {
	const missing = nodeCode(error) === 'ENOTDIR' || nodeCode(error) === 'ENOENT';
	const notes = missing ? [] : [`What was saved cannot be read: ${messageOf(error)}.`];
	return {
		connection,
		at: { seq: 0, check: '' },
		base: undefined,
		newest: 0,
		checked: undefined,
		replayed: 0,
		bytes: 0,
		whole: false,
		notes,
	};
}
