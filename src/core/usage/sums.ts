// Adds roll-up rows up to the totals people see.
import type { CostBasis, Slice, Totals } from '../../contract/usage';
import type { Cell } from './cellStore';

/** Sums being made. */
export interface Sums {
	requests: number;
	input: number;
	output: number;
	reasoning: number;
	cacheRead: number;
	cacheWrite5m: number;
	cacheWrite1h: number;
	cost: number;
	inputCost: number;
	outputCost: number;
	cacheReadCost: number;
	cacheWriteCost: number;
	loggedRequests: number;
	unpricedRequests: number;
	unpricedTokens: number;
}

export const noSums = (): Sums => ({
	requests: 0,
	input: 0,
	output: 0,
	reasoning: 0,
	cacheRead: 0,
	cacheWrite5m: 0,
	cacheWrite1h: 0,
	cost: 0,
	inputCost: 0,
	outputCost: 0,
	cacheReadCost: 0,
	cacheWriteCost: 0,
	loggedRequests: 0,
	unpricedRequests: 0,
	unpricedTokens: 0,
});

export function addCell(sums: Sums, cell: Cell): void {
	sums.requests += cell[7];
	sums.input += cell[8];
	sums.output += cell[9];
	sums.reasoning += cell[10];
	sums.cacheRead += cell[11];
	sums.cacheWrite5m += cell[12];
	sums.cacheWrite1h += cell[13];
	sums.cost += cell[14];
	sums.inputCost += cell[15];
	sums.outputCost += cell[16];
	sums.cacheReadCost += cell[17];
	sums.cacheWriteCost += cell[18];
	if (cell[6] === 2) sums.loggedRequests += cell[7];
	if (cell[6] === 0) {
		sums.unpricedRequests += cell[7];
		sums.unpricedTokens += cell[8] + cell[9] + cell[11] + cell[12] + cell[13];
	}
}

/** Sums by any key, in the order the keys were first seen. */
export class Groups<K> {
	readonly #groups = new Map<K, Sums>();

	add(key: K, cell: Cell): void {
		let sums = this.#groups.get(key);
		if (!sums) {
			sums = noSums();
			this.#groups.set(key, sums);
		}
		addCell(sums, cell);
	}

	entries(): IterableIterator<[K, Sums]> {
		return this.#groups.entries();
	}
}

/** Dearest first, then by tokens, then by name. */
export function slicesOf<K>(groups: Groups<K>, nameOf: (key: K) => string): Slice[] {
	const slices = Array.from(groups.entries(), ([key, sums]): Slice => ({ name: nameOf(key), totals: totalsOf(sums) }));
	return slices.sort(
		(a, b) =>
			(b.totals.cost ?? 0) - (a.totals.cost ?? 0) ||
			tokensOf(b.totals) - tokensOf(a.totals) ||
			(a.name < b.name ? -1 : a.name > b.name ? 1 : 0),
	);
}

const tokensOf = (t: Totals): number => t.input_tokens + t.output_tokens + t.cache_read_tokens + t.cache_write_tokens;

export function totalsOf(sums: Sums): Totals {
	return {
		...countsOf(sums),
		cost: costOf(sums),
		cost_basis: basisOf(sums),
		unpriced_requests: sums.unpricedRequests,
		unpriced_tokens: sums.unpricedTokens,
	};
}

export const countsOf = (sums: Sums) => ({
	requests: sums.requests,
	input_tokens: sums.input,
	output_tokens: sums.output,
	reasoning_tokens: sums.reasoning,
	cache_read_tokens: sums.cacheRead,
	cache_write_tokens: sums.cacheWrite5m + sums.cacheWrite1h,
	cache_write_1h_tokens: sums.cacheWrite1h,
});

/** Dollars; null where calls were made and none has a price. No calls cost nothing. */
export const costOf = (sums: Sums): number | null => (isUnpriced(sums) ? null : dollars(sums.cost));

/** How the cost is known: `mixed` also where some calls have no price. Of no calls it is `priced`: nothing is missing. */
export function basisOf(sums: Sums): CostBasis {
	if (isUnpriced(sums)) return 'unpriced';
	if (sums.loggedRequests === 0 && sums.unpricedRequests === 0) return 'priced';
	return sums.loggedRequests === sums.requests ? 'logged' : 'mixed';
}

const isUnpriced = (sums: Sums): boolean => sums.requests > 0 && sums.unpricedRequests === sums.requests;

/** Without what floating point leaves behind (0.30000000000000004, -0). */
export const dollars = (amount: number): number => Math.round(amount * 1e12) / 1e12 + 0;
