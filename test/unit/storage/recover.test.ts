// Opening a damaged folder: the newest whole state and what the journal has since, nothing deleted, and the user told.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { dice } from '../../support/dice';
import { addNames, generations, replace, restored, short } from './damage';
import { type Scratch, scratch } from './scratch';

describe('recovery', () => {
	let room: Scratch;
	beforeEach(() => {
		room = scratch();
	});
	afterEach(() => room.end());

	const flip = (name: string, at: number, bit: number) => {
		const bytes = fs.readFileSync(room.file(name));
		bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
		replace(room.file(name), bytes);
	};

	it('DU04 DU05 a snapshot cut at any length is found, kept aside, and made good from the one before and the journal', async function () {
		this.timeout(60_000);
		await generations(room);
		const bytes = fs.readFileSync(room.file('snap-000003.db'));
		const lengths = [0, 1, 15, 16, 99, 100, 511, 512, 4096, Math.floor(bytes.length / 2), bytes.length - 4096, bytes.length - 1];
		for (const length of lengths) {
			const { names, notes, files } = await restored(room, copy => {
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
		await generations(room);
		const random = dice(6).below;
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
			const { names, notes } = await restored(room, copy => {
				fs.copyFileSync(copy.file('snap-000003.db'), copy.file('own'));
				fs.renameSync(copy.file('own'), copy.file('snap-000003.db'));
				damage(copy.file('snap-000003.db'));
			});
			assert.deepEqual(names, ['a', 'b', 'c'], what);
			assert.match(notes.join(' '), /snap-000003\.db/, what);
		}
	});

	it('DU06 every single flipped bit of a commit record is found', async () => {
		await generations(room);
		const size = fs.statSync(room.file('commit-000003.json')).size;
		for (let at = 0; at < size; at += 29) {
			const { names, notes } = await restored(room, copy => {
				const bytes = fs.readFileSync(copy.file('commit-000003.json'));
				bytes[at] = (bytes[at] ?? 0) ^ 4;
				fs.writeFileSync(copy.file('commit-000003.json'), bytes);
			});
			assert.deepEqual(names, ['a', 'b', 'c'], `byte ${at}`);
			assert.match(notes.join(' '), /commit-000003\.json/);
		}
	});

	it('restores from the oldest generation too, with everything since', async () => {
		await generations(room);
		const { names, notes } = await restored(room, copy => {
			for (const name of ['snap-000002.db', 'snap-000003.db']) fs.writeFileSync(copy.file(name), '');
		});
		assert.deepEqual(names, ['a', 'b', 'c']);
		assert.match(notes.join(' '), /snap-000003\.db.*snap-000002\.db/);
	});

	it('DU07 takes the backup when no generation is left, and says how old it is', async () => {
		await generations(room, '');
		room.clock.advance(86_400_000);
		const later = await room.open();
		await later.backUp();
		const day = '2026-11-22';
		for (const name of ['c', 'd']) {
			await addNames(later, name);
			await later.backUp();
		}
		await later.close();
		assert.deepEqual(
			room.files().filter(name => /^snap/.test(name)),
			['snap-000004.db', 'snap-000005.db', 'snap-000006.db'],
		);
		const ruin = (kind: RegExp) => (copy: Scratch) => {
			for (const name of copy.files().filter(one => kind.test(one))) replace(copy.file(name), Buffer.alloc(0));
		};
		const { names, notes, files } = await restored(room, ruin(/^(snap|journal)/));
		assert.deepEqual(names, ['a', 'b']);
		assert.match(notes.join(' '), new RegExp(`backup ${day}-000004\\.db was taken.*saved at ${day}T08:00:02\\.000Z`, 's'));
		assert.equal(files.filter(name => /^quarantine\/snap/.test(name)).length, 3);
		const older = await restored(room, ruin(/^(snap|journal|backups\/2026-11-22)/));
		assert.deepEqual(older.names, []);
		assert.match(older.notes.join(' '), /backup 2026-11-21-000001\.db was taken.*saved at 2026-11-21T08:00:00\.000Z/s);
	});

	it('DU08 starts empty when everything is bad, says so, and deletes nothing', async () => {
		await generations(room);
		const before = room.files();
		const { names, notes, files } = await restored(room, copy => {
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
		await generations(room);
		const head = fs.readFileSync(room.file('snap-000002.db'));
		fs.writeFileSync(room.file('snap-000009.db'), head);
		fs.writeFileSync(room.file('.t-123-abc'), 'half');
		fs.writeFileSync(room.file('backups/.t-123-abc'), 'half');
		const store = await room.open();
		assert.deepEqual([short(room, store), store.notes], [['a', 'b', 'c'], []]);
		assert.deepEqual(
			room.files().filter(name => name.includes('.t-')),
			[],
		);
		await addNames(store, 'd', 'x'.repeat(30_000));
		await store.close();
		assert.ok(room.files().includes('commit-000010.json'));
		assert.ok(!room.files().includes('snap-000009.db'));
		assert.deepEqual(short(room, await room.open()), ['a', 'b', 'c', 'd']);
	});

	it('DU12 a journal cut anywhere gives every whole line before the cut, without alarm', async function () {
		this.timeout(60_000);
		const store = await room.open();
		for (const name of 'abcd') await addNames(store, name);
		const name = 'journal-000001-000001.log';
		const bytes = fs.readFileSync(room.file(name));
		const random = dice(12).below;
		const ends = [...bytes.keys()].filter(at => bytes[at] === 0x0a);
		for (let i = 0; i < 25; i++) {
			const cut = (ends[0] ?? 0) + 1 + random(bytes.length - (ends[0] ?? 0));
			const { names, notes } = await restored(room, copy => fs.truncateSync(copy.file(name), cut));
			const whole = ends.filter(end => end > (ends[0] ?? 0) && end <= cut).length;
			assert.deepEqual([names.join(''), notes], ['abcd'.slice(0, whole), []], `cut at ${cut}`);
		}
		const holes = await restored(room, copy => fs.appendFileSync(copy.file(name), Buffer.concat([Buffer.alloc(700), Buffer.from('\n')])));
		assert.deepEqual([holes.names, holes.notes], [['a', 'b', 'c', 'd'], []]);
	});

	it('DU12 a journal with a changed byte gives what stands before it, keeps the file and says what is lost', async () => {
		const store = await room.open();
		for (const name of 'abcd') await addNames(store, name);
		const name = 'journal-000001-000001.log';
		const bytes = fs.readFileSync(room.file(name));
		const third = bytes.indexOf('\n3 ');
		for (const at of [third + 1, third + 5, third + 30, bytes.indexOf('\n', third + 1)]) {
			const { names, notes, files } = await restored(room, copy => {
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

	it('DU12 a byte that became zero, or that ended the last line, is no crash: the line is there, or its loss is said', async () => {
		const store = await room.open();
		for (const name of 'abcd') await addNames(store, name);
		const name = 'journal-000001-000001.log';
		const bytes = fs.readFileSync(room.file(name));
		const second = bytes.indexOf('\n2 ') + 1;
		const last = bytes.indexOf('\n4 ') + 1;
		const changed = (change: (bytes: Buffer) => Buffer) => restored(room, copy => replace(copy.file(name), change(Buffer.from(bytes))));
		const zeroed = (from: number, to: number) => changed(all => all.fill(0, from, to));
		for (const [seen, names] of [
			[await zeroed(second + 30, second + 31), 'a'],
			[await zeroed(second + 30, second + 90), 'a'],
			[await zeroed(last + 30, last + 31), 'abc'],
			// Garbage up to near the end that happens to hold two zeros.
			[
				await changed(all =>
					all
						.fill(0x81, second + 20, bytes.length - 5)
						.fill(0, second + 40, second + 42)
						.fill(7, second + 50, second + 51),
				),
				'a',
			],
		] as const) {
			assert.equal(seen.names.join(''), names);
			assert.match(seen.notes.join(' '), /what follows transaction \d has changed/);
		}
		for (const ending of [Buffer.alloc(0), Buffer.from([0x0b]), Buffer.from([0])]) {
			const { names, notes } = await changed(all => Buffer.concat([all.subarray(0, -1), ending]));
			assert.deepEqual([names.join(''), notes], ['abcd', []]);
		}
	});

	it('a newest journal of which nothing can be read, or that is no file, is a loss that is said', async () => {
		await generations(room, 'cde');
		const name = 'journal-000001-000003.log';
		const damages: ((file: string) => void)[] = [
			file => replace(file, fs.readFileSync(file).fill(0x81, 99, -20 + fs.statSync(file).size)),
			file => replace(file, fs.readFileSync(file).fill(0x81, 30)),
			file => {
				fs.unlinkSync(file);
				fs.mkdirSync(file);
			},
			file => {
				fs.unlinkSync(file);
				fs.symlinkSync('nowhere', file);
			},
		];
		for (const damage of damages) {
			const { names, notes, files } = await restored(room, copy => damage(copy.file(name)));
			assert.deepEqual([names.join(''), notes.length], ['ab', 1], damage.toString());
			assert.match(notes[0] ?? '', /cannot be used \(journal-000001-000003\.log: (its first line has changed|it is not a file)\)/);
			assert.ok(!files.includes(name));
		}
	});

	it('a link that leads round in a circle is put aside like any other damage', async () => {
		await generations(room);
		for (const name of ['journal-000001-000001.log', 'snap-000003.db', 'commit-000003.json']) {
			const { names } = await restored(room, copy => {
				fs.unlinkSync(copy.file(name));
				fs.symlinkSync(copy.file(name), copy.file(name));
			});
			assert.deepEqual(names, ['a', 'b', 'c'], name);
		}
	});

	it('a journal without its first line is set aside, and said where it held what nothing else holds', async () => {
		const store = await room.open();
		for (const name of 'ab') await addNames(store, name);
		const damage = (copy: Scratch) => {
			const bytes = fs.readFileSync(copy.file('journal-000001-000001.log'));
			bytes[30] = (bytes[30] ?? 0) ^ 1;
			fs.writeFileSync(copy.file('journal-000001-000001.log'), bytes);
		};
		const cut = await restored(room, damage);
		assert.deepEqual([cut.names, cut.notes.length], [[], 1]);
		assert.match(cut.notes[0] ?? '', /journal-000001-000001\.log: its first line has changed/);
		assert.ok(cut.files.includes('quarantine/journal-000001-000001.log'));
		await addNames(store, 'x'.repeat(20_000));
		await store.close();
		const saved = await restored(room, damage);
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
		await generations(room);
		const { names, notes } = await restored(room, copy => {
			fs.writeFileSync(copy.file('snap-000003.db'), '');
			fs.unlinkSync(copy.file('journal-000001-000002.log'));
		});
		assert.deepEqual(names, ['a']);
		assert.match(notes.join(' '), /does not follow what was saved before it/);
	});

	it('only looks when it is asked to: damaged or not, no file changes', async () => {
		await generations(room);
		flip('snap-000003.db', 5000, 3);
		const before = room.files().map(name => [name, fs.readFileSync(room.file(name)).toString('base64')]);
		const store = await room.open({ readOnly: true });
		assert.deepEqual([store.mode, short(room, store)], ['read-only', ['a', 'b', 'c']]);
		assert.match(store.notes.join(' '), /snap-000003\.db/);
		await assert.rejects(addNames(store, 'x'), { code: 'STORE_UNWRITABLE' });
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
