// The store over real files: what was written is there again, whatever was asked of it in between.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AppError, type ErrorCode } from '../../../src/base/errors';
import { type Scratch, scratch } from './scratch';

const failsWith =
	(code: ErrorCode, words = /./) =>
	(error: unknown) =>
		error instanceof AppError && error.code === code && words.test(error.message);

describe('store', () => {
	let room: Scratch;
	beforeEach(() => {
		room = scratch();
	});
	afterEach(() => room.end());

	it('begins empty with the schema, and says nothing', async () => {
		const store = await room.open();
		assert.equal(store.mode, 'disk');
		assert.deepEqual(store.notes, []);
		assert.deepEqual(store.get('SELECT daily_limit, monthly_limit FROM budget_tracking'), { daily_limit: 5, monthly_limit: 200 });
		await store.close();
		assert.deepEqual(room.files(), [
			'backups/2026-11-21-000001-week.db',
			'backups/2026-11-21-000001-week.json',
			'backups/2026-11-21-000001.db',
			'backups/2026-11-21-000001.json',
			'commit-000001.json',
			'journal-000001-000001.log',
			'snap-000001.db',
		]);
	});

	it('has every write again after closing, and after a stop without one', async () => {
		const store = await room.open();
		await store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', ['one']));
		await store.write('soon', w => w.run('INSERT INTO models (name) VALUES (?)', ['two']));
		await store.write('now', w => w.runMany('INSERT INTO models (name) VALUES (?)', [['three'], ['four']]));
		const dropped = await room.reopen();
		assert.deepEqual(room.models(dropped), ['one', 'two', 'three', 'four']);
		await store.write('now', w => w.run('DELETE FROM models WHERE name = ?', ['two']));
		await store.close();
		const again = await room.open();
		assert.deepEqual(room.models(again), ['one', 'three', 'four']);
		assert.deepEqual(again.notes, []);
		assert.equal(fs.existsSync(room.file('quarantine')), false);
	});

	it('shows a write at once, and undoes one whose work throws', async () => {
		const store = await room.open();
		const writing = store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', ['seen']));
		assert.deepEqual(room.models(store), ['seen']);
		assert.equal(await writing, 1);
		await assert.rejects(
			store.write('now', w => {
				w.run('INSERT INTO models (name) VALUES (?)', ['gone']);
				throw new Error('second thoughts');
			}),
			/second thoughts/,
		);
		assert.deepEqual(room.models(store), ['seen']);
		assert.deepEqual(room.models(await room.reopen()), ['seen']);
	});

	it('keeps a statement that failed inside a transaction out of the journal, and refuses half a runMany', async () => {
		const store = await room.open();
		await store.write('now', w => {
			w.run('INSERT INTO models (name) VALUES (?)', ['one']);
			assert.throws(() => w.run('INSERT INTO models (name) VALUES (?)', ['one']), /UNIQUE/);
			assert.deepEqual(w.get('INSERT INTO models (name) VALUES (?) RETURNING id', ['two']), { id: 2 });
			assert.deepEqual(
				w.all('WITH wanted AS (SELECT ? AS name) INSERT INTO models (name) SELECT name FROM wanted RETURNING name', ['three']),
				[{ name: 'three' }],
			);
		});
		await assert.rejects(
			store.write('now', w => assert.throws(() => w.runMany('INSERT INTO models (name) VALUES (?)', [['four'], ['one']]), /UNIQUE/)),
			/UNIQUE/,
		);
		assert.deepEqual(room.models(store), ['one', 'two', 'three']);
		assert.deepEqual(room.models(await room.reopen()), ['one', 'two', 'three']);
	});

	it('changes nothing but through write', async () => {
		const store = await room.open();
		for (const sql of [
			"INSERT INTO models (name) VALUES ('x')",
			"WITH w AS (SELECT 1) INSERT INTO models (name) SELECT 'x'",
			'-- a remark\nDELETE FROM budget_tracking',
		]) {
			assert.throws(() => store.get(sql), failsWith('INTERNAL', /through write/), sql);
		}
		for (const sql of ['BEGIN', 'COMMIT', 'PRAGMA user_version = 9', "ATTACH 'x' AS y", 'VACUUM', '']) {
			assert.throws(() => store.all(sql), failsWith('BAD_INPUT'), sql);
			await assert.rejects(
				store.write('now', w => w.run(sql)),
				failsWith('BAD_INPUT'),
				sql,
			);
		}
		await assert.rejects(
			store.write('now', w => w.run("INSERT INTO models (name) VALUES ('a'); DELETE FROM models")),
			failsWith('BAD_INPUT', /One statement/),
		);
		assert.deepEqual(store.get('WITH w AS (SELECT 7 AS seven) SELECT seven FROM w'), { seven: 7 });
		assert.deepEqual(room.models(store), []);
	});

	it('refuses statements that would give something else when they are replayed', async () => {
		const store = await room.open();
		for (const call of ['random()', "datetime('now')", 'CURRENT_TIMESTAMP']) {
			await assert.rejects(
				store.write('now', w => w.run(`INSERT INTO models (name) VALUES (${call})`)),
				failsWith('BAD_INPUT'),
				call,
			);
		}
	});

	it('takes no promise as work, no write inside a write, no writer after its end, no order after close', async () => {
		const store = await room.open();
		await assert.rejects(
			store.write('now', async w => w.run("INSERT INTO models (name) VALUES ('x')")),
			failsWith('INTERNAL'),
		);
		let inner: Promise<unknown> | undefined;
		await store.write('now', () => {
			inner = store.write('now', () => 1);
			inner.catch(() => {});
		});
		await assert.rejects(inner ?? Promise.resolve(), failsWith('INTERNAL'));
		const kept = await store.write('now', w => w);
		assert.throws(() => kept.run("INSERT INTO models (name) VALUES ('x')"), failsWith('INTERNAL'));
		assert.deepEqual(room.models(store), []);
		await store.close();
		await store.close();
		assert.throws(() => store.get('SELECT 1'), failsWith('STORE_UNWRITABLE'));
		await assert.rejects(
			store.write('now', () => 1),
			failsWith('STORE_UNWRITABLE'),
		);
	});

	it('holds whole numbers up to 2^53 exactly, as integers, in rows and keys, after replay and after a snapshot', async () => {
		const store = await room.open();
		const numbers = [
			0,
			-1,
			2 ** 31 - 1,
			2 ** 31,
			-(2 ** 31) - 1,
			2 ** 32 + 1,
			2 ** 52 + 1,
			Number.MAX_SAFE_INTEGER,
			-Number.MAX_SAFE_INTEGER,
		];
		await store.write('now', w => {
			w.run('CREATE TABLE keys (key INTEGER PRIMARY KEY, other INTEGER NOT NULL, real REAL) STRICT');
			w.runMany(
				'INSERT INTO keys VALUES (?, ?, ?)',
				numbers.map(n => [n, n, n]),
			);
		});
		const look = (one: typeof store) => {
			for (const n of numbers) {
				assert.deepEqual(
					one.all('SELECT key, other, typeof(key) AS k, typeof(other) AS o, typeof(real) AS r FROM keys WHERE key = ? AND other = ?', [
						n,
						n,
					]),
					[{ key: n, other: n, k: 'integer', o: 'integer', r: 'real' }],
				);
			}
		};
		look(store);
		look(await room.reopen());
		await store.close();
		look(await room.open());
	});

	it('keeps doubles, bytes and text as they are, and refuses what is no value', async () => {
		const store = await room.open();
		await store.write('now', w => w.run('CREATE TABLE held (id INTEGER PRIMARY KEY, real REAL, text TEXT, bytes BLOB) STRICT'));
		const rows = [
			{ id: 1, real: 0.1 + 0.2, text: 'line\nbreak "quoted" \u2028 äöü 🚀', bytes: new Uint8Array([0, 10, 255]) },
			{ id: 2, real: 5e-324, text: '', bytes: new Uint8Array([]) },
			{ id: 3, real: Number.MAX_VALUE, text: null, bytes: null },
		];
		await store.write('now', w => {
			w.run('INSERT INTO held VALUES (?, ?, ?, ?)', Object.values(rows[0] ?? {}));
			w.runMany('INSERT INTO held VALUES (?, ?, ?, ?)', rows.slice(1).map(Object.values));
		});
		// sql.js gives an empty blob as null; nothing here stores one.
		const expected = rows.map(row => ({ ...row, bytes: row.bytes?.length ? row.bytes : null }));
		const found = (one: typeof store) =>
			one
				.all('SELECT * FROM held ORDER BY id')
				.map(row => ({ ...row, bytes: row.bytes instanceof Uint8Array && row.bytes.length ? new Uint8Array(row.bytes) : null }));
		assert.deepEqual(found(store), expected);
		assert.deepEqual(found(await room.reopen()), expected);

		for (const value of [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
			for (const attempt of [
				store.write('now', w => w.run('INSERT INTO held (real) VALUES (?)', [value])),
				store.write('now', w => w.runMany('INSERT INTO held (real) VALUES (?)', [[1], [value]])),
			]) {
				await assert.rejects(attempt, failsWith('BAD_INPUT', /Value 1/), String(value));
			}
		}
		assert.deepEqual(found(await room.reopen()), expected);
		await store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', ['a\0b\ud800c']));
		assert.deepEqual(room.models(store), ['a\ufffdb\ufffdc']);
		assert.deepEqual(store.get('SELECT id FROM models WHERE name = ?', ['a\0b\ud800c']), { id: 1 });
		assert.deepEqual(room.models(await room.reopen()), ['a\ufffdb\ufffdc']);
	});

	it('shares one journal file and one sync among writes of the same moment, in order', async () => {
		const store = await room.open();
		const journal = room.file('journal-000001-000001.log');
		const synced: number[] = [];
		const sync = fs.fdatasync;
		const counted = (fd: number, done: fs.NoParamCallback) => {
			synced.push(fs.readFileSync(journal, 'utf8').split('\n').length - 2);
			sync(fd, done);
		};
		Object.defineProperty(require('node:fs'), 'fdatasync', { value: counted, configurable: true, writable: true });
		try {
			await Promise.all(
				Array.from({ length: 20 }, (_, i) =>
					store.write(i % 2 ? 'now' : 'soon', w => w.run('INSERT INTO models (name) VALUES (?)', [`m${i}`])),
				),
			);
		} finally {
			Object.defineProperty(require('node:fs'), 'fdatasync', { value: sync, configurable: true, writable: true });
		}
		assert.deepEqual(synced, [20]);
		assert.deepEqual(
			room.models(await room.reopen()),
			Array.from({ length: 20 }, (_, i) => `m${i}`),
		);
	});

	it('puts soon writes on disk within a second by itself', async () => {
		const store = await room.open();
		await store.write('soon', w => w.run("INSERT INTO models (name) VALUES ('later')"));
		assert.deepEqual(room.models(await room.reopen()), []);
		room.clock.advance(1000);
		await room.until(async () => room.models(await room.reopen()).length === 1);
	});

	it('DU10 refuses to save inside a transaction, which is unharmed, and takes it for no fault of the disk', async () => {
		const store = await room.open();
		const insert = 'INSERT INTO models (name) VALUES (?)';
		const before = room.files();
		const asked: Promise<void>[] = [];
		const kept = store.write('now', w => {
			w.run(insert, ['a']);
			for (const save of [() => store.image(), () => store.backUp(), () => store.flush()])
				asked.push(assert.rejects(save(), failsWith('INTERNAL', /after it/)));
			w.run(insert, ['b']);
		});
		await Promise.all([kept, ...asked]);
		assert.deepEqual([store.trouble, room.models(store), room.files()], [undefined, ['a', 'b'], before]);
		assert.deepEqual(room.models(await room.reopen()), ['a', 'b']);
		await store.backUp();
		assert.ok(room.files().includes('commit-000002.json'));
	});

	it('DU10 DU11 takes a snapshot while nothing is written; statements and foreign keys live on', async () => {
		const store = await room.open();
		await store.write('now', w => w.run('CREATE TABLE children (id INTEGER PRIMARY KEY, model INTEGER REFERENCES models(id)) STRICT'));
		const insert = 'INSERT INTO models (name) VALUES (?)';
		for (let i = 0; i < 2000; i++) void store.write('soon', w => w.run(insert, [`m${i}`]));
		await store.flush();
		assert.ok(room.files().includes('snap-000002.db'));
		await store.write('now', w => w.run(insert, ['after']));
		await assert.rejects(
			store.write('now', w => w.run('INSERT INTO children (model) VALUES (99999)')),
			/FOREIGN KEY/,
		);
		assert.equal(store.get('SELECT count(*) AS n FROM models')?.n, 2001);
		assert.equal((await room.reopen()).get('SELECT count(*) AS n FROM models')?.n, 2001);
	});

	it('takes a snapshot by itself once the journal has grown and nothing was written for two seconds', async () => {
		const store = await room.open();
		const long = 'x'.repeat(64 * 1024);
		for (let i = 0; i < 20; i++) await store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', [`${i} ${long}`]));
		room.clock.advance(1500);
		await store.write('now', w => w.run("INSERT INTO models (name) VALUES ('busy')"));
		room.clock.advance(1500);
		assert.ok(!room.files().includes('commit-000002.json'));
		room.clock.advance(2000);
		await room.until(async () => room.files().includes('commit-000002.json'));
		assert.equal(room.models(await room.reopen()).length, 21);
	});

	it('keeps three generations, the records of more, seven daily backups, and never uses a number twice', async () => {
		let store = await room.open();
		for (let day = 0; day < 12; day++) {
			await store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', [`${day} ${'x'.repeat(20_000)}`]));
			await store.close();
			room.clock.advance(86_400_000);
			store = await room.open();
		}
		const names = room.files();
		const of = (pattern: RegExp) => names.filter(name => pattern.test(name));
		assert.deepEqual(of(/^snap/), ['snap-000011.db', 'snap-000012.db', 'snap-000013.db']);
		assert.equal(of(/^commit/).length, 13);
		assert.deepEqual(
			of(/^backups.*-\d{6}\.db$/).map(name => path.basename(name)),
			Array.from({ length: 7 }, (_, i) => `2026-11-${26 + i}-0000${String(i + 7).padStart(2, '0')}.db`).map(name =>
				name.replace(/2026-11-(3[1-9])/, (_, day: string) => `2026-12-0${Number(day) - 30}`),
			),
		);
		assert.ok(of(/^journal/).length <= 4, of(/^journal/).join(' '));
		assert.equal(room.models(store).length, 12);
	});
});
