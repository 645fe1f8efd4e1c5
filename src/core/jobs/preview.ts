// What a schedule comes to, for a person who is typing it: words, the next times, and what daylight saving does to them.
import { isoInstant } from '../../base/clock';
import { machineZone } from '../../base/day';
import { AppError } from '../../base/errors';
import type { GivenSchedule, Preview } from '../../contract';
import { clockNotes } from './previewNotes';
import { checkedSchedule, type Slots, slotsOf } from './schedule';
import { dayText, type LocalClock, localClock, offsetText, timeText } from './scheduleLocalTime';
import { wordsOf } from './words';

/** The next `count` times after `now`. A schedule that is off gives the sentence that says so; nothing is thrown for it. */
export function previewOf(schedule: GivenSchedule, now: number, count = 5, ownZone = machineZone()): Preview {
	try {
		const checked = checkedSchedule(schedule, now, ownZone);
		const cache = new Map<string, Slots>();
		const slots = slotsOf(checked, cache);
		const clock = localClock(checked.kind === 'interval' ? machineZone() : checked.zone);
		const note = clockNotes(checked, clock, cache);
		const next: Preview['next'] = [];
		let before = now;
		for (let slot = slots.next(now); slot !== undefined && next.length < count; slot = slots.next(slot)) {
			next.push({ at: isoInstant(slot), local: localText(clock, slot), note: note(before, slot) });
			before = slot;
		}
		return { error: null, words: wordsOf(checked), next };
	} catch (error) {
		if (error instanceof AppError && error.code === 'BAD_INPUT') return { error: error.message, words: '', next: [] };
		throw error;
	}
}

/** `Sun 29 Mar 2026 03:00 +02:00` */
function localText(clock: LocalClock, slot: number): string {
	const { wall, offset } = clock.at(slot);
	const weekday = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'][new Date(wall).getUTCDay()];
	return `${weekday} ${dayText(wall)} ${timeText(wall)} ${offsetText(offset)}`;
}
