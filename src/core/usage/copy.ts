// Copies of one call: which of two counts, whatever the order they are read in.
import type { BundleHead } from './bundles';
import type { StoredCall } from './calls';
import { totalTokens, type UsageEvent } from './event';

/** One copy of a call, in one file. */
export interface Copy {
	event: UsageEvent;
	fileId: number;
	/** ms UTC: the earliest time any copy seen so far carries. */
	ts: number;
}

/**
 * What remains of two copies: the winner's counts and names at the earliest time. Commutative and associative, so that
 * any order of reading ends in the same row. Gives `a` itself where `b` adds nothing.
 */
export function merge(a: Copy, b: Copy): Copy {
	const winner = compare(a, b) >= 0 ? a : b;
	const ts = Math.min(a.ts, b.ts);
	return winner.ts === ts ? winner : { event: winner.event, fileId: winner.fileId, ts };
}

/**
 * True where a copy adds nothing to a stored call by what decides first (see `compare`): it loses, and is not earlier.
 * False says nothing: only `merge` knows. Spares looking up the stored call's names.
 */
export function addsNothing({ event, fileId, ts }: Copy, stored: StoredCall, head: BundleHead): boolean {
	if (stored.ts > ts) return false;
	return (head.rank - event.rank || totalTokens(stored) - totalTokens(event) || event.tie - head.tie || fileId - head.fileId) > 0;
}

/** Positive where `a` wins, negative where `b` does, 0 where they do not differ. */
function compare(a: Copy, b: Copy): number {
	const x = a.event;
	const y = b.event;
	const first = x.rank - y.rank || totalTokens(x) - totalTokens(y) || y.tie - x.tie || b.fileId - a.fileId;
	return first || compareCounts(x, y) || compareNames(x, y);
}

// From here on the logs give no reason to prefer either; any fixed choice will do, as long as it is always the same.
function compareCounts(x: UsageEvent, y: UsageEvent): number {
	return (
		x.requests - y.requests ||
		x.output - y.output ||
		x.input - y.input ||
		x.cacheRead - y.cacheRead ||
		x.cacheWrite1h - y.cacheWrite1h ||
		x.reasoning - y.reasoning ||
		(x.loggedCost ?? -1) - (y.loggedCost ?? -1)
	);
}

const NAMES = ['model', 'provider', 'source', 'agent', 'project', 'session', 'variant', 'confidence'] as const;

function compareNames(x: UsageEvent, y: UsageEvent): number {
	for (const name of NAMES) {
		if (x[name] !== y[name]) return x[name] > y[name] ? 1 : -1;
	}
	return 0;
}
