// The settings: kept, merged, and never a reason not to start.
import assert from 'node:assert/strict';
import { createSettings, DEFAULTS } from '../../../../src/core/settings/settings';
import { type MemoryStore, memoryStore } from '../../../support/memoryStore';

const clock = { now: () => 1_763_712_000_000 };

describe('settings', () => {
	let store: MemoryStore;
	beforeEach(async () => {
		store = await memoryStore();
	});

	it('begin with $5 a day and $200 a month, and are kept over a restart', async () => {
		const settings = createSettings(store, clock);
		assert.deepEqual(settings.current, DEFAULTS);
		const changed = await settings.change({
			dailyLimit: 12.5,
			zone: 'Europe/Berlin',
			thresholds: [90, 50, 90],
			prices: [{ model: 'm*', input: 1, output: 2 }],
			keepRunning: undefined,
		});
		assert.deepEqual(changed.sort(), ['dailyLimit', 'prices', 'thresholds', 'zone']);
		const again = createSettings(store, clock);
		assert.deepEqual(again.current, settings.current);
		assert.deepEqual(again.current, {
			...DEFAULTS,
			dailyLimit: 12.5,
			zone: 'Europe/Berlin',
			thresholds: [50, 90],
			prices: [{ model: 'm*', input: 1, output: 2 }],
		});
		assert.deepEqual(store.get('SELECT daily_limit, monthly_limit, updated_at FROM budget_tracking'), {
			daily_limit: 12.5,
			monthly_limit: 200,
			updated_at: clock.now(),
		});
	});

	it('write nothing where nothing is different', async () => {
		const settings = createSettings(store, clock);
		assert.deepEqual(await settings.change({ ...DEFAULTS, thresholds: [90, 75] }), []);
		assert.deepEqual(store.committed, { now: 0, soon: 0, bulk: 0 });
	});

	it('refuse a zone nobody knows, and keep what was', async () => {
		const settings = createSettings(store, clock);
		await assert.rejects(settings.change({ zone: 'Mars/Phobos', dailyLimit: 9 }), { code: 'BAD_INPUT' });
		assert.deepEqual(settings.current, DEFAULTS);
	});

	it('that were not saved do not count', async () => {
		const settings = createSettings(store, clock);
		store.failNext();
		await assert.rejects(settings.change({ dailyLimit: 9 }));
		assert.equal(settings.current.dailyLimit, 5);
	});

	it('that are broken on disk are the default’s again, one by one', async () => {
		await store.write('now', writer => {
			for (const [name, value] of [
				['hub.zone', '"Mars/Phobos"'],
				['hub.thresholds', '[]'],
				['hub.prices', '{torn'],
				['hub.costMode', '"logged"'],
				['other.room', '"x"'],
			]) {
				writer.run('INSERT INTO settings VALUES (?, ?)', [name ?? '', value ?? '']);
			}
		});
		assert.deepEqual(createSettings(store, clock).current, { ...DEFAULTS, costMode: 'logged' });
	});
});
