// A store that lives in memory only: real sql.js and the real schema, without files, for tests of what stands on it.
import initSqlJs, { type Database, type Statement } from 'sql.js';
import { MIGRATIONS } from '../../src/storage/migrate';
import type { Durability, Row, Store, Value, Writer } from '../../src/storage/store';

export interface MemoryStore extends Store {
	/** The next `write` does its work and then fails, so that it is undone. */
	failNext(): void;
	/** How many transactions were committed, by durability. */
	readonly committed: Readonly<Record<Durability, number>>;
}

/** Compiling SQLite costs more than most tests that need it. */
let sqlite: ReturnType<typeof initSqlJs> | undefined;

export async function memoryStore(): Promise<MemoryStore> {
	sqlite ??= initSqlJs();
	const sql = await sqlite;
	const database = new sql.Database();
	database.exec('PRAGMA foreign_keys = ON');
	for (const { sql } of MIGRATIONS) database.exec(sql);
	return wrap(database);
}

function wrap(database: Database): MemoryStore {
	const prepared = new Map<string, Statement>();
	const committed = { now: 0, soon: 0, bulk: 0 };
	let fail = false;
	const statement = (text: string): Statement => {
		let found = prepared.get(text);
		if (!found) {
			found = database.prepare(text);
			prepared.set(text, found);
		}
		return found;
	};
	const all = (text: string, params: readonly Value[] = []): Row[] => {
		const rows: Row[] = [];
		const query = statement(text);
		try {
			query.bind([...params]);
			while (query.step()) rows.push(query.getAsObject() as Row);
		} finally {
			query.reset();
		}
		return rows;
	};
	const runMany = (text: string, rows: readonly (readonly Value[])[]): void => {
		const order = statement(text);
		try {
			for (const row of rows) {
				order.bind(row as Value[]);
				order.step();
				order.reset();
			}
		} finally {
			order.reset();
		}
	};
	const writer: Writer = {
		run(text, params = []) {
			runMany(text, [params]);
			return database.getRowsModified();
		},
		runMany,
		get: (text, params) => all(text, params)[0],
		all,
	};
	return {
		mode: 'disk',
		get: (text, params) => all(text, params)[0],
		all,
		async write(durability, work) {
			database.exec('BEGIN');
			try {
				const result = work(writer);
				if (fail) throw new Error('the disk is full');
				database.exec('COMMIT');
				committed[durability]++;
				return result;
			} catch (error) {
				database.exec('ROLLBACK');
				throw error;
			} finally {
				fail = false;
			}
		},
		failNext() {
			fail = true;
		},
		committed,
		flush: async () => {},
		backUp: async () => {},
		notes: [],
		note() {},
		trouble: undefined,
		image: async () => database.export(),
		close: async () => database.close(),
		dispose() {
			for (const each of prepared.values()) each.free();
			database.close();
		},
	};
}
