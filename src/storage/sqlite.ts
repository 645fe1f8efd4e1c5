// sql.js behind a small door: values checked, statements prepared once, rows as plain objects.
import initSqlJs, { type Database, type SqlJsStatic, type Statement } from 'sql.js';
import type { Clock } from '../base/clock';
import { AppError } from '../base/errors';
import { OnlineCopy } from './onlineCopy';
import { RoomyImage } from './roomyImage';
import { type Kind, kindOf } from './statementKind';
import type { Row, Value } from './store';

/** Opens databases that live in memory. */
export interface Sqlite {
	/** A new empty database, or one from the bytes of a file. Throws what SQLite says of bytes that are none. */
	open(image?: Uint8Array): Connection;
}

/** Loads SQLite. `wasm` is the path of `sql-wasm.wasm`; one copy of it serves every caller of a process. */
export async function loadSqlite(wasm: string): Promise<Sqlite> {
	const sqlite = await initSqlJs({ locateFile: () => wasm });
	let made: Uint8Array | undefined;
	const empty = () => (made ??= emptyImage(sqlite));
	const copy = (source: Database) => new OnlineCopy(sqlite, source, empty());
	return { open: image => new Connection(new sqlite.Database(new RoomyImage(image ?? empty())), copy) };
}

/** A database in which nothing is. */
function emptyImage({ Database }: SqlJsStatic): Uint8Array {
	const database = new Database();
	try {
		database.exec('VACUUM');
		return database.export();
	} finally {
		database.close();
	}
}

interface Prepared {
	statement: Statement;
	kind: Kind;
	/** Filled with the first row. */
	columns: string[] | undefined;
}

/** Statements kept prepared; past it the oldest goes. */
const MAX_PREPARED = 300;
/** Page cache. KiB; more makes nothing faster, as pages live in memory anyway. */
const CACHE_KIB = 2000;

/** One open database. Every statement is prepared once and kept. */
export class Connection {
	readonly #database: Database;
	readonly #copy: (source: Database) => OnlineCopy;
	readonly #prepared = new Map<string, Prepared>();
	#closed = false;

	constructor(database: Database, copy: (source: Database) => OnlineCopy) {
		this.#database = database;
		this.#copy = copy;
		database.exec(
			`PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = MEMORY; PRAGMA synchronous = OFF; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -${CACHE_KIB}; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;`,
		);
	}

	/** The first row. */
	get(sql: string, params: readonly Value[] = []): Row | undefined {
		const prepared = this.#prepare(sql);
		const { statement } = prepared;
		try {
			bind(statement, params);
			return statement.step() ? rowOf(prepared) : undefined;
		} finally {
			statement.reset();
		}
	}

	all(sql: string, params: readonly Value[] = []): Row[] {
		const prepared = this.#prepare(sql);
		const { statement } = prepared;
		const rows: Row[] = [];
		try {
			bind(statement, params);
			while (statement.step()) rows.push(rowOf(prepared));
			return rows;
		} finally {
			statement.reset();
		}
	}

	/** Gives the number of rows changed; triggers' changes are not counted. */
	run(sql: string, params: readonly Value[] = []): number {
		const { statement } = this.#prepare(sql);
		try {
			bind(statement, params);
			// A statement that gives rows (RETURNING) has made all its changes with the first.
			statement.step();
			return this.#database.getRowsModified();
		} finally {
			statement.reset();
		}
	}

	runMany(sql: string, rows: readonly (readonly Value[])[]): void {
		const { statement } = this.#prepare(sql);
		try {
			for (const row of rows) {
				bind(statement, row);
				statement.step();
				statement.reset();
			}
		} finally {
			statement.reset();
		}
	}

	/** Several statements without parameters: migrations and transactions. */
	script(sql: string): void {
		this.#database.exec(sql);
	}

	/** True where the statement only reads. Throws BAD_INPUT for one that may not stand in a transaction at all. */
	reads(sql: string): boolean {
		return this.#prepare(sql).kind === 'read';
	}

	/** One transaction. Where `work` throws, nothing happened. */
	transaction<T>(work: () => T): T {
		this.#database.exec('BEGIN');
		try {
			const result = work();
			this.#database.exec('COMMIT');
			return result;
		} catch (error) {
			try {
				this.#database.exec('ROLLBACK');
			} catch {
				// SQLite itself has rolled back already (out of memory, too large).
			}
			throw error;
		}
	}

