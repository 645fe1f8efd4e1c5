// The budget in a terminal: two lines with a bar each.
import type { Meter, PeriodMeter } from '../../contract';
import { wholePercent } from '../../core/budget/level';
import { type Column, table, wrap } from './table';
import type { Words } from './words';

const BAR = 20;

/** Lines to print. */
export function budgetReport(meter: Meter, words: Words, width: number): string[] {
	const columns: Column[] = [
		{ title: 'Budget', align: 'left' },
		{ title: 'Used', align: 'right' },
		{ title: 'Limit', align: 'right' },
		{ title: 'Share', align: 'right' },
		{ title: '', align: 'left' },
	];
	const share = ({ used, limit, percent }: PeriodMeter) =>
		percent > 0 && percent < 1 ? '<1%' : `${words.count(wholePercent(used, limit, meter.thresholds))}%`;
	const row = (title: string, period: PeriodMeter) => [
		title,
		period.unpriced_requests > 0 ? words.atLeast(period.used) : words.money(period.used),
		period.limit > 0 ? words.money(period.limit) : 'none',
		period.limit > 0 ? share(period) : '',
		period.limit > 0 ? `${bar(period.percent)}${period.level === 'normal' ? '' : ` ${period.level}`}` : '',
	];
	const unpriced = meter.monthly.unpriced_requests;
	return [
		...table(
			columns,
			[row(`Today ${meter.daily.start}`, meter.daily), row(`Month ${meter.monthly.start.slice(0, 7)}`, meter.monthly)],
			width,
		),
		...(unpriced > 0
			? [
					'',
					...wrap(
						`${words.counted(unpriced, 'request')} of this month ${unpriced === 1 ? 'has no known price and is' : 'have no known price and are'} not in the sum.`,
						width,
					),
				]
			: []),
	];
}

function bar(percent: number): string {
	const full = Math.min(BAR, Math.floor((percent / 100) * BAR));
	return `[${'#'.repeat(full)}${'.'.repeat(BAR - full)}]`;
}
