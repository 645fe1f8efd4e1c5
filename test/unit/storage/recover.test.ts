// Opening a damaged folder: the newest whole state and what the journal has since, nothing deleted, and the user told.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Store } from '../../../src/storage/store';
import { quickFolder, type Scratch, scratch } from './scratch';

/** Deterministic: a failing case can be tried again. */
function randomFrom(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return Math.floor((state / 2 ** 32) * below);
	};
}

describe('recovery', () => {
	let room: Scratch;
	beforeEach(() => {
		room = scratch();
	});
	afterEach(() => room.end());

	const add = (store: Store, ...names: string[]) =>
		store.write('now', w =>
			w.runMany(
				'INSERT INTO models (name) VALUES (?)',
				names.map(name => [name]),
			),
		);
	/** Commits 1 (empty), 2 (a), 3 (a b) and a journal with c; every journal is there. */
	async function generations(): Promise<void> {
		for (const name of ['a', 'b']) {
			const store = await room.open();
			await add(store, name, `${name}-${'x'.repeat(4000)}`);
			await store.close();
			room.clock.advance(1000);
		}
		assert.ok(room.files().includes('commit-000003.json'));
		const store = await room.open();
		await add(store, 'c');
		await store.close();
		assert.ok(!room.files().includes('commit-000004.json'));
	}
	const short = (store: Store) => room.models(store).filter(name => name.length === 1);
	const flip = (name: string, at: number, bit: number) => {
		const bytes = fs.readFileSync(room.file(name));
		bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
		replace(name, bytes);
	};
	/** As damage would: the file itself, not the other names of a hard link. */
	const replace = (name: string, bytes: Uint8Array) => {
		fs.unlinkSync(room.file(name));
		fs.writeFileSync(room.file(name), bytes);
	};
	/** Opens a damaged copy; gives what came of it. */
	async function restored(damage: (copy: Scratch) => void): Promise<{ names: string[]; notes: readonly string[]; files: string[] }> {
		const copy = scratch(quickFolder());
		try {
			fs.cpSync(room.folder, copy.folder, { recursive: true });
			damage(copy);
			const store = await copy.open();
			const seen = { names: short(store), notes: store.notes, files: copy.files() };
			await add(store, 'z');
			await store.close();
			const again = await copy.open();
			assert.deepEqual(short(again), [...seen.names, 'z'], 'and goes on from there');
			assert.deepEqual(again.notes, [], 'told once');
			return seen;
		} finally {
			await copy.end();
		}
	}

	it('DU04 DU05 a snapshot cut at any length is found, kept aside, and made good from the one before and the journal', async function () {
		this.timeout(60_000);
		await generations();
		const bytes = fs.readFileSync(room.file('snap-000003.db'));
		const lengths = [0, 1, 15, 16, 99, 100, 511, 512, 4096, Math.floor(bytes.length / 2), bytes.length - 4096, bytes.length - 1];
		for (const length of lengths) {
			const { names, notes, files } = await restored(copy => {
				fs.unlinkSync(copy.file('snap-000003.db'));
				fs.writeFileSync(copy.file('snap-000003.db'), bytes.subarray(0, length));
			});
			assert.deepEqual(names, ['a', 'b', 'c'], `cut at ${length}`);
			assert.equal(notes.length, 1);
			assert.match(
				notes[0] ?? '',
				/snap-000003\.db.*Restored: the state saved at 2026-11-21T08:00:00.000Z.*nothing is missing.*quarantine/s,
			);
			assert.ok(files.includes('quarantine/snap-000003.db') && files.includes('quarantine/commit-000003.json'));
			assert.ok(files.includes('commit-000004.json'), 'a number of the quarantine is not used again');
		}
	});

	it('DU06 any flipped bit, zeroed page, folder or link in place of a snapshot is found', async function () {
		this.timeout(60_000);
		await generations();
		const random = randomFrom(6);
		const size = fs.statSync(room.file('snap-000003.db')).size;
		const damages: [string, (file: string) => void][] = [
			['a zeroed page', file => fs.writeFileSync(file, fs.readFileSync(file).fill(0, 4096, 8192))],
			['other bytes', file => fs.writeFileSync(file, Buffer.from(Array.from({ length: size }, () => random(256))))],
			[
				'a folder',
				file => {
					fs.unlinkSync(file);
					fs.mkdirSync(file);
				},
			],
			[
				'a link',
				file => {
					fs.renameSync(file, `${file}.away`);
					fs.symlinkSync(`${file}.away`, file);
				},
			],
			['nothing', file => fs.unlinkSync(file)],
		];
		for (let i = 0; i < 12; i++) {
			const [at, bit] = [random(size), random(8)];
			damages.push([
				`bit ${bit} of byte ${at}`,
				file => {
					const bytes = fs.readFileSync(file);
					bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
					fs.writeFileSync(file, bytes);
				},
			]);
		}
		for (const [what, damage] of damages) {
			const { names, notes } = await restored(copy => {
				fs.copyFileSync(copy.file('snap-000003.db'), copy.file('own'));
				fs.renameSync(copy.file('own'), copy.file('snap-000003.db'));
				damage(copy.file('snap-000003.db'));
			});
			assert.deepEqual(names, ['a', 'b', 'c'], what);
			assert.match(notes.join(' '), /snap-000003\.db/, what);
		}
	});

	it('DU06 every single flipped bit of a commit record is found', async () => {
		await generations();
		const size = fs.statSync(room.file('commit-000003.json')).size;
		for (let at = 0; at < size; at += 29) {
			const { names, notes } = await restored(copy => {
				const bytes = fs.readFileSync(copy.file('commit-000003.json'));
				bytes[at] = (bytes[at] ?? 0) ^ 4;
				fs.writeFileSync(copy.file('commit-000003.json'), bytes);
			});
			assert.deepEqual(names, ['a', 'b', 'c'], `byte ${at}`);
			assert.match(notes.join(' '), /commit-000003\.json/);
		}
	});

	it('restores from the oldest generation too, with everything since', async () => {
		await generations();
		const { names, notes } = await restored(copy => {
			for (const name of ['snap-000002.db', 'snap-000003.db']) fs.writeFileSync(copy.file(name), '');
		});
		assert.deepEqual(names, ['a', 'b', 'c']);
		assert.match(notes.join(' '), /snap-000003\.db.*snap-000002\.db/);
	});

	it('DU07 takes the backup when no generation is left, and says how old it is', async () => {
		await generations();
		const { names, notes } = await restored(copy => {
			for (const name of copy.files().filter(one => /^(snap|journal)/.test(one))) {
				fs.unlinkSync(copy.file(name));
				fs.writeFileSync(copy.file(name), '');
			}
		});
		assert.deepEqual(names, []);
		assert.match(notes.join(' '), /backup 2026-11-21-000001\.db was taken.*saved at 2026-11-21T08:00:00\.000Z/s);
	});

	it('DU08 starts empty when everything is bad, says so, and deletes nothing', async () => {
		await generations();
		const before = room.files();
		const { names, notes, files } = await restored(copy => {
			for (const name of copy.files()) {
				fs.unlinkSync(copy.file(name));
				fs.writeFileSync(copy.file(name), 'ruined');
			}
		});
		assert.deepEqual(names, []);
		assert.equal(notes.length, 1);
		assert.match(notes[0] ?? '', /Nothing of what was saved.*starts empty.*quarantine.*read again from the agents' logs/s);
		const left = files.map(name => name.replace('quarantine/', ''));
		for (const name of before) assert.ok(left.includes(name), name);
	});

	it('DU09 ignores snapshots nobody committed and files half written, and clears them away', async () => {
		await generations();
		const head = fs.readFileSync(room.file('snap-000002.db'));
		fs.writeFileSync(room.file('snap-000009.db'), head);
		fs.writeFileSync(room.file('.t-123-abc'), 'half');
		fs.writeFileSync(room.file('backups/.t-123-abc'), 'half');
		const store = await room.open();
		assert.deepEqual([short(store), store.notes], [['a', 'b', 'c'], []]);
		assert.deepEqual(
			room.files().filter(name => name.includes('.t-')),
			[],
		);
		await add(store, 'd', 'x'.repeat(30_000));
		await store.close();
		assert.ok(room.files().includes('commit-000010.json'));
		assert.ok(!room.files().includes('snap-000009.db'));
		assert.deepEqual(short(await room.open()), ['a', 'b', 'c', 'd']);
	});

	it('DU12 a journal cut anywhere gives every whole line before the cut, without alarm', async function () {
		this.timeout(60_000);
		const store = await room.open();
		for (const name of 'abcd') await add(store, name);
		const name = 'journal-000001-000001.log';
		const bytes = fs.readFileSync(room.file(name));
		const random = randomFrom(12);
		const ends = [...bytes.keys()].filter(at => bytes[at] === 0x0a);
		for (let i = 0; i < 25; i++) {
			const cut = (ends[0] ?? 0) + 1 + random(bytes.length - (ends[0] ?? 0));
			const { names, notes } = await restored(copy => fs.truncateSync(copy.file(name), cut));
			const whole = ends.filter(end => end > (ends[0] ?? 0) && end < cut).length;
			assert.deepEqual([names.join(''), notes], ['abcd'.slice(0, whole), []], `cut at ${cut}`);
		}
		const holes = await restored(copy => fs.appendFileSync(copy.file(name), Buffer.concat([Buffer.alloc(700), Buffer.from('\n')])));
		assert.deepEqual([holes.names, holes.notes], [['a', 'b', 'c', 'd'], []]);
	});

	it('DU12 a journal with a changed byte gives what stands before it, keeps the file and says what is lost', async () => {
		const store = await room.open();
		for (const name of 'abcd') await add(store, name);
		const name = 'journal-000001-000001.log';
		const bytes = fs.readFileSync(room.file(name));
		const third = bytes.indexOf('\n3 ');
		for (const at of [third + 1, third + 5, third + 30, bytes.indexOf('\n', third + 1)]) {
			const { names, notes, files } = await restored(copy => {
				const changed = Buffer.from(bytes);
				changed[at] = (changed[at] ?? 0) ^ 1;
				fs.writeFileSync(copy.file(name), changed);
			});
			assert.deepEqual(names, ['a', 'b'], `byte ${at}`);
			assert.equal(notes.length, 1);
			assert.match(notes[0] ?? '', /cannot be used \(journal-000001-000001\.log: what follows transaction 2 has changed\)/);
			assert.ok(files.includes(`quarantine/${name}`) && files.includes(name));
		}
	});

	it('a journal without its first line is set aside, and said where it held what nothing else holds', async () => {
		const store = await room.open();
		for (const name of 'ab') await add(store, name);
		const damage = (copy: Scratch) => {
			const bytes = fs.readFileSync(copy.file('journal-000001-000001.log'));
			bytes[30] = (bytes[30] ?? 0) ^ 1;
			fs.writeFileSync(copy.file('journal-000001-000001.log'), bytes);
		};
		const cut = await restored(damage);
		assert.deepEqual([cut.names, cut.notes.length], [[], 1]);
		assert.match(cut.notes[0] ?? '', /journal-000001-000001\.log: its first line has changed/);
		assert.ok(cut.files.includes('quarantine/journal-000001-000001.log'));
		await add(store, 'x'.repeat(20_000));
		await store.close();
		const saved = await restored(damage);
		assert.deepEqual([saved.names, saved.notes], [['a', 'b'], []]);
	});

	it('DU12 applies no line twice, whoever copied it', async () => {
		const store = await room.open();
		await store.write('now', w => w.run('UPDATE budget_tracking SET daily_limit = daily_limit + 1'));
		const name = 'journal-000001-000001.log';
		const line = fs.readFileSync(room.file(name), 'utf8').split('\n')[1] ?? '';
		fs.appendFileSync(room.file(name), `${line}\n${line}\n`);
		const again = await room.reopen();
		assert.deepEqual(again.get('SELECT daily_limit FROM budget_tracking'), { daily_limit: 6 });
	});

	it('a missing journal in the middle is a loss that is said, and what follows it is not guessed', async () => {
		await generations();
		const { names, notes } = await restored(copy => {
			fs.writeFileSync(copy.file('snap-000003.db'), '');
			fs.unlinkSync(copy.file('journal-000001-000002.log'));
		});
		assert.deepEqual(names, ['a']);
		assert.match(notes.join(' '), /does not follow what was saved before it/);
	});

	it('only looks when it is asked to: damaged or not, no file changes', async () => {
		await generations();
		flip('snap-000003.db', 5000, 3);
		const before = room.files().map(name => [name, fs.readFileSync(room.file(name)).toString('base64')]);
		const store = await room.open({ readOnly: true });
		assert.deepEqual([store.mode, short(store)], ['read-only', ['a', 'b', 'c']]);
		assert.match(store.notes.join(' '), /snap-000003\.db/);
		await assert.rejects(add(store, 'x'), { code: 'STORE_UNWRITABLE' });
		await store.close();
		assert.deepEqual(
			room.files().map(name => [name, fs.readFileSync(room.file(name)).toString('base64')]),
			before,
		);
	});

	it('reads a folder that does not exist as an empty store, without making it', async () => {
		const store = await room.open({ folder: path.join(room.folder, 'not', 'there'), readOnly: true });
		assert.deepEqual([store.notes, room.models(store)], [[], []]);
		assert.equal(fs.existsSync(path.join(room.folder, 'not')), false);
	});
});
