// Which budget a meter shows, and how each level looks: an icon as well as a colour, for not every theme has the colours.
import type { BudgetLevel, BudgetPeriod, Meter, PeriodMeter } from '../../contract';

/** `missionControl.statusBar.budget`: the budget nearest to its limit, or always the same one. */
export const BUDGET_CHOICES = ['closest', 'daily', 'monthly'] as const;
export type BudgetChoice = (typeof BUDGET_CHOICES)[number];

export interface LevelLook {
	/** A codicon's name. */
	icon: string;
	/** The two backgrounds VS Code lets a status bar item have. */
	background: 'warning' | 'error' | undefined;
	/** For ears; empty where there is nothing to say. */
	spoken: string;
}

const LOOKS: Record<BudgetLevel, LevelLook> = {
	off: { icon: 'dashboard', background: undefined, spoken: '' },
	normal: { icon: 'dashboard', background: undefined, spoken: '' },
	warning: { icon: 'warning', background: 'warning', spoken: 'warning' },
	error: { icon: 'error', background: 'error', spoken: 'almost used up' },
};

/** The look of a level; past the limit it is said so. */
export function levelLook(budget: Pick<PeriodMeter, 'level' | 'percent'>): LevelLook {
	const look = LOOKS[budget.level];
	return budget.level === 'error' && budget.percent >= 100 ? { ...look, spoken: 'over the limit' } : look;
}

/** The budget to show. `closest` is the one with the greater part used; a budget without a limit never wins against one with a limit. */
export function chosenBudget(meter: Meter, choice: BudgetChoice): { period: BudgetPeriod; budget: PeriodMeter } {
	const daily = { period: 'daily', budget: meter.daily } as const;
	const monthly = { period: 'monthly', budget: meter.monthly } as const;
	if (choice === 'daily') return daily;
	if (choice === 'monthly') return monthly;
	if (meter.monthly.limit <= 0) return daily;
	if (meter.daily.limit <= 0) return monthly;
	return meter.monthly.percent > meter.daily.percent ? monthly : daily;
}