	/** `ok`, or what SQLite's quick check finds wrong. */
	check(): string {
		return String(this.#database.exec('PRAGMA quick_check(1)')[0]?.values[0]?.[0] ?? 'no answer');
	}

	/** `user_version`: which migrations have run. */
	version(): number {
		return Number(this.#database.exec('PRAGMA user_version')[0]?.values[0]?.[0] ?? 0);
	}

	/** Rows of every table. */
	counts(): Map<string, number> {
		const names = this.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'");
		return new Map(names.map(({ name }) => [String(name), this.#count(String(name))]));
	}

	/** Rows whose foreign key points nowhere. */
	dangling(): number {
		return this.#database.exec('PRAGMA foreign_key_check')[0]?.values.length ?? 0;
	}

	/** Forgets prepared statements; after a change of the schema. */
	forget(): void {
		for (const { statement } of this.#prepared.values()) statement.free();
		this.#prepared.clear();
	}

	/** The whole database as the bytes of a file: an independent copy. Throws inside a transaction, which it leaves alone. */
	image(): Uint8Array {
		return this.#database.export();
	}

	/**
	 * The same while the database goes on being used: others have a turn after each megabyte, and what they change is in the copy.
	 * Gives what `take` gives, which is called in the very moment that the image shows. `ready`: what each piece waits for, if anything.
	 */
	async copied<T>(clock: Clock, take: (image: Uint8Array) => T, ready?: () => Promise<void> | undefined): Promise<T> {
		const copy = this.#copy(this.#database);
		try {
			for (;;) {
				const wait = ready?.();
				if (wait) await wait;
				if (this.#closed) throw new AppError('STORE_UNWRITABLE', 'The store was closed while it was copied.');
				if (copy.step()) return take(copy.take());
				await clock.yield();
			}
		} finally {
			copy.dispose();
		}
	}

	close(): void {
		this.#closed = true;
		this.forget();
		this.#database.close();
	}

	#count(table: string): number {
		return Number(this.#database.exec(`SELECT count(*) FROM "${table.replaceAll('"', '""')}"`)[0]?.values[0]?.[0] ?? 0);
	}

	#prepare(sql: string): Prepared {
		const known = this.#prepared.get(sql);
		if (known) return known;
		const kind = kindOf(sql);
		const statement = this.#database.prepare(sql);
		const rest = sql.slice(statement.getSQL().length).replace(/--.*$/gm, '').trim();
		if (rest) {
			statement.free();
			throw new AppError('BAD_INPUT', `One statement at a time; this one is followed by: ${rest.slice(0, 80)}`);
		}
		const prepared: Prepared = { statement, kind: kind ?? this.#explainedKind(sql), columns: undefined };
		if (this.#prepared.size >= MAX_PREPARED) this.#forgetOldest();
		this.#prepared.set(sql, prepared);
		return prepared;
	}

	/** For a statement that begins with WITH: whether its program opens a write transaction. */
	#explainedKind(sql: string): Kind {
		const program = this.#database.exec(`EXPLAIN ${sql}`)[0];
		const [opcode, p2] = ['opcode', 'p2'].map(name => program?.columns.indexOf(name) ?? -1);
		if (!program || opcode === undefined || p2 === undefined) return 'write';
		return program.values.some(row => row[opcode] === 'Transaction' && row[p2] !== 0) ? 'write' : 'read';
	}

	#forgetOldest(): void {
		for (const [sql, { statement }] of this.#prepared) {
			statement.free();
			this.#prepared.delete(sql);
			return;
		}
	}
}

/** Text as it is stored: sql.js cuts text at NUL when it is read, and half a surrogate pair has no UTF-8. */
export function storable(text: string): string {
	return UNSTORABLE.test(text) ? text.replace(UNSTORABLE_ALL, '\uFFFD') : text;
}

const UNSTORABLE = /[\0\p{Surrogate}]/u;
const UNSTORABLE_ALL = /[\0\p{Surrogate}]/gu;

/**
 * sql.js binds whole numbers beyond 32 bits as doubles. Up to 2^53 these are exact, and columns of INTEGER affinity
 * (the primary keys, STRICT or not) turn them back into integers, as do comparisons with such columns.
 */
function bind(statement: Statement, params: readonly Value[]): void {
	let checked = params;
	for (let i = 0; i < params.length; i++) {
		const value = checkedValue(params[i], i);
		if (value === checked[i]) continue;
		if (checked === params) checked = [...params];
		(checked as Value[])[i] = value;
	}
	statement.bind(checked as Value[]);
}

function checkedValue(value: Value | undefined, index: number): Value {
	if (typeof value === 'number') {
		if (Number.isFinite(value)) return value;
	} else if (typeof value === 'string') {
		return storable(value);
	} else if (value === null || value instanceof Uint8Array) {
		return value;
	}
	throw new AppError('BAD_INPUT', `Value ${index + 1} of a statement is ${String(value)}, which the store does not hold.`);
}

function rowOf(prepared: Prepared): Row {
	const values = prepared.statement.get();
	// SQLite prepares again by itself where the schema changed, and `*` may then give more.
	if (prepared.columns?.length !== values.length) prepared.columns = prepared.statement.getColumnNames();
	const row: Row = {};
	for (let i = 0; i < values.length; i++) row[prepared.columns[i] ?? String(i)] = values[i] ?? null;
	return row;
}
