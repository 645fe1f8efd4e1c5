// Going back to a backup: it becomes the next commit, what it replaces is kept, no number is used twice, nothing is overwritten.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AppError } from '../../../src/base/errors';
import { silentLog } from '../../../src/base/log';
import { listBackups, readEntries } from '../../../src/storage/backups';
import { checkStore } from '../../../src/storage/check';
import { examineHere } from '../../../src/storage/examine';
import { MIGRATIONS, newestVersion } from '../../../src/storage/migrate';
import { type RestoreOptions, restoreBackup } from '../../../src/storage/restore';
import type { Store } from '../../../src/storage/store';
import { failing } from './faults';
import { quickFolder, type Scratch, scratch, WASM } from './scratch';

const DAY = 86_400_000;

describe('restore', () => {
	let room: Scratch;
	beforeEach(() => {
		room = scratch();
	});
	afterEach(() => room.end());

	const add = (store: Store, name: string) => store.write('now', w => void w.run('INSERT INTO models (name) VALUES (?)', [name]));
	const restore = (name: string, more: Partial<RestoreOptions> = {}) =>
		restoreBackup({
			folder: room.store,
			wasm: WASM,
			name,
			newest: newestVersion(MIGRATIONS),
			epoch: 1,
			fence: () => {},
			clock: room.clock,
			log: silentLog,
			amend: () => {},
			...more,
		});
	/** One model a day, each day with its backup; the last one in the journal only. Gives the names of the backups, newest first. */
	async function days(...names: string[]): Promise<string[]> {
		for (const name of names) {
			const store = await room.open();
			await add(store, name);
			if (name !== names.at(-1)) await store.backUp();
			await store.close();
			room.clock.advance(DAY);
		}
		return readEntries(room.store).map(({ name }) => name);
	}
	async function models(): Promise<string[]> {
		const store = await room.open();
		try {
			assert.deepEqual(store.notes, []);
			return room.models(store);
		} finally {
			await store.close();
		}
	}
	async function assertWhole(): Promise<void> {
		const store = await room.open({ readOnly: true });
		const found = await checkStore({
			folder: room.store,
			store,
			trouble: null,
			newest: newestVersion(MIGRATIONS),
			clock: room.clock,
			examine: examineHere(WASM),
		});
		await store.close();
		assert.deepEqual(found.damage, []);
	}
	const backupOf = (names: string[], day: string) => names.find(name => name.startsWith(day)) ?? '';

	it('makes a backup the present state, and can be undone', async () => {
		const backups = await days('a', 'b', 'c', 'd');
		const { kept } = await restore(backupOf(backups, '2026-11-22'));
		await assertWhole();
		assert.deepEqual(await models(), ['a', 'b']);
		const again = await restore(kept);
		assert.deepEqual(await models(), ['a', 'b', 'c', 'd']);
		assert.notEqual(again.kept, kept);
		await assertWhole();
	});

	it('goes on from there: later changes stand in the journal of the restored state, over kills and restarts', async () => {
		const backups = await days('a', 'b', 'c');
		await restore(backupOf(backups, '2026-11-21'));
		const first = await room.open();
		const before = room.models(first);
		await add(first, 'x');
		assert.deepEqual(room.models(await room.reopen()), [...before, 'x']);
		await first.close();
		assert.deepEqual(await models(), [...before, 'x']);
		for (const name of ['y', 'z', 'q']) {
			const store = await room.open();
			await add(store, `${name}${'.'.repeat(5000)}`);
			await store.close();
			await assertWhole();
		}
		assert.deepEqual(
			(await models()).map(name => name[0]),
			[...before, 'x', 'y', 'z', 'q'],
		);
	});

	it('never uses a number twice and never overwrites a file', async () => {
		const backups = await days('a', 'b', 'c');
		const before = new Map(room.files().map(name => [name, fs.readFileSync(room.file(name))]));
		const commits = room.files().filter(name => /^commit-/.test(name));
		await restore(backupOf(backups, '2026-11-21'));
		for (const [name, bytes] of before) {
			if (fs.existsSync(room.file(name))) assert.ok(bytes.equals(fs.readFileSync(room.file(name))), `${name} was overwritten`);
		}
		const fresh = room.files().filter(name => /^commit-/.test(name) && !commits.includes(name));
		assert.ok(fresh.length >= 1 && fresh.every(name => name > (commits.at(-1) ?? '')), fresh.join());
		const record = JSON.parse(fs.readFileSync(room.file(fresh.at(-1) ?? ''), 'utf8').split('\n')[0] ?? '') as { restored?: string };
		assert.equal(record.restored, backupOf(backups, '2026-11-21'));
	});

	it('falls back to the state before, never to a mixture, where the restored snapshot is damaged later', async () => {
		const backups = await days('a', 'b', 'c');
		await restore(backupOf(backups, '2026-11-21'));
		const store = await room.open();
		await add(store, 'x');
		await store.close();
		const newest =
			room
				.files()
				.filter(name => /^snap-/.test(name))
				.at(-1) ?? '';
		fs.truncateSync(room.file(newest), 10);
		const opened = await room.open();
		assert.deepEqual(room.models(opened), ['a', 'b', 'c']);
		assert.equal(opened.notes.length, 2, opened.notes.join('\n'));
		assert.match(opened.notes.join('\n'), /does not follow/);
	});

	it('changes what the backup may not bring back', async () => {
		const backups = await days('a', 'b');
		await restore(backupOf(backups, '2026-11-21'), { amend: w => void w.run("INSERT INTO models (name) VALUES ('amended')") });
		assert.equal((await models()).at(-1), 'amended');
	});

	it('refuses a damaged backup, one that is gone and one of a newer version, and changes nothing', async () => {
		const backups = await days('a', 'b', 'c');
		const [good = '', bad = ''] = backups;
		const file = room.file(path.join('backups', `${bad}.db`));
		const bytes = fs.readFileSync(file);
		bytes[5000] = (bytes[5000] ?? 0) ^ 1;
		fs.unlinkSync(file);
		fs.writeFileSync(file, bytes);
		const before = room.files();
		await assert.rejects(restore(bad), (error: AppError) => error.code === 'STORE_BROKEN' && /bytes have changed/.test(error.message));
		await assert.rejects(restore('2020-01-01-000001'), (error: AppError) => error.code === 'NOT_FOUND');
		await assert.rejects(restore('../../etc/passwd'), (error: AppError) => error.code === 'NOT_FOUND');
		await assert.rejects(
			restore(good, { newest: 1 }),
			(error: AppError) => error.code === 'STORE_NEWER' && error.message.includes(`data version ${newestVersion(MIGRATIONS)};`),
		);
		assert.deepEqual(room.files(), before);
		const listed = await listBackups(room.store, newestVersion(MIGRATIONS), 'contents', examineHere(WASM));
		assert.deepEqual(
			listed.map(({ name, state }) => [name === bad, state]),
			listed.map(({ name }) => [name === bad, name === bad ? 'damaged' : 'whole']),
		);
		assert.equal(listed.find(({ name }) => name === good)?.contents?.calls, 0);
	});

	it('a hub that was replaced restores nothing', async () => {
		const backups = await days('a', 'b');
		const before = room.files();
		const fence = () => {
			throw new AppError('FENCED', 'a newer hub owns the folder');
		};
		await assert.rejects(restore(backups[0] ?? '', { fence }), (error: AppError) => error.code === 'FENCED');
		assert.deepEqual(room.files(), before);
		let calls = 0;
		await assert.rejects(
			restore(backups[0] ?? '', {
				fence: () => {
					if (++calls > 3) fence();
				},
			}),
			(error: AppError) => error.code === 'FENCED',
		);
		assert.deepEqual(await models(), ['a', 'b']);
	});

	it('whatever call fails, the state is the old one or the restored one, and the next try succeeds', async () => {
		for (let n = 1, done = false; !done; n++) {
			await room.end();
			room = scratch(quickFolder());
			const backups = await days('a', 'b', 'c');
			const wanted = backupOf(backups, '2026-11-21');
			let reached = 0;
			const undo = failing((_name, count) => {
				reached = count;
				return count === n ? { code: 'ENOSPC' } : undefined;
			});
			const failed = await restore(wanted).then(
				() => undefined,
				(error: AppError) => error,
			);
			undo();
			done = reached < n;
			if (failed) assert.equal(failed.code, 'STORE_UNWRITABLE', failed.message);
			const now = await models();
			if (failed && now.length === 3) {
				await restore(wanted);
				assert.ok((await models()).length < 3);
			} else assert.ok(now.length < 3, `${n}: ${now.join()}`);
			await assertWhole();
		}
	});
});
