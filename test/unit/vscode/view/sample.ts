// Totals and meters for tests, made of only what a test says.
import type { Meter, PeriodMeter, Totals } from '../../../../src/contract';

export const totals = (given: Partial<Totals> = {}): Totals => ({
	requests: 0,
	input_tokens: 0,
	output_tokens: 0,
	reasoning_tokens: 0,
	cache_read_tokens: 0,
	cache_write_tokens: 0,
	cache_write_1h_tokens: 0,
	cost: 0,
	cost_basis: 'priced',
	unpriced_requests: 0,
	unpriced_tokens: 0,
	...given,
});

/** Used and limit in dollars; percent and level follow from them with thresholds 75 and 90. */
export function period(used: number, limit: number, given: Partial<PeriodMeter> = {}): PeriodMeter {
	const percent = limit > 0 ? (used / limit) * 100 : 0;
	const level = limit <= 0 ? 'off' : percent >= 90 ? 'error' : percent >= 75 ? 'warning' : 'normal';
	return { start: '2026-11-21', end: '2026-11-21', limit, used, percent, level, unpriced_requests: 0, models: [], ...given };
}

export const meter = (daily: PeriodMeter, given: Partial<Meter> = {}): Meter => ({
	zone: 'UTC',
	daily,
	monthly: period(10, 200, { start: '2026-11-01', end: '2026-11-30' }),
	thresholds: [75, 90],
	as_of: '2026-11-21T09:14:00.000Z',
	scanning: false,
	any_source: true,
	...given,
});
