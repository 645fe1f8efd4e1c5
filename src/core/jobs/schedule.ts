// When a job runs. croner is asked for the next time only; it never gets a timer or a function.
import { Cron } from 'croner';
import { isoInstant, parseInstant } from '../../base/clock';
import { isZone, machineZone } from '../../base/day';
import { AppError, messageOf } from '../../base/errors';
import type { Schedule } from '../../contract';
import { localClock, wallTime } from './scheduleLocalTime';

/** The slots of one schedule, as instants in ms. Pure: the same question has the same answer. */
export interface Slots {
	/** The first slot after `after`, or undefined where none is left. Always later than `after`. */
	next(after: number): number | undefined;
	/** The newest slot at or before `now` and later than `after`, or undefined. */
	last(after: number, now: number): number | undefined;
	/** How many slots lie in (after, now]; counting stops at `most`. */
	count(after: number, now: number, most: number): number;
}

const SECOND = 1000;
const DAY = 86_400_000;
const MAX_PATTERN = 256;

/**
 * Slots of a checked schedule. Cron patterns of the same text and zone share one calculator, handed in as `cache`.
 * Throws AppError BAD_INPUT with a sentence that names the field.
 */
export function slotsOf(schedule: Schedule, cache: Map<string, Slots>): Slots {
	if (schedule.kind === 'interval') return intervalSlots(schedule.seconds * SECOND, anchorOf(schedule.anchor));
	const key = JSON.stringify(schedule);
	let slots = cache.get(key);
	if (!slots) {
		slots = schedule.kind === 'cron' ? cronSlots(schedule.expression, schedule.zone) : onceSlots(schedule.at, schedule.zone);
		if (cache.size >= 1000) cache.clear();
		cache.set(key, slots);
	}
	return slots;
}

/** The schedule as it is stored: zone filled in, anchor set, pattern trimmed. Throws BAD_INPUT where it can never run. */
export function checkedSchedule(schedule: Schedule, now: number): Schedule {
	const zone = schedule.kind === 'interval' ? '' : schedule.zone || machineZone();
	if (schedule.kind === 'interval') return { ...schedule, anchor: schedule.anchor ?? isoInstant(now) };
	if (!isZone(zone)) throw new AppError('BAD_INPUT', `zone: “${zone}” is no time zone; write an IANA name such as Europe/Vienna`);
	const checked = schedule.kind === 'cron' ? { ...schedule, expression: cleanPattern(schedule.expression), zone } : { ...schedule, zone };
	if (slotsOf(checked, new Map()).next(now) === undefined) {
		throw new AppError(
			'BAD_INPUT',
			schedule.kind === 'cron' ? `schedule: “${schedule.expression}” never runs` : `at: ${schedule.at} in ${zone} has passed`,
		);
	}
	return checked;
}

function intervalSlots(every: number, anchor: number): Slots {
	const at = (k: number) => anchor + k * every;
	const next = (after: number) => at(Math.max(0, Math.floor((after - anchor) / every) + 1));
	return {
		next,
		last(after, now) {
			const slot = at(Math.floor((now - anchor) / every));
			return slot > after && slot >= anchor ? slot : undefined;
		},
		count: (after, now, most) =>
			Math.max(0, Math.min(most, Math.floor((now - anchor) / every) - Math.max(-1, Math.floor((after - anchor) / every)))),
	};
}

function cronSlots(expression: string, zone: string): Slots {
	const cron = calculator(expression, zone);
	const next = (after: number): number | undefined => {
		let from = after;
		// croner answers with whole seconds; inside a repeated hour it once gave a time that had passed, so never trust a step back.
		for (let step = 0; step < 4; step++) {
			const found = cron.nextRun(new Date(from))?.getTime();
			if (found === undefined) return undefined;
			if (found > after) return found;
			from = Math.max(from, found) + SECOND;
		}
		throw new AppError('INTERNAL', `schedule: no time after ${isoInstant(after)} found for “${expression}”`);
	};
	return {
		next,
		last(after, now) {
			for (const back of [60 * SECOND, 3600 * SECOND, DAY, 32 * DAY, 367 * DAY, 9 * 366 * DAY]) {
				const from = Math.max(after, now - back);
				let slot = next(from);
				if (slot !== undefined && slot <= now) {
					for (let later = next(slot); later !== undefined && later <= now; later = next(later)) slot = later;
					return slot;
				}
				if (from === after) return undefined;
			}
			return undefined;
		},
		count(after, now, most) {
			let found = 0;
			for (let slot = next(after); slot !== undefined && slot <= now && found < most; slot = next(slot)) found++;
			return found;
		},
	};
}

function onceSlots(at: string, zone: string): Slots {
	const clock = localClock(zone);
	const wall = wallTime(at);
	const slot = clock.instants(wall)[0] ?? clock.afterGap(wall);
	return {
		next: after => (slot > after ? slot : undefined),
		last: (after, now) => (slot > after && slot <= now ? slot : undefined),
		count: (after, now) => (slot > after && slot <= now ? 1 : 0),
	};
}

/** A calculator of croner's: paused, without a function, so it never sets a timer. */
function calculator(expression: string, zone: string): Cron {
	try {
		return new Cron(expression, { timezone: zone, paused: true, fixedTimeRule: 'no-wildcard' });
	} catch (error) {
		throw new AppError('BAD_INPUT', `schedule: “${expression}” ${whyNot(error)}`, { cause: error });
	}
}

/** Trimmed, single-spaced and of the characters a pattern may have: croner would read a text with “:” as a date. */
function cleanPattern(expression: string): string {
	const pattern = expression.trim().replace(/ +/g, ' ');
	if (pattern.length === 0) throw new AppError('BAD_INPUT', 'schedule: empty; write five fields: minute hour day month weekday');
	if (pattern.length > MAX_PATTERN) throw new AppError('BAD_INPUT', `schedule: longer than ${MAX_PATTERN} characters`);
	const odd = /[^A-Za-z0-9*?/,\-#+@ ]/u.exec(pattern);
	if (odd) throw new AppError('BAD_INPUT', `schedule: “${odd[0]}” (${codePoint(odd[0])}) cannot stand in a cron expression`);
	if (/^@reboot$/i.test(pattern))
		throw new AppError('BAD_INPUT', 'schedule: @reboot is an event, not a time; use an interval or a time of day');
	return pattern;
}

function anchorOf(anchor: string | undefined): number {
	if (anchor === undefined) return 0;
	const ms = parseInstant(anchor);
	if (ms === undefined) throw new AppError('BAD_INPUT', `anchor: “${anchor}” is no instant; write it like 2026-12-24T18:00:00Z`);
	return ms;
}

const whyNot = (error: unknown): string => messageOf(error).replace(/^CronPattern: /, '');
const codePoint = (char: string): string => `U+${(char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
