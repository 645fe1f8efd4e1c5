// What becomes of a slot: decisions, and the sentences about them, from what is known now. Nothing here reads or writes.
import type { Policies, SkipReason } from '../../contract';
import type { Span } from './runsStore';
import type { Slots } from './schedule';

/** A slot this late (ms) is still on time. */
export const GRACE = 60_000;
/** Where a job is told of as failing. */
export const FAILING_AT = 3;
/** Missed slots are counted up to here. */
export const MOST_COUNTED = 1000;
/** What waits after 1, 2, 3 … consecutive errors, ms. */
const LADDER = [30_000, 60_000, 300_000, 900_000, 3_600_000] as const;

/** A job whose slot has come. Times in ms. */
export interface Due {
	slot: number;
	now: number;
	/** When this hub started: earlier slots passed while there was none. */
	hubStart: number;
	slots: Slots;
	policies: Policies;
	holdUntil: number | null;
	errorCount: number;
	/** Runs of the job that run or wait. */
	lane: number;
	/** Minutes since local midnight in the job's zone. */
	minuteOf: (ms: number) => number;
	budget: () => BudgetUse;
	/** Claims could not be written for a while. */
	unwritable: boolean;
}

/** Percent used. */
export interface BudgetUse {
	daily: number;
	monthly: number;
}

export interface Skip extends Span {
	reason: SkipReason;
}

/** What is to be done; everything of it is written in one transaction. */
export interface Decision {
	/** The next slot; null where none is left. */
	next: number | null;
	missed: Skip | null;
	/** To be asked whether the missed slots are to be caught up. */
	ask: boolean;
	skip: Skip | null;
	/** Slots to run, oldest first. */
	runs: { slot: number; trigger: 'schedule' | 'catch-up' }[];
}

export function decide(due: Due): Decision {
	const { slot, now, slots, policies } = due;
	const newest = slots.last(slot - 1, now) ?? slot;
	const onTime = now - newest <= GRACE;
	const decision: Decision = { next: slots.next(now) ?? null, missed: null, ask: false, skip: null, runs: [] };
	const span = onTime ? (newest > slot ? spanOf(slots, slot, newest - 1) : undefined) : spanOf(slots, slot, now);
	if (span) {
		const caught = catchUps(due, span, onTime);
		decision.ask = policies.missed === 'ask' && !onTime;
		decision.missed = { ...span, ...missedWords(due, span, caught, onTime) };
		if (typeof caught !== 'string') decision.runs = caught.map(at => ({ slot: at, trigger: 'catch-up' }));
	}
	if (onTime) {
		const stop = gate(due, newest);
		if (stop) decision.skip = { ...stop, slot: newest, until: null, count: 1 };
		else decision.runs.push({ slot: newest, trigger: 'schedule' });
	}
	return decision;
}

/** The slots from `first` to `until`, counted; undefined where there is none. */
export function spanOf(slots: Slots, first: number, until: number): Omit<Span, 'summary'> | undefined {
	const last = slots.last(first - 1, until);
	if (last === undefined) return undefined;
	const count = last === first ? 1 : slots.count(first - 1, last, MOST_COUNTED);
	return { slot: first, until: last === first ? null : last, count: Math.max(1, count) };
}

/** Why a run started by hand does not start; undefined where it does. */
export function manualGate(policies: Policies, lane: number, budget: () => BudgetUse): { reason: SkipReason; summary: string } | undefined {
	if (lane > 0) return { reason: 'overlap', summary: 'already running' };
	return budgetGate(policies, budget);
}

/** Also asked when a run that waited is to begin. */
export function budgetGate(policies: Policies, budget: () => BudgetUse): { reason: SkipReason; summary: string } | undefined {
	const { daily, monthly } = policies.budgetGate;
	if (daily === null && monthly === null) return undefined;
	const used = budget();
	for (const [period, gate, percent] of [
		['daily', daily, used.daily],
		['monthly', monthly, used.monthly],
	] as const) {
		if (gate !== null && percent >= gate) {
			return {
				reason: 'budget',
				summary: `The ${period} budget is at ${Math.floor(percent)} %; this job does not start from ${gate} % on.`,
			};
		}
	}
	return undefined;
}

