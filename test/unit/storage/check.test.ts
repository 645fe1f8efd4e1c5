// Checking a store: a whole one is called whole, each kind of damage is found and named, and not one byte is changed.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { readEntries } from '../../../src/storage/backups';
import { checkStore, type Findings } from '../../../src/storage/check';
import { examineHere } from '../../../src/storage/examine';
import { backUp } from '../../../src/storage/generations';
import { MIGRATIONS, newestVersion } from '../../../src/storage/migrate';
import type { Store } from '../../../src/storage/store';
import { type Scratch, scratch, WASM } from './scratch';

describe('check', () => {
	let room: Scratch;
	beforeEach(() => {
		room = scratch();
	});
	afterEach(() => room.end());

	const add = (store: Store, name: string) => store.write('now', w => void w.run('INSERT INTO models (name) VALUES (?)', [name]));
	const look = (store: Store, more: { newest?: number; trouble?: { message: string; since: string } } = {}): Promise<Findings> =>
		checkStore({
			folder: room.store,
			store,
			trouble: more.trouble ?? null,
			newest: more.newest ?? newestVersion(MIGRATIONS),
			clock: room.clock,
			examine: examineHere(WASM),
		});

	/** Three saved states, changes after them in the journal, a backup; left by a hub that was killed. */
	async function history(): Promise<void> {
		for (const name of ['a', 'b', 'c']) {
			const store = await room.open();
			await add(store, `${name}-${'x'.repeat(4000)}`);
			await store.close();
			room.clock.advance(60_000);
		}
		const store = await room.open();
		for (const name of ['d', 'e', 'f']) await add(store, name);
		await store.close();
	}
	/** Looks as a terminal does where no hub runs. */
	async function offline(): Promise<Findings> {
		const store = await room.open({ readOnly: true });
		try {
			return await look(store);
		} finally {
			await store.close();
		}
	}
	const flip = (name: string, at: number) => {
		const bytes = fs.readFileSync(room.file(name));
		bytes[at] = (bytes[at] ?? 0) ^ 4;
		// As damage would: the file itself, not the other names of a hard link.
		fs.unlinkSync(room.file(name));
		fs.writeFileSync(room.file(name), bytes);
	};
	const newest = (ending: string) =>
		room
			.files()
			.filter(name => name.endsWith(ending) && !name.includes('/'))
			.at(-1) ?? '';
	const fingerprint = () =>
		room.files().map(
			name =>
				`${name} ${createHash('sha256')
					.update(fs.readFileSync(room.file(name)))
					.digest('hex')} ${fs.statSync(room.file(name)).mtimeMs}`,
		);

	it('calls a whole store whole, with what it holds', async () => {
		await history();
		const found = await offline();
		assert.deepEqual(found.damage, []);
		assert.equal(found.integrity, 'ok');
		assert.deepEqual(
			found.generations.map(({ number, state, breaks, later }) => [number, state, breaks, later]),
			[
				[4, 'whole', '', 3],
				[3, 'whole', '', 4],
				[2, 'whole', '', 5],
			],
		);
		assert.deepEqual(
			found.backups.map(({ kind }) => kind),
			['weekly', 'daily'],
		);
		assert.equal(found.schema, newestVersion(MIGRATIONS));
		assert.deepEqual(found.quarantine, []);
		assert.deepEqual(found.contents, {
			calls: 0,
			days: 0,
			first_day: null,
			last_day: null,
			cost: null,
			unpriced_calls: 0,
			jobs: 0,
			runs: 0,
		});
	});

	it('calls it whole while its hub writes', async () => {
		await history();
		const store = await room.open();
		const writing = (async () => {
			for (let i = 0; i < 40; i++) {
				await add(store, `w${i}`);
				if (i % 10 === 0) await store.backUp();
			}
		})();
		for (let i = 0; i < 5; i++) assert.deepEqual((await look(store)).damage, []);
		await writing;
		assert.deepEqual((await look(store)).damage, []);
	});

	it('changes nothing, whatever it finds', async () => {
		await history();
		for (const damage of [() => {}, () => flip(newest('.db'), 5000), () => flip(newest('.log'), 400), () => flip(newest('.json'), 30)]) {
			damage();
			const before = fingerprint();
			await offline();
			assert.deepEqual(fingerprint(), before);
		}
	});

	const kinds: [what: string, damage: () => void, says: RegExp][] = [
		['a bit of the newest snapshot', () => flip(newest('.db'), 5000), /^snap-000004\.db: its bytes have changed$/],
		['a bit of an older snapshot', () => flip('snap-000003.db', 5000), /^snap-000003\.db: its bytes have changed$/],
		['a snapshot cut short', () => fs.truncateSync(room.file('snap-000003.db'), 100), /^snap-000003\.db: it has 100 bytes instead of \d+$/],
		['a snapshot that is gone', () => fs.unlinkSync(room.file('snap-000003.db')), /^snap-000003\.db: it is not there$/],
		['a commit record', () => flip('commit-000003.json', 30), /^commit-000003\.json: its text has changed$/],
		[
			'a line of the journal',
			() => flip(newest('.log'), fs.statSync(room.file(newest('.log'))).size - 120),
			/^journal-.*: what follows transaction \d+ has changed$/,
		],
		['the head of the journal', () => flip(newest('.log'), 40), /^journal-.*: its first line has changed$/],
		[
			'a backup',
			() => flip(path.join('backups', fs.readdirSync(room.file('backups')).find(name => name.endsWith('.db')) ?? ''), 3000),
			/^the backup 2026-11-21-\d+(-week)?: its bytes have changed$/,
		],
		[
			'the record of a backup',
			() => flip(path.join('backups', fs.readdirSync(room.file('backups')).find(name => name.endsWith('.json')) ?? ''), 30),
			/^the backup 2026-11-21-\d+(-week)?: its record has changed$/,
		],
	];
	for (const [what, damage, says] of kinds) {
		it(`finds and names damage to ${what}`, async () => {
			await history();
			damage();
			const { damage: found } = await offline();
			assert.ok(
				found.some(line => says.test(line)),
				found.join(' | '),
			);
			assert.ok(found.length <= 2, found.join(' | '));
		});
	}

	it('finds damage inside the database that is shown', async () => {
		await history();
		const store = await room.open();
		const image = await store.image();
		const broken: Store = Object.assign(Object.create(store) as Store, {});
		// A page in the middle, as faulty memory would leave it.
		image.fill(0x5a, 4096 * 3, 4096 * 3 + 200);
		Object.defineProperty(broken, 'image', { value: async () => image });
		for (const name of ['get', 'all'] as const) Object.defineProperty(broken, name, { value: (sql: string) => store[name](sql) });
		for (const name of ['mode', 'notes', 'trouble'] as const) Object.defineProperty(broken, name, { value: store[name] });
		const found = await look(broken);
		assert.match(found.damage[0] ?? '', /^what is shown: SQLite/);
	});

	it('says what lies in the quarantine, since when and why', async () => {
		await history();
		flip('snap-000004.db', 5000);
		flip(newest('.log'), fs.statSync(room.file(newest('.log'))).size - 120);
		const before = systemClock.now();
		const store = await room.open();
		const { quarantine, notes, damage } = await look(store);
		assert.deepEqual(damage, []);
		assert.equal(notes.length, 2);
		assert.deepEqual(
			quarantine.map(({ name, why }) => `${name.replace(/journal-.*/, 'journal')}: ${why}`),
			[
				'commit-000004.json: set aside with its snapshot',
				'journal: what follows transaction 4 has changed',
				'snap-000004.db: its bytes have changed',
			],
		);
		for (const { since } of quarantine) assert.ok(Math.abs(Date.parse(since) - before) < 60_000, since);
	});

	it('marks what a newer version made, and tells backups apart', async () => {
		await history();
		const [entry] = readEntries(room.store);
		assert.ok(entry?.record);
		const store = await room.open({ readOnly: true });
		const head = { ...entry.record, snapshot: { ...entry.record.snapshot, file: newest('.db') } };
		await backUp(room.store, { ...head, schema: 9 }, { day: '2026-11-21', number: 77, kind: 'update', before: 8 });
		const { backups } = await look(store);
		assert.deepEqual(backups.map(({ name, kind }) => `${name} ${kind}`).sort(), [
			'2026-11-21-000001 daily',
			'2026-11-21-000001-week weekly',
			'2026-11-21-000077-schema-8 update',
		]);
		assert.ok(backups.every(({ state, schema }) => (schema === 9 ? state !== 'whole' : state === 'whole')));
	});
});
