// How far a budget is used: percent for people, and which thresholds are reached.
import type { BudgetLevel } from '../../contract/budget';

/** Dollars; less than this is what floating point leaves of a sum, not money. */
const NOTHING = 1e-9;

/** used / limit × 100; 0 without a limit. */
export const percentOf = (used: number, limit: number): number => (limit > 0 ? (used / limit) * 100 : 0);

/** True from the threshold (percent) on. Without a limit nothing is ever reached. */
export const isReached = (used: number, limit: number, threshold: number): boolean =>
	limit > 0 && used + NOTHING >= (limit * threshold) / 100;

/** Whole percent as people round, but never up to a threshold (or to 100) that is not reached: 74.6 is 74. */
export function wholePercent(used: number, limit: number, thresholds: readonly number[]): number {
	const percent = percentOf(used, limit);
	const rounded = Math.round(percent);
	const tooHigh = [...thresholds, 100].some(threshold => threshold <= rounded && threshold > percent && !isReached(used, limit, threshold));
	return tooHigh ? Math.floor(percent) : rounded;
}

/** Thresholds ascending. Where there is only one, it is the last. */
export function levelOf(used: number, limit: number, thresholds: readonly number[]): BudgetLevel {
	if (!(limit > 0)) return 'off';
	const reached = thresholds.filter(threshold => isReached(used, limit, threshold)).length;
	if (reached === 0) return 'normal';
	return reached === thresholds.length ? 'error' : 'warning';
}
