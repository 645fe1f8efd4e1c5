// The only place that asks what time it is or sets a timer; everything else is handed a Clock.
import type { Disposable } from './disposable';

/** Wall clock and timers. Times are milliseconds since 1970-01-01T00:00Z. */
export interface Clock {
	now(): number;
	/** Calls `work` once after `delay` ms. A timer never keeps the process alive. */
	after(delay: number, work: () => void): Disposable;
	/** Resolves after `delay` ms. */
	sleep(delay: number): Promise<void>;
	/** Gives the event loop a turn, so that a long loop does not block it. */
	yield(): Promise<void>;
}

/** Longest delay a Node timer takes; a longer one would fire after 1 ms. */
export const MAX_DELAY = 2 ** 31 - 1;

export const systemClock: Clock = {
	now: () => Date.now(),
	after(delay, work) {
		const timer = setTimeout(work, Math.max(0, Math.min(delay, MAX_DELAY)));
		timer.unref?.();
		return { dispose: () => clearTimeout(timer) };
	},
	sleep: delay => new Promise(resolve => setTimeout(resolve, Math.max(0, Math.min(delay, MAX_DELAY)))),
	yield: () => new Promise(resolve => setImmediate(resolve)),
};

/** `2026-11-21T07:00:00.000Z` for a time in ms; what people and JSON read. */
export const isoInstant = (ms: number): string => new Date(ms).toISOString();

/** Milliseconds for an ISO 8601 instant with a zone, or undefined where the text is none. */
export function parseInstant(text: string): number | undefined {
	const ms = Date.parse(text);
	return Number.isNaN(ms) ? undefined : ms;
}
