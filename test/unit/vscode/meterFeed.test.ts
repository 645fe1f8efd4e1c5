// What a window knows about the budget, as hubs come and go.
import assert from 'node:assert/strict';
import type { Memento } from 'vscode';
import type { Meter } from '../../../src/contract';
import { type MeterFeed, meterFeed } from '../../../src/vscode/meterFeed';
import { LAST_METER_KEY } from '../../../src/vscode/view/lastMeter';
import { handClock, handHub } from './hands';
import { meter, period } from './view/sample';

function memory(): Memento {
	const values = new Map<string, unknown>();
	return {
		keys: () => [...values.keys()],
		get: (key: string, otherwise?: unknown) => (values.has(key) ? values.get(key) : otherwise),
		update: async (key: string, value: unknown) => void values.set(key, JSON.parse(JSON.stringify(value))),
	} as Memento;
}

describe('meterFeed', () => {
	const noon = Date.parse('2026-11-21T12:00:00.000Z');
	const says = (feed: MeterFeed) => `${feed.hub} ${feed.meter?.daily.used ?? '-'} ${feed.problem}`.trim();

	it('waits, is live with the first meter, and stays so through a short gap between two hubs', () => {
		const clock = handClock(noon);
		const hub = handHub();
		const feed = meterFeed(clock, memory());
		const heard: string[] = [];
		feed.onChange(() => heard.push(says(feed)));
		feed.listen(hub.connection);
		assert.equal(says(feed), 'waiting -');
		hub.connect();
		hub.meter(meter(period(1, 5)));
		hub.die();
		clock.pass(2000);
		hub.connect();
		hub.meter(meter(period(2, 5)));
		clock.pass(10_000);
		assert.deepEqual(heard, ['live 1', 'live 2']);
		feed.dispose();
	});

	it('says so when the hub stays away', () => {
		const clock = handClock(noon);
		const hub = handHub();
		const feed = meterFeed(clock, memory());
		feed.listen(hub.connection);
		hub.connect();
		hub.meter(meter(period(1, 5)));
		hub.die();
		clock.pass(2999);
		assert.equal(says(feed), 'live 1');
		clock.pass(1);
		assert.equal(says(feed), 'gone 1 The hub is gone.');
		hub.meter(meter(period(1.5, 5)));
		assert.equal(says(feed), 'live 1.5');
		feed.dispose();
	});

	it('is repeatedly told that the hub is gone, and still says so in time', () => {
		const clock = handClock(noon);
		const hub = handHub();
		const feed = meterFeed(clock, memory());
		feed.listen(hub.connection);
		hub.meter(meter(period(1, 5)));
		for (let tries = 0; tries < 5; tries++) {
			hub.die();
			clock.pass(1000);
		}
		assert.equal(feed.hub, 'gone');
		feed.dispose();
	});

	it('remembers over a restart, without names, and knows when the day is over', () => {
		const clock = handClock(noon);
		const kept = memory();
		const hub = handHub();
		const first = meterFeed(clock, kept);
		first.listen(hub.connection);
		hub.meter({ ...meter(period(4.6, 5)), zone: 'America/New_York' });
		clock.pass(1000);
		first.dispose();
		assert.deepEqual((kept.get(LAST_METER_KEY) as { ends: unknown }).ends, {
			daily: Date.parse('2026-11-22T05:00:00Z'),
			monthly: Date.parse('2026-12-01T05:00:00Z'),
		});
		const second = meterFeed(clock, kept);
		assert.equal(says(second), 'waiting 4.6');
		assert.deepEqual(second.over(), { daily: false, monthly: false });
		clock.pass(17 * 3_600_000);
		assert.deepEqual(second.over(), { daily: true, monthly: false });
		clock.pass(9 * 86_400_000);
		assert.deepEqual(second.over(), { daily: true, monthly: true });
		second.dispose();
	});

	it('writes down new figures soon, and a new reading of the same ones once a minute', () => {
		const clock = handClock(noon);
		const kept = memory();
		const hub = handHub();
		const feed = meterFeed(clock, kept);
		feed.listen(hub.connection);
		const at = () => (kept.get(LAST_METER_KEY) as { meter: Meter } | undefined)?.meter.as_of;
		const read = (used: number, as_of: string) => hub.meter(meter(period(used, 5), { as_of }));
		read(1, '2026-11-21T12:00:00.000Z');
		clock.pass(1000);
		assert.equal(at(), '2026-11-21T12:00:00.000Z');
		read(1, '2026-11-21T12:00:05.000Z');
		clock.pass(10_000);
		assert.equal(at(), '2026-11-21T12:00:00.000Z');
		read(2, '2026-11-21T12:00:15.000Z');
		clock.pass(1000);
		assert.equal(at(), '2026-11-21T12:00:15.000Z');
		read(2, '2026-11-21T12:00:20.000Z');
		clock.pass(59_000);
		assert.equal(at(), '2026-11-21T12:00:15.000Z');
		clock.pass(1000);
		assert.equal(at(), '2026-11-21T12:00:20.000Z');
		feed.dispose();
	});

	it('shows the progress of a scan until it ends', () => {
		const hub = handHub();
		const feed = meterFeed(handClock(noon), memory());
		feed.listen(hub.connection);
		const progress = { running: true, files_done: 1, files_total: 2, bytes_done: 5, bytes_total: 10 };
		hub.say({ type: 'scan', progress });
		assert.deepEqual(feed.progress, progress);
		hub.say({ type: 'scan', progress: { ...progress, running: false } });
		assert.equal(feed.progress, undefined);
		feed.dispose();
	});

	it('leaves no listener behind', () => {
		const hub = handHub();
		const feed = meterFeed(handClock(noon), memory());
		feed.listen(hub.connection);
		assert.equal(hub.listeners(), 2);
		feed.dispose();
		assert.equal(hub.listeners(), 0);
	});
});
