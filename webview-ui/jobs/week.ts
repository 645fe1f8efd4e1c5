// The calendar's days: seven before today and seven after it, from midnight to midnight in the user's zone.
import { addDays, dayIn } from '../../src/base/day';

export interface CalendarDay {
	/** `YYYY-MM-DD` */
	day: string;
	/** ms; the first instant of the day and of the one after it. */
	from: number;
	to: number;
}

export const DAYS_AROUND = 7;

const HOUR = 3_600_000;

/** The days around `now`; a day that a zone left out has no length. */
export function daysAround(now: number, zone: string, around = DAYS_AROUND): CalendarDay[] {
	const dayOf = dayIn(zone);
	const today = dayOf(now);
	const starts = Array.from({ length: 2 * around + 2 }, (_, index) => addDays(today, index - around)).map(day => ({
		day,
		from: startOfDay(dayOf, day),
	}));
	return starts.slice(0, -1).map(({ day, from }, index) => ({ day, from, to: starts[index + 1]?.from ?? from }));
}

/** The first instant whose day is not before `day`, to the second. */
function startOfDay(dayOf: (ms: number) => string, day: string): number {
	const [year = 0, month = 1, date = 1] = day.split('-').map(Number);
	const noon = Date.UTC(year, month - 1, date, 12);
	let [before, after] = [noon - 28 * HOUR, noon + 28 * HOUR];
	while (after - before > 1000) {
		const middle = before + Math.floor((after - before) / 2000) * 1000;
		if (dayOf(middle) >= day) after = middle;
		else before = middle;
	}
	return after;
}
