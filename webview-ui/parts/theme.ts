// What of the editor's theme a style sheet in a shadow tree cannot see: high contrast and reduced motion are classes of the body.
import type { ReactiveController, ReactiveControllerHost } from 'lit';

export class Theme implements ReactiveController {
	readonly #host: ReactiveControllerHost;
	#observer: MutationObserver | undefined;

	constructor(host: ReactiveControllerHost) {
		this.#host = host;
		host.addController(this);
	}

	/** Colours are not enough to tell things apart. */
	get contrast(): boolean {
		return document.body.classList.contains('vscode-high-contrast') || document.body.classList.contains('vscode-high-contrast-light');
	}

	/** Nothing shall move. */
	get still(): boolean {
		return document.body.classList.contains('vscode-reduce-motion') || matchMedia('(prefers-reduced-motion: reduce)').matches;
	}

	hostConnected(): void {
		this.#observer = new MutationObserver(() => this.#host.requestUpdate());
		this.#observer.observe(document.body, { attributes: true, attributeFilter: ['class'] });
	}

	hostDisconnected(): void {
		this.#observer?.disconnect();
	}
}