/** Where an error leaves a job: nothing before this time, by the planned time of the run that failed. */
export const holdAfter = (errors: number, planned: number): number => planned + (LADDER[Math.min(errors, LADDER.length) - 1] ?? 0);

/** True where a time of day lies in the window; it may pass midnight, and ends before its last minute. */
export function inWindow(window: { from: string; to: string }, minute: number): boolean {
	const [from, to] = [minutes(window.from), minutes(window.to)];
	return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

function gate(due: Due, slot: number): { reason: SkipReason; summary: string } | undefined {
	const { policies, holdUntil, lane } = due;
	if (holdUntil !== null && slot < holdUntil) {
		const errors = due.errorCount === 1 ? 'an error' : `${due.errorCount} errors in a row`;
		return { reason: 'backoff', summary: `Waits after ${errors}.` };
	}
	if (policies.window && !inWindow(policies.window, due.minuteOf(slot))) {
		return { reason: 'window', summary: `Outside its hours (${policies.window.from} to ${policies.window.to}).` };
	}
	if (lane > 0 && policies.overlap === 'skip') return { reason: 'overlap', summary: 'The run before was not over yet.' };
	if (lane > 1) return { reason: 'overlap', summary: 'The run before was not over yet, and one was waiting already.' };
	return budgetGate(policies, due.budget);
}

/** Slots to catch up, oldest first, or why none is. */
function catchUps(due: Due, span: Omit<Span, 'summary'>, onTime: boolean): number[] | string {
	const { policies, now, slots, lane } = due;
	if (policies.missed === 'skip') return 'this job does not catch up';
	if (policies.missed === 'ask') return 'this job asks first';
	if (policies.missed === 'once' && onTime) return 'the newest one runs';
	const oldest = now - policies.missedWindow * 1000;
	const last = span.until ?? span.slot ?? now;
	if (last < oldest) return 'too long ago to be caught up';
	if (policies.window && !inWindow(policies.window, due.minuteOf(now))) return 'not caught up outside its hours';
	if (due.holdUntil !== null && now < due.holdUntil) return 'not caught up, since it waits after errors';
	if (lane > 0 && policies.overlap === 'skip') return 'not caught up, since a run was not over yet';
	// What waits already counts, so that a queue does not grow with every sleep.
	const most = (policies.missed === 'all' ? policies.missedCap : 1) - Math.max(0, lane - 1);
	if (most <= 0) return 'not caught up, since enough runs wait already';
	const stop = budgetGate(policies, due.budget);
	if (stop) return `not caught up: ${stop.summary.replace(/\.$/, '')}`;
	const found: number[] = [];
	for (let slot: number | undefined = last; slot !== undefined && slot >= oldest && found.length < most; ) {
		found.unshift(slot);
		slot = slots.last((span.slot ?? slot) - 1, slot - 1);
	}
	return found;
}

function missedWords(
	due: Due,
	span: Omit<Span, 'summary'>,
	caught: number[] | string,
	onTime: boolean,
): { reason: SkipReason; summary: string } {
	const closed = (span.slot ?? due.now) < due.hubStart;
	const many = span.count >= MOST_COUNTED ? `At least ${MOST_COUNTED} times` : span.count === 1 ? 'Once' : `${span.count} times`;
	if (due.unwritable && !closed) {
		return {
			reason: 'unclaimed',
			summary: `${many} missed because nothing could be saved; ${typeof caught === 'string' ? caught : `${caught.length} caught up`}.`,
		};
	}
	const where = closed ? 'Mission Control was not running' : onTime ? 'the machine was busy or asleep' : 'the machine was asleep';
	const then = typeof caught === 'string' ? caught : `${caught.length} caught up`;
	return { reason: closed ? 'closed' : 'asleep', summary: `${many} missed while ${where}; ${then}.` };
}

function minutes(time: string): number {
	const [hour, minute] = time.split(':').map(Number);
	return (hour ?? 0) * 60 + (minute ?? 0);
}
