// Waits, unless it is over before.
import type { Clock } from '../base/clock';

/** Resolves after `delay` ms or when `end` aborts; keeps no process alive. */
export function pause(clock: Clock, delay: number, end: AbortSignal): Promise<void> {
	if (end.aborted) return Promise.resolve();
	return new Promise(resolve => {
		const done = () => {
			timer.dispose();
			end.removeEventListener('abort', done);
			resolve();
		};
		const timer = clock.after(delay, done);
		end.addEventListener('abort', done);
	});
}
