// Slots and checks of schedules, case by case; the expected times are worked out by hand.
import assert from 'node:assert/strict';
import { machineZone } from '../../../../src/base/day';
import { AppError } from '../../../../src/base/errors';
import { NewJob, type Schedule } from '../../../../src/contract';
import { checkedSchedule, type Slots, slotsOf } from '../../../../src/core/jobs/schedule';

const NOW = Date.UTC(2026, 10, 21, 9);
const cron = (expression: string, zone = 'UTC'): Schedule => ({ kind: 'cron', expression, zone });
const once = (at: string, zone: string): Schedule => ({ kind: 'once', at, zone });
const iso = (ms: number | undefined) => (ms === undefined ? 'none' : new Date(ms).toISOString().replace(/:00\.000Z$/, 'Z'));
const slots = (schedule: Schedule): Slots => slotsOf(schedule, new Map());

/** The next `count` slots, as text. */
function next(schedule: Schedule, from: string, count: number): string[] {
	const found: string[] = [];
	const all = slots(schedule);
	for (let slot = all.next(Date.parse(from)); slot !== undefined && found.length < count; slot = all.next(slot)) found.push(iso(slot));
	return found;
}

function refused(schedule: Schedule, now = NOW): string {
	try {
		checkedSchedule(schedule, now);
	} catch (error) {
		assert.ok(error instanceof AppError, String(error));
		assert.equal(error.code, 'BAD_INPUT');
		return error.message;
	}
	return assert.fail(`${JSON.stringify(schedule)} was taken`);
}

