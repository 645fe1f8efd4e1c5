// Work that comes again and again.
import type { Clock } from '../base/clock';
import type { Disposable } from '../base/disposable';

/** Does `work` each `interval` ms until disposed; the next time is set before the work, which may dispose it. */
export function every(clock: Clock, interval: number, work: () => void): Disposable {
	const again = (): Disposable =>
		clock.after(interval, () => {
			timer = again();
			work();
		});
	let timer = again();
	return { dispose: () => timer.dispose() };
}
