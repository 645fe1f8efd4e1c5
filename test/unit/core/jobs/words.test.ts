// Schedules in words.
import assert from 'node:assert/strict';
import { wordsOf } from '../../../../src/core/jobs/words';

const ZONE = 'Europe/Vienna';

describe('schedules in words', () => {
	for (const [expression, words] of [
		['0 9 * * 1-5', 'At 09:00, Monday through Friday'],
		['30 2 * * *', 'At 02:30'],
		['0 9 * * 7', 'At 09:00, only on Sunday'],
		['0 9 * * 0,7', 'At 09:00, only on Sunday'],
		['0 9 * * fri-sun', 'At 09:00, Friday through Sunday'],
		['0 9 * * 1-5/2', 'At 09:00, only on Monday, Wednesday, and Friday'],
		['*/15 * * * *', 'Every 15 minutes'],
		['*/45 * * * *', 'At 0 and 45 minutes past the hour'],
		['7 */7 * * *', 'At 00:07, 07:07, 14:07 and 21:07'],
		['*/1 * * * *', 'Every minute'],
		['*/10 * * * * *', 'Every 10 seconds'],
		['0 0 0 1 1 * 2030', 'At 00:00, on day 1 of the month, only in January, only in 2030'],
		['0 0 1 */3 *', 'At 00:00, on day 1 of the month, only in January, April, July, and October'],
		['0 0 * jul *', 'At 00:00, only in July'],
		['0 0 L * *', 'At 00:00, on the last day of the month'],
		['0 0 L,15 * *', 'At 00:00, on day 15 and the last day of the month'],
		['0 0 LW * *', 'At 00:00, on the last weekday of the month'],
		['0 0 15W * *', 'At 00:00, on the weekday nearest day 15 of the month'],
		['0 0 * * 5#2', 'At 00:00, on the second Friday of the month'],
		['0 0 * * FRI#L', 'At 00:00, on the last Friday of the month'],
		['0 0 13 * ?', 'At 00:00, on day 13 of the month'],
	] as const) {
		it(`“${expression}”: ${words}`, () => assert.equal(wordsOf({ kind: 'cron', expression, zone: ZONE }), `${words} (Europe/Vienna)`));
	}

	for (const [expression, words] of [
		['@hourly', 'Every hour'],
		['@daily', 'At 00:00'],
		['@midnight', 'At 00:00'],
		['@weekly', 'At 00:00, only on Sunday'],
		['@monthly', 'At 00:00, on day 1 of the month'],
		['@yearly', 'At 00:00, on day 1 of the month, only in January'],
	] as const) {
		it(`SC14 ${expression}: ${words}`, () => assert.equal(wordsOf({ kind: 'cron', expression, zone: 'UTC' }), `${words} (UTC)`));
	}

	for (const [expression, words] of [
		['0 0 13 * 5', 'At 00:00, on day 13 of the month or on Friday, either is enough'],
		['0 0 13 * +5', 'At 00:00, on day 13 of the month and on Friday, both at once'],
		[
			'0 9 1-7 1,2 1-5',
			'At 09:00, between day 1 and 7 of the month or on Monday through Friday, either is enough, only in January and February',
		],
		['0 9 1-7 * +mon', 'At 09:00, between day 1 and 7 of the month and on Monday, both at once'],
		['0 0 13 * *', 'At 00:00, on day 13 of the month'],
		['0 0 * * +5', 'At 00:00, only on Friday'],
	] as const) {
		it(`SC19 “${expression}” says which logic`, () =>
			assert.equal(wordsOf({ kind: 'cron', expression, zone: ZONE }), `${words} (Europe/Vienna)`));
	}

	it('shows what it has no words for as it was typed, and never throws', () => {
		for (const expression of ['0 0 1W,15W * *', '0 0 * * MON,WED#2', '0 0 * * 5L,1#1', 'nonsense', '']) {
			assert.equal(wordsOf({ kind: 'cron', expression, zone: ZONE }), `${expression} (Europe/Vienna)`);
		}
		assert.equal(wordsOf({ kind: 'once', at: 'soon', zone: '' }), 'Once, at soon');
	});

	for (const [seconds, words] of [
		[1, 'Every second'],
		[45, 'Every 45 seconds'],
		[60, 'Every minute'],
		[90, 'Every 90 seconds'],
		[2700, 'Every 45 minutes'],
		[3600, 'Every hour'],
		[5400, 'Every 90 minutes'],
		[86_400, 'Every 24 hours'],
		[172_800, 'Every 2 days'],
		[3661, 'Every 1 hour 1 minute 1 second'],
	] as const) {
		it(`${seconds} s: ${words}`, () => assert.equal(wordsOf({ kind: 'interval', seconds }), words));
	}

	it('one time', () => {
		assert.equal(wordsOf({ kind: 'once', at: '2026-12-24T18:00', zone: ZONE }), 'Once, on 24 Dec 2026 at 18:00 (Europe/Vienna)');
		assert.equal(wordsOf({ kind: 'once', at: '2026-12-24T18:00:30', zone: ZONE }), 'Once, on 24 Dec 2026 at 18:00:30 (Europe/Vienna)');
	});
});
