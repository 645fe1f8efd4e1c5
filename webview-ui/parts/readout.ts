// What the chart says about one column: the tooltip's lines, and the same as a sentence for ears.
import type { Period } from '../../src/contract';
import { bucketLabel, counted } from '../../src/vscode/view/format';
import { amountText, type Measure, numberText } from './measure';
import type { Column } from './stack';

export interface Readout {
	/** `Sat, Nov 21` */
	title: string;
	/** `≥ $4.10`: everything of the column, hidden series too. */
	total: string;
	/** Largest first. */
	lines: { slot: number; label: string; amount: string }[];
	/** `3 calls without a price`, or ''. */
	unpriced: string;
}

export function readout(column: Column, period: Period, measure: Measure): Readout {
	const lines = [...column.segments]
		.sort((a, b) => b.amount - a.amount)
		.map(({ series, amount }) => ({ slot: series.slot, label: series.label, amount: numberText(amount, measure) }));
	return {
		title: bucketLabel(period, column.start, column.end),
		total: amountText(column.totals, measure),
		lines,
		unpriced: column.unpriced > 0 ? `${counted(column.unpriced, 'call')} without a price` : '',
	};
}

export function spokenReadout({ title, total, lines, unpriced }: Readout): string {
	const parts = lines.map(({ label, amount }) => `${label} ${amount}`);
	return [`${title}: ${total.replace('≥', 'at least')}`, parts.join(', '), unpriced].filter(part => part !== '').join('. ');
}
