// How wide an element is, for drawings that are laid out in pixels.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Width implements ReactiveController {
	readonly #host: ReactiveControllerHost & Element;
	#observer: ResizeObserver | undefined;
	/** px; 0 before the first layout. */
	value = 0;

	constructor(host: ReactiveControllerHost & Element) {
		this.#host = host;
		host.addController(this);
	}

	hostConnected(): void {
		this.#observer = new ResizeObserver(entries => {
			const width = Math.floor(entries.at(-1)?.contentRect.width ?? 0);
			if (width === this.value) return;
			this.value = width;
			this.#host.requestUpdate();
		});
		this.#observer.observe(this.#host);
	}

	hostDisconnected(): void {
		this.#observer?.disconnect();
	}
}
