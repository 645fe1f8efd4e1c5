// Usage held against the user's limits: the status, the meter, and alerts that are raised once.
import type { Clock } from '../../base/clock';
import { dayIn, monthEnd, monthStart } from '../../base/day';
import type { BudgetAlert, BudgetPeriod, BudgetStatus, Meter, PeriodMeter } from '../../contract/budget';
import type { HubSettings } from '../../contract/hub';
import type { Slice } from '../../contract/usage';
import type { Store, Writer } from '../../storage/store';
import { readTexts, writeText } from '../settings/settingsStore';
import type { Usage } from '../usage/queries';
import { type AlertRow, claimAlert, insertAlert, type Reader, readAlerts, removeAlert, setAlertLimit } from './budgetStore';
import { isReached, levelOf, percentOf, wholePercent } from './level';

export interface Budget {
	/** `GET /api/budget-status`. What remains is never below 0. */
	status(): BudgetStatus;
	meter(now: { scanning: boolean; anySource: boolean }): Meter;
	/**
	 * Notes what has been passed and gives the alerts to tell of it, once they are on disk. Of several thresholds passed at
	 * once only the highest is told. A threshold is told once a day or month, whatever the figures do afterwards; only where
	 * the user changed the limit, and usage was seen below the threshold of the new one, it can be passed and told again.
	 * Empty while logs are being read.
	 */
	check(): Promise<BudgetAlert[]>;
	/** Alerts of the present day and month that no window has shown; none while muted. */
	unclaimed(): BudgetAlert[];
	/** True for the first caller, once that is on disk; false for all others, and for an alert there is not. */
	claimAlert(id: number): Promise<boolean>;
	/**
	 * No alerts until the user's day ends; gives that day. What the day's budget passes meanwhile is never told, what the
	 * month's passes is told tomorrow.
	 */
	muteToday(): Promise<string>;
}

export interface BudgetParts {
	store: Store;
	clock: Pick<Clock, 'now'>;
	/** The user's zone now. */
	zone: () => string;
	settings: () => Pick<HubSettings, 'dailyLimit' | 'monthlyLimit' | 'thresholds'>;
	usage: Pick<Usage, 'breakdown' | 'asOf'>;
	/** True while logs are being read: a first reading passes every threshold, one after the other. */
	scanning?: () => boolean;
}

/** A budget's period as it stands now. */
interface Standing {
	period: BudgetPeriod;
	/** First and last day. */
	start: string;
	end: string;
	/** Dollars. */
	limit: number;
	used: number;
	unpriced: number;
	models: Slice[];
}

const TOP_MODELS = 5;
const MUTED = 'budget.muted';

