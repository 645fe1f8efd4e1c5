// What the dashboard remembers, which of its faces it shows, and the range it names.
import assert from 'node:assert/strict';
import type { Meter, PeriodMeter } from '../../../../src/contract';
import { FIRST_LOOK, readRemembered } from '../../../../webview-ui/dashboard/remember';
import { rangeText, sceneOf } from '../../../../webview-ui/dashboard/words';
import type { Figures } from '../../../../webview-ui/feed';
import { bucket, overview, totals } from '../usage';

const period: PeriodMeter = {
	start: '2026-11-01',
	end: '2026-11-30',
	limit: 5,
	used: 0,
	percent: 0,
	level: 'normal',
	unpriced_requests: 0,
	models: [],
};
const meter = (part: Partial<Meter> = {}): Meter => ({
	zone: 'UTC',
	daily: period,
	monthly: period,
	thresholds: [75, 90],
	as_of: '2026-11-21T09:00:00.000Z',
	scanning: false,
	any_source: true,
	...part,
});
const figures = (part: Partial<Figures> = {}): Figures => ({
	hub: 'live',
	reason: '',
	meter: undefined,
	overview: undefined,
	sources: undefined,
	progress: undefined,
	home: '',
	storeNotes: [],
	problem: '',
	...part,
});
const nothing = overview({ totals: totals({ requests: 0, cost: null }) });

describe('webview-ui/dashboard', () => {
	it('remembers how it was left', () => {
		const left = {
			page: 'jobs',
			period: 'weekly',
			measure: 'tokens',
			asTable: true,
			off: ['model/a'],
			weekTable: true,
			systemJobs: true,
		} as const;
		assert.deepEqual(readRemembered(JSON.parse(JSON.stringify(left))), left);
	});

	it('takes nothing ill-formed from an older page', () => {
		for (const kept of [undefined, null, 'x', 7, [], { period: 'yearly', measure: 1, asTable: 'yes', off: 'a' }]) {
			assert.deepEqual(readRemembered(kept), FIRST_LOOK);
		}
		assert.deepEqual(readRemembered({ off: ['a', 3, null, 'b'] }).off, ['a', 'b']);
		assert.equal(readRemembered({ off: Array.from({ length: 500 }, (_, index) => `model/${index}`) }).off.length, 50);
	});

	it('waits, then says that there is no hub, as long as nothing is known', () => {
		assert.equal(sceneOf(figures({ hub: 'waiting' })), 'waiting');
		assert.equal(sceneOf(figures({ hub: 'gone' })), 'unreachable');
	});

	it('keeps old figures when the hub goes away', () => {
		assert.equal(sceneOf(figures({ hub: 'gone', meter: meter(), overview: overview() })), 'figures');
	});

	it('tells the first reading from finding nothing', () => {
		const unread = { meter: meter({ as_of: null }), overview: { ...nothing, as_of: null } };
		assert.equal(sceneOf(figures(unread)), 'scanning');
		assert.equal(sceneOf(figures({ ...unread, meter: meter({ as_of: null, any_source: false }) })), 'empty');
		assert.equal(sceneOf(figures({ meter: meter({ any_source: false }), overview: nothing })), 'empty');
		assert.equal(sceneOf(figures({ meter: meter(), overview: nothing })), 'empty');
	});

	it('shows a period without usage when the month has some', () => {
		assert.equal(sceneOf(figures({ meter: meter({ monthly: { ...period, used: 3 } }), overview: nothing })), 'figures');
		assert.equal(sceneOf(figures({ meter: meter({ monthly: { ...period, unpriced_requests: 3 } }), overview: nothing })), 'figures');
	});

	it('names the range up to today, with years where there are two', () => {
		const months = [bucket('2026-10-01', []), { ...bucket('2026-11-01', []), end: '2026-11-30' }];
		assert.equal(rangeText(overview({ buckets: months })), 'Oct 1 – Nov 21');
		assert.equal(rangeText(overview({ buckets: [bucket('2025-12-01', []), ...months] })), 'Dec 1, 2025 – Nov 21, 2026');
		assert.equal(rangeText(overview({ buckets: [] })), '');
	});
});
