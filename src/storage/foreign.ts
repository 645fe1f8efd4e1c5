// Opens another tool's SQLite file to read it, as it stands this moment and without touching anything beside it.
import * as fs from 'node:fs';
import initSqlJs from 'sql.js';
import { AppError, messageOf, nodeCode } from '../base/errors';
import type { Log } from '../base/log';
import { mergeWal, walIdentity } from './wal';

/** Larger files are not read into memory. Bytes, database and log together. */
export const MAX_FOREIGN = 256 * 1024 * 1024;

/** Up to this many bytes a file is copied each time it has changed. */
const OFTEN = 64 * 1024 * 1024;

export type ForeignValue = number | string | null | Uint8Array;
export type ForeignRow = Record<string, ForeignValue>;

/** Read-only. Whoever opened it closes it. */
export interface ForeignDb {
	all(sql: string, params?: readonly ForeignValue[]): ForeignRow[];
	close(): void;
}

export interface ForeignContext {
	/** Path of `sql-wasm.wasm`. */
	wasm: string;
	log: Log;
	/** Node's own SQLite; found by itself, given by tests. */
	native?: NativeSqlite | undefined;
}

/** The part of `node:sqlite` that is used here. */
export interface NativeSqlite {
	DatabaseSync: new (
		path: string,
		options: { readOnly: boolean; timeout?: number },
	) => {
		prepare(sql: string): { all(...params: ForeignValue[]): unknown[] };
		exec(sql: string): void;
		close(): void;
	};
}

/**
 * The database at `path` with everything committed to its log. Throws what the file system throws (ENOENT …), BAD_INPUT for a file
 * that is no database or is too large, CONFLICT where it changes too fast to be copied.
 */
export async function openForeign(path: string, context: ForeignContext): Promise<ForeignDb> {
	return openNative(path, context) ?? (await openCopy(path, context));
}

/**
 * Node's SQLite reads a file of any size, but a reader leaves marks in the tool's `-shm`, and would create one that is missing.
 * So it is for files that are too large to copy often, and that their tool has open.
 */
function openNative(path: string, { log, native = nodeSqlite() }: ForeignContext): ForeignDb | undefined {
	if (!native) return undefined;
	const size = fs.statSync(path, { throwIfNoEntry: false })?.size ?? 0;
	if (size <= OFTEN || !fs.existsSync(`${path}-shm`) || !fs.existsSync(`${path}-wal`)) return undefined;
	try {
		const db = new native.DatabaseSync(path, { readOnly: true, timeout: 2000 });
		try {
			db.exec('PRAGMA busy_timeout = 2000; PRAGMA trusted_schema = OFF');
			db.prepare('SELECT count(*) FROM sqlite_master').all();
		} catch (error) {
			db.close();
			throw error;
		}
		return { all: (sql, params = []) => db.prepare(sql).all(...params) as ForeignRow[], close: () => db.close() };
	} catch (error) {
		log.debug(`${path}: read as a copy, because ${messageOf(error)}`);
		return undefined;
	}
}

function nodeSqlite(): NativeSqlite | undefined {
	try {
		const builtin = (process as { getBuiltinModule?: (name: string) => unknown }).getBuiltinModule?.('node:sqlite');
		return builtin as NativeSqlite | undefined;
	} catch {
		return undefined;
	}
}

async function openCopy(path: string, { wasm }: ForeignContext): Promise<ForeignDb> {
	const bytes = await snapshot(path);
	// An instance for each file: its memory goes with it, and would stay for ever in one that is shared.
	const sqlite = await initSqlJs({ locateFile: () => wasm });
	const db = new sqlite.Database(bytes);
	try {
		db.exec('PRAGMA trusted_schema = OFF; SELECT count(*) FROM sqlite_master');
	} catch (error) {
		db.close();
		throw new AppError('BAD_INPUT', `${path} cannot be read as a SQLite database: ${messageOf(error)}`, { cause: error });
	}
	return {
		all: (sql, params = []) => {
			const statement = db.prepare(sql);
			try {
				statement.bind([...params]);
				const rows: ForeignRow[] = [];
				while (statement.step()) rows.push(statement.getAsObject());
				return rows;
			} finally {
				statement.free();
			}
		},
		close: () => db.close(),
	};
}

/** Tries for a copy that was not written to meanwhile. */
const TRIES = 4;

/** The bytes of the file with its log, from one moment. */
async function snapshot(path: string): Promise<Uint8Array> {
	for (let attempt = 0; attempt < TRIES; attempt++) {
		const before = await state(path);
		if (before.size > MAX_FOREIGN) {
			const mb = Math.round(before.size / 1024 / 1024);
			throw new AppError(
				'BAD_INPUT',
				`${path} is ${mb} MB with its log; without SQLite in this Node at most ${MAX_FOREIGN / 1024 / 1024} MB can be read. A newer VS Code or Node (22.15 or later) reads it while the tool runs.`,
			);
		}
		const main = await fs.promises.readFile(path);
		const wal = await readIfThere(`${path}-wal`);
		const after = await state(path);
		// The log must not have started over, and without one the file itself must not have been written to. A checkpoint alone does
		// no harm: the pages it moves are in the log as well.
		if (before.log === after.log && before.log === walIdentity(wal) && (before.main === after.main || before.log !== '')) {
			return mergeWal(main, wal);
		}
	}
	throw new AppError('CONFLICT', `${path} is being written to all the time; it will be read the next time`);
}

async function state(path: string): Promise<{ size: number; main: string; log: string }> {
	const main = await fs.promises.stat(path, { bigint: true });
	const head = Buffer.alloc(32);
	let logSize = 0n;
	let read = 0;
	try {
		const handle = await fs.promises.open(`${path}-wal`, 'r');
		try {
			read = (await handle.read(head, 0, 32, 0)).bytesRead;
			logSize = (await handle.stat({ bigint: true })).size;
		} finally {
			await handle.close();
		}
	} catch (error) {
		if (nodeCode(error) !== 'ENOENT') throw error;
	}
	return { size: Number(main.size + logSize), main: `${main.size} ${main.mtimeNs} ${main.ino}`, log: walIdentity(head.subarray(0, read)) };
}

async function readIfThere(path: string): Promise<Buffer> {
	try {
		return await fs.promises.readFile(path);
	} catch (error) {
		if (nodeCode(error) === 'ENOENT') return Buffer.alloc(0);
		throw error;
	}
}
