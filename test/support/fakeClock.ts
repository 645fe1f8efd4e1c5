// A clock that a test moves by hand: timers fire in order of their time, and never on their own.
import type { Clock } from '../../src/base/clock';

export interface FakeClock extends Clock {
	/** Moves on by `ms`; each timer on the way fires at its time, and what it starts is waited for. */
	advance(ms: number): Promise<void>;
	/** The machine sleeps: the time jumps by `ms` and nothing fires on the way; what has become due fires at the end. */
	sleepFor(ms: number): Promise<void>;
	/** The wall clock is set (back or forward) by `ms`; timers, which count real time, stay where they are. */
	set(ms: number): void;
	/** What is ready to go on goes on. */
	settle(): Promise<void>;
	/** Delays of the timers that wait, ms, shortest first. */
	readonly waiting: number[];
	/** Every delay a timer was ever set with. */
	readonly delays: readonly number[];
	/** Calls to `yield`. */
	readonly yields: number;
}

interface Timer {
	/** On the machine's own count, which nobody sets. */
	due: number;
	order: number;
	work: () => void;
}

export function fakeClock(start: string | number = '2026-11-02T08:00:00Z'): FakeClock {
	let wall = typeof start === 'number' ? start : Date.parse(start);
	let machine = 0;
	let order = 0;
	let yields = 0;
	const timers = new Set<Timer>();
	const delays: number[] = [];

	const next = (until: number): Timer | undefined =>
		[...timers].filter(({ due }) => due <= until).sort((a, b) => a.due - b.due || a.order - b.order)[0];

	const after = (delay: number, work: () => void) => {
		delays.push(delay);
		const timer: Timer = { due: machine + Math.max(0, delay), order: order++, work };
		timers.add(timer);
		return { dispose: () => void timers.delete(timer) };
	};

	/** Turns of the event loop, so that promises and real sql.js go on. */
	async function settle(): Promise<void> {
		for (let turn = 0; turn < 12; turn++) await new Promise(resolve => setImmediate(resolve));
	}

	async function fireUntil(until: number): Promise<void> {
		for (let timer = next(until); timer !== undefined; timer = next(until)) {
			const step = Math.max(0, timer.due - machine);
			machine += step;
			wall += step;
			timers.delete(timer);
			timer.work();
			await settle();
		}
	}

	return {
		now: () => wall,
		after,
		sleep: delay => new Promise(resolve => after(delay, resolve)),
		yield: () => {
			yields++;
			return new Promise(resolve => setImmediate(resolve));
		},
		async advance(ms) {
			const end = machine + ms;
			await settle();
			await fireUntil(end);
			wall += end - machine;
			machine = end;
			await settle();
		},
		async sleepFor(ms) {
			await settle();
			wall += ms;
			machine += ms;
			await fireUntil(machine);
			await settle();
		},
		set(ms) {
			wall += ms;
		},
		settle,
		get waiting() {
			return [...timers].map(({ due }) => due - machine).sort((a, b) => a - b);
		},
		delays,
		get yields() {
			return yields;
		},
	};
}