describe('slots of a schedule', () => {
	it('SC02 a time of the day that does not exist runs when the clock has jumped, once', () => {
		assert.deepEqual(next(cron('30 2 * * *', 'America/New_York'), '2026-03-07T12:00Z', 3), [
			'2026-03-08T07:00Z',
			'2026-03-09T06:30Z',
			'2026-03-10T06:30Z',
		]);
	});

	it('SC03 a time of the day that comes twice runs the first time', () => {
		assert.deepEqual(next(cron('30 1 * * *', 'America/New_York'), '2026-10-31T12:00Z', 2), ['2026-11-01T05:30Z', '2026-11-02T06:30Z']);
	});

	it('SC04 a step runs both times in a doubled hour', () => {
		assert.deepEqual(next(cron('*/30 * * * *', 'America/New_York'), '2026-11-01T04:59Z', 5), [
			'2026-11-01T05:00Z',
			'2026-11-01T05:30Z',
			'2026-11-01T06:00Z',
			'2026-11-01T06:30Z',
			'2026-11-01T07:00Z',
		]);
	});

	it('SC05 Berlin, spring and autumn, once each', () => {
		assert.deepEqual(next(cron('30 2 * * *', 'Europe/Berlin'), '2026-03-28T12:00Z', 2), ['2026-03-29T01:00Z', '2026-03-30T00:30Z']);
		assert.deepEqual(next(cron('30 2 * * *', 'Europe/Berlin'), '2026-10-24T12:00Z', 2), ['2026-10-25T00:30Z', '2026-10-26T01:30Z']);
	});

	it('SC06 Lord Howe moves by half an hour', () => {
		assert.deepEqual(next(cron('15 2 * * *', 'Australia/Lord_Howe'), '2026-10-03T12:00Z', 2), ['2026-10-03T15:30Z', '2026-10-04T15:15Z']);
		assert.deepEqual(next(cron('45 1 * * *', 'Australia/Lord_Howe'), '2026-04-04T12:00Z', 2), ['2026-04-04T14:45Z', '2026-04-05T15:15Z']);
	});

	it('SC07 a midnight or a day that does not exist', () => {
		assert.deepEqual(next(cron('0 0 * * *', 'Africa/Cairo'), '2026-04-23T12:00Z', 2), ['2026-04-23T22:00Z', '2026-04-24T21:00Z']);
		assert.deepEqual(next(cron('0 0 * * *', 'America/Santiago'), '2026-09-05T12:00Z', 2), ['2026-09-06T04:00Z', '2026-09-07T03:00Z']);
		assert.deepEqual(next(cron('0 9 * * *', 'Pacific/Apia'), '2011-12-29T12:00Z', 2), ['2011-12-29T19:00Z', '2011-12-30T19:00Z']);
	});

	it('SC08 from within a repeated hour the next slot is always later', function () {
		this.timeout(20_000);
		for (const zone of ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe']) {
			const change = { 'America/New_York': '2026-11-01T06:00Z', 'Europe/Berlin': '2026-10-25T01:00Z' }[zone] ?? '2026-04-04T15:00Z';
			for (const expression of ['30 1 * * *', '30 2 * * *', '*/7 * * * *', '15 1-2 * * *', '59 59 1 * * *', '* * * * * *']) {
				const all = slots(cron(expression, zone));
				for (let from = Date.parse(change) - 3_700_000; from < Date.parse(change) + 3_700_000; from += 61_379) {
					const found = all.next(from);
					assert.ok(
						found !== undefined && found > from,
						`${expression} in ${zone} after ${new Date(from).toISOString()} gave ${iso(found)}`,
					);
				}
			}
		}
	});

	it('SC09 lists and ranges are times of the day', () => {
		assert.deepEqual(next(cron('30 0-3 * * *', 'America/New_York'), '2026-11-01T03:59Z', 5), [
			'2026-11-01T04:30Z',
			'2026-11-01T05:30Z',
			'2026-11-01T07:30Z',
			'2026-11-01T08:30Z',
			'2026-11-02T05:30Z',
		]);
	});

	it('SC10 one time that does not exist is refused and the first after it named; one that comes twice is its first pass', () => {
		assert.match(
			refused(once('2026-03-08T02:30', 'America/New_York'), Date.UTC(2026, 0, 1)),
			/^at: 2026-03-08T02:30 does not exist in America\/New_York.*write 2026-03-08T03:00/,
		);
		assert.match(refused(once('2011-12-30T10:00', 'Pacific/Apia'), Date.UTC(2011, 0, 1)), /write 2011-12-31T00:00/);
		assert.deepEqual(next(once('2026-11-01T01:30', 'America/New_York'), '2026-01-01T00:00Z', 2), ['2026-11-01T05:30Z']);
		assert.deepEqual(checkedSchedule(once(' 2026-12-24 18:00', 'Europe/Vienna'), NOW), once('2026-12-24T18:00', 'Europe/Vienna'));
		assert.deepEqual(next(once('2026-12-24T18:00:30', 'Europe/Vienna'), '2026-01-01T00:00Z', 2), ['2026-12-24T17:00:30.000Z']);
		// Should the law change after it was saved, it still runs once, at the first time there is.
		assert.deepEqual(next(once('2026-03-08T02:30', 'America/New_York'), '2026-01-01T00:00Z', 2), ['2026-03-08T07:00Z']);
	});

	for (const [at, sentence] of [
		['2020-01-01T00:00', /^at: 2020-01-01T00:00 in Europe\/Vienna has passed/],
		['2026-02-30T10:00', /^at: .* is not in the calendar/],
		['2026-12-24T24:00', /^at: .* is not in the calendar/],
		['tomorrow', /^at: “tomorrow” is no local time; write it like/],
		['2026-12-24T18:00Z', /^at: .* without an offset/],
		['2026-12-24T18:00+01:00', /^at: .* without an offset/],
		['', /^at: /],
	] as const) {
		it(`refuses the one time “${at}”`, () => assert.match(refused(once(at, 'Europe/Vienna')), sentence));
	}

	it('SC11 a job without a zone has the machine’s, by name', () => {
		const without = NewJob.shape.schedule.parse({ kind: 'cron', expression: '0 9 * * *' });
		assert.deepEqual(checkedSchedule(without, NOW), cron('0 9 * * *', machineZone()));
		assert.deepEqual(checkedSchedule(without, NOW, 'Asia/Tokyo'), cron('0 9 * * *', 'Asia/Tokyo'));
		const at = NewJob.shape.schedule.parse({ kind: 'once', at: '2026-12-24T18:00' });
		assert.deepEqual(checkedSchedule(at, NOW, 'Asia/Tokyo'), once('2026-12-24T18:00', 'Asia/Tokyo'));
		assert.throws(() => checkedSchedule(without, NOW, ''), { code: 'BAD_INPUT' });
	});

	for (const zone of ['Mars/Phobos', '+02:00', '', ' ', 'UTC+2', 'Europe/Vienna ', '2']) {
		it(`SC12 refuses the zone “${zone}”`, () => {
			assert.match(refused(cron('0 9 * * *', zone)), /^zone: .*write an IANA name such as Europe\/Vienna/);
			assert.match(refused(once('2026-12-24T18:00', zone)), /^zone: /);
		});
	}

	it('SC13 a zone this machine does not know breaks its own job only', () => {
		const cache = new Map<string, Slots>();
		assert.throws(() => slotsOf(cron('0 9 * * *', 'Europe/Atlantis'), cache), /zone: “Europe\/Atlantis” is an unknown time zone/);
		assert.equal(iso(slotsOf(cron('0 9 * * *', 'Europe/Vienna'), cache).next(NOW)), '2026-11-22T08:00Z');
	});

	for (const [expression, expected] of [
		['0 0 L * *', '2026-08-31'],
		['0 0 LW 10 *', '2026-10-30'],
		['0 0 15W * *', '2026-08-14'],
		['0 0 1W * *', '2026-08-03'],
		['0 0 * * 5#2', '2026-08-14'],
		['0 0 * * FRI#L', '2026-08-28'],
		['0 0 * * 5L', '2026-08-28'],
		['0 0 * * 1#5', '2026-08-31'],
		['0 0 31W 8 *', '2026-08-31'],
		['0 0 10,L * *', '2026-08-10'],
		['0 0 * * 7', '2026-08-02'],
	] as const) {
		it(`SC16 ${expression} from August 2026 is ${expected}`, () => {
			// From before 1 August, a Saturday: 1W must not be Friday 31 July.
			assert.deepEqual(next(cron(expression), '2026-07-31T12:00Z', 1), [`${expected}T00:00Z`]);
			assert.equal(checkedSchedule(cron(expression), NOW).kind, 'cron');
		});
	}

	it('SC17 29 February waits for its year, past 2100 too', () => {
		assert.deepEqual(next(cron('0 0 29 2 *'), '2026-01-01T00:00Z', 2), ['2028-02-29T00:00Z', '2032-02-29T00:00Z']);
		assert.deepEqual(next(cron('0 0 29 2 *'), '2096-02-29T00:00Z', 1), ['2104-02-29T00:00Z']);
		assert.equal(iso(slots(cron('0 0 29 2 *')).last(0, NOW)), '2024-02-29T00:00Z');
	});

	it('SC18 what never runs is refused, quickly', () => {
		refused(cron('0 0 30 2 *')); // The first one pays for the compiler.
		for (const expression of ['0 0 30 2 *', '0 0 0 1 1 * 2020', '0 0 31 2,4,6,9,11 *', '0 0 30 2 +1', '0 0 31W 4 *', '0 0 0 29 2 * 2100']) {
			// The best of three: the machine may be busy with something else.
			const took = Math.min(
				...[1, 2, 3].map(() => {
					const start = performance.now();
					assert.match(refused(cron(expression)), /^schedule: “.*” never runs; change day of month/, expression);
					return performance.now() - start;
				}),
			);
			assert.ok(took < 20, `${expression} took ${took} ms`);
		}
		assert.equal(checkedSchedule(cron('0 0 30 2 1'), NOW).kind, 'cron', 'every Monday in February');
	});

	it('SC19 day of month and weekday: either, or with + both', () => {
		assert.deepEqual(next(cron('0 0 13 * 5'), '2026-11-01T00:00Z', 3), ['2026-11-06T00:00Z', '2026-11-13T00:00Z', '2026-11-20T00:00Z']);
		assert.deepEqual(next(cron('0 0 13 * +5'), '2026-11-01T00:00Z', 2), ['2026-11-13T00:00Z', '2027-08-13T00:00Z']);
	});

	it('? means *', () => {
		assert.deepEqual(next(cron('0 0 13 * ?'), '2026-11-01T00:00Z', 2), next(cron('0 0 13 * *'), '2026-11-01T00:00Z', 2));
		assert.deepEqual(next(cron('0 0 ? * 5'), '2026-11-01T00:00Z', 2), next(cron('0 0 * * 5'), '2026-11-01T00:00Z', 2));
	});

	it('looks back and counts', () => {
		const all = slots(cron('0 * * * *', 'Europe/Vienna'));
		assert.equal(iso(all.last(NOW - 86_400_000, NOW)), '2026-11-21T09:00Z');
		assert.equal(iso(all.last(NOW - 86_400_000, NOW - 1)), '2026-11-21T08:00Z');
		assert.equal(all.last(NOW, NOW + 3_599_999), undefined);
		assert.equal(all.count(NOW, NOW + 8 * 3_600_000, 100), 8);
		assert.equal(all.count(NOW - 1, NOW, 100), 1);
		assert.equal(all.count(NOW, NOW + 8 * 3_600_000, 5), 5);
		assert.equal(slots(cron('0 0 0 1 1 * 2030')).last(0, NOW), undefined);
		const christmas = slots(once('2026-12-24T18:00', 'UTC'));
		const at = Date.UTC(2026, 11, 24, 18);
		assert.deepEqual(
			[christmas.next(at - 1), christmas.next(at), christmas.last(0, at), christmas.last(at, at + 1)],
			[at, undefined, at, undefined],
		);
		assert.deepEqual([christmas.count(0, at, 9), christmas.count(at, at + 1, 9)], [1, 0]);
	});

	it('jobs of the same text and zone share their slots; the cache has an end', function () {
		this.timeout(20_000);
		const cache = new Map<string, Slots>();
		assert.equal(slotsOf(cron('0 9 * * *'), cache), slotsOf(cron('0 9 * * *'), cache));
		assert.notEqual(slotsOf(cron('0 9 * * *'), cache), slotsOf(cron('0 9 * * *', 'Europe/Vienna'), cache));
		for (let index = 0; index < 2100; index++)
			slotsOf(cron(`${index % 60} ${Math.floor(index / 60) % 24} ${1 + Math.floor(index / 1440)} * *`), cache);
		assert.ok(cache.size <= 2000);
	});

	it('SC26 the grid of an interval: a hundred runs, no drift', () => {
		const anchor = '2026-11-21T09:00:07.000Z';
		const all = slots({ kind: 'interval', seconds: 60, anchor });
		for (let run = 0, after = Date.parse(anchor); run < 100; run++) {
			const slot = all.next(after) ?? assert.fail();
			assert.equal((slot - Date.parse(anchor)) % 60_000, 0);
			assert.equal(slot, Date.parse(anchor) + (run + 1) * 60_000);
			after = slot + 3000; // The run took three seconds.
		}
	});

	it('SC27 a restart does not move the grid', () => {
		const checked = checkedSchedule({ kind: 'interval', seconds: 3600 }, NOW + 456);
		assert.deepEqual(checked, { kind: 'interval', seconds: 3600, anchor: '2026-11-21T09:00:00.000Z' });
		const restarted = checkedSchedule(checked, NOW + 1_440_000);
		assert.deepEqual(restarted, checked);
		assert.equal(iso(slots(restarted).next(NOW + 1_440_000)), '2026-11-21T10:00Z');
		assert.equal(iso(slots(checked).next(NOW - 86_400_000)), '2026-11-21T09:00Z', 'nothing before the anchor');
		assert.equal(slots(checked).last(0, NOW - 1), undefined);
		assert.equal(iso(slots(checked).last(0, NOW + 7_300_000)), '2026-11-21T11:00Z');
		assert.equal(slots(checked).last(NOW + 7_200_000, NOW + 7_300_000), undefined);
		assert.equal(slots(checked).count(0, NOW + 7_200_000, 100), 3);
		assert.equal(slots(checked).count(NOW, NOW + 7_200_000, 100), 2);
		assert.equal(slots(checked).count(0, NOW + 7_200_000, 2), 2);
		assert.equal(slots(checked).count(0, NOW - 1, 100), 0);
	});

	it('refuses an interval or an anchor that is none', () => {
		for (const seconds of [0, -5, 1.5, Number.NaN, 366 * 86_400 + 1]) {
			assert.match(refused({ kind: 'interval', seconds }), /^seconds: .* write whole seconds from 1 to/);
		}
		assert.match(refused({ kind: 'interval', seconds: 60, anchor: 'noon' }), /^anchor: “noon” is no instant/);
	});
});
