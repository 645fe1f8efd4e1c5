// When a job runs: schedules checked, and their slots. croner is asked for times only; it never gets a timer or a function.
import { Cron, CronPattern } from 'croner';
import { isoInstant, parseInstant } from '../../base/clock';
import { isZone, machineZone } from '../../base/day';
import { AppError, messageOf } from '../../base/errors';
import type { GivenSchedule, Schedule } from '../../contract';
import { dayOf, localClock, timeText, wallTime } from './scheduleLocalTime';
import { neverComes, parsePattern } from './schedulePattern';
import { type Calculator, calculatedSlots, intervalSlots, onceSlots, type Slots } from './slots';

export type { Slots } from './slots';

const SECOND = 1000;
const MAX_INTERVAL = 366 * 86_400;
const MAX_CACHED = 2000;
/** croner keeps such a list with every pattern, 80 KB each; those that name no year share this one. */
const EVERY_YEAR = new Array<number>(10_000).fill(1);

/**
 * Slots of a schedule. Schedules of the same text and zone share one calculator, kept in `cache`.
 * Throws BAD_INPUT with a sentence that names the field.
 */
export function slotsOf(schedule: Schedule, cache: Map<string, Slots>): Slots {
	if (schedule.kind === 'interval') return intervalSlots(wholeSeconds(schedule.seconds) * SECOND, anchorOf(schedule.anchor));
	const key = schedule.kind === 'cron' ? `cron ${schedule.zone} ${schedule.expression}` : `once ${schedule.zone} ${schedule.at}`;
	let slots = cache.get(key);
	if (!slots) {
		checkZone(schedule.zone);
		slots = schedule.kind === 'cron' ? cronSlots(schedule.expression, schedule.zone) : onceSlots(instantOf(schedule.at, schedule.zone));
		for (const oldest of cache.keys()) {
			if (cache.size < MAX_CACHED) break;
			cache.delete(oldest);
		}
		cache.set(key, slots);
	}
	return slots;
}

/**
 * The schedule as it is stored: `ownZone` where none was given, the anchor set, the text trimmed.
 * Throws BAD_INPUT with a sentence that names the field; so for what would never run.
 */
export function checkedSchedule(schedule: GivenSchedule, now: number, ownZone = machineZone()): Schedule {
	if (schedule.kind === 'interval') {
		const anchor = schedule.anchor === undefined ? Math.floor(now / SECOND) * SECOND : anchorOf(schedule.anchor);
		return { ...schedule, seconds: wholeSeconds(schedule.seconds), anchor: isoInstant(anchor) };
	}
	const zone = schedule.zone ?? ownZone;
	checkZone(zone);
	return schedule.kind === 'cron' ? checkedCron(schedule.expression, zone, now) : checkedOnce(schedule.at, zone, now);
}

function checkedCron(text: string, zone: string, now: number): Schedule {
	const pattern = parsePattern(text);
	const expression = pattern.text;
	if (neverComes(pattern) || cronSlots(expression, zone).next(now) === undefined) {
		const fields = pattern.year.any ? 'day of month or month' : 'day of month, month or year';
		throw new AppError('BAD_INPUT', `schedule: “${expression}” never runs; change ${fields} so that such a day comes`);
	}
	return { kind: 'cron', expression, zone };
}

function checkedOnce(text: string, zone: string, now: number): Schedule {
	const at = text.trim().replace(' ', 'T');
	const wall = wallTime(at);
	const clock = localClock(zone);
	const [first] = clock.instants(wall);
	if (first === undefined) {
		const after = clock.at(clock.afterGap(wall)).wall;
		throw new AppError(
			'BAD_INPUT',
			`at: ${at} does not exist in ${zone}, where the clock is set forward over it; write ${dayOf(after)}T${timeText(after)}, the first time after it`,
		);
	}
	if (first <= now) throw new AppError('BAD_INPUT', `at: ${at} in ${zone} has passed; write a time to come`);
	return { kind: 'once', at, zone };
}

/** Reads the text before croner does, which would take one with “:” for a date. croner is made at the first question: ten thousand jobs do not need it to start. */
function cronSlots(expression: string, zone: string): Slots {
	parsePattern(expression);
	let made: Calculator | undefined;
	const calculator = () => {
		made ??= calculatorOf(expression, zone);
		return made;
	};
	return calculatedSlots({ next: after => calculator().next(after), before: instant => calculator().before(instant) });
}

/** croner, paused and without a function, so it never sets a timer. */
function calculatorOf(expression: string, zone: string): Calculator {
	const cron = patternOf(expression, zone);
	const states: unknown = Reflect.get(cron, '_states');
	const pattern: unknown = states && Reflect.get(states, 'pattern');
	if (pattern instanceof CronPattern && pattern.starYear) pattern.year = EVERY_YEAR;
	return {
		next: after => cron.nextRun(new Date(after))?.getTime(),
		before: instant => cron.previousRuns(1, new Date(instant))[0]?.getTime(),
	};
}

function patternOf(expression: string, zone: string): Cron {
	try {
		return new Cron(expression, { timezone: zone, paused: true, fixedTimeRule: 'no-wildcard' });
	} catch (error) {
		const why = messageOf(error).replace(/^CronPattern: /, '');
		throw new AppError('BAD_INPUT', `schedule: “${expression}” is not understood: ${why}`, { cause: error });
	}
}

/** The first pass where the clock shows the time twice; the first instant after a gap, should one have opened since it was checked. */
function instantOf(at: string, zone: string): number {
	const clock = localClock(zone);
	const wall = wallTime(at);
	return clock.instants(wall)[0] ?? clock.afterGap(wall);
}

function checkZone(zone: string): void {
	if (isZone(zone)) return;
	const what = zone === '' ? 'is empty' : `“${zone}” is an unknown time zone`;
	throw new AppError('BAD_INPUT', `zone: ${what}; write an IANA name such as Europe/Vienna or UTC`);
}

function wholeSeconds(seconds: number): number {
	if (Number.isInteger(seconds) && seconds >= 1 && seconds <= MAX_INTERVAL) return seconds;
	throw new AppError('BAD_INPUT', `seconds: ${seconds} is no interval; write whole seconds from 1 to ${MAX_INTERVAL} (366 days)`);
}

function anchorOf(anchor: string | undefined): number {
	if (anchor === undefined) return 0;
	const ms = parseInstant(anchor);
	if (ms === undefined) throw new AppError('BAD_INPUT', `anchor: “${anchor}” is no instant; write it like 2026-12-24T18:00:00Z`);
	return ms;
}
