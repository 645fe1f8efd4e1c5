// Calls of rewritten logs that have not come by again: other logs may hold copies, which did not count beside them.
import { totalTokens, type UsageEvent } from '../usage/event';
import type { Removed } from '../usage/record';

/** What is still missing of a call: its time, its counts, or both. */
interface Missing {
	ts: boolean;
	counts: boolean;
	removed: Removed;
}

export class Lost {
	readonly #missing = new Map<number, Missing>();

	get some(): boolean {
		return this.#missing.size > 0;
	}

	add(removed: readonly Removed[]): void {
		for (const each of removed) this.#missing.set(each.key, { ts: true, counts: true, removed: each });
	}

	/** A call comes by: as early as the one that was removed it makes up for its time, as large for its counts. */
	meet(event: UsageEvent): void {
		const missing = this.#missing.get(event.key);
		if (!missing) return;
		const { rank, ts, total } = missing.removed;
		if (event.ts <= ts) missing.ts = false;
		if (event.rank > rank || (event.rank === rank && totalTokens(event) >= total)) missing.counts = false;
		if (!missing.ts && !missing.counts) this.#missing.delete(event.key);
	}

	clear(): void {
		this.#missing.clear();
	}
}
