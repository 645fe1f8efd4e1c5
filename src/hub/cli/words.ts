// Figures as a terminal shows them, in the user's own locale.
import type { CostBasis } from '../../contract';

export interface Words {
	count(value: number): string;
	/** `1 request`, `1,200 requests`: the noun's plural ends in s. */
	counted(value: number, noun: string): string;
	/** `$1.23`; `unpriced` where nothing has a price, `≥ $1.23` where a part has none. */
	cost(value: { cost: number | null; cost_basis: CostBasis; unpriced_requests?: number }): string;
	money(value: number): string;
	/** `≥ $1.23`: a sum that misses a part, never rounded up. */
	atLeast(value: number): string;
}

/** `locale` undefined is the machine's. */
export function createWords(locale: string | undefined): Words {
	const counts = new Intl.NumberFormat(locale, { maximumFractionDigits: 0 });
	const dollars = new Intl.NumberFormat(locale, { style: 'currency', currency: 'USD', currencyDisplay: 'narrowSymbol' });
	const money = (value: number) => (value > 0 && value < 0.005 ? `<${dollars.format(0.01)}` : dollars.format(value));
	const atLeast = (value: number) => `≥ ${dollars.format(Math.floor(value * 100 + 1e-6) / 100)}`;
	return {
		count: value => counts.format(value),
		counted: (value, noun) => `${counts.format(value)} ${noun}${value === 1 ? '' : 's'}`,
		money,
		atLeast,
		cost({ cost, cost_basis, unpriced_requests = 0 }) {
			if (cost === null || cost_basis === 'unpriced') return 'unpriced';
			return unpriced_requests > 0 ? atLeast(cost) : money(cost);
		},
	};
}

/** Names from logs may hold anything; a terminal must not obey them. */
export function plain(text: string): string {
	// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out
	return text.replaceAll(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '\ufffd');
}
