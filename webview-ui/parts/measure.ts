// The three things a chart can measure, and how each is read off totals and written.
import type { CostBasis, Totals } from '../../src/contract';
import { allTokens, cost, count, counted, moneyTick, tokens } from '../../src/vscode/view/format';

export const MEASURES = ['cost', 'tokens', 'requests'] as const;
export type Measure = (typeof MEASURES)[number];

export const MEASURE_LABEL: Record<Measure, string> = { cost: 'Cost', tokens: 'Tokens', requests: 'Requests' };

/** The number to draw. A cost nobody knows is undefined, for it is not 0. */
export function amountOf(totals: Totals, measure: Measure): number | undefined {
	if (measure === 'cost') return totals.cost ?? undefined;
	return measure === 'tokens' ? allTokens(totals) : totals.requests;
}

/** The same in words: `$3.12`, `≥ $1.20`, `unpriced`, `1.2M tokens`, `12 calls`. A set without calls costs `$0.00`. */
export function amountText(totals: Totals, measure: Measure): string {
	if (measure === 'cost') return totals.requests === 0 ? cost({ cost: 0, unpriced_requests: 0 }) : cost(totals);
	return measure === 'tokens' ? tokens(allTokens(totals)) : counted(totals.requests, 'request');
}

const BASIS: Record<CostBasis, string> = {
	logged: 'As the tool logged it',
	priced: 'Tokens at list prices',
	mixed: 'Partly as logged, partly at list prices',
	unpriced: 'No price is known',
};

/** How a cost is known, and what it leaves out: `Tokens at list prices, 3 calls without a price`. */
export function basisText({ cost_basis, cost: known, unpriced_requests }: Totals): string {
	if (known === null) return BASIS.unpriced;
	const basis = cost_basis === 'unpriced' ? [] : [BASIS[cost_basis]];
	return [...basis, ...(unpriced_requests > 0 ? [`${counted(unpriced_requests, 'call')} without a price`] : [])].join(', ');
}

/** A bare amount of no particular totals, as a tooltip's lines and a table's cells need it. */
export function numberText(value: number, measure: Measure): string {
	if (measure === 'cost') return cost({ cost: value, unpriced_requests: 0 });
	return measure === 'tokens' ? tokens(value, { unit: false }) : count(value);
}

/** An axis label. */
export function tickText(value: number, measure: Measure): string {
	return measure === 'cost' ? moneyTick(value) : tokens(value, { unit: false });
}
