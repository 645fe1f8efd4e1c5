// Tells which counts of a forked or spawned Codex session are its parent's, copied to the start of the new file.

/** What the file says of its origin, and how far the copy has been followed. Plain JSON. */
export interface Fork {
	/** Threads this one may have copied from: its parent first, then those whose headers are copied too. */
	ancestors: string[];
	/** Headers of other threads in the file: the copy includes them. */
	headers: number;
	/** The first ordinal that is the thread's own, where the file says so. */
	boundary: number | null;
	/** The new file refers to the parent's history instead of copying it; its totals go on from the parent's. */
	refers: boolean;
	/** When the file was begun, ms UTC. */
	begun: number;
	phase: 'copy' | 'own';
	/** Which ancestor's counts are followed; '' where none was found. */
	follows: string;
	/** What its rollout looked like when its counts were read. */
	seen: string;
	/** How many of the followed thread's counts have come by. */
	matched: number;
	/** The count that came by last. */
	previous: number;
	/** When the last copied line was written, ms UTC. */
	copied: number;
	/** The followed thread ended before the copy did: more of it may still be written. */
	open: boolean;
	/** Own calls have been counted (or counts skipped) on the word of the clock alone, for want of a parent. */
	orphan: boolean;
}

/** One `token_count` line. */
export interface Count {
	ts: number;
	ordinal: number | undefined;
	/** Hash of its totals. */
	hash: number;
}

export const newFork = (ancestors: string[], begun: number): Fork => ({
	ancestors,
	headers: 0,
	boundary: null,
	refers: false,
	begun,
	phase: 'copy',
	follows: '',
	seen: '',
	matched: 0,
	previous: 0,
	copied: 0,
	open: false,
	orphan: false,
});

/** A copied line is stamped with its old time, or within this of the new file's beginning, ms. */
const BURST = 2000;

/** True where the count is the parent's. `counts` are the followed thread's own (repeats taken out), undefined where it was not found. */
export function isCopied(fork: Fork, count: Count, counts: readonly number[] | undefined): boolean {
	if (fork.boundary !== null && count.ordinal !== undefined) return count.ordinal < fork.boundary;
	if (fork.phase === 'own') return false;
	const old = count.ts < fork.begun;
	const burst = old || count.ts - Math.max(fork.begun, fork.copied) <= BURST;
	const copied = old || (!fork.refers && (counts ? isNext(fork, count, counts, burst) : burst));
	if (!counts && !fork.refers) {
		fork.orphan = true;
		// Without the parent a copy is a burst at the beginning of the file; it does not drag itself along.
		if (!old && count.ts - fork.begun > BURST) return own(fork);
	}
	if (!copied) return own(fork);
	fork.copied = Math.max(fork.copied, count.ts);
	return true;
}

function isNext(fork: Fork, count: Count, counts: readonly number[], burst: boolean): boolean {
	// Without a copied header, counts that only happen to equal the parent's first ones are the child's own.
	if (fork.headers === 0 && !burst) return false;
	if (fork.matched > 0 && count.hash === fork.previous) return true;
	if (fork.matched === 0) {
		// A copy may begin in the middle of the parent, where its history was cut.
		const at = counts[0] === count.hash ? 0 : burst ? counts.indexOf(count.hash) : -1;
		if (at >= 0) return follow(fork, count, at);
	} else if (counts[fork.matched] === count.hash) return follow(fork, count, fork.matched);
	if (fork.matched >= counts.length || (fork.matched === 0 && burst)) fork.open = true;
	// Only a grandparent was found: what the parent added cannot be compared.
	return fork.follows !== fork.ancestors[0] && burst && count.ts - fork.begun <= BURST;
}

function follow(fork: Fork, count: Count, at: number): boolean {
	fork.matched = at + 1;
	fork.previous = count.hash;
	return true;
}

function own(fork: Fork): boolean {
	fork.phase = 'own';
	return false;
}
