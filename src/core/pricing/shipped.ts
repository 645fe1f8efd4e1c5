// Prices of our own, for what the bundled catalogue does not know: models newer than it, and modifiers of a call.
import { canonicalName } from './modelName';
import { latestRow, type Rate, type Rates, type RowAt } from './rates';

/** The row of a model that is newer than the catalogue; undefined for all others. */
export function shippedRow(model: string): RowAt | undefined {
	return ROWS.get(canonicalName(model));
}

/**
 * By how much modifiers of a call change its price; undefined where one is not known for this model: then the call has no
 * price, rather than a wrong one. `variant` as in a usage event: '', `fast`, `fast,geo:us`, `batch`.
 */
export function factorOf(model: string, variant: string): number | undefined {
	let factor = 1;
	if (variant === '') return factor;
	const name = canonicalName(model);
	for (const modifier of variant.split(',')) {
		const times = modifierFactor(name, modifier);
		if (times === undefined) return undefined;
		factor *= times;
	}
	return factor;
}

function modifierFactor(name: string, modifier: string): number | undefined {
	if (modifier === 'fast') return FAST.get(name);
	if (modifier === 'batch') return 0.5;
	// Claude's data residency. Other regions and other makers' models cost what they always do.
	if (modifier === 'geo:us') return name.startsWith('claude-') ? 1.1 : 1;
	return modifier === 'standard' || modifier.startsWith('geo:') ? 1 : undefined;
}

/** Claude's fast mode against its list price (platform.claude.com, fast mode; November 2026). */
const FAST: ReadonlyMap<string, number> = new Map([
	['claude-opus-4-6', 6],
	['claude-opus-4-7', 6],
	['claude-opus-4-8', 2],
	['claude-opus-5', 2],
	['claude-opus-5-5', 2],
]);

const OCTOBER_7 = Date.UTC(2026, 9, 7);

const sonnet55 = (cacheRead: number): Rates => ({ input: 2, output: 10, cacheRead, cacheWrite5m: 2.5, cacheWrite1h: 4, perRequest: 0 });

/** A prompt of more than 100,000 tokens costs more, as a whole. */
const over100k = (base: number, price: number): Rate => ({ base, tiers: [{ start: 100_000, price }] });

const HAIKU_5_5: Rates = {
	input: over100k(0.1, 0.5),
	output: over100k(0.5, 2.5),
	cacheRead: over100k(0.01, 0.05),
	cacheWrite5m: over100k(0.125, 0.625),
	cacheWrite1h: over100k(0.2, 1),
	perRequest: 0,
};

const ROWS: ReadonlyMap<string, RowAt> = new Map([
	[
		'claude-sonnet-5-5',
		latestRow([
			{ from: 0, source: 'shipped: claude-sonnet-5-5', rates: sonnet55(0.2) },
			{ from: OCTOBER_7, source: 'shipped: claude-sonnet-5-5 from 2026-10-07', rates: sonnet55(0.1) },
		]),
	],
	['claude-haiku-5-5', latestRow([{ from: 0, source: 'shipped: claude-haiku-5-5', rates: HAIKU_5_5 }])],
]);
