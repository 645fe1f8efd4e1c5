// Local clock times of a zone and the instants they stand for: what daylight saving leaves out, and what it gives twice.
import { AppError } from '../../base/errors';

/** What a clock on the wall shows, to the second. */
export interface LocalTime {
	/** `2026-03-29` */
	day: string;
	/** `02:30:00` */
	time: string;
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
	return {
		zone,
		at(ms) {
			const own = offset(ms);
			const [day = '', time = ''] = new Date(ms + own).toISOString().slice(0, 19).split('T');
			return { day, time, offset: own };
		},
		instants,
		afterGap(wall) {
			let before = wall - DAY - offset(wall - DAY);
			let after = wall + DAY - offset(wall + DAY);
			const old = offset(before);
			while (after - before > SECOND) {
				const middle = before + Math.floor((after - before) / 2 / SECOND) * SECOND;
				if (offset(middle) === old) before = middle;
				else after = middle;
			}
			return after;
		},
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
