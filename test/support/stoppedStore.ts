// A real store whose user ends at a chosen transaction: before it, after it, or on the user's own word.
import type { Store } from '../../src/storage/store';

export interface StoppedStore extends Store {
	/** True from the chosen transaction on. */
	readonly stopped: boolean;
	/** From now on it writes again. */
	mend(): void;
}

/**
 * `count`: which of its transactions. `before`: that one and all later ones fail and change nothing; `after`: that one is on disk, and
 * it and all later ones fail; `never`: none fails. `stop` is called when it is time.
 */
export function stoppedStore(store: Store, count: number, fails: 'before' | 'after' | 'never', stop: () => void = () => {}): StoppedStore {
	let writes = 0;
	let stopped = false;
	let mended = false;
	return {
		get mode() {
			return store.mode;
		},
		get notes() {
			return store.notes;
		},
		get trouble() {
			return store.trouble;
		},
		get stopped() {
			return stopped;
		},
		mend() {
			mended = true;
		},
		note: words => store.note(words),
		image: () => store.image(),
		get: (...given) => store.get(...given),
		all: (...given) => store.all(...given),
		async write(durability, work) {
			if (mended) return store.write(durability, work);
			if (stopped && fails !== 'never') throw new Error('The store has stopped.');
			const now = ++writes === count;
			if (now && fails === 'before') {
				stopped = true;
				stop();
				throw new Error('The store has stopped.');
			}
			const result = await store.write(durability, work);
			if (!now) return result;
			if (fails === 'after') await store.flush();
			stopped = true;
			stop();
			if (fails === 'after') throw new Error('The store has stopped.');
			return result;
		},
		flush: () => store.flush(),
		backUp: () => store.backUp(),
		close: () => store.close(),
		dispose: () => store.dispose(),
	};
}
