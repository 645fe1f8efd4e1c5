// What has a life: listeners, timers, watchers and servers are disposables that someone owns.

export interface Disposable {
	dispose(): void;
}

/** Owns disposables and disposes them in reverse order, once. Added to after its end, it disposes at once. */
export class Disposables implements Disposable {
	#owned: Disposable[] = [];
	#ended = false;

	get ended(): boolean {
		return this.#ended;
	}

	add<T extends Disposable>(thing: T): T {
		if (this.#ended) thing.dispose();
		else this.#owned.push(thing);
		return thing;
	}

	dispose(): void {
		if (this.#ended) return;
		this.#ended = true;
		for (const thing of this.#owned.reverse()) thing.dispose();
		this.#owned = [];
	}
}

/** Makes a disposable of a function. */
export const disposable = (dispose: () => void): Disposable => ({ dispose });
