// Chance that comes again with the same seed: what a test of many rounds draws from.

export interface Dice {
	/** From 0 to below 1. */
	(): number;
	/** A whole number from 0 to below `limit`. */
	below(limit: number): number;
	/** A whole number from `low` to `high`, both included. */
	between(low: number, high: number): number;
	/** True with this probability. */
	chance(probability: number): boolean;
	pick<T>(things: readonly T[]): T;
}

export function dice(seed: number): Dice {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
	};
	const below = (limit: number): number => Math.floor(next() * limit);
	return Object.assign(next, {
		below,
		between: (low: number, high: number) => low + below(high - low + 1),
		chance: (probability: number) => next() < probability,
		pick: <T>(things: readonly T[]): T => {
			if (things.length === 0) throw new Error('There is nothing to pick from');
			return things[below(things.length)] as T;
		},
	});
}

/** Another seed that follows from this one: below 2 ** 31. */
export const seedAfter = (seed: number): number => Math.floor(dice(seed ^ 0x5bd1e995)() * 2 ** 31);
