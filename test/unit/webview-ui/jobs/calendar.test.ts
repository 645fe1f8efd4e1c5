// The calendar's days, where runs and planned times stand on it, and what it says of them.
import assert from 'node:assert/strict';
import { type Lane, lanesOf, MOST_LANES, nearestMark } from '../../../../webview-ui/jobs/lanes';
import { costWordsIn, countWords, type Mark, marksOf, markWords, placeMarks } from '../../../../webview-ui/jobs/marks';
import { daysAround } from '../../../../webview-ui/jobs/week';
import { at, job, moment, NOW, run, usage } from './make';

const HOUR = 3_600_000;
/** A pixel an hour, from midnight. */
const where = { x: (ms: number) => (ms - at('2026-11-21T00:00:00Z')) / HOUR, left: 0, right: 200, size: 9 };
const planned = (...times: string[]): Mark[] => marksOf([], times.map(at), NOW);

describe('webview-ui/jobs/calendar', () => {
	it('has seven whole days before today and seven after it', () => {
		const days = daysAround(NOW, 'Europe/Vienna');
		assert.equal(days.length, 15);
		assert.deepEqual(days[7], { day: '2026-11-21', from: at('2026-11-20T23:00:00Z'), to: at('2026-11-21T23:00:00Z') });
		assert.equal(days[0]?.day, '2026-11-14');
		assert.equal(days[14]?.day, '2026-11-28');
		for (const [index, { to }] of days.slice(0, -1).entries()) assert.equal(to, days[index + 1]?.from);
	});

	it('gives days of daylight saving 23 and 25 hours, and a day that a zone left out none', () => {
		const hours = (now: string, zone: string, day: string) => {
			const found = daysAround(at(now), zone).find(one => one.day === day);
			return found === undefined ? undefined : (found.to - found.from) / HOUR;
		};
		assert.equal(hours('2026-03-29T12:00:00Z', 'Europe/Vienna', '2026-03-29'), 23);
		assert.equal(hours('2026-10-25T12:00:00Z', 'Europe/Vienna', '2026-10-25'), 25);
		assert.equal(hours('2011-12-29T12:00:00Z', 'Pacific/Apia', '2011-12-30'), 0);
		assert.equal(hours('2026-04-05T12:00:00Z', 'Australia/Lord_Howe', '2026-04-05'), 24.5);
	});

	it('joins marks of one kind that would touch, and keeps a failure between them in sight', () => {
		const runs = ['00', '05', '10'].map((hour, index) =>
			run({ id: index, started_at: `2026-11-21T${hour}:00:00Z`, status: index === 1 ? 'error' : 'success', usage: usage(0.5) }),
		);
		const marks = placeMarks(marksOf(runs, [], NOW), { ...where, size: 12 });
		assert.deepEqual(
			marks.map(({ kind, left, right, count, cost }) => ({ kind, left, right, count, cost })),
			[
				{ kind: 'ok', left: 0, right: 10, count: 2, cost: 1 },
				{ kind: 'failed', left: 5, right: 5, count: 1, cost: 0.5 },
			],
		);
	});

	it('draws a folded row from its first slot to its last, with all it stands for', () => {
		const folded = run({
			status: 'missed',
			reason: 'asleep',
			count: 8,
			slot: '2026-11-21T01:00:00Z',
			until: '2026-11-21T08:00:00Z',
			started_at: null,
			finished_at: null,
		});
		const [mark] = placeMarks(marksOf([folded], [], NOW), where);
		assert.deepEqual([mark?.left, mark?.right, mark?.count], [1, 8, 8]);
		assert.equal(mark && markWords(mark, moment), 'Nov 21, 01:00 – 08:00: missed 8 times, the machine was asleep');
	});

	it('leaves out what lies outside, cuts what reaches beyond, and forgets planned times that are gone', () => {
		const early = run({ started_at: '2026-11-19T00:00:00Z' });
		const reaching = run({ id: 2, status: 'missed', slot: '2026-11-20T00:00:00Z', until: '2026-11-21T04:00:00Z', started_at: null });
		assert.deepEqual(
			placeMarks(marksOf([early, reaching], [], NOW), where).map(({ left, right }) => [left, right]),
			[[0, 4]],
		);
		assert.equal(planned('2026-11-21T09:00:00Z').length, 0);
		assert.equal(planned('2026-11-21T10:00:00Z').length, 1);
	});

	it('says what a mark stands for', () => {
		const say = (marks: Mark[]) => placeMarks(marks, where).map(mark => markWords(mark, moment));
		assert.deepEqual(say(marksOf([run({ usage: usage(0.42) })], [], NOW)), ['Nov 21, 03:00: ok, Finished, took 2 min 4 s, $0.42']);
		assert.deepEqual(say(planned('2026-11-21T12:00:00Z', '2026-11-21T18:00:00Z')), ['Nov 21, 12:00 – 18:00: 2 runs planned']);
		assert.deepEqual(say(planned('2026-11-22T09:00:00Z')), ['Nov 22, 09:00: planned']);
		const timeouts = [run({ status: 'timeout' }), run({ id: 2, status: 'timeout', started_at: '2026-11-21T04:00:00Z' })];
		assert.deepEqual(say(marksOf(timeouts, [], NOW)), ['Nov 21, 03:00 – 04:00: 2 runs timed out']);
	});

	it('counts a day for the table, the worst first', () => {
		const runs = [run(), run({ id: 2 }), run({ id: 3, status: 'error' }), run({ id: 4, status: 'skipped', count: 12 })];
		assert.equal(
			countWords(marksOf(runs, [at('2026-11-21T12:00:00Z')], NOW), at('2026-11-21T00:00:00Z'), at('2026-11-22T00:00:00Z')),
			'1 error, 2 ok, 12 skipped, 1 planned',
		);
		assert.equal(countWords(marksOf(runs, [], NOW), 0, 1), '');
	});

	it('adds up what a day cost: nothing used is no cost, a run without a price makes it a lower bound', () => {
		const day = [at('2026-11-21T00:00:00Z'), at('2026-11-22T00:00:00Z')] as const;
		assert.equal(costWordsIn([run()], ...day), '');
		assert.equal(costWordsIn([run({ usage: usage(0.42) }), run({ usage: usage(0.5) })], ...day), '$0.92');
		assert.equal(costWordsIn([run({ usage: usage(0.42) }), run({ usage: usage(null) })], ...day), '≥ $0.42');
		assert.equal(costWordsIn([run({ usage: usage(null) })], ...day), 'unpriced');
		assert.equal(costWordsIn([run({ usage: usage(0.42) })], 0, 1), '');
	});

	it('gives lanes only to jobs with something in them, at most so many', () => {
		const jobs = Array.from({ length: 40 }, (_, index) => job({ id: index }));
		const runs = jobs.filter(({ id }) => id % 5 > 0).map(({ id }) => run({ id, job_id: id }));
		const lanes: Lane[] = lanesOf(jobs, { runs, planned: [{ job_id: 5, at: at('2026-11-22T00:00:00Z') }] }, { ...where, now: NOW });
		assert.equal(lanes.length, MOST_LANES);
		assert.deepEqual(
			lanes.slice(3, 6).map(lane => lane.job.id),
			[4, 5, 6],
		);
	});

	it('finds the mark under the pointer or near it', () => {
		const marks = placeMarks([...marksOf([run()], [], NOW), ...planned('2026-11-21T20:00:00Z')], where);
		assert.equal(nearestMark(marks, 5, 14), 0);
		assert.equal(nearestMark(marks, 19, 14), 1);
		assert.equal(nearestMark(marks, 60, 14), undefined);
	});
});
