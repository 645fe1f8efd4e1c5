// Local clock times of a zone and the instants they stand for: what daylight saving leaves out, and what it gives twice.
import { AppError } from '../../base/errors';

/** What a clock on the wall shows, to the second. */
export interface LocalTime {
	/** As if it were UTC, in ms. */
	wall: number;
	/** Milliseconds the clock is ahead of UTC. */
	offset: number;
}

/** A clock on the wall of one zone. */
export interface LocalClock {
	zone: string;
	at(ms: number): LocalTime;
	/**
	 * The instants at which the clock shows a time, earliest first: two where it is set back over it, none where it is set forward over it.
	 * `wall` is that time as if it were UTC, in ms.
	 */
	instants(wall: number): number[];
	/** The instants in (from, to] at which the clock is set. */
	changes(from: number, to: number): number[];
	/** The first instant after the gap that swallows `wall`; only where `instants` is empty. */
	afterGap(wall: number): number;
}

const SECOND = 1000;
const DAY = 86_400_000;

export function localClock(zone: string): LocalClock {
	const format = formatOf(zone);
	const offset = (ms: number) => {
		const second = Math.floor(ms / SECOND) * SECOND;
		return wallOf(format, second) - second;
	};
	const instants = (wall: number) => {
		// Offsets lie within a day of UTC, and no zone changes twice within two days.
		const found = new Set<number>();
		for (const near of [wall - DAY, wall + DAY, wall]) {
			const ms = wall - offset(near);
			if (ms + offset(ms) === wall) found.add(ms);
		}
		return [...found].sort((a, b) => a - b);
	};
	const changes = (from: number, to: number) => {
		const found: number[] = [];
		for (let start = from; start < to; start += DAY) {
			let low = start;
			let high = Math.min(start + DAY, to);
			const old = offset(low);
			if (offset(high) === old) continue;
			while (high - low > SECOND) {
				const middle = low + Math.floor((high - low) / 2);
				if (offset(middle) === old) low = middle;
				else high = middle;
			}
			found.push(Math.floor(high / SECOND) * SECOND);
		}
		return found;
	};
	return {
		zone,
		at(ms) {
			const own = offset(ms);
			return { wall: Math.floor(ms / SECOND) * SECOND + own, offset: own };
		},
		instants,
		changes,
		afterGap: wall => changes(wall - DAY - offset(wall - DAY), wall + DAY - offset(wall + DAY))[0] ?? wall - offset(wall),
	};
}

/** `+01:00`, `-03:30`, `+00:00`; with seconds where a zone of long ago had them. */
export function offsetText(offset: number): string {
	const seconds = Math.abs(Math.round(offset / SECOND));
	const parts = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
	if (parts[2] === 0) parts.pop();
	return `${offset < 0 ? '-' : '+'}${parts.map(part => String(part).padStart(2, '0')).join(':')}`;
}

/** `2026-12-24T18:00[:SS]` as if it were UTC, in ms. Throws BAD_INPUT where it is no time of the calendar. */
export function wallTime(at: string): number {
	const found = /^(\d{4}-\d{2}-\d{2})[T ](\d{2}:\d{2})(:\d{2})?$/.exec(at.trim());
	if (!found) throw new AppError('BAD_INPUT', `at: “${at}” is no local time; write it like 2026-12-24T18:00, without an offset`);
	const text = `${found[1]}T${found[2]}${found[3] ?? ':00'}`;
	const ms = Date.parse(`${text}Z`);
	if (Number.isNaN(ms) || new Date(ms).toISOString().slice(0, 19) !== text) {
		throw new AppError('BAD_INPUT', `at: ${at} is not in the calendar; write a day and a time that exist, like 2026-12-24T18:00`);
	}
	return ms;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `24 Dec 2026` of a time on the wall. */
export function dayText(wall: number): string {
	const date = new Date(wall);
	return `${date.getUTCDate()} ${MONTHS[date.getUTCMonth()]} ${date.getUTCFullYear()}`;
}

/** `18:00`, or `18:00:30`. */
export const timeText = (wall: number): string => new Date(wall).toISOString().slice(11, 19).replace(/:00$/, '');

/** `2026-12-24` */
export const dayOf = (wall: number): string => new Date(wall).toISOString().slice(0, 10);

function formatOf(zone: string): Intl.DateTimeFormat {
	try {
		return new Intl.DateTimeFormat('en-US', {
			timeZone: zone,
			hourCycle: 'h23',
			year: 'numeric',
			month: '2-digit',
			day: '2-digit',
			hour: '2-digit',
			minute: '2-digit',
			second: '2-digit',
		});
	} catch (error) {
		throw new AppError('BAD_INPUT', `zone: unknown time zone “${zone}”; write an IANA name such as Europe/Vienna`, { cause: error });
	}
}

function wallOf(format: Intl.DateTimeFormat, ms: number): number {
	const part: Record<string, string> = {};
	for (const { type, value } of format.formatToParts(ms)) part[type] = value;
	return Date.UTC(Number(part.year), Number(part.month) - 1, Number(part.day), Number(part.hour), Number(part.minute), Number(part.second));
}
