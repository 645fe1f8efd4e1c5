// Budgets: what the status says, and alerts that come once, at the right time, to one window.
import assert from 'node:assert/strict';
import { BudgetStatus, Meter } from '../../../../src/contract/budget';
import { type Budget, createBudget } from '../../../../src/core/budget/budget';
import { createUsage } from '../../../../src/core/usage/queries';
import { createRecorder, type Recorder } from '../../../../src/core/usage/record';
import type { MemoryStore } from '../../../support/memoryStore';
import { call, emptyStore, simplePrice } from '../usage/fixture';

const DAY = 86_400_000;
/** 2026-11-21T12:00 in Berlin */
const NOON = Date.UTC(2026, 10, 21, 11);

describe('budget', () => {
	let store: MemoryStore;
	let recorder: Recorder;
	let budget: Budget;
	let now: number;
	let scanning: boolean;
	let key: number;
	const settings = { dailyLimit: 5, monthlyLimit: 200, thresholds: [75, 90] };

	const open = (): Budget => {
		const parts = { store, clock: { now: () => now }, zone: () => 'Europe/Berlin' };
		return createBudget({ ...parts, settings: () => settings, usage: createUsage(parts), scanning: () => scanning });
	};
	/** A call that cost so many dollars, so long ago. */
	const spend = (dollars: number, ago = 0, fileId = 1) =>
		store.write('soon', writer => recorder.add(writer, fileId, [call({ key: key++, ts: now - ago, loggedCost: dollars })]));
	const alerts = async (): Promise<string[]> =>
		(await budget.check()).map(({ period, threshold, level }) => `${period} ${threshold} ${level}`);

	beforeEach(async () => {
		[now, scanning, key] = [NOON, false, 1];
		Object.assign(settings, { dailyLimit: 5, monthlyLimit: 200, thresholds: [75, 90] });
		store = await emptyStore();
		recorder = createRecorder({ store, price: simplePrice, zone: 'Europe/Berlin' });
		budget = open();
	});
	afterEach(() => store.dispose());

	it('has the status in the shape that was asked for', async () => {
		await spend(0.15);
		await spend(23.3, 5 * DAY);
		assert.deepEqual(budget.status(), {
			daily: { limit: 5, used: 0.15, remaining: 4.85, percent: 3 },
			monthly: { limit: 200, used: 23.45, remaining: 176.55, percent: 12, warning: false },
		});
		BudgetStatus.parse(budget.status());
	});

	it('rounds percent as people do, but never up to a threshold that is not reached', async () => {
		const percents: number[] = [];
		const spent = [0, 0.15, 3.73, 3.7499, 3.75, 4.4999, 4.5, 4.99, 5, 7.777];
		let before = 0;
		for (const total of spent) {
			await spend(total - before);
			before = total;
			percents.push(budget.status().daily.percent);
		}
		assert.deepEqual(percents, [0, 3, 74, 74, 75, 89, 90, 99, 100, 156]);
	});

	it('never has less than nothing left, and warns of the month from the first threshold on', async () => {
		await spend(149.9, 3 * DAY);
		assert.deepEqual([budget.status().monthly.warning, budget.status().monthly.percent], [false, 74]);
		await spend(0.1);
		assert.equal(budget.status().monthly.warning, true);
		await spend(100);
		assert.deepEqual([budget.status().daily.remaining, budget.status().monthly.remaining], [0, 0]);
	});

	it('counts the day and month of the zone, and starts anew at its midnight', async () => {
		await spend(1, 12 * 3_600_000 + 1); // 23:59 yesterday
		await spend(2, 12 * 3_600_000); // 00:00 today
		assert.deepEqual([budget.status().daily.used, budget.status().monthly.used], [2, 3]);
		now = Date.UTC(2026, 10, 21, 22, 59, 59);
		assert.equal(budget.status().daily.used, 2);
		now += 1000;
		assert.deepEqual([budget.status().daily.used, budget.status().monthly.used], [0, 3]);
		now = Date.UTC(2026, 10, 30, 23);
		assert.equal(budget.status().monthly.used, 0);
	});

	it('does not count what is dated ahead of the clock', async () => {
		await spend(4, -2 * DAY);
		assert.deepEqual([budget.status().daily.used, budget.status().monthly.used], [0, 0]);
	});

	it('shows both budgets, their levels and dearest models', async () => {
		for (let i = 1; i <= 7; i++) {
			await store.write('soon', writer => recorder.add(writer, 1, [call({ key: key++, ts: now, model: `m${i}`, loggedCost: i / 8 })]));
		}
		await store.write('soon', writer => recorder.add(writer, 1, [call({ key: key++, ts: now, model: 'new-x' })]));
		const meter = Meter.parse(budget.meter({ scanning: false, anySource: true }));
		assert.deepEqual(
			[meter.daily.used, meter.daily.percent, meter.daily.level, meter.daily.unpriced_requests, meter.daily.models.map(m => m.name).join()],
			[3.5, 70, 'normal', 1, 'm7,m6,m5,m4,m3'],
		);
		assert.deepEqual([meter.monthly.start, meter.monthly.end, meter.monthly.level], ['2026-11-01', '2026-11-30', 'normal']);
		await spend(0.25);
		assert.equal(budget.meter({ scanning: false, anySource: true }).daily.level, 'warning');
		await spend(0.75);
		assert.equal(budget.meter({ scanning: false, anySource: true }).daily.level, 'error');
		settings.dailyLimit = 0;
		const off = budget.meter({ scanning: false, anySource: true }).daily;
		assert.deepEqual([off.level, off.percent, budget.status().daily], ['off', 0, { limit: 0, used: 4.5, remaining: 0, percent: 0 }]);
	});

	it('raises each threshold once a day, on disk before it is told', async () => {
		await spend(3.74);
		assert.deepEqual(await alerts(), []);
		await spend(0.01);
		const writes = store.committed.now;
		assert.deepEqual(await alerts(), ['daily 75 warning']);
		assert.equal(store.committed.now, writes + 1);
		await spend(0.5);
		assert.deepEqual(await alerts(), []);
		await spend(0.5);
		assert.deepEqual(await alerts(), ['daily 90 error']);
		await spend(50);
		assert.deepEqual(await alerts(), []);
		assert.equal(store.committed.now, writes + 2);
	});

	it('tells only of the highest of several thresholds, and never of the lower ones', async () => {
		await spend(4.6);
		const [alert] = await budget.check();
		assert.equal(alert?.message, 'Daily budget at 92%: $4.60 of $5.00');
		assert.deepEqual([alert?.threshold, alert?.level, alert?.period_start], [90, 'error', '2026-11-21']);
		assert.deepEqual(await alerts(), []);
		assert.equal(budget.unclaimed().length, 1);
	});

	it('an alert says at least where a call has no price, also the one that still waits; large amounts are grouped', async () => {
		settings.monthlyLimit = 2000;
		await spend(1900.009, 5 * DAY);
		await store.write('soon', writer => recorder.add(writer, 1, [call({ key: key++, ts: now, model: 'new-x' })]));
		const message = 'Monthly budget at 95%: at least $1,900.00 of $2,000.00';
		assert.deepEqual(
			(await budget.check()).map(alert => alert.message),
			[message],
		);
		assert.deepEqual(
			open()
				.unclaimed()
				.map(alert => alert.message),
			[message],
		);
	});

	it('survives restarts: what was told is not told again, what nobody showed still waits', async () => {
		await spend(4);
		assert.deepEqual(await alerts(), ['daily 75 warning']);
		budget = open();
		assert.deepEqual(await alerts(), []);
		assert.deepEqual(
			budget.unclaimed().map(each => each.threshold),
			[75],
		);
	});

	it('gives an alert to the first who claims it', async () => {
		await spend(4);
		const [alert] = await budget.check();
		const id = alert?.id ?? 0;
		assert.deepEqual(await Promise.all([budget.claimAlert(id), budget.claimAlert(id), budget.claimAlert(id)]), [true, false, false]);
		assert.equal(await open().claimAlert(id), false);
		assert.equal(await budget.claimAlert(id + 1000), false);
		assert.deepEqual(budget.unclaimed(), []);
	});

	it('raises nothing twice when asked twice at once', async () => {
		await spend(4);
		const both = await Promise.all([budget.check(), budget.check()]);
		assert.equal(both.flat().length, 1);
	});

	it('brings no flood after a first reading of old logs: one alert for today, one for this month', async () => {
		for (let day = 0; day < 60; day++) await spend(20, day * DAY);
		assert.deepEqual(await alerts(), ['daily 90 error', 'monthly 90 error']);
		assert.deepEqual(await alerts(), []);
	});

	it('waits until logs have been read', async () => {
		scanning = true;
		await spend(4);
		assert.deepEqual(await alerts(), []);
		await spend(4);
		scanning = false;
		assert.deepEqual(await alerts(), ['daily 90 error']);
	});

	it('starts anew with the day; the month goes on', async () => {
		await spend(180);
		assert.deepEqual(await alerts(), ['daily 90 error', 'monthly 90 error']);
		now += DAY;
		assert.deepEqual(await alerts(), []);
		assert.deepEqual(
			budget.unclaimed().map(each => each.period),
			['monthly'],
		);
		await spend(4);
		assert.deepEqual(await alerts(), ['daily 75 warning']);
	});

	it('does not repeat itself when figures fall and rise again', async () => {
		await spend(4, 0, 7);
		assert.deepEqual(await alerts(), ['daily 75 warning']);
		await store.write('soon', writer => recorder.dropFile(writer, 7));
		assert.deepEqual(await alerts(), []);
		await spend(4, 0, 7);
		assert.deepEqual(await alerts(), []);
	});

	it('tells again after the limit was raised and used up once more, but not for the raise itself', async () => {
		await spend(4.6);
		assert.deepEqual(await alerts(), ['daily 90 error']);
		settings.dailyLimit = 5.1; // 90.2 %
		assert.deepEqual(await alerts(), []);
		settings.dailyLimit = 10; // 46 %
		assert.deepEqual(await alerts(), []);
		await spend(3);
		assert.deepEqual(await alerts(), ['daily 75 warning']);
		await spend(2);
		assert.deepEqual(await alerts(), ['daily 90 error']);
	});

	it('never gives the number of an old alert to a new one', async () => {
		await spend(4);
		const [old] = await budget.check();
		settings.dailyLimit = 100;
		await budget.check();
		await spend(80);
		const [fresh] = await budget.check();
		assert.ok(old && fresh && fresh.id > old.id);
		assert.equal(await budget.claimAlert(old.id), false);
	});

	it('takes over new thresholds without telling of what lies behind', async () => {
		await spend(4);
		await budget.check();
		settings.thresholds = [50, 75, 90];
		assert.deepEqual(await alerts(), []);
		settings.thresholds = [50, 75, 79.5, 90];
		assert.deepEqual(await alerts(), ['daily 79.5 warning']);
	});

	it('is silent for the rest of the day when muted; the month is told tomorrow', async () => {
		await spend(4);
		await budget.check();
		assert.equal(await budget.muteToday(), '2026-11-21');
		assert.deepEqual(budget.unclaimed(), []);
		await spend(176);
		assert.deepEqual(await alerts(), []);
		budget = open();
		assert.deepEqual(await alerts(), []);
		now += DAY;
		assert.deepEqual(await alerts(), ['monthly 90 error']);
	});

	it('raises nothing without a limit', async () => {
		Object.assign(settings, { dailyLimit: 0, monthlyLimit: 0 });
		await spend(1000);
		assert.deepEqual(await alerts(), []);
	});
});
