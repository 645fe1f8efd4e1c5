// The slots of a schedule as instants: on the grid of an interval, at one time, or wherever a calculator finds them.
import { isoInstant } from '../../base/clock';
import { AppError } from '../../base/errors';

/** The slots of one schedule, as instants in ms. Pure: the same question has the same answer. */
export interface Slots {
	/** The first slot after `after`, or undefined where none is left. Always later than `after`. */
	next(after: number): number | undefined;
	/** The newest slot at or before `now` and later than `after`, or undefined. */
	last(after: number, now: number): number | undefined;
	/** How many slots lie in (after, now]; counting stops at `most`. */
	count(after: number, now: number, most: number): number;
}

/** The nearest slot after, or before, an instant; as some library gives it. */
export interface Calculator {
	next(after: number): number | undefined;
	before(instant: number): number | undefined;
}

const SECOND = 1000;

/** anchor + k × every, for k from 0. */
export function intervalSlots(every: number, anchor: number): Slots {
	const index = (ms: number) => Math.max(-1, Math.floor((ms - anchor) / every));
	return {
		next: after => anchor + (index(after) + 1) * every,
		last(after, now) {
			const slot = anchor + index(now) * every;
			return slot >= anchor && slot > after ? slot : undefined;
		},
		count: (after, now, most) => Math.max(0, Math.min(most, index(now) - index(after))),
	};
}

export function onceSlots(slot: number): Slots {
	return {
		next: after => (slot > after ? slot : undefined),
		last: (after, now) => (slot > after && slot <= now ? slot : undefined),
		count: (after, now, most) => (slot > after && slot <= now ? Math.min(1, most) : 0),
	};
}

/**
 * Slots by a calculator, which is not trusted: an answer at or before the question would run a job again and again
 * (an earlier version of ours gave one inside a repeated hour), so it is asked again a second on, and at last refused.
 */
export function calculatedSlots(calculator: Calculator): Slots {
	// The last gap between two slots: jobs that share a pattern ask for the same one over and over.
	let known: { from: number; slot: number } | undefined;
	const next = (after: number): number | undefined => {
		if (known && known.from <= after && after < known.slot) return known.slot;
		for (let step = 0; step < 4; step++) {
			const slot = calculator.next(after + step * SECOND);
			if (slot === undefined) return undefined;
			if (slot > after) {
				known = { from: after, slot };
				return slot;
			}
		}
		throw new AppError('INTERNAL', `schedule: no slot after ${isoInstant(after)} was found`);
	};
	return {
		next,
		last(after, now) {
			const slot = calculator.before(now + 1);
			return slot !== undefined && slot > after && slot <= now ? slot : undefined;
		},
		count(after, now, most) {
			let found = 0;
			for (let slot = after; found < most; found++) {
				const following = next(slot);
				if (following === undefined || following > now) break;
				slot = following;
			}
			return found;
		},
	};
}
