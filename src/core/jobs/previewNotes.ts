// Where a zone's clock is set forward or back over a slot: moved, skipped, or there twice.
import type { Schedule } from '../../contract';
import { type Slots, slotsOf } from './schedule';
import { dayOf, dayText, type LocalClock, timeText } from './scheduleLocalTime';
import { isTimeOfDay, parsePattern } from './schedulePattern';

const YEAR = 366 * 86_400_000;

/** A function that gives the note of a slot, or null. `before` is the slot before it, or where the look begins. */
export function clockNotes(
	schedule: Schedule,
	clock: LocalClock,
	cache: Map<string, Slots>,
): (before: number, slot: number) => string | null {
	if (schedule.kind === 'interval') return () => null;
	if (schedule.kind === 'once') return (_before, slot) => twice(clock, slot, true);
	const moves = isTimeOfDay(parsePattern(schedule.expression));
	// The times the pattern asks for, whether the zone's clock shows them or not: in UTC it shows all.
	const asked = slotsOf({ ...schedule, zone: 'UTC' }, cache);
	return (before, slot) => {
		const notes: string[] = [];
		for (const jump of clock.changes(Math.max(before, slot - YEAR), slot)) {
			const from = clock.at(jump - 1000).offset + jump;
			const to = clock.at(jump).wall;
			if (to > from) notes.push(...lost(asked, from, to, jump === slot && moves));
		}
		const again = twice(clock, slot, moves);
		if (again) notes.push(again);
		return notes.length > 0 ? notes.join('; ') : null;
	};
}

/** What becomes of the times asked for in [from, to), which the clock never shows. Only times of the day that the jump begins with are moved. */
function lost(asked: Slots, from: number, to: number, moved: boolean): string[] {
	const midnight = Math.floor(to / 86_400_000) * 86_400_000;
	const notes: string[] = [];
	const say = (start: number, end: number, become: (many: boolean) => string) => {
		const first = asked.next(start - 1);
		if (first === undefined || first >= end) return;
		const second = asked.next(first);
		const last = second === undefined || second >= end ? first : (asked.last(first, end - 1) ?? first);
		const today = dayOf(first) === dayOf(to) ? '' : `${dayText(first)} `;
		const sameDay = dayOf(first) === dayOf(last) ? '' : `${dayText(last)} `;
		const several = first === last ? timeText(first) : `${timeText(first)} ${second === last ? 'and' : 'to'} ${sameDay}${timeText(last)}`;
		notes.push(`${today}${several} ${first === last ? 'does' : 'do'} not exist${today ? '' : ' on this day'}: ${become(first !== last)}`);
	};
	if (!moved) {
		say(from, to, () => 'skipped');
		return notes;
	}
	say(from, Math.max(from, midnight), () => 'skipped');
	const itself = asked.next(to - 1) === to;
	say(Math.max(from, midnight), to, many => (many || itself ? `one run, at ${timeText(to)}` : `runs at ${timeText(to)}`));
	return notes;
}

function twice(clock: LocalClock, slot: number, once: boolean): string | null {
	const { wall } = clock.at(slot);
	const [first, second] = clock.instants(wall);
	if (second === undefined) return null;
	const runs = once ? 'runs the first time only' : `runs both times, this is the ${slot === first ? 'first' : 'second'}`;
	return `${timeText(wall)} comes twice on this day: ${runs}`;
}
