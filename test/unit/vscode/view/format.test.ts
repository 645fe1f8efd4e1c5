// What people read: money, tokens, shares, ages and days.
import assert from 'node:assert/strict';
import {
	ago,
	allTokens,
	bucketLabel,
	cost,
	count,
	counted,
	dateTime,
	dayLabel,
	money,
	moneyTick,
	percent,
	timeOfDay,
	tokens,
} from '../../../../src/vscode/view/format';

describe('format', () => {
	it('writes money to the cent, small money as less than a cent, no price as unpriced', () => {
		assert.deepEqual(
			[0, -0, 0.004, 0.005, 0.01, 3.124, 3.126, 1234.5, -1.2, -0.001, null, Number.NaN, Number.POSITIVE_INFINITY].map(n => money(n)),
			[
				'$0.00',
				'$0.00',
				'<$0.01',
				'$0.01',
				'$0.01',
				'$3.12',
				'$3.13',
				'$1,234.50',
				'-$1.20',
				'-<$0.01',
				'unpriced',
				'unpriced',
				'unpriced',
			],
		);
	});

	it('marks a lower bound, rounded down', () => {
		assert.equal(money(1.2, { lowerBound: true }), '≥ $1.20');
		assert.equal(money(1.209, { lowerBound: true }), '≥ $1.20');
		assert.equal(money(0.001, { lowerBound: true }), '≥ $0.00');
		assert.equal(money(null, { lowerBound: true }), 'unpriced');
		assert.equal(cost({ cost: 1.2, unpriced_requests: 0 }), '$1.20');
		assert.equal(cost({ cost: 1.2, unpriced_requests: 2 }), '≥ $1.20');
		assert.equal(cost({ cost: null, unpriced_requests: 2 }), 'unpriced');
	});

	it('writes short ticks', () => {
		assert.deepEqual([0, 0.005, 0.25, 5, 12.5, 1000, 12_345].map(moneyTick), ['$0', '$0.005', '$0.25', '$5', '$12.50', '$1K', '$12.3K']);
	});

	it('writes tokens with three figures at most, and rolls over units instead of writing 1000K', () => {
		assert.deepEqual(
			[0, 1, 950, 999, 1000, 1234, 12_345, 99_949, 123_456, 999_499, 999_500, 1_200_000, 2_300_000_000, 5e12].map(n => tokens(n)),
			[
				'0 tokens',
				'1 token',
				'950 tokens',
				'999 tokens',
				'1K tokens',
				'1.2K tokens',
				'12.3K tokens',
				'99.9K tokens',
				'123K tokens',
				'999K tokens',
				'1M tokens',
				'1.2M tokens',
				'2.3B tokens',
				'5T tokens',
			],
		);
		assert.equal(tokens(1200, { unit: false }), '1.2K');
	});

	it('sums the disjoint counts', () => {
		assert.equal(allTokens({ input_tokens: 1, output_tokens: 20, cache_read_tokens: 300, cache_write_tokens: 4000 }), 4321);
	});

	it('counts things', () => {
		assert.deepEqual([0, 999, 1000, 12_345, 1_234_567.4, -1234].map(count), ['0', '999', '1,000', '12,345', '1,234,567', '-1,234']);
		assert.deepEqual(
			[999.999, 1234567.891, 1000, -1234.5].map(n => money(n)),
			['$1,000.00', '$1,234,567.89', '$1,000.00', '-$1,234.50'],
		);
		assert.deepEqual([counted(1, 'call'), counted(2, 'call'), counted(0, 'entry', 'entries')], ['1 call', '2 calls', '0 entries']);
	});

	it('rounds percent, but never up to a threshold that is not reached', () => {
		assert.deepEqual(
			[0, 0.2, 1, 11.7, 74.4, 74.999, 75, 75.6, 89.9999, 99.9, 100, 1234.5, Number.NaN].map(value => percent(value)),
			['0%', '<1%', '1%', '12%', '74%', '74%', '75%', '76%', '89%', '99%', '100%', '1,235%', '0%'],
		);
		assert.equal(percent((2.25 / 3) * 100), '75%');
		assert.equal(percent((4.35 / 5) * 100), '87%');
		assert.equal(percent(74.9, [50]), '75%');
		assert.equal(percent(49.9, [50]), '49%');
	});

	it('says how long ago', () => {
		const minute = 60_000;
		assert.deepEqual([-5, 0, 59_000, minute, 59 * minute, 60 * minute, 1439 * minute, 1440 * minute, 2880 * minute].map(ago), [
			'just now',
			'just now',
			'just now',
			'1 min ago',
			'59 min ago',
			'1 h ago',
			'23 h ago',
			'1 day ago',
			'2 days ago',
		]);
	});

	it('tells the time in the asked zone, and in the machine zone where it does not know the zone', () => {
		const noon = Date.UTC(2026, 10, 21, 12, 5);
		assert.equal(timeOfDay(noon, 'Europe/Berlin'), '13:05');
		assert.equal(timeOfDay(Date.UTC(2026, 10, 21, 0, 5), 'UTC'), '00:05');
		assert.equal(timeOfDay(noon, 'Mars/Phobos'), timeOfDay(noon));
		assert.equal(dateTime(noon, 'Asia/Tokyo'), 'Nov 21, 21:05');
	});

	it('names days, weeks and months', () => {
		assert.equal(dayLabel('2026-11-21'), 'Nov 21');
		assert.equal(dayLabel('2026-11-21', { weekday: true, year: true }), 'Sat, Nov 21, 2026');
		assert.equal(dayLabel('nonsense'), 'nonsense');
		assert.equal(bucketLabel('daily', '2026-11-21', '2026-11-21'), 'Sat, Nov 21');
		assert.equal(bucketLabel('weekly', '2026-11-16', '2026-11-22'), 'Nov 16 – 22');
		assert.equal(bucketLabel('weekly', '2026-11-30', '2026-12-06'), 'Nov 30 – Dec 6');
		assert.equal(bucketLabel('monthly', '2026-11-01', '2026-11-30'), 'November 2026');
	});
});
