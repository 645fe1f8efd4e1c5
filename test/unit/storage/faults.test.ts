// Disks that fail: old or new state, never a mixture, and the user is told.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { dice } from '../../support/dice';
import { replace } from './damage';
import { type Fault, failing } from './faults';
import { fillUp, smallDisk } from './fullDisk';
import { add, initials, type Told, term } from './life';
import { callsOfLife, FAULTS, lifeWith } from './lives';
import { type Scratch, scratch } from './scratch';

describe('a failing disk', () => {
	let room: Scratch;
	let restore = () => {};
	beforeEach(() => {
		room = scratch();
	});
	afterEach(async () => {
		restore();
		restore = () => {};
		await room.end();
	});

	const full: Fault = { code: 'ENOSPC' };

	/** Opens, writes and saves; gives the names whose keeping was acknowledged, and the error codes that came. */
	async function work(one: Scratch): Promise<Told> {
		const told: Told = { kept: [], refused: [] };
		await term(one, await one.open(), told);
		return told;
	}

	it('DU01 whichever call of a whole life fails, and however: what was acknowledged is there, in order, and no half file is left', async function () {
		this.timeout(120_000);
		const calls = await callsOfLife();
		const codes = FAULTS.filter(fault => fault !== 'short');
		for (const [i, name] of calls.entries()) {
			// Each call with one of the codes in turn; each that writes also writes half of it, and says so.
			for (const fault of [codes[i % codes.length], ...(/^write(Sync)?$/.test(name) ? ['short' as const] : [])]) {
				const what = `call ${i + 1} of ${calls.length} (${name}), ${JSON.stringify(fault)}`;
				const { lost } = await lifeWith(what, (_name, count) => (count === i + 1 ? fault : undefined));
				assert.deepEqual(lost, [], what);
			}
		}
		assert.ok(calls.length > 60, `${calls.length} calls`);
	});

	it('DU02 a full disk: what must be kept is refused, figures go on, and all of it is saved when there is room', async () => {
		const store = await room.open();
		await add(store, 'a');
		let room_ = false;
		restore = failing(name => (room_ || !/^(write|writeSync|openSync)$/.test(name) ? undefined : full));
		await assert.rejects(add(store, 'b'), { code: 'STORE_UNWRITABLE', message: /the disk is full/ });
		assert.match(store.notes.join(' '), /cannot save to .*the disk is full; free some space/);
		await assert.rejects(add(store, 'c'), { code: 'STORE_UNWRITABLE' });
		await add(store, 'd', 'soon');
		assert.deepEqual(room.models(store), ['a', 'b', 'd'], 'c was refused before it was done');
		await assert.rejects(store.flush(), { code: 'STORE_UNWRITABLE' });
		assert.deepEqual(room.models(await room.reopen({ readOnly: true })), ['a']);

		room_ = true;
		room.clock.advance(31_000);
		await room.until(async () => store.notes.length === 0);
		await add(store, 'e');
		restore();
		const again = await room.reopen();
		assert.deepEqual([room.models(again), again.notes], [['a', 'b', 'd', 'e'], []]);
	});

	it('DU02 a small disk that fills up while the store works on it: refused in words, readable, and all there when it is freed', async () => {
		for (const seed of [1, 2, 3, 4]) {
			const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-full-'));
			const disk = smallDisk(parent, 1_500_000, seed % 2 === 1);
			try {
				const { kept, refused, lost } = await fillUp(disk, { dice: dice(seed), elsewhere: parent });
				assert.deepEqual(lost, []);
				assert.ok(kept > 0 && refused > 0);
			} finally {
				disk.end();
				fs.rmSync(parent, { recursive: true, force: true });
			}
		}
	});

	it('an order tries again by itself once the failure is some seconds old', async () => {
		const store = await room.open();
		restore = failing(name => (name === 'fdatasync' ? { code: 'EIO' } : undefined));
		await assert.rejects(add(store, 'a'), { code: 'STORE_UNWRITABLE', message: /disk reports an error/ });
		restore();
		await assert.rejects(add(store, 'b'), { code: 'STORE_UNWRITABLE' });
		room.clock.advance(6000);
		await add(store, 'c');
		assert.deepEqual(room.models(await room.reopen()), ['a', 'c']);
	});

	it('a snapshot that fails costs nothing: the journal goes on', async () => {
		const store = await room.open();
		restore = failing(name => (name === 'fsync' ? full : undefined));
		await add(store, 'x'.repeat(1024 * 1024), 'soon');
		await assert.rejects(store.flush(), { code: 'STORE_UNWRITABLE' });
		await add(store, 'a');
		assert.deepEqual(store.notes, []);
		assert.ok(!room.files().includes('snap-000002.db'));
		restore();
		await store.flush();
		assert.ok(room.files().includes('commit-000002.json'));
		assert.equal(room.models(await room.reopen()).length, 2);
	});

	it('what is written while the rescuing snapshot is on its way is kept too', async () => {
		const store = await room.open();
		restore = failing(name => (name === 'fdatasync' ? full : undefined));
		await assert.rejects(add(store, 'a'), { code: 'STORE_UNWRITABLE' });
		restore();
		let once = true;
		restore = failing(name => {
			if (name === 'write' && once) {
				once = false;
				void add(store, 'meanwhile', 'soon');
			}
			return undefined;
		});
		await store.flush();
		await store.flush();
		restore();
		const again = await room.reopen();
		assert.deepEqual([room.models(again), again.notes], [['a', 'meanwhile'], []]);
	});

	it('a journal that fails while a snapshot is on its way is made good by another one', async () => {
		const store = await room.open();
		await add(store, 'x'.repeat(1024 * 1024), 'soon');
		let broken: Promise<unknown> | undefined;
		restore = failing(name => {
			if (name === 'fsync' && !broken) {
				broken = assert.rejects(add(store, 'b'), { code: 'STORE_UNWRITABLE' });
				return broken; // the snapshot waits until the journal has failed
			}
			return name === 'fdatasync' && broken ? full : undefined;
		});
		await store.flush();
		await broken;
		restore();
		await add(store, 'c');
		assert.deepEqual(store.notes, []);
		const again = await room.reopen();
		assert.deepEqual([initials(room, again), again.notes], ['xbc', []]);
	});

	it('DU16 a folder that cannot be made: figures in memory, and a note that says so', async () => {
		fs.writeFileSync(room.store, 'a file in place of the folder');
		const store = await room.open();
		assert.equal(store.mode, 'memory');
		assert.equal(store.notes.length, 1);
		assert.match(store.notes[0] ?? '', /Nothing can be saved in .*a file stands where the folder should be.*kept in memory/);
		await add(store, 'a');
		await store.flush();
		assert.deepEqual(room.models(store), ['a']);
		await store.close();
		assert.equal(fs.readFileSync(room.store, 'utf8'), 'a file in place of the folder');
	});

	it('DU16 a read-only file system: what is there is shown, and that it is one comes before what is damaged in it', async () => {
		await work(room);
		restore();
		const newest = room.files().filter(name => /^snap/.test(name));
		replace(room.file(newest.at(-1) ?? ''), Buffer.alloc(0));
		const access = fs.accessSync;
		const refuse = () => {
			throw Object.assign(new Error('EROFS: read-only file system'), { code: 'EROFS' });
		};
		Object.defineProperty(require('node:fs'), 'accessSync', { value: refuse, configurable: true, writable: true });
		restore = () => Object.defineProperty(require('node:fs'), 'accessSync', { value: access, configurable: true, writable: true });
		const before = room.files();
		const store = await room.open();
		assert.deepEqual([store.mode, room.models(store).length], ['memory', 6]);
		assert.equal(store.notes.length, 2);
		assert.match(store.notes[0] ?? '', /^Nothing can be saved in .*the file system is read-only\. Figures are kept in memory/);
		assert.match(store.notes[1] ?? '', /^Saved data was damaged/);
		await add(store, 'in memory');
		await store.close();
		assert.deepEqual(room.files(), before);
	});

	it('a disk that is full at the very first start', async () => {
		restore = failing(name => (name === 'mkdirSync' ? undefined : full));
		const store = await room.open();
		assert.equal(store.mode, 'disk');
		assert.match(store.notes.join(' '), /the disk is full/);
		await assert.rejects(add(store, 'a'), { code: 'STORE_UNWRITABLE' });
		await add(store, 'b', 'soon');
		restore();
		room.clock.advance(31_000);
		await room.until(async () => store.notes.length === 0);
		await add(store, 'c');
		assert.deepEqual(room.models(await room.reopen()), ['b', 'c']);
	});

	it('a folder that is removed while the store is open is made again, with all that was in it', async () => {
		const store = await room.open();
		for (const name of ['a', 'b']) await add(store, name);
		fs.rmSync(room.store, { recursive: true });
		await assert.rejects(add(store, 'c'), { code: 'STORE_UNWRITABLE', message: /the folder was removed; it is made again in a moment/ });
		room.clock.advance(31_000);
		await room.until(async () => store.notes.length === 0);
		await add(store, 'd');
		assert.deepEqual(
			room.files().filter(name => /^(commit|snap|journal)/.test(name)),
			['commit-000002.json', 'journal-000001-000002.log', 'snap-000002.db'],
			'no number is used again',
		);
		const again = await room.reopen();
		assert.deepEqual([room.models(again), again.notes], [['a', 'b', 'c', 'd'], []]);
		fs.rmSync(room.store, { recursive: true });
		await add(store, 'e').catch(() => {});
		await store.close();
		assert.deepEqual(room.models(await room.open()), ['a', 'b', 'c', 'd', 'e'], 'at its end too');
	});

	it('DU16 a quota that is used up is told as one, and made good when there is room', async () => {
		const store = await room.open();
		restore = failing(name => (/^(write|writeSync|openSync)$/.test(name) ? { code: 'EDQUOT' } : undefined));
		await assert.rejects(add(store, 'a'), {
			code: 'STORE_UNWRITABLE',
			message: /your disk quota is used up; free some space\. Figures go on in memory/,
		});
		restore();
		room.clock.advance(31_000);
		await room.until(async () => store.notes.length === 0);
		assert.deepEqual(room.models(await room.reopen()), ['a']);
	});

	for (const code of ['EPERM', 'ENOTSUP'])
		it(`MW16 a file system without hard links (${code}) keeps everything just the same`, async () => {
			restore = failing(name => (name === 'linkSync' ? { code } : undefined));
			const { kept, refused } = await work(room);
			assert.deepEqual([kept.length, refused], [6, []]);
			const store = await room.open();
			assert.deepEqual([initials(room, store), store.notes], [kept.join(''), []]);
			assert.ok(room.files('backups').length >= 2);
		});
});
