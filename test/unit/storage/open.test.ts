// The store over real files: what was written is there again, whatever was asked of it in between.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Scratch, scratch } from './scratch';

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
		await again.close();
		assert.equal(fs.existsSync(path.join(room.store, 'quarantine')), false);
	});
});
