// The chart's two axes: round numbers up the side, and as many dates along the bottom as there is room for.
import { scaleBand } from 'd3-scale';
import type { Period } from '../../src/contract';
import { dayLabel } from '../../src/vscode/view/format';

export interface ValueAxis {
	/** The value at the upper edge: the largest one, so that no room is lost; more than 0. */
	top: number;
	/** From 0 up to the last one that fits, evenly; at least two. */
	ticks: number[];
}

/**
 * Round steps (1, 2, 2.5 or 5 times a power of ten) of which about `wanted` fit below `max`. `smallest` is the finest step: 1 for things
 * that are counted, 0.01 for dollars.
 */
export function valueAxis(max: number, wanted: number, smallest: number): ValueAxis {
	const goal = Math.max(max > 0 && Number.isFinite(max) ? max / Math.max(1, wanted) : 0, smallest);
	const power = 10 ** Math.floor(Math.log10(goal) + 1e-9);
	const factors = smallest === 1 && power === 1 ? [1, 2, 5, 10] : [1, 2, 2.5, 5, 10];
	const step = power * (factors.find(factor => factor * power >= goal * (1 - 1e-9)) ?? 10);
	const top = Number.isFinite(max) ? Math.max(max, step) : step;
	const steps = Math.floor(top / step + 1e-9);
	return { top, ticks: Array.from({ length: steps + 1 }, (_, index) => Number((index * step).toPrecision(12))) };
}

export interface ColumnBand {
	/** Left edge of the column's share of the width, and that width. */
	left: number;
	width: number;
	/** Left edge and width of the bar in it. */
	barLeft: number;
	barWidth: number;
}

/** Bars wider than this look like a wall. */
const WIDEST_BAR = 56;

/** Where `count` columns stand between `from` and `to` px. */
export function columnBands(count: number, from: number, to: number): ColumnBand[] {
	const tight = (to - from) / Math.max(1, count) < 8;
	const scale = scaleBand<number>(
		Array.from({ length: count }, (_, index) => index),
		[from, Math.max(from, to)],
	).padding(tight ? 0.12 : 0.28);
	const barWidth = Math.min(WIDEST_BAR, scale.bandwidth());
	return scale.domain().map(index => {
		const barLeft = (scale(index) ?? from) + (scale.bandwidth() - barWidth) / 2;
		const width = scale.step();
		return { left: barLeft + barWidth / 2 - width / 2, width, barLeft, barWidth };
	});
}

/** The column under `x` px; the nearest one beside them, none where there is no column. */
export function columnAt(bands: readonly ColumnBand[], x: number): number | undefined {
	const first = bands[0];
	if (first === undefined) return undefined;
	return Math.max(0, Math.min(bands.length - 1, Math.floor((x - first.left) / first.width)));
}

/** Which columns get a label of `labelWidth` px: every n-th, counted back from the last, which is the one people look for. */
export function labelledColumns(count: number, stepWidth: number, labelWidth: number): number[] {
	if (count === 0 || !(stepWidth > 0)) return [];
	const each = Math.max(1, Math.ceil(labelWidth / stepWidth));
	const labelled: number[] = [];
	for (let index = count - 1; index >= 0; index -= each) labelled.unshift(index);
	return labelled;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** Under a column: `Nov 21` for a day or the Monday of a week, `Nov` for a month, `Jan ’26` where a year begins. */
export function columnLabel(period: Period, start: string): string {
	if (period !== 'monthly') return dayLabel(start);
	const month = MONTHS[Number(start.slice(5, 7)) - 1] ?? start;
	return month === 'Jan' ? `${month} ’${start.slice(2, 4)}` : month;
}
