// Schedules as people choose and type them.
import assert from 'node:assert/strict';
import { previewSentence, timeText } from '../../../../src/vscode/view/previewText';
import {
	newWhen,
	parseAt,
	parseEvery,
	parseTime,
	scheduleOf,
	WHEN_KINDS,
	type When,
	whenOf,
} from '../../../../src/vscode/view/scheduleInput';

describe('scheduleInput', () => {
	it('reads intervals as people write them', () => {
		const read = (text: string) => {
			const every = parseEvery(text);
			return 'seconds' in every ? every.seconds : every.problem;
		};
		assert.deepEqual(
			['every 45 min', '45m', '90 s', '2h', '1h 30m', '1 day', 'hour', 'every minute', '0.5 h', '2 weeks', '366 days'].map(read),
			[2700, 2700, 90, 7200, 5400, 86_400, 3600, 60, 1800, 1_209_600, 31_622_400],
		);
		for (const bad of ['', '45', 'soon', '5 parsecs', '0 s', '367 days', '-5 min', '1e9 s', 'min 5'])
			assert.equal(typeof read(bad), 'string', bad);
	});

	it('reads times and dates', () => {
		assert.deepEqual(['7:05', '07:05', ' 23:59 ', '24:00', '7', '12:60', '7:5'].map(parseTime), [
			'07:05',
			'07:05',
			'23:59',
			undefined,
			undefined,
			undefined,
			undefined,
		]);
		assert.deepEqual(
			['2026-12-24 18:00', '2026-12-24T18:00', '2026-1-2 7:05', '2026-12-24 18:00:30', '24.12.2026 18:00', '18:00'].map(parseAt),
			['2026-12-24T18:00', '2026-12-24T18:00', '2026-01-02T07:05', '2026-12-24T18:00:30', undefined, undefined],
		);
	});

	it('every choice comes back as itself when it is edited', () => {
		for (const kind of WHEN_KINDS) {
			const when: When = {
				...newWhen('Europe/Vienna'),
				kind,
				time: '07:05',
				weekday: 3,
				every: '45 min',
				at: '2026-12-24T18:00',
				expression: '*/15 9-17 * * 1-5',
				anchor: '2026-01-01T00:00:00.000Z',
			};
			const schedule = scheduleOf(when);
			const again = whenOf(schedule, 'Europe/Vienna');
			assert.equal(again.kind, kind);
			assert.deepEqual(scheduleOf(again), schedule);
		}
	});

	it('what is no common form stays the expression it was', () => {
		for (const expression of ['0 9 1 * 1-5', '5/10 9 * * *', '0 25 * * *', '0 9 * * 7', '0 9 1 1 *', '0 0 9 * * *', '@daily']) {
			const when = whenOf({ kind: 'cron', expression, zone: 'UTC' }, 'UTC');
			assert.deepEqual([when.kind, scheduleOf(when)], ['cron', { kind: 'cron', expression, zone: 'UTC' }], expression);
		}
		assert.equal(whenOf({ kind: 'cron', expression: '00 09 * * *', zone: 'UTC' }, 'UTC').time, '09:00');
	});

	it('an interval keeps its grid', () => {
		const schedule = { kind: 'interval', seconds: 90, anchor: '2026-01-01T00:00:00.000Z' } as const;
		assert.deepEqual(scheduleOf({ ...whenOf(schedule, 'UTC'), every: '2 min' }), { ...schedule, seconds: 120 });
	});

	it('says the next times with their offset and the note of a clock change', () => {
		const next = [
			{ at: '2026-03-28T01:30:00.000Z', local: '2026-03-28T02:30:00+01:00', note: null },
			{ at: '2026-03-29T01:00:00.000Z', local: '2026-03-29T03:00:00+02:00', note: 'moved: 02:30 does not exist that day' },
		];
		assert.equal(
			previewSentence({ error: null, words: 'At 02:30 AM', next }),
			'At 02:30 AM. Next: Sat 28 Mar 2026, 02:30 +01:00, Sun 29 Mar 2026, 03:00 +02:00. moved: 02:30 does not exist that day.',
		);
		assert.equal(timeText({ local: 'at dawn' }), 'at dawn');
	});
});
