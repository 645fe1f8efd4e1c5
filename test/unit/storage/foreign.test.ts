// Other tools' databases: everything committed is seen, nothing beside the file is touched.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import initSqlJs from 'sql.js';
import { AppError } from '../../../src/base/errors';
import { silentLog } from '../../../src/base/log';
import { MAX_FOREIGN, type NativeSqlite, openForeign } from '../../../src/storage/foreign';
import { mergeWal } from '../../../src/storage/wal';
import { needs } from '../../support/tools';
import { walOf } from '../../support/wal';

const WASM = path.join(process.cwd(), 'node_modules/sql.js/dist/sql-wasm.wasm');
const FIXTURE = path.join(process.cwd(), 'test/fixtures/openclaw/real/wal');

describe('foreign database', () => {
	let folder: string;
	let file: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'foreign-'));
		file = path.join(folder, 'other.sqlite');
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	const open = (native?: NativeSqlite) => openForeign(file, { wasm: WASM, log: silentLog, native });
	const ask = async (sql: string, params?: (string | number)[]) => {
		const db = await open();
		try {
			return db.all(sql, params);
		} finally {
			db.close();
		}
	};
	const rows = async () => (await ask('SELECT count(*) AS n, max(x) AS x FROM t'))[0];

	it('sees what a real log holds, and not what it does not', async () => {
		const expected = JSON.parse(fs.readFileSync(path.join(FIXTURE, 'expected.json'), 'utf8')) as {
			sql: string;
			main_file_only: number;
			with_wal: number;
		};
		file = path.join(folder, 'openclaw.sqlite');
		fs.copyFileSync(path.join(FIXTURE, 'openclaw.sqlite'), file);
		assert.deepEqual(
			(await ask(expected.sql)).map(row => Object.values(row)[0]),
			[expected.main_file_only],
		);
		fs.copyFileSync(path.join(FIXTURE, 'openclaw.sqlite-wal'), `${file}-wal`);
		assert.deepEqual(
			(await ask(expected.sql)).map(row => Object.values(row)[0]),
			[expected.with_wal],
		);
		assert.deepEqual(await ask('PRAGMA integrity_check'), [{ integrity_check: 'ok' }]);
	});

	it('leaves the folder as it was, to the byte and the time', async () => {
		const [before, after] = await images([1], [2, 3]);
		fs.writeFileSync(file, before);
		fs.writeFileSync(`${file}-wal`, walOf(before, [after]));
		const look = () =>
			fs
				.readdirSync(folder)
				.sort()
				.map(name => [
					name,
					fs.statSync(path.join(folder, name), { bigint: true }).mtimeNs,
					fs.readFileSync(path.join(folder, name)).toString('base64'),
				]);
		const was = look();
		assert.deepEqual(await rows(), { n: 3, x: 3 });
		assert.deepEqual(look(), was);
	});

	it('reads a folder it may not write to', async function () {
		if (process.platform === 'win32') this.skip();
		const [before, after] = await images([1], [2]);
		fs.writeFileSync(file, before, { mode: 0o400 });
		fs.writeFileSync(`${file}-wal`, walOf(before, [after]), { mode: 0o400 });
		fs.chmodSync(folder, 0o500);
		try {
			assert.deepEqual(await rows(), { n: 2, x: 2 });
		} finally {
			fs.chmodSync(folder, 0o700);
		}
	});

	it('follows commits in order, in both byte orders, and ignores a transaction that is open', async () => {
		const [a, b, c, d] = await images([1], [2], [3], [4]);
		for (const bigEndian of [false, true]) {
			fs.writeFileSync(file, a);
			fs.writeFileSync(`${file}-wal`, walOf(a, [b, c], { open: d, bigEndian }));
			assert.deepEqual(await rows(), { n: 3, x: 3 });
		}
	});

	it('takes what the check sums vouch for from a log that is cut, flipped or left over', async () => {
		const [a, b, c] = await images([1], [2], [3]);
		const first = walOf(a, [b]).length;
		const wal = walOf(a, [b, c]);
		fs.writeFileSync(file, a);
		for (let length = 0; length <= wal.length; length += 511) {
			fs.writeFileSync(`${file}-wal`, wal.subarray(0, length));
			const expected = length < first ? 1 : length < wal.length ? 2 : 3;
			assert.equal((await rows())?.n, expected, `${length} of ${wal.length} bytes`);
		}
		for (const at of [40, 60, 2000, first - 10]) {
			const flipped = Buffer.from(wal);
			flipped[at] = (flipped[at] ?? 0) ^ 1;
			fs.writeFileSync(`${file}-wal`, flipped);
			assert.equal((await rows())?.n, 1, `bit at ${at}`);
		}
		// The log was started over: what is behind its new frames is of an older round.
		const mixed = Buffer.from(wal);
		walOf(a, [b], { salt: 99 }).copy(mixed);
		fs.writeFileSync(`${file}-wal`, mixed);
		assert.equal((await rows())?.n, 2);
	});

	it('knows a database that grew or shrank in its log', async () => {
		const small = await image(db => db.run('CREATE TABLE t (x); INSERT INTO t VALUES (1)'));
		const large = await image(db =>
			db.run(
				'CREATE TABLE t (x); INSERT INTO t VALUES (1); CREATE TABLE fat (y); INSERT INTO fat SELECT randomblob(3000) FROM (VALUES (1),(2),(3),(4),(5),(6))',
			),
		);
		fs.writeFileSync(file, small);
		fs.writeFileSync(`${file}-wal`, walOf(small, [large]));
		assert.deepEqual(await ask('SELECT count(*) AS n FROM fat'), [{ n: 6 }]);
		assert.deepEqual([...mergeWal(Uint8Array.from(large), walOf(large, [small]))].length, small.length);
	});

	it('agrees with SQLite itself on a database that is in use', async function () {
		needs(this, 'sqlite3');
		// The command keeps its connection open while we copy what is on disk at that moment.
		const copy = path.join(folder, 'copy.sqlite');
		execFileSync('sqlite3', [file], {
			input: `PRAGMA journal_mode = wal; CREATE TABLE t (x); INSERT INTO t VALUES (1); UPDATE t SET x = 5; INSERT INTO t VALUES (7);\n.shell cp ${file} ${copy}\n.shell cp ${file}-wal ${copy}-wal\n`,
		});
		file = copy;
		assert.deepEqual(await rows(), { n: 2, x: 7 });
	});

	it('says what is wrong with a file it cannot read', async () => {
		await assert.rejects(open(), { code: 'ENOENT' });
		fs.writeFileSync(file, 'not a database, but long enough to look like one to a hasty reader '.repeat(20));
		await assert.rejects(
			open(),
			(error: unknown) => error instanceof AppError && error.code === 'BAD_INPUT' && error.message.includes(file),
		);
		fs.truncateSync(file, MAX_FOREIGN + 1);
		await assert.rejects(open(), (error: unknown) => error instanceof AppError && /256 MB/.test(error.message));
	});

	it('uses the SQLite of Node only for a large database that its tool has open', async () => {
		const asked: string[] = [];
		const native: NativeSqlite = {
			DatabaseSync: class {
				constructor(name: string, options: { readOnly: boolean }) {
					asked.push(`${path.basename(name)} ${options.readOnly}`);
				}
				prepare() {
					return { all: () => [{ n: 42 }] };
				}
				exec() {}
				close() {}
			},
		};
		const [only] = await images([1]);
		fs.writeFileSync(file, only);
		const copy = await open(native);
		assert.deepEqual(copy.all('SELECT count(*) AS n FROM t'), [{ n: 1 }]);
		copy.close();
		assert.deepEqual(asked, []);
		fs.writeFileSync(`${file}-wal`, '');
		fs.writeFileSync(`${file}-shm`, '');
		(await open(native)).close();
		assert.deepEqual(asked, []);
		fs.truncateSync(file, 65 * 1024 * 1024);
		const live = await open(native);
		assert.deepEqual(live.all('SELECT count(*) AS n FROM t'), [{ n: 42 }]);
		live.close();
		assert.deepEqual(asked, ['other.sqlite true']);
	});

	async function image(fill: (db: { run(sql: string): unknown }) => void): Promise<Uint8Array> {
		const sqlite = await initSqlJs({ locateFile: () => WASM });
		const db = new sqlite.Database();
		fill(db);
		const bytes = db.export();
		db.close();
		// As every tool's file looks whose journal is a log.
		bytes[18] = 2;
		bytes[19] = 2;
		return bytes;
	}

	/** One image after each step; a step adds its numbers to the table. */
	async function images(...steps: number[][]): Promise<[Uint8Array, Uint8Array, Uint8Array, Uint8Array]> {
		const all: Uint8Array[] = [];
		for (let n = 1; n <= steps.length; n++) {
			all.push(
				await image(db => {
					db.run('CREATE TABLE t (x)');
					for (const x of steps.slice(0, n).flat()) db.run(`INSERT INTO t VALUES (${x})`);
				}),
			);
		}
		return all as [Uint8Array, Uint8Array, Uint8Array, Uint8Array];
	}
});
