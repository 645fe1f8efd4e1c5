// Keeps "2 min ago" true: draws its element again every quarter of a minute, or as often as it is told.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Clock } from '../../src/base/clock';
import type { Disposable } from '../../src/base/disposable';

const TICK = 15_000;

export class Now implements ReactiveController {
	readonly #host: ReactiveControllerHost;
	readonly #clock: Clock;
	readonly #tick: number;
	#timer: Disposable | undefined;

	constructor(host: ReactiveControllerHost, clock: Clock, tick = TICK) {
		this.#host = host;
		this.#clock = clock;
		this.#tick = tick;
		host.addController(this);
	}

	/** ms. */
	get value(): number {
		return this.#clock.now();
	}

	hostConnected(): void {
		this.#timer = this.#clock.after(this.#tick, () => {
			this.#host.requestUpdate();
			this.hostConnected();
		});
	}

	hostDisconnected(): void {
		this.#timer?.dispose();
	}
}
