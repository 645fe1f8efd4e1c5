// Totals and columns for the webviews' tests, written as short as they are read.
import type { Overview, Slice, Totals } from '../../../src/contract';

export const totals = (part: Partial<Totals> = {}): Totals => ({
	requests: 1,
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
	...part,
});

export const priced = (name: string, cost: number, part: Partial<Totals> = {}): Slice => ({ name, totals: totals({ cost, ...part }) });

export const unpriced = (name: string, requests = 1, part: Partial<Totals> = {}): Slice => ({
	name,
	totals: totals({ cost: null, cost_basis: 'unpriced', requests, unpriced_requests: requests, ...part }),
});

export const bucket = (start: string, models: Slice[], whole: Partial<Totals> = {}): Overview['buckets'][number] => ({
	start,
	end: start,
	totals: totals(whole),
	models,
});

export const overview = (part: Partial<Overview> = {}): Overview => ({
	zone: 'Europe/Vienna',
	period: 'daily',
	today: '2026-11-21',
	as_of: '2026-11-21T09:00:00.000Z',
	buckets: [bucket('2026-11-20', []), bucket('2026-11-21', [])],
	totals: totals(),
	models: [],
	agents: [],
	projects: [],
	...part,
});
