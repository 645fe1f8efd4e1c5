// Calls of rewritten logs that have not come by again: other logs may hold copies, which did not count beside them.
import type { Writer } from '../../storage/store';
import { accept } from '../usage/accept';
import { totalTokens, type UsageEvent } from '../usage/event';
import type { Removed } from '../usage/record';
import { saveDue } from './collectStore';

/** What is still missing of a call: its time, its counts, or both. */
interface Missing {
	ts: boolean;
	counts: boolean;
	removed: Removed;
}

export class Lost {
	readonly #missing = new Map<number, Missing>();
	/** Tools whose logs may hold them. */
	readonly #holders = new Set<string>();
	/** Those of which the store says so. */
	readonly #due = new Set<string>();

	get some(): boolean {
		return this.#missing.size > 0;
	}

	/** `holders`: the tools whose logs may hold copies. */
	add(removed: readonly Removed[], holders: readonly string[]): void {
		for (const each of holders) this.#holders.add(each);
		for (const each of removed) this.#missing.set(each.key, { ts: true, counts: true, removed: each });
	}

	/** A call that can be recorded comes by: as early as the one that was removed it makes up for its time, as large for its counts. */
	meet(event: UsageEvent): void {
		const missing = this.#missing.get(event.key);
		if (!missing || !accept(event)) return;
		const { rank, ts, total } = missing.removed;
		if (event.ts <= ts) missing.ts = false;
		if (event.rank > rank || (event.rank === rank && totalTokens(event) >= total)) missing.counts = false;
		if (!missing.ts && !missing.counts) this.#missing.delete(event.key);
	}

	/** Puts down whether any are missing, in the transaction that removed them or brought them back: a process that is killed forgets it. */
	note(writer: Writer): void {
		const { some } = this;
		for (const each of this.#holders) {
			if (some === this.#due.has(each)) continue;
			saveDue(writer, each, some);
			if (some) this.#due.add(each);
			else this.#due.delete(each);
		}
	}

	/** The tools whose logs may hold what is still missing; it is theirs from now on. */
	take(): readonly string[] {
		const holders = this.some ? [...this.#holders] : [];
		this.#missing.clear();
		this.#holders.clear();
		this.#due.clear();
		return holders;
	}
}
