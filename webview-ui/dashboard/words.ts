// The dashboard's own words about its figures.
import type { Overview, Period } from '../../src/contract';
import { dayLabel } from '../../src/vscode/view/format';
import type { Figures } from '../feed';
import { MEASURE_LABEL, type Measure } from '../parts/measure';

/** Columns of each period's chart. */
export const COLUMN_COUNT: Record<Period, number> = { daily: 30, weekly: 26, monthly: 12 };

/** What an amount is, and is not. */
export const ABOUT_COST =
	'Costs are what a tool wrote into its log, or else the tokens at API list prices. On a subscription that is what they are worth, not your bill.';

/** Where nobody said why. */
export const NO_ANSWER = 'The Mission Control hub does not answer.';

/** `Cost by model` */
export const chartTitle = (measure: Measure): string => `${MEASURE_LABEL[measure]} by model`;

/** `Oct 23 – Nov 21`, with years where the range spans two; '' without columns. */
export function rangeText({ buckets, today }: Overview): string {
	const start = buckets[0]?.start;
	const end = buckets.at(-1)?.end;
	if (start === undefined || end === undefined) return '';
	const last = end > today ? today : end;
	const year = start.slice(0, 4) !== last.slice(0, 4);
	return `${dayLabel(start, { year })} – ${dayLabel(last, { year })}`;
}

/** What the page can show at all. */
export type Scene = 'waiting' | 'unreachable' | 'scanning' | 'empty' | 'figures';

export function sceneOf({ hub, meter, overview, progress }: Figures): Scene {
	if (overview === undefined && meter === undefined) return hub === 'gone' ? 'unreachable' : 'waiting';
	const used = (overview?.totals.requests ?? 0) > 0;
	const read = (meter?.as_of ?? overview?.as_of ?? null) !== null;
	if (!read && (meter?.any_source !== false || progress?.running === true)) return 'scanning';
	return overview === undefined || used || usedThisMonth(meter) ? 'figures' : 'empty';
}

const usedThisMonth = (meter: Figures['meter']): boolean =>
	meter !== undefined && (meter.monthly.used > 0 || meter.monthly.unpriced_requests > 0);
