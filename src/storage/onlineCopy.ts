// A copy of an open database, some pages at a time, so that nobody waits while a large one is copied.
import type { Database, SqlJsStatic } from 'sql.js';
import type { Disposable } from '../base/disposable';
import { RoomyImage } from './roomyImage';

/** SQLite's own online backup (sqlite.org/c3ref/backup_finish.html) and the pointer it takes: sql.js has them, its types do not. */
interface WithBackup {
	cwrap(name: string, returns: 'number', takes: readonly ('number' | 'string')[]): (...values: (number | string)[]) => number;
}
interface WithPointer {
	db: number;
}

/** Pages copied in one step: a megabyte, some 2 ms. */
const PAGES = 256;
/** Bytes the database may grow by while it is copied. */
const ROOM = 4 * 1024 * 1024;
const [OK, DONE] = [0, 101];
/** Where a file's header has it (sqlite.org/fileformat.html). */
const APPLICATION_ID = 68;

/** What is written while it goes on is in the copy too, if it came over the same connection. */
export class OnlineCopy implements Disposable {
	readonly #copy: (pages: number) => number;
	readonly #finish: () => void;
	readonly #target: Database;
	readonly #bytes: RoomyImage;
	#finished = false;
	#closed = false;

	/** `empty`: a database in which nothing is. Throws what SQLite says where it cannot begin. */
	constructor(sqlite: SqlJsStatic, source: Database, empty: Uint8Array) {
		const { cwrap } = sqlite as SqlJsStatic & WithBackup;
		const pointer = (database: Database) => (database as Database & WithPointer).db;
		const step = cwrap('sqlite3_backup_step', 'number', ['number', 'number']);
		const finish = cwrap('sqlite3_backup_finish', 'number', ['number']);
		this.#bytes = new RoomyImage(empty, sizeOf(source) + ROOM);
		this.#target = new sqlite.Database(this.#bytes);
		this.#target.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -1000;');
		const init = cwrap('sqlite3_backup_init', 'number', ['number', 'string', 'number', 'string']);
		const backup = init(pointer(this.#target), 'main', pointer(source), 'main');
		this.#copy = pages => step(backup, pages);
		this.#finish = () => finish(backup);
		if (backup !== 0) return;
		this.#finished = true;
		this.dispose();
		throw new Error('SQLite cannot copy the database');
	}

	/** Copies some pages more. True when the copy is whole: it is the database as it is now, and follows it no longer. Throws inside a transaction. */
	step(): boolean {
		const code = this.#copy(PAGES);
		if (code !== OK && code !== DONE) throw new Error(`SQLite cannot copy the database (result code ${code})`);
		return code === DONE;
	}

	/** The bytes of the whole copy as those of a file. For once; the copy is disposed by it. */
	take(): Uint8Array {
		this.#end();
		try {
			const bytes = this.#bytes.file(sizeOf(this.#target));
			return bytes && this.#isFile(bytes) ? bytes : this.#target.export();
		} finally {
			this.dispose();
		}
	}

	dispose(): void {
		this.#end();
		if (!this.#closed) this.#target.close();
		this.#closed = true;
	}

	/** Whether SQLite's file is in this array still: a mark made in the database shows in it, and goes from it again. */
	#isFile(bytes: Uint8Array<ArrayBuffer>): boolean {
		const header = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		const id = header.getInt32(APPLICATION_ID);
		return [id ^ 1, id].every(mark => {
			this.#target.exec(`PRAGMA application_id = ${mark}`);
			return header.getInt32(APPLICATION_ID) === mark;
		});
	}

	#end(): void {
		if (!this.#finished) this.#finish();
		this.#finished = true;
	}
}

function sizeOf(database: Database): number {
	const [count, size] = database.exec('PRAGMA page_count; PRAGMA page_size');
	return Number(count?.values[0]?.[0]) * Number(size?.values[0]?.[0]);
}
