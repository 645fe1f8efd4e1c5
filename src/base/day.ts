// Calendar days in a time zone. A day is text, `YYYY-MM-DD`; a month is `YYYY-MM`; weeks start on Monday (ISO 8601).

const DAY_MS = 86_400_000;

/** The machine's own IANA zone. */
export const machineZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC';

/** True where this ICU knows the name as an IANA zone; offsets such as `+02:00` and empty text are none. */
export function isZone(zone: string): boolean {
	if (!/^[A-Za-z]/.test(zone)) return false;
	try {
		new Intl.DateTimeFormat('en-US', { timeZone: zone });
		return true;
	} catch {
		return false;
	}
}

/**
 * A fast function from an instant (ms, UTC) to its calendar day in `zone`: some 50 ns, where Intl alone costs 5 µs.
 * Asks Intl once for each UTC day it meets, and once more where they do not follow each other. Where the zone's offset differs between the two, the second it changes is
 * searched; that takes it for granted that no zone changes twice within 24 hours (of all 20,448 changes of 1970 … 2037 none does).
 */
export function dayIn(zone: string): (ms: number) => string {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		hourCycle: 'h23',
		year: 'numeric',
		month: '2-digit',
		day: '2-digit',
		hour: '2-digit',
		minute: '2-digit',
		second: '2-digit',
		era: 'short',
	});
	const offsetAt = (ms: number): number => localMs(format, ms) - ms;
	/** At the beginning of a UTC day, which is the end of the one before. */
	const bounds = new Map<number, number>();
	const offsetOn = (utcDay: number): number => {
		let offset = bounds.get(utcDay);
		if (offset === undefined) {
			offset = offsetAt(utcDay * DAY_MS);
			if (bounds.size > 20_000) bounds.clear();
			bounds.set(utcDay, offset);
		}
		return offset;
	};
	const windows = new Map<number, Offsets>();
	const days = new Map<number, string>();
	return ms => {
		const utcDay = Math.floor(ms / DAY_MS);
		let offsets = windows.get(utcDay);
		if (!offsets) {
			offsets = offsetsOf(offsetAt, utcDay * DAY_MS, offsetOn(utcDay), offsetOn(utcDay + 1));
			if (windows.size > 20_000) windows.clear();
			windows.set(utcDay, offsets);
		}
		const number = Math.floor((ms + (ms < offsets.change ? offsets.before : offsets.after)) / DAY_MS);
		let day = days.get(number);
		if (day === undefined) {
			day = dayOfNumber(number);
			if (days.size > 20_000) days.clear();
			days.set(number, day);
		}
		return day;
	};
}

/** A zone's offsets during a UTC day, ms. `change` is the instant from which `after` holds. */
interface Offsets {
	before: number;
	after: number;
	change: number;
}

function offsetsOf(offsetAt: (ms: number) => number, start: number, before: number, after: number): Offsets {
	let [low, high] = [start, start + DAY_MS];
	while (before !== after && high - low > 1000) {
		const middle = low + Math.floor((high - low) / 2000) * 1000;
		if (offsetAt(middle) === before) low = middle;
		else high = middle;
	}
	return { before, after, change: high };
}

/** The day `count` days after `day` (before, where negative). */
export const addDays = (day: string, count: number): string => dayOfNumber(numberOfDay(day) + count);

/** How many days from `start` to `end`; 0 for the same day. */
export const daysBetween = (start: string, end: string): number => numberOfDay(end) - numberOfDay(start);

/** `2026-11` of `2026-11-21`. */
export const monthOf = (day: string): string => day.slice(0, 7);

/** The first day of the day's month. */
export const monthStart = (day: string): string => `${day.slice(0, 7)}-01`;

/** The last day of the day's month. */
export const monthEnd = (day: string): string => addDays(addMonths(monthStart(day), 1), -1);

/** The first day of the month `count` months after the day's month. */
export function addMonths(day: string, count: number): string {
	const months = Number(day.slice(0, 4)) * 12 + Number(day.slice(5, 7)) - 1 + count;
	return `${String(Math.floor(months / 12)).padStart(4, '0')}-${String((months % 12) + 1).padStart(2, '0')}-01`;
}

/** The Monday of the day's week. */
export function weekStart(day: string): string {
	const number = numberOfDay(day);
	return dayOfNumber(number - ((((number + 3) % 7) + 7) % 7)); // 1970-01-01 was a Thursday
}

/** True for a calendar day that exists, written `YYYY-MM-DD`. */
export function isDay(text: string): boolean {
	return /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) && dayOfNumber(numberOfDay(text)) === text;
}

function numberOfDay(day: string): number {
	return Date.UTC(Number(day.slice(0, 4)), Number(day.slice(5, 7)) - 1, Number(day.slice(8, 10))) / DAY_MS;
}

function dayOfNumber(number: number): string {
	return new Date(number * DAY_MS).toISOString().slice(0, 10);
}

function localMs(format: Intl.DateTimeFormat, ms: number): number {
	const part: Record<string, string> = {};
	for (const { type, value } of format.formatToParts(ms)) part[type] = value;
	const year = part.era === 'BC' ? 1 - Number(part.year) : Number(part.year);
	return Date.UTC(year, Number(part.month) - 1, Number(part.day), Number(part.hour), Number(part.minute), Number(part.second));
}
