// The store against what no test can pretend: a full file system, another user's files, a kill in the middle of an update, SQLite's own program.
import * as assert from 'node:assert/strict';
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { MIGRATIONS, newestVersion } from '../../src/storage/migrate';
import type { Store } from '../../src/storage/store';
import { failing } from '../unit/storage/faults';
import { quickFolder, type Scratch, scratch, WASM } from '../unit/storage/scratch';
import { SLOW } from './storeFaults.child';

const CHILD = path.join(__dirname, 'storeFaults.child.js');
const KB = 1024;

interface Seen {
	mode: string;
	notes: string[];
	models: string[];
	/** To open. */
	ms: number;
	written: string;
	/** Of a check. */
	verdict: string;
}

describe('the store and the machine', function () {
	this.timeout(120_000);
	let room: Scratch;
	let undo: (() => void)[] = [];
	beforeEach(() => {
		room = scratch();
	});
	afterEach(async () => {
		await room.end();
		for (const step of undo.reverse()) step();
		undo = [];
	});

	const add = (store: Store, name: string) => store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', [name]));
	/** What a hub would find that begins now. */
	const left = async (folder: string): Promise<{ names: string[]; notes: readonly string[] }> => {
		const copy = fs.mkdtempSync(path.join(quickFolder(), 'mc-copy-'));
		undo.push(() => fs.rmSync(copy, { recursive: true, force: true }));
		fs.cpSync(folder, copy, { recursive: true });
		const store = await room.open({ folder: copy });
		return { names: room.models(store).map(name => name.charAt(0)), notes: store.notes };
	};

	/** A folder with room for one megabyte; where the machine does not let us mount one, file calls that say so. */
	function tightFolder(): { folder: string; widen(): void } {
		const folder = fs.mkdtempSync(path.join(quickFolder(), 'mc-tight-'));
		const mounted =
			process.platform === 'linux' && spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m,mode=700', 'tmpfs', folder]).status === 0;
		undo.push(() => {
			if (mounted) spawnSync('umount', ['-l', folder]);
			fs.rmSync(folder, { recursive: true, force: true });
		});
		if (mounted) return { folder, widen: () => void execFileSync('mount', ['-o', 'remount,size=32m', folder]) };
		console.log('      (no file system can be mounted here: full by file calls that fail)');
		let left = 1024 * KB;
		const write = /^write(Sync)?$/;
		undo.push(
			failing((name, _count, { path: file = '', bytes }) => {
				if (!write.test(name) || !file.startsWith(folder)) return undefined;
				if (bytes > left) return { code: 'ENOSPC' };
				left -= bytes;
				return undefined;
			}),
		);
		return {
			folder,
			widen: () => {
				left = 32 * 1024 * KB;
			},
		};
	}

	it('DU02 a real disk of 1 MB: a snapshot of 0.9 MB finds no room, what was kept stays, and with room it is saved', async () => {
		const { folder, widen } = tightFolder();
		const store = await room.open({ folder });
		await add(store, 'a');
		await add(store, `b${'x'.repeat(720 * KB)}`).catch(() => {});
		const kept = store.notes.length === 0 ? ['a', 'b'] : ['a'];
		await assert.rejects(store.backUp(), { code: 'STORE_UNWRITABLE', message: /the disk is full; free some space/ });
		assert.deepEqual(await left(folder), { names: kept, notes: [] });
		widen();
		await store.backUp();
		assert.deepEqual(store.notes, []);
		await add(store, 'c');
		assert.deepEqual(await left(folder), { names: ['a', 'b', 'c'], notes: [] });
		assert.ok(fs.statSync(path.join(folder, 'store', 'snap-000002.db')).size > 890 * KB);
	});

	it('DU02 a real disk of 1 MB: 2 MB are refused and shown, what was kept before opens, and with room nothing is lost', async () => {
		const { folder, widen } = tightFolder();
		const store = await room.open({ folder });
		await add(store, 'a');
		await assert.rejects(add(store, `b${'x'.repeat(2000 * KB)}`), { code: 'STORE_UNWRITABLE', message: /the disk is full/ });
		assert.match(store.notes.join(' '), /cannot save to .*the disk is full/);
		assert.equal(room.models(store).length, 2, 'figures go on in memory');
		await assert.rejects(store.flush(), { code: 'STORE_UNWRITABLE' });
		assert.deepEqual(await left(folder), { names: ['a'], notes: [] });
		widen();
		room.clock.advance(31_000);
		await room.until(async () => store.notes.length === 0);
		await add(store, 'c');
		assert.deepEqual(await left(folder), { names: ['a', 'b', 'c'], notes: [] });
	});

	it('DU14 killed at any moment of an update: the old state or the new one, whole; and the update can be done again', async () => {
		const store = await room.open();
		for (const name of 'abc') await add(store, name);
		await store.close();
		const known = newestVersion(MIGRATIONS);
		const seen = { old: 0, new: 0 };
		for (let round = 0; round < 8; round++) {
			const copy = fs.mkdtempSync(path.join(quickFolder(), 'mc-update-'));
			undo.push(() => fs.rmSync(copy, { recursive: true, force: true }));
			fs.cpSync(room.folder, copy, { recursive: true });
			const child = spawn(process.execPath, [CHILD, 'migrate', copy, WASM], { stdio: ['ignore', 'pipe', 'inherit'] });
			const ended = once(child, 'close');
			await once(child.stdout, 'data');
			// From before its first statement to after its last, as fast as this machine is.
			await systemClock.sleep(round * 45);
			child.kill('SIGKILL');
			await ended;
			const before = await room.open({ folder: copy, readOnly: true });
			assert.deepEqual(room.models(before).slice(0, 3), ['a', 'b', 'c'], `round ${round}`);
			const version = Number(before.get('SELECT user_version AS v FROM pragma_user_version')?.v);
			assert.ok(version === known || version === known + 1, `version ${version}`);
			assert.deepEqual(
				before.notes.filter(note => !note.includes('newer version')),
				[],
			);
			seen[version === known ? 'old' : 'new']++;
			await before.close();
			const after = await room.open({ folder: copy, migrations: SLOW });
			assert.deepEqual([after.mode, after.notes], ['disk', []]);
			assert.deepEqual(
				after
					.all('SELECT label FROM models ORDER BY id LIMIT 3')
					.map(({ label }) => label)
					.concat(after.get('SELECT count(*) AS n FROM more')?.n ?? null),
				['A', 'B', 'C', 60_000],
			);
			assert.ok(fs.readdirSync(path.join(copy, 'store', 'backups')).some(name => name.endsWith(`-schema-${known}.db`)));
			await after.close();
		}
		assert.ok(seen.old > 0, JSON.stringify(seen));
	});

	it('DU14 an update for whose backup there is no room is not done: figures in memory, and the old state stays as it is', async () => {
		const store = await room.open();
		await add(store, 'a');
		await store.close();
		const before = room.files();
		undo.push(failing((name, _count, call) => (call.path?.includes('backups') || name === 'linkSync' ? { code: 'ENOSPC' } : undefined)));
		const again = await room.open({ migrations: SLOW });
		assert.equal(again.mode, 'memory');
		assert.match(again.notes.join(' '), /no backup can be made \(the disk is full; free some space\).*not brought up to date/);
		assert.deepEqual(room.models(again), ['a']);
		undo.pop()?.();
		await again.close();
		assert.deepEqual(
			room.files().filter(name => !name.startsWith('backups')),
			before.filter(name => !name.startsWith('backups')),
		);
		const later = await room.open({ migrations: SLOW });
		assert.deepEqual([later.mode, later.notes, room.models(later)], ['disk', [], ['a']]);
	});

	/** Opens the folder in a process of somebody who is not root; root may do anything. */
	function asSomebodyElse(folder: string): Seen {
		const user = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};
		return JSON.parse(execFileSync(process.execPath, [CHILD, 'look', folder, WASM], { encoding: 'utf8', ...user })) as Seen;
	}

	it('DU16 DU17 a folder that may not be written to, and one that may not be entered: in memory at once, and said', async () => {
		if (process.platform === 'win32') return; // rights are of another kind there; the next case is for all
		const store = await room.open();
		await add(store, 'a');
		await store.close();
		fs.chmodSync(room.folder, 0o755);
		for (const name of fs.readdirSync(room.folder, { recursive: true, encoding: 'utf8' })) {
			const file = path.join(room.folder, name);
			fs.chmodSync(file, fs.statSync(file).isDirectory() ? 0o555 : 0o444);
		}
		const before = room.files();
		const looked = asSomebodyElse(room.folder);
		assert.deepEqual([looked.mode, looked.models, looked.written], ['memory', ['a'], 'yes']);
		assert.match(looked.notes.join(' '), /Nothing can be saved in .*there is no permission to write there.*kept in memory/);
		assert.equal(looked.verdict, looked.notes[0]);
		assert.ok(looked.ms < 9000, `${looked.ms} ms`);
		fs.chmodSync(room.folder, 0o700);
		if (process.getuid?.() === 0) {
			const shut = asSomebodyElse(room.folder);
			assert.deepEqual([shut.mode, shut.models, shut.written], ['memory', [], 'yes']);
			assert.match(shut.notes.join(' '), /no permission/);
			assert.match(shut.verdict, /^Nothing can be saved in .*there is no permission to write there/);
		}
		assert.deepEqual(room.files(), before);
		fs.chmodSync(room.store, 0o700);
		fs.chmodSync(path.join(room.store, 'backups'), 0o700);
	});

	it('DU16 files of somebody else in a folder of ours are neither read nor moved nor written over, and it is said', async () => {
		if (process.platform === 'win32') return;
		const store = await room.open();
		await add(store, 'a');
		await store.close();
		const open = (file: string, mode: number) => fs.chmodSync(file, mode);
		for (const folder of [room.folder, room.store, path.join(room.store, 'backups')]) open(folder, 0o777);
		for (const name of room.files()) open(room.file(name), process.getuid?.() === 0 ? 0o600 : 0);
		const before = room.files();
		const looked = asSomebodyElse(room.folder);
		assert.deepEqual([looked.mode, looked.models, looked.written], ['memory', [], 'yes']);
		assert.match(looked.notes.join(' '), /files in it belong to somebody else.*kept in memory/);
		assert.ok(looked.ms < 9000, `${looked.ms} ms`);
		assert.deepEqual(room.files(), before);
	});

	it("what is written is a database for SQLite's own program too: whole, and the same rows", async () => {
		const store = await room.open();
		await store.write('now', w => {
			for (let i = 1; i <= 300; i++) w.run('INSERT INTO models (name) VALUES (?)', [`model ${i} 🚀 ${'x'.repeat(i)}`]);
			for (let i = 1; i <= 2000; i++) {
				w.run(
					`INSERT INTO cron_jobs (name, task_type, frequency_seconds, payload, policies, next_run, created_at, updated_at)
					VALUES (?, 'command', ?, '{}', '{}', ?, 1, 2)`,
					[`job ${i}`, i, i % 3 === 0 ? null : 2 ** 40 + i],
				);
			}
			w.run('DELETE FROM cron_jobs WHERE id % 5 = 0');
			w.run('UPDATE budget_tracking SET daily_limit = daily_limit * 1.1');
		});
		await store.backUp();
		await store.write('now', w => w.run('DELETE FROM models WHERE id > 200'));
		await store.backUp();
		const file = room.file('snap-000003.db');
		const tables = store.all("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name");
		const questions = tables.map(({ name }) => {
			const columns = store.all('SELECT name FROM pragma_table_info(?)', [String(name)]);
			const sums = columns.map(
				({ name: column }) =>
					`printf('%d %.9g %d', sum(iif(typeof("${column}") = 'integer', "${column}", 0)), total("${column}"), sum(length("${column}")))`,
			);
			return `SELECT '${name}' || ' ' || count(*) || ' ' || ${sums.join(" || ' ' || ")} AS line FROM "${name}"`;
		});
		const ours = questions.map(sql => String(store.get(sql)?.line));
		assert.ok(ours.some(line => line.startsWith('cron_jobs 1600 ')) && ours.some(line => line.startsWith('models 200 ')));
		assert.deepEqual(theirs(file, ['PRAGMA integrity_check', 'PRAGMA foreign_key_check', ...questions]), ['ok', ...ours]);
		assert.deepEqual(theirs(room.file('snap-000002.db'), ['PRAGMA integrity_check', 'SELECT count(*) FROM models']), ['ok', '300']);
	});

	/** The answers of `sqlite3`, a line each; where there is none, of the SQLite of Node or of a fresh one of ours over the file's bytes. */
	function theirs(file: string, questions: readonly string[]): string[] {
		const found = spawnSync('sqlite3', ['-readonly', '-batch', '-noheader', file, ...questions.map(sql => `${sql};`)], {
			encoding: 'utf8',
		});
		if (!found.error) {
			assert.equal(found.stderr, '');
			return found.stdout.trim().split('\n');
		}
		console.log('      (there is no sqlite3 here: asked of a process of its own with a fresh SQLite)');
		const script = `require('sql.js')().then(sql => { const db = new sql.Database(require('fs').readFileSync(process.argv[1]));
			for (const question of JSON.parse(process.argv[2])) for (const { values } of db.exec(question)) for (const row of values) console.log(row[0]); })`;
		return execFileSync(process.execPath, ['-e', script, file, JSON.stringify(questions)], { encoding: 'utf8' })
			.trim()
			.split('\n');
	}
});
