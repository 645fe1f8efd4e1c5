// Limits, how much of them is used, and the alerts that crossing a threshold raises.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Day, Slice } from './usage';

/** `GET /api/budget-status`, exactly. Dollars; `percent` is whole, and never rounded up to a threshold that is not reached. */
export const BudgetStatus = z.object({
	daily: z.object({ limit: z.number(), used: z.number(), remaining: z.number(), percent: z.number() }),
	monthly: z.object({
		limit: z.number(),
		used: z.number(),
		remaining: z.number(),
		percent: z.number(),
		/** True from the first threshold on. */
		warning: z.boolean(),
	}),
});

export const BudgetPeriod = z.enum(['daily', 'monthly']);

/** normal below the first threshold, warning from it, error from the last one; off where the limit is 0. */
export const BudgetLevel = z.enum(['off', 'normal', 'warning', 'error']);

const PeriodMeter = z.object({
	start: Day,
	end: Day,
	/** Dollars; 0 means no limit. */
	limit: z.number(),
	used: z.number(),
	/** used / limit × 100, not rounded; 0 without a limit. */
	percent: z.number(),
	level: BudgetLevel,
	/** Calls without a price: `used` is then a lower bound, shown as ≥. */
	unpriced_requests: z.number(),
	/** Dearest models of the period, at most 5. */
	models: z.array(Slice),
});

/** What a meter shows: both budgets, the top models and how fresh the figures are. */
export const Meter = z.object({
	zone: z.string(),
	daily: PeriodMeter,
	monthly: PeriodMeter,
	/** Percent, ascending. */
	thresholds: z.array(z.number()),
	/** When the figures were last read from the logs, ISO 8601; null before the first scan. */
	as_of: z.string().nullable(),
	scanning: z.boolean(),
	/** False where no source was found on this machine at all, and none ever read. */
	any_source: z.boolean(),
	/** Why these figures are not what is saved here and now (another machine owns them, nothing can be saved), in a sentence. */
	notice: z.string().optional(),
	/** Files and folders of logs that could not be read, where there are any: the figures may be too low. */
	unread: z.number().optional(),
});

/** Raised once a threshold and period. Exactly one window claims it and shows it. */
export const BudgetAlert = z.object({
	id: z.number(),
	period: BudgetPeriod,
	period_start: Day,
	threshold: z.number(),
	used: z.number(),
	limit: z.number(),
	level: z.enum(['warning', 'error']),
	message: z.string(),
});

export const budgetContract = {
	status: oc.route({ method: 'GET', path: '/api/budget-status' }).output(BudgetStatus),
	meter: oc.route({ method: 'GET', path: '/api/budget/meter' }).output(Meter),
	/** True for the one caller that may show the alert. */
	claimAlert: oc
		.route({ method: 'POST', path: '/api/budget/alerts/claim' })
		.input(z.object({ id: z.number() }))
		.output(z.object({ claimed: z.boolean() })),
	/** No alerts until the user's day ends. */
	muteToday: oc.route({ method: 'POST', path: '/api/budget/mute-today' }).output(z.object({ until: Day })),
};

export type BudgetStatus = z.infer<typeof BudgetStatus>;
export type BudgetPeriod = z.infer<typeof BudgetPeriod>;
export type BudgetLevel = z.infer<typeof BudgetLevel>;
export type PeriodMeter = z.infer<typeof PeriodMeter>;
export type Meter = z.infer<typeof Meter>;
export type BudgetAlert = z.infer<typeof BudgetAlert>;
