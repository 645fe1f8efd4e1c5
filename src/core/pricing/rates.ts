// Dollars per million tokens, and what a call comes to at them.
import type { Price, PricedCall } from './pricing';

/** A flat rate, or one by prompt size: the last tier whose `start` the prompt exceeds holds for the whole call. */
export type Rate = number | { base: number; tiers: readonly { start: number; price: number }[] };

/** Dollars per million tokens. */
export interface Rates {
	input: Rate;
	output: Rate;
	cacheRead: Rate;
	cacheWrite5m: Rate;
	cacheWrite1h: Rate;
	/** Dollars a call costs by itself. */
	perRequest: number;
}

export type Counts = Pick<PricedCall, 'input' | 'output' | 'cacheRead' | 'cacheWrite5m' | 'cacheWrite1h'>;

/** What the call costs at these rates. `factor` is for the whole call: 0.5 in a batch. */
export function priceAt(rates: Rates, call: Counts, factor: number, source: string): Price {
	// The prompt is everything the model was given, cached or not: that is what tiers go by.
	const prompt = call.input + call.cacheRead + call.cacheWrite5m + call.cacheWrite1h;
	const perToken = factor / 1e6;
	const inputCost = call.input * rateAt(rates.input, prompt) * perToken + rates.perRequest * factor;
	const outputCost = call.output * rateAt(rates.output, prompt) * perToken;
	const cacheReadCost = call.cacheRead * rateAt(rates.cacheRead, prompt) * perToken;
	const cacheWriteCost =
		(call.cacheWrite5m * rateAt(rates.cacheWrite5m, prompt) + call.cacheWrite1h * rateAt(rates.cacheWrite1h, prompt)) * perToken;
	return {
		basis: 'priced',
		source,
		cost: inputCost + outputCost + cacheReadCost + cacheWriteCost,
		inputCost,
		outputCost,
		cacheReadCost,
		cacheWriteCost,
	};
}

function rateAt(rate: Rate, prompt: number): number {
	if (typeof rate === 'number') return rate;
	let price = rate.base;
	for (const tier of rate.tiers) if (prompt > tier.start) price = tier.price;
	return price;
}

/** A row of a price list. */
export interface Row {
	/** In words a user can check. */
	source: string;
	rates: Rates;
}

/** The row that holds at an instant (ms UTC); undefined where none does. */
export type RowAt = (ts: number) => Row | undefined;

/** A row that holds from an instant on. */
export interface DatedRow extends Row {
	/** ms UTC */
	from: number;
}

/** The latest row that has begun; of two that began together the one that stands first. */
export function latestRow(rows: readonly DatedRow[]): RowAt {
	const newestFirst = rows.map((row, order) => ({ row, order })).sort((a, b) => b.row.from - a.row.from || a.order - b.order);
	return ts => newestFirst.find(({ row }) => ts >= row.from)?.row;
}
