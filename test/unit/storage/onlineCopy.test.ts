// A database copied bit by bit is the database as it is at the last bit, whatever was written meanwhile.
import assert from 'node:assert/strict';
import initSqlJs, { type Database, type SqlJsStatic } from 'sql.js';
import { systemClock } from '../../../src/base/clock';
import { OnlineCopy } from '../../../src/storage/onlineCopy';
import { RoomyImage } from '../../../src/storage/roomyImage';
import { type Connection, loadSqlite } from '../../../src/storage/sqlite';
import { WASM } from './scratch';

const TEXT = 'x'.repeat(1000);

describe('online copy', () => {
	let sqlite: SqlJsStatic;
	let empty: Uint8Array;
	let source: Database;
	before(async () => {
		sqlite = await initSqlJs({ locateFile: () => WASM });
		const database = new sqlite.Database();
		database.exec('VACUUM');
		empty = database.export();
		database.close();
	});
	beforeEach(() => {
		source = new sqlite.Database(new RoomyImage(empty));
		source.exec('PRAGMA journal_mode = MEMORY; CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)');
		add(5000);
	});
	afterEach(() => source.close());

	function add(rows: number): void {
		source.exec('BEGIN');
		for (let i = 0; i < rows; i++) source.run('INSERT INTO t (text) VALUES (?)', [`${i} ${TEXT}`]);
		source.exec('COMMIT');
	}
	/** Steps it took; `between`: done before each but the first. */
	function finish(copy: OnlineCopy, between: (step: number) => void = () => {}): number {
		for (let step = 1; ; step++) {
			if (copy.step()) return step;
			between(step);
		}
	}
	function rows(database: Database): unknown {
		return database.exec('SELECT count(*), sum(id), group_concat(DISTINCT substr(text, 1, 6)) FROM t')[0]?.values;
	}
	function assertSame(image: Uint8Array): void {
		const copied = new sqlite.Database(image);
		try {
			assert.deepEqual(copied.exec('PRAGMA integrity_check')[0]?.values, [['ok']]);
			assert.deepEqual(rows(copied), rows(source));
		} finally {
			copied.close();
		}
	}

	it('is the database, in several steps', () => {
		const copy = new OnlineCopy(sqlite, source, empty);
		assert.ok(finish(copy) > 4);
		const image = copy.take();
		assert.equal(image.length, source.export().length);
		assertSame(image);
	});

	it('has what is inserted, changed and deleted in between, and not what is rolled back', () => {
		const copy = new OnlineCopy(sqlite, source, empty);
		finish(copy, step => {
			source.run('UPDATE t SET text = ? WHERE id % 7 = 0', [`step ${step} ${TEXT}`]);
			source.run('DELETE FROM t WHERE id = ?', [step * 11]);
			source.exec('BEGIN; DELETE FROM t; ROLLBACK');
			add(10);
		});
		assertSame(copy.take());
	});

	it('holds when the database grows beyond the room it was given', () => {
		const copy = new OnlineCopy(sqlite, source, empty);
		finish(copy, step => step === 1 && add(6000));
		assertSame(copy.take());
	});

	it('holds when the database shrinks', () => {
		const copy = new OnlineCopy(sqlite, source, empty);
		finish(copy, step => step === 3 && source.exec('DELETE FROM t WHERE id > 100; VACUUM'));
		assertSame(copy.take());
	});

	it('holds when it outgrows its room and then shrinks: what it was given is no longer where SQLite writes', () => {
		const copy = new OnlineCopy(sqlite, source, empty);
		finish(copy, step => {
			if (step === 1) add(8000);
			if (step === 11) source.exec('DELETE FROM t WHERE id % 3 > 0; VACUUM');
		});
		assertSame(copy.take());
	});

	it('does not follow what comes after the last step', () => {
		const copy = new OnlineCopy(sqlite, source, empty);
		finish(copy);
		source.run('DELETE FROM t');
		const copied = new sqlite.Database(copy.take());
		assert.deepEqual(copied.exec('SELECT count(*) FROM t')[0]?.values, [[5000]]);
		copied.close();
	});

	it('refuses inside a transaction and leaves it alone', () => {
		const copy = new OnlineCopy(sqlite, source, empty);
		source.exec("BEGIN; INSERT INTO t (text) VALUES ('new')");
		assert.throws(() => copy.step(), /cannot copy/);
		copy.dispose();
		source.exec('COMMIT');
		assert.deepEqual(source.exec("SELECT text FROM t WHERE text = 'new'")[0]?.values, [['new']]);
	});

	it('can be given up half-way, and the database goes on', () => {
		const copy = new OnlineCopy(sqlite, source, empty);
		copy.step();
		copy.dispose();
		add(10);
		assert.deepEqual(source.exec('PRAGMA integrity_check')[0]?.values, [['ok']]);
	});

	it('of a connection lets others have their turn, and gives the very moment it shows', async () => {
		const connection: Connection = (await loadSqlite(WASM)).open(source.export());
		let written = 5000;
		const timer = setInterval(() => connection.run('INSERT INTO t (id, text) VALUES (?, ?)', [++written, 'meanwhile']), 1);
		try {
			const copied = await connection.copied({ ...systemClock, yield: () => systemClock.sleep(5) }, image => ({ image, written }));
			assert.ok(copied.written > 5000, 'nobody had a turn');
			const database = new sqlite.Database(copied.image);
			assert.deepEqual(database.exec('SELECT count(*), max(id) FROM t')[0]?.values, [[copied.written, copied.written]]);
			database.close();
		} finally {
			clearInterval(timer);
			connection.close();
		}
	});
});
