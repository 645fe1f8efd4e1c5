// What a budget bar says: pure words and lengths, so that they can be tested without a browser.
import type { PeriodMeter } from '../../src/contract';
import { counted, money, percent } from '../../src/vscode/view/format';
import { levelLook } from '../../src/vscode/view/level';

export interface BudgetWords {
	/** `$3.12 / $5.00`, or `$3.12` without a limit. */
	amount: string;
	/** `62%`, or '' without a limit. */
	share: string;
	/** Below the bar: what is left, or that it is over; '' without a limit. */
	left: string;
	/** `Warning`, `Almost used up`, `Over the limit`; '' where there is nothing to say. */
	level: string;
	/** About calls without a price; '' where there are none. */
	unpriced: string;
	/** The bar's length, 0 … 100. */
	length: number;
	/** Everything in one sentence, for ears. */
	spoken: string;
}

/** `name` is the budget's: `Today`. */
export function budgetWords(name: string, budget: PeriodMeter): BudgetWords {
	const lowerBound = budget.unpriced_requests > 0;
	const used = money(budget.used, { lowerBound });
	const limited = budget.limit > 0;
	const rest = budget.limit - budget.used;
	const word = levelLook(budget).spoken;
	const level = word.slice(0, 1).toUpperCase() + word.slice(1);
	const left = !limited ? '' : rest >= 0 ? `${lowerBound ? 'at most ' : ''}${money(rest)} left` : `${money(-rest)} over`;
	const unpriced = lowerBound ? `${counted(budget.unpriced_requests, 'call')} without a price` : '';
	const share = limited ? percent(budget.percent) : '';
	return {
		amount: limited ? `${used} / ${money(budget.limit)}` : used,
		share,
		left,
		level,
		unpriced,
		length: limited ? Math.max(0, Math.min(100, budget.percent)) : 0,
		spoken: [
			`${name}: ${used.replace('≥', 'at least')}${limited ? ` of ${money(budget.limit)}, ${share}` : ', no limit'}`,
			level.toLowerCase(),
			left,
			unpriced,
		]
			.filter(part => part !== '')
			.join(', '),
	};
}
