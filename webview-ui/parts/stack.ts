// A chart's columns: the series of each stacked from the ground up.
import type { Overview, Totals } from '../../src/contract';
import { amountOf, type Measure } from './measure';
import type { Series } from './series';

export interface Segment {
	series: Series;
	amount: number;
	from: number;
	to: number;
}

export interface Column {
	/** First and last calendar day. */
	start: string;
	end: string;
	totals: Totals;
	/** From the ground up, empty ones left out. */
	segments: Segment[];
	/** Where the topmost segment ends. */
	top: number;
	/** Calls that have no height because nobody knows their price; 0 unless cost is measured. */
	unpriced: number;
}

/** A column a bucket; series whose id is in `hidden` are left out. */
export function stackColumns(
	buckets: Overview['buckets'],
	series: readonly Series[],
	measure: Measure,
	hidden: ReadonlySet<string> = new Set(),
): Column[] {
	const shown = series.filter(({ id }) => !hidden.has(id));
	const owner = new Map(shown.flatMap(one => one.models.map(model => [model, one] as const)));
	return buckets.map(({ start, end, totals, models }) => {
		const sums = new Map<Series, number>();
		for (const { name, totals: part } of models) {
			const one = owner.get(name);
			if (one !== undefined) sums.set(one, (sums.get(one) ?? 0) + (amountOf(part, measure) ?? 0));
		}
		let top = 0;
		const segments: Segment[] = [];
		for (const one of shown) {
			const amount = sums.get(one) ?? 0;
			if (amount <= 0) continue;
			segments.push({ series: one, amount, from: top, to: top + amount });
			top += amount;
		}
		return { start, end, totals, segments, top, unpriced: measure === 'cost' ? totals.unpriced_requests : 0 };
	});
}
