// How large an element is, for drawings that are laid out in pixels.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Size implements ReactiveController {
	readonly #host: ReactiveControllerHost & Element;
	#observer: ResizeObserver | undefined;
	/** px; 0 before the first layout. */
	width = 0;
	height = 0;

	constructor(host: ReactiveControllerHost & Element) {
		this.#host = host;
		host.addController(this);
	}

	hostConnected(): void {
		this.#observer = new ResizeObserver(entries => {
			const { width = 0, height = 0 } = entries.at(-1)?.contentRect ?? {};
			if (Math.floor(width) === this.width && Math.floor(height) === this.height) return;
			this.width = Math.floor(width);
			this.height = Math.floor(height);
			this.#host.requestUpdate();
		});
		this.#observer.observe(this.#host);
	}

	hostDisconnected(): void {
		this.#observer?.disconnect();
	}
}
