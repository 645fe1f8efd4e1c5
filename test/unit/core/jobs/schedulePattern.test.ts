// Cron expressions: what is taken, and what is refused in words that name the field.
import assert from 'node:assert/strict';
import { AppError } from '../../../../src/base/errors';
import { checkedSchedule, slotsOf } from '../../../../src/core/jobs/schedule';
import { parsePattern } from '../../../../src/core/jobs/schedulePattern';
import { plainPattern } from '../../../../src/core/jobs/words';

const NOW = Date.UTC(2026, 10, 21, 9);
const cron = (expression: string) => ({ kind: 'cron', expression, zone: 'UTC' }) as const;

function refused(expression: string): string {
	try {
		checkedSchedule(cron(expression), NOW);
	} catch (error) {
		assert.ok(error instanceof AppError, String(error));
		assert.equal(error.code, 'BAD_INPUT');
		return error.message;
	}
	return assert.fail(`“${expression}” was taken`);
}

describe('cron expressions', () => {
	for (const expression of [
		'0 9 * * *',
		'0 0 9 * * *',
		'0 0 9 * * * 2027',
		'0 0 9 * * * 2027-2030,2040',
		'@hourly',
		'@daily',
		'@weekly',
		'@monthly',
		'@yearly',
		'@annually',
		'@midnight',
		'@Daily',
		'0 9 * jan mon',
		'0 9 * Jan-Mar,jul mon-fri',
		'0 9 * * fri-sun',
		'0 9 * * 5-7',
		'0-30/10,45 * * * *',
		'*/60 * * * *',
		'0 9 * * MON-FRI/2',
	]) {
		it(`SC14 takes ${expression}`, () => assert.deepEqual(checkedSchedule(cron(expression), NOW), cron(expression)));
	}

	it('SC14 takes spaces and tabs around and between, and stores single spaces', () => {
		assert.deepEqual(checkedSchedule(cron('  0\t9  * * 1-5 '), NOW), cron('0 9 * * 1-5'));
	});

	for (const [expression, sentence] of [
		['@reboot', /@reboot is an event, not a time; write a time of the day or choose an interval/],
		['@every 5m', /choose an interval/],
		['@fortnightly', /unknown; write @hourly, @daily/],
		['H * * * *', /minute “H” is Jenkins’ own/],
		['* * * *', /has 4 fields; write five: minute, hour, day of month, month, weekday/],
		['* * * * * * * *', /has 8 fields; write five/],
		['60 * * * *', /minute “60” is above 59; write a number from 0 to 59/],
		['60 0 9 * * *', /second “60” is above 59/],
		['*/0 * * * *', /minute “\*\/0” has the step 0; write a step from 1 to 60, such as \*\/5/],
		['*/61 * * * *', /minute “\*\/61” has the step 61/],
		['* */25 * * *', /hour “\*\/25” has the step 25; write a step from 1 to 24/],
		['5/10 * * * *', /minute “5\/10” has a step behind a single number; write .* 5-59\/10, or \*\/10/],
		['0 22-2 * * *', /hour “22-2” runs backwards; write 22-23,0-2/],
		['0 9 * * SAT-MON', /weekday “SAT-MON” runs backwards; write 6,0-1/],
		['0 9 * * mon–fri', /weekday holds the character “–” \(U\+2013\).* write a plain hyphen/],
		['０ 9 * * *', /minute holds the character “０” \(U\+FF10\).* write plain digits/],
		['1,2, * * * *', /minute “1,2,” has a comma too many/],
		['0 9 , * *', /day of month “,” has a comma too many/],
		['0 25 * * *', /hour “25” is above 23/],
		['0 9 0 * *', /day of month “0” is below 1/],
		['0 9 32 * *', /day of month “32” is above 31/],
		['0 9 * 13 *', /month “13” is above 12/],
		['0 9 * FOO *', /month “FOO” is no month; write .* JAN to DEC/],
		['0 9 * * 8', /weekday “8” is above 7/],
		['0 9 * * monday', /weekday “monday” is no weekday; write .* SUN to SAT/],
		['0 0 9 * * * 26', /year “26” is below 1970; write a year in four digits/],
		['? * * * *', /minute “\?” cannot hold \?.* write \* or numbers/],
		['0 9 5? * *', /day of month “5\?” cannot hold \?/],
		['*,5 * * * *', /minute “\*,5” has \* in a list/],
		['-5 * * * *', /minute “-5”/],
		['1.5 * * * *', /minute holds the character “.”/],
		['* * * * +', /weekday is empty/],
	] as const) {
		it(`SC15 refuses ${expression}`, () => assert.match(refused(expression), new RegExp(`^schedule: .*${sentence.source}`)));
	}

	for (const [expression, sentence] of [
		['0 0 L-3 * *', /day of month “L-3” cannot count from the last day; write L/],
		['0 0 * * 5#6', /weekday “5#6” asks for a week no month has; write 1 to 5/],
		['0 0 W * *', /day of month “W” needs one day before W; write 15W/],
		['0 0 10-15W * *', /day of month “10-15W” needs one day before W/],
		['0 0 32W * *', /day of month “32W” is not in a month/],
		['0 0 LW,5 * *', /day of month “LW,5” has LW in a list/],
		['0 0 * * L', /weekday “L” is no weekday/],
		['0 0 * * 1##2', /weekday “1##2”/],
		['0 0 * L *', /month “L” is no month/],
	] as const) {
		it(`SC16 refuses ${expression}`, () => assert.match(refused(expression), new RegExp(`^schedule: ${sentence.source}`)));
	}

	for (const [expression, sentence] of [
		['0 9 * * *'.padEnd(40_000, '*'), /has 40000 characters; at most 256/],
		['0 9 * * \0', /weekday holds the character \(U\+0000\)/],
		['0 9\n* * *', /\(U\+000A\)/],
		['0\u00a09 * * *', /\(U\+00A0\).*write a plain space/],
		['@\u001b[31m', /\(U\+001B\)/],
		['TZ=UTC 0 9 * * *', /the zone has its own field/],
		['30:09 * * * *', /has a colon.*write 30 9 \* \* \* for 09:30, or choose a run at one time/],
		['2026-12-24T18:00:00', /has a colon/],
		['', /is empty; write minute, hour/],
		['   ', /is empty/],
		['0 9 * * * # daily', /7 fields|year “daily”|weekday|month/],
		['__proto__ 9 * * *', /minute holds the character “_”/],
	] as const) {
		it(`SC20 refuses ${JSON.stringify(expression.slice(0, 30))}`, () => {
			const said = refused(expression);
			assert.match(said, sentence);
			assert.ok(said.length < 400, 'does not say it all back');
			assert.doesNotMatch(said, /\p{Cc}/u, 'nor anything a terminal obeys');
			assert.throws(() => slotsOf(cron(expression), new Map()), /^AppError: schedule: /, 'a stored one is refused too');
		});
	}

	it('whatever is taken, croner takes, and the words are made from a pattern of the same meaning', function () {
		this.timeout(20_000);
		const random = mulberry(20261121);
		const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
		const bits = ['*', '*/2', '*/5', '*/7', '*/45', '0', '1', '5', '30', '59', '1-5', '0-6', '5-7', '0,7', '1-20/3', '?', '2,4,6', '1-3,5'];
		const days = [...bits, 'L', '15W', '1W,20', 'LW', '10,L', '31', '1-7', '*/10', '32'];
		const months = ['*', '*', '*/3', 'jan', 'FEB,aug', '1-6', '2', '*/5', '0'];
		const weekdays = [
			...bits,
			'*',
			'*',
			'MON',
			'fri-sun',
			'5#2',
			'FRI#L',
			'5L',
			'1-5#2',
			'+5',
			'+1-5',
			'SUN',
			'+2#1',
			'1,3#2',
			'*/2',
			'sunday',
		];
		let taken = 0;
		let worded = 0;
		for (let round = 0; round < 1000; round++) {
			const five = [pick(bits), pick(bits), pick(days), pick(months), pick(weekdays)];
			const expression = (random() < 0.2 ? [pick(bits), ...five] : five).join(' ');
			let pattern: ReturnType<typeof parsePattern>;
			try {
				pattern = parsePattern(expression);
			} catch (error) {
				assert.match(String(error), /^AppError: schedule: (second|minute|hour|day of month|month|weekday) /, expression);
				continue;
			}
			taken++;
			const slots = slotsOf(cron(expression), new Map());
			const plain = plainPattern(pattern);
			const twoDays = pattern.both && !pattern.dayOfMonth.any && !pattern.weekday.any;
			const same = plain === undefined ? undefined : slotsOf(cron(twoDays ? plain.replace(/\S+$/, '+$&') : plain), new Map());
			if (same) worded++;
			for (let step = 0, after = NOW + Math.floor(random() * 1e11); step < 3; step++) {
				const slot = slots.next(after);
				if (same)
					assert.equal(same.next(after), slot, `“${expression}” and its plain form “${plain}” after ${new Date(after).toISOString()}`);
				if (slot === undefined) break;
				after = slot;
			}
		}
		assert.ok(taken > 250 && worded > 200, `${taken} taken, ${worded} in words`);
	});
});

function mulberry(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
