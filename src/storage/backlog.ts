// What no snapshot holds yet, and when one is due for it.

/** A snapshot is due from this size of the journal, or this many transactions, on. */
const DUE_BYTES = 1024 * 1024;
const DUE_COMMITS = 2000;
/** It waits until nothing was written for so long. ms */
const IDLE = 2000;
/** Unless the journal grows beyond this. Bytes */
const MAX_JOURNAL = 64 * 1024 * 1024;
/** Or bulk has waited for so long. ms */
const MAX_WAIT = 10_000;
/** Bulk is refused for so long after another write had to wait for a snapshot of it. ms */
const REFUSE = 10_000;
/** At the end a snapshot is worth while when the journal is at least this part of it. */
const WORTH = 0.01;

/** How much there was when a snapshot took its image. */
export interface Held {
	bytes: number;
	commits: number;
	bulk: number;
	/** ms */
	at: number;
}

export class Backlog {
	#bytes: number;
	#commits: number;
	#bulk = 0;
	#bulkSince = 0;
	#lastWrite = 0;
	#refuseUntil = 0;

	/** `bytes` and `commits` stand in the journal already. */
	constructor(bytes: number, commits: number) {
		this.#bytes = bytes;
		this.#commits = commits;
	}

	addJournaled(bytes: number, now: number): void {
		this.#bytes += bytes;
		this.#commits++;
		this.#lastWrite = now;
	}

	/** A transaction that no journal holds. */
	addBulk(now: number): void {
		if (this.#bulk++ === 0) this.#bulkSince = now;
		this.#lastWrite = now;
	}

	takesBulk(now: number): boolean {
		return now >= this.#refuseUntil;
	}

	/** For some seconds. */
	refuseBulk(now: number): void {
		this.#refuseUntil = now + REFUSE;
	}

	/** True where something is in memory alone. */
	get hasBulk(): boolean {
		return this.#bulk > 0;
	}

	/** What an image taken now holds. */
	held(now: number): Held {
		return { bytes: this.#bytes, commits: this.#commits, bulk: this.#bulk, at: now };
	}

	/** The snapshot is published. */
	saved({ bytes, commits, bulk, at }: Held): void {
		this.#bytes = Math.max(0, this.#bytes - bytes);
		this.#commits = Math.max(0, this.#commits - commits);
		this.#bulk -= bulk;
		this.#bulkSince = at;
	}

	get isDue(): boolean {
		return this.#bytes >= DUE_BYTES || this.#commits >= DUE_COMMITS || this.#bulk > 0;
	}

	/** How long a due snapshot waits, ms. */
	wait(now: number): number {
		if (this.#bytes > MAX_JOURNAL) return 0;
		const idle = this.#lastWrite + IDLE;
		return Math.max(0, (this.#bulk > 0 ? Math.min(idle, this.#bulkSince + MAX_WAIT) : idle) - now);
	}

	/** Whether a snapshot at the end makes the next opening cheaper, beside a snapshot of `size` bytes. */
	isWorth(size: number): boolean {
		return this.#bulk > 0 || (this.#commits > 0 && this.#bytes >= WORTH * size);
	}
}