export function createBudget({ store, clock, zone, settings, usage, scanning = () => false }: BudgetParts): Budget {
	const today = (): string => dayIn(zone())(clock.now());

	function usedIn(start: string, end: string): Pick<Standing, 'used' | 'unpriced' | 'models'> {
		const { totals, slices } = usage.breakdown({ start, end }, 'model');
		return { used: totals.cost ?? 0, unpriced: totals.unpriced_requests, models: slices.slice(0, TOP_MODELS) };
	}

	function daily(): Standing {
		const day = today();
		return { period: 'daily', start: day, end: day, limit: settings().dailyLimit, ...usedIn(day, day) };
	}

	function monthly(): Standing {
		const day = today();
		const start = monthStart(day);
		// Up to today: a log whose date lies ahead of the clock is no spending yet.
		return { period: 'monthly', start, end: monthEnd(day), limit: settings().monthlyLimit, ...usedIn(start, day) };
	}

	function statusOf({ limit, used }: Standing): BudgetStatus['daily'] {
		const remaining = Math.max(0, Math.round((limit - used) * 1e9) / 1e9);
		return { limit, used, remaining, percent: wholePercent(used, limit, settings().thresholds) };
	}

	function meterOf({ start, end, limit, used, unpriced, models }: Standing): PeriodMeter {
		const level = levelOf(used, limit, settings().thresholds);
		return { start, end, limit, used, percent: percentOf(used, limit), level, unpriced_requests: unpriced, models };
	}

	const isMuted = (reader: Reader): boolean => readTexts(reader, MUTED).get('') === JSON.stringify(today());

	/** `unpriced`: calls of the period without a price, which make its sum a lower bound. */
	function alertOf({ id, period, start, threshold, used, limit }: Omit<AlertRow, 'claimed'>, unpriced: number): BudgetAlert {
		const { thresholds } = settings();
		const name = period === 'daily' ? 'Daily' : 'Monthly';
		const percent = wholePercent(used, limit, thresholds);
		return {
			id,
			period,
			period_start: start,
			threshold,
			used,
			limit,
			level: levelOf(used, limit, thresholds) === 'error' ? 'error' : 'warning',
			message: `${name} budget at ${percent}%: ${unpriced > 0 ? `at least ${dollars(floored(used))}` : dollars(used)} of ${dollars(limit)}`,
		};
	}

	/** What is to be written for a period, and the threshold to tell of. Nothing where all is as it was. */
	function plan(reader: Reader, { period, start, limit, used }: Standing): Plan {
		const plan: Plan = { rearm: [], adopt: [], pass: [], tell: undefined };
		if (!(limit > 0)) return plan;
		const rows = readAlerts(reader, period, start);
		for (const row of rows) {
			if (row.limit === limit) continue;
			// Under a new limit a threshold that is still passed is old news; one that no longer is may be passed again.
			(isReached(used, limit, row.threshold) ? plan.adopt : plan.rearm).push(row.id);
		}
		const reached = settings().thresholds.filter(threshold => isReached(used, limit, threshold));
		plan.pass = reached.filter(threshold => !rows.some(row => row.threshold === threshold));
		const highest = reached.at(-1);
		const toldAbove = rows.some(row => highest !== undefined && row.threshold >= highest && isReached(used, limit, row.threshold));
		plan.tell = toldAbove || highest === undefined || !plan.pass.includes(highest) ? undefined : highest;
		if (plan.tell !== undefined && isMuted(reader)) {
			if (period === 'daily') plan.tell = undefined;
			else plan.pass = [];
		}
		if (plan.pass.length === 0) plan.tell = undefined;
		return plan;
	}

	function carryOut(writer: Writer, standing: Standing, { rearm, adopt, pass, tell }: Plan): BudgetAlert[] {
		const { period, start, used, limit, unpriced } = standing;
		const now = clock.now();
		for (const id of rearm) removeAlert(writer, id);
		for (const id of adopt) setAlertLimit(writer, id, limit);
		const alerts: BudgetAlert[] = [];
		for (const threshold of pass) {
			const alert = { period, start, threshold, used, limit };
			const id = insertAlert(writer, alert, now, threshold === tell ? null : now);
			if (threshold === tell) alerts.push(alertOf({ id, ...alert }, unpriced));
		}
		return alerts;
	}

	return {
		status() {
			const month = monthly();
			const first = settings().thresholds[0];
			const warning = first !== undefined && isReached(month.used, month.limit, first);
			return { daily: statusOf(daily()), monthly: { ...statusOf(month), warning } };
		},
		meter(now) {
			return {
				zone: zone(),
				daily: meterOf(daily()),
				monthly: meterOf(monthly()),
				thresholds: settings().thresholds,
				as_of: usage.asOf(),
				scanning: now.scanning,
				any_source: now.anySource,
			};
		},
		async check() {
			if (scanning()) return [];
			const standings = [daily(), monthly()];
			// Nearly always there is nothing to write, and nothing is.
			if (standings.every(standing => isEmpty(plan(store, standing)))) return [];
			return store.write('now', writer => standings.flatMap(standing => carryOut(writer, standing, plan(writer, standing))));
		},
		unclaimed() {
			if (isMuted(store)) return [];
			const day = today();
			const rows = [...readAlerts(store, 'daily', day), ...readAlerts(store, 'monthly', monthStart(day))];
			const waiting = rows.filter(row => !row.claimed);
			return waiting.map(row => alertOf(row, (row.period === 'daily' ? daily() : monthly()).unpriced));
		},
		claimAlert: id => store.write('now', writer => claimAlert(writer, id, clock.now())),
		async muteToday() {
			const day = today();
			await store.write('now', writer => writeText(writer, MUTED, JSON.stringify(day)));
			return day;
		},
	};
}

interface Plan {
	/** Rows of thresholds that usage fell below by a new limit: removed. */
	rearm: number[];
	/** Rows of thresholds that stay passed under a new limit: they take it over. */
	adopt: number[];
	/** Thresholds newly passed. */
	pass: number[];
	/** The one of them to tell of. */
	tell: number | undefined;
}

/** Whole cents, never rounded up: a lower bound stays one. */
const floored = (amount: number): number => Math.floor(amount * 100 + 1e-6) / 100;

/** `$1,234.50` */
const dollars = (amount: number): string => amount.toLocaleString('en-US', { style: 'currency', currency: 'USD' });

const isEmpty = ({ rearm, adopt, pass }: Plan): boolean => rearm.length + adopt.length + pass.length === 0;
