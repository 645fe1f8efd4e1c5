// What a call costs and how that is known.

/** What decides the price of one call. Tokens are disjoint. */
export interface PricedCall {
	provider: string;
	model: string;
	/** ms UTC: prices have dates. */
	ts: number;
	/** '', 'fast', 'geo:us', 'batch' … as in UsageEvent. */
	variant: string;
	input: number;
	output: number;
	cacheRead: number;
	cacheWrite5m: number;
	cacheWrite1h: number;
	loggedCost?: number | undefined;
}

/** Dollars. Where the basis is `unpriced` all parts are 0 and mean nothing. */
export interface Price {
	basis: 'unpriced' | 'priced' | 'logged';
	/** Which price row, in words a user can check: `genai-prices 0.1.8: anthropic claude-sonnet-4-5`, `settings: my-model`, `log`. */
	source: string;
	cost: number;
	inputCost: number;
	outputCost: number;
	cacheReadCost: number;
	cacheWriteCost: number;
}

/** A price list with the user's overrides laid over it. Pure; the same call always costs the same. */
export type PriceCall = (call: PricedCall) => Price;
