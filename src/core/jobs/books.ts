// The scheduler's writes: what cannot be written is owed and tried again, and a newer hub is noticed.
import { AppError } from '../../base/errors';
import type { Log } from '../../base/log';
import type { Store, Writer } from '../../storage/store';

const MOST_OWED = 1000;

export class Books {
	readonly #store: Store;
	readonly #log: Log;
	readonly #onFenced: () => void;
	#isFenced = false;
	#owed: ((writer: Writer) => void)[] = [];

	constructor(store: Store, log: Log, fenced: () => void) {
		this.#store = store;
		this.#log = log;
		this.#onFenced = fenced;
	}

	/** A newer hub owns the store: nothing more is written. */
	get fenced(): boolean {
		return this.#isFenced;
	}

	/** On disk when it resolves. */
	async write<T>(work: (writer: Writer) => T): Promise<T> {
		try {
			return await this.#store.write('now', work);
		} catch (error) {
			if (error instanceof AppError && error.code === 'FENCED' && !this.#isFenced) {
				this.#isFenced = true;
				this.#onFenced();
			}
			throw error;
		}
	}

	/** Writes what has happened, now or later; never rejects. True where it is on disk. `work` may be done twice: it must see that it has been done. */
	async record(what: string, work: (writer: Writer) => void): Promise<boolean> {
		try {
			await this.write(work);
			return true;
		} catch (error) {
			if (this.#isFenced) return false;
			this.#log.error(`${what} could not be saved; it is tried again`, error);
			if (this.#owed.length < MOST_OWED) this.#owed.push(work);
			return false;
		}
	}

	/** Tries again what is owed. */
	async settle(): Promise<void> {
		if (this.#owed.length === 0 || this.#isFenced) return;
		const owed = this.#owed;
		this.#owed = [];
		try {
			await this.write(writer => {
				for (const work of owed) work(writer);
			});
		} catch {
			this.#owed = [...owed, ...this.#owed];
		}
	}
}
