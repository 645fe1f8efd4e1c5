// The next times of a schedule as a person reads them, with what daylight saving does to them.
import assert from 'node:assert/strict';
import type { Schedule } from '../../../../src/contract';
import { previewOf } from '../../../../src/core/jobs/preview';

function lines(schedule: Schedule, from: string, count: number): string[] {
	const { error, next } = previewOf(schedule, Date.parse(from), count);
	assert.equal(error, null);
	return next.map(({ at, local, note }) => `${at.replace(':00.000Z', 'Z')} = ${local}${note === null ? '' : ` – ${note}`}`);
}
const cron = (expression: string, zone: string): Schedule => ({ kind: 'cron', expression, zone });

describe('preview of a schedule', () => {
	it('five times where no number is given, each with its offset', () => {
		const { next, words, error } = previewOf(cron('0 9 * * 1-5', 'Europe/Vienna'), Date.parse('2026-11-21T09:00Z'));
		assert.equal(error, null);
		assert.equal(words, 'At 09:00, Monday through Friday (Europe/Vienna)');
		assert.deepEqual(
			next.map(({ at }) => at),
			['23', '24', '25', '26', '27'].map(day => `2026-11-${day}T08:00:00.000Z`),
		);
		assert.deepEqual(next[0], { at: '2026-11-23T08:00:00.000Z', local: 'Mon 23 Nov 2026 09:00 +01:00', note: null });
	});

	it('a time that does not exist is moved', () => {
		assert.deepEqual(lines(cron('30 2 * * *', 'Europe/Berlin'), '2026-03-28T12:00Z', 2), [
			'2026-03-29T01:00Z = Sun 29 Mar 2026 03:00 +02:00 – 02:30 does not exist on this day: runs at 03:00',
			'2026-03-30T00:30Z = Mon 30 Mar 2026 02:30 +02:00',
		]);
		assert.deepEqual(lines(cron('0 0 * * *', 'Africa/Cairo'), '2026-04-23T12:00Z', 1), [
			'2026-04-23T22:00Z = Fri 24 Apr 2026 01:00 +03:00 – 00:00 does not exist on this day: runs at 01:00',
		]);
		assert.deepEqual(lines(cron('15 2 * * *', 'Australia/Lord_Howe'), '2026-10-03T12:00Z', 1), [
			'2026-10-03T15:30Z = Sun 4 Oct 2026 02:30 +11:00 – 02:15 does not exist on this day: runs at 02:30',
		]);
	});

	it('several times that do not exist are one run', () => {
		assert.deepEqual(lines(cron('0,30 2,3 * * *', 'Europe/Berlin'), '2026-03-28T12:00Z', 2), [
			'2026-03-29T01:00Z = Sun 29 Mar 2026 03:00 +02:00 – 02:00 and 02:30 do not exist on this day: one run, at 03:00',
			'2026-03-29T01:30Z = Sun 29 Mar 2026 03:30 +02:00',
		]);
	});

	it('steps lose what does not exist', () => {
		assert.deepEqual(lines(cron('*/30 * * * *', 'Europe/Berlin'), '2026-03-29T00:20Z', 3), [
			'2026-03-29T00:30Z = Sun 29 Mar 2026 01:30 +01:00',
			'2026-03-29T01:00Z = Sun 29 Mar 2026 03:00 +02:00 – 02:00 and 02:30 do not exist on this day: skipped',
			'2026-03-29T01:30Z = Sun 29 Mar 2026 03:30 +02:00',
		]);
		assert.deepEqual(lines(cron('15 */2 * * *', 'Europe/Berlin'), '2026-03-29T00:00Z', 1), [
			'2026-03-29T02:15Z = Sun 29 Mar 2026 04:15 +02:00 – 02:15 does not exist on this day: skipped',
		]);
		assert.deepEqual(lines(cron('* * * * *', 'Europe/Berlin'), '2026-03-29T00:59Z', 1), [
			'2026-03-29T01:00Z = Sun 29 Mar 2026 03:00 +02:00 – 02:00 to 02:59 do not exist on this day: skipped',
		]);
	});

	it('a day that does not exist is skipped', () => {
		assert.deepEqual(lines(cron('0 9 * * *', 'Pacific/Apia'), '2011-12-29T20:00Z', 1), [
			'2011-12-30T19:00Z = Sat 31 Dec 2011 09:00 +14:00 – 30 Dec 2011 09:00 does not exist: skipped',
		]);
	});

	it('a time that comes twice runs once, a step both times', () => {
		assert.deepEqual(lines(cron('30 2 * * *', 'Europe/Berlin'), '2026-10-24T12:00Z', 2), [
			'2026-10-25T00:30Z = Sun 25 Oct 2026 02:30 +02:00 – 02:30 comes twice on this day: runs the first time only',
			'2026-10-26T01:30Z = Mon 26 Oct 2026 02:30 +01:00',
		]);
		assert.deepEqual(lines(cron('0 * * * *', 'Europe/Berlin'), '2026-10-24T23:30Z', 3), [
			'2026-10-25T00:00Z = Sun 25 Oct 2026 02:00 +02:00 – 02:00 comes twice on this day: runs both times, this is the first',
			'2026-10-25T01:00Z = Sun 25 Oct 2026 02:00 +01:00 – 02:00 comes twice on this day: runs both times, this is the second',
			'2026-10-25T02:00Z = Sun 25 Oct 2026 03:00 +01:00',
		]);
	});

	it('SC10 one time that comes twice says that it runs the first time', () => {
		assert.deepEqual(lines({ kind: 'once', at: '2026-10-25T02:30', zone: 'Europe/Berlin' }, '2026-10-01T00:00Z', 5), [
			'2026-10-25T00:30Z = Sun 25 Oct 2026 02:30 +02:00 – 02:30 comes twice on this day: runs the first time only',
		]);
	});

	it('every moved, lost or doubled time of a year has a note, and no other has', function () {
		this.timeout(20_000);
		for (const [expression, expected] of [
			['30 2 * * *', 2],
			['30 4 * * *', 0],
			['0 3 * * *', 0],
			['5 */6 * * *', 0],
		] as const) {
			const { next } = previewOf(cron(expression, 'Europe/Berlin'), Date.UTC(2026, 0, 1), 364);
			assert.equal(next.filter(({ note }) => note !== null).length, expected, expression);
		}
	});

	it('an interval has its times on the grid', () => {
		const { next, words } = previewOf(
			{ kind: 'interval', seconds: 2700, anchor: '2026-10-01T00:10:00Z' },
			Date.parse('2026-10-01T01:00Z'),
			2,
		);
		assert.equal(words, 'Every 45 minutes');
		assert.deepEqual(
			next.map(({ at }) => at),
			['2026-10-01T01:40:00.000Z', '2026-10-01T02:25:00.000Z'],
		);
	});

	it('what is off comes back as a sentence', () => {
		const wrong = (schedule: Schedule) => previewOf(schedule, Date.UTC(2026, 10, 21));
		assert.match(wrong(cron('61 * * * *', 'UTC')).error ?? '', /^schedule: minute “61” is above 59/);
		assert.match(wrong(cron('0 9 * * *', 'Mars/Phobos')).error ?? '', /^zone: /);
		assert.match(wrong({ kind: 'once', at: '2026-02-30T10:00', zone: 'UTC' }).error ?? '', /^at: /);
		assert.match(wrong({ kind: 'interval', seconds: 0 }).error ?? '', /^seconds: /);
		assert.deepEqual(wrong({ kind: 'interval', seconds: 0 }).next, []);
	});

	it('SC11 shows the machine’s zone where none was given', () => {
		const { words, error } = previewOf({ kind: 'cron', expression: '0 9 * * *' }, 0);
		assert.equal(error, null);
		assert.match(words, /^At 09:00 \(.+\)$/);
		assert.match(previewOf({ kind: 'cron', expression: '0 9 * * *' }, 0, 1, 'Asia/Tokyo').words, /Tokyo/);
	});
});
