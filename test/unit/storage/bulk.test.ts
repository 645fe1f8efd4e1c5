// What is written in bulk stands in no journal: it is kept by a snapshot, and nothing journaled is ever kept without the bulk before it.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Durability, Store } from '../../../src/storage/store';
import { type Scratch, scratch } from './scratch';

describe('store: bulk', () => {
	let room: Scratch;
	beforeEach(() => {
		room = scratch();
	});
	afterEach(() => room.end());

	const add = (store: Store, durability: Durability, name: string) =>
		store.write(durability, w => w.run('INSERT INTO models (name) VALUES (?)', [name]));
	const journals = () =>
		room
			.files()
			.filter(name => name.startsWith('journal-'))
			.map(name => fs.readFileSync(room.file(name), 'utf8'))
			.join('');

	it('is seen at once, stands in no journal, and is kept by flush and by close', async () => {
		const store = await room.open();
		await add(store, 'bulk', 'one');
		assert.deepEqual(room.models(store), ['one']);
		assert.deepEqual(room.models(await room.reopen()), []);
		await store.flush();
		assert.deepEqual(room.models(await room.reopen()), ['one']);
		await add(store, 'bulk', 'two');
		await store.close();
		assert.deepEqual(room.models(await room.open()), ['one', 'two']);
		assert.ok(!journals().includes('INSERT'), journals());
	});

	it('is kept when nothing was written for two seconds, and after ten at the latest', async () => {
		const store = await room.open();
		await add(store, 'bulk', 'one');
		room.clock.advance(2000);
		await room.until(async () => room.models(await room.reopen()).length === 1);
		for (let second = 0; second < 11; second++) {
			await add(store, 'bulk', `at ${second}`);
			room.clock.advance(1000);
		}
		await room.until(async () => room.models(await room.reopen()).length >= 11);
	});

	for (const durability of ['now', 'soon'] as const) {
		it(`is kept before a write that is ${durability}, which could not be replayed without it`, async () => {
			const store = await room.open();
			await add(store, 'bulk', 'one');
			await store.write(durability, w => w.run('UPDATE models SET name = ? WHERE id = 1', ['changed']));
			// In the same moment nobody may slip in between: from here on bulk is journaled too.
			await add(store, 'bulk', 'two');
			await add(store, 'now', 'three');
			assert.deepEqual(room.models(await room.reopen()), ['changed', 'two', 'three']);
			assert.ok(journals().includes('"two"'));
			room.clock.advance(10_001);
			await add(store, 'bulk', 'four');
			assert.ok(!journals().includes('"four"'));
		});
	}

	it('is never journaled beside bulk that is in memory alone, whatever comes while that is being saved', async () => {
		for (const turns of [0, 1, 2, 5, 10, 20]) {
			const own = scratch();
			const store = await own.open();
			await add(store, 'soon', 'zero');
			await add(store, 'bulk', 'one');
			const saving = [add(store, 'now', 'saved')];
			for (let turn = 0; turn < turns; turn++) await Promise.resolve();
			saving.push(add(store, 'bulk', 'two'), add(store, 'now', 'three'));
			await Promise.all(saving);
			const again = await own.reopen();
			assert.deepEqual([own.models(again).sort(), again.notes], [['one', 'saved', 'three', 'two', 'zero'], []], `after ${turns} turns`);
			await own.end();
		}
	});

	it('is kept also where it came while a snapshot was on its way', async () => {
		const store = await room.open();
		await add(store, 'bulk', 'one');
		const saving = store.flush();
		await add(store, 'bulk', 'two');
		await saving;
		room.clock.advance(10_000);
		await room.until(async () => room.models(await room.reopen()).length === 2);
	});

	it('is not left out of what is replayed: where its snapshot is damaged, the journal after it is set aside, and that is said', async () => {
		const store = await room.open();
		await add(store, 'now', 'before');
		await add(store, 'bulk', 'bulk');
		await add(store, 'now', 'after');
		const newest = room.files().findLast(name => /^snap-\d+\.db$/.test(name)) ?? '';
		fs.writeFileSync(room.file(newest), 'damaged');
		const again = await room.reopen();
		assert.deepEqual(room.models(again), ['before']);
		assert.match(again.notes.join(' '), /does not follow what was saved before it/);
	});

	for (const rows of [0, 3000]) {
		it(`holds for many writers at once, ${rows} KB being stored already: a large store is copied over many turns`, async () => {
			const store = await room.open();
			for (let i = 0; i < rows; i += 100)
				await store.write('soon', w =>
					w.runMany(
						'INSERT INTO models (name) VALUES (?)',
						Array.from({ length: 100 }, (_, j) => [`${i + j} ${'x'.repeat(1000)}`]),
					),
				);
			const turns = room.clock.turns;
			const kept = new Set<string>();
			const bulk = (async () => {
				for (let i = 0; i < 60; i++) {
					await add(store, 'bulk', `bulk ${i}`);
					await new Promise(resolve => setImmediate(resolve));
				}
			})();
			const others = [1, 2, 3].map(async writer => {
				for (let i = 0; i < 10; i++) {
					const seen = room.models(store);
					await add(store, i % 2 ? 'now' : 'soon', `${writer} ${i}`);
					if (i % 2) for (const name of [...seen, `${writer} ${i}`]) kept.add(name);
					const promised = [...kept];
					const copy = await room.reopen();
					const found = new Set(room.models(copy));
					const lost = promised.filter(name => !found.has(name));
					assert.deepEqual({ lost, notes: copy.notes }, { lost: [], notes: [] });
				}
			});
			await Promise.all([bulk, ...others]);
			if (rows > 0) assert.ok(room.clock.turns > turns, 'it was never copied in several turns');
		});
	}
});
