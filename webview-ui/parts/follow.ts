// Draws an element again whenever its figures change.
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { Disposable } from '../../src/base/disposable';
import type { Feed, Figures } from '../feed';

export class Follow implements ReactiveController {
	readonly #host: ReactiveControllerHost;
	readonly #feed: Feed;
	#following: Disposable | undefined;

	constructor(host: ReactiveControllerHost, feed: Feed) {
		this.#host = host;
		this.#feed = feed;
		host.addController(this);
	}

	get figures(): Figures {
		return this.#feed.figures;
	}

	hostConnected(): void {
		this.#following = this.#feed.onChange(() => this.#host.requestUpdate());
	}

	hostDisconnected(): void {
		this.#following?.dispose();
	}
}
