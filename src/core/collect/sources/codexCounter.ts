// Turns a stream of cumulative token counts into single calls: repeats, resets and several counters in one file.
import { least, minus, most, plus, sameTokens, sizeOf, type Tokens } from './codexTokens';

/** One cumulative counter that was seen. */
interface Head {
	/** Its last total; the highest, where it is shared. */
	tail: Tokens;
	/** Lower counters are known to run in between: only what rises above `tail` counts. */
	shared: boolean;
	/** Keys of the calls counted on it that can still be taken back; none for the oldest, which stays in any case. */
	keys: number[];
}

/** What must be remembered between two counts. Plain JSON. */
export interface Counter {
	/** Oldest first; the last is the one that runs. */
	heads: Head[];
	/** How often the total has dropped: tells two equal states before and after a reset apart. */
	drops: number;
}

export interface Step {
	/** The call to count, undefined where there is none. */
	call?: { tokens: Tokens; key: number };
	/** Keys of calls that were counted and turn out to be no calls of their own. */
	void: readonly number[];
}

export const newCounter = (): Counter => ({ heads: [], drops: 0 });

/** Counters of one file that are told apart at a time; with more of them the oldest is taken as gone for good. */
const MAX_HEADS = 8;

/** A head that has run this long after a drop was a reset; older ones are forgotten. */
const SETTLED = 256;

const NOTHING: Step = { void: [] };

/**
 * The next state of the counter, `total`, and what the tool says the last call alone used, `last`.
 * A total below the running one is taken as a reset, and its calls are counted, until a total goes on from before the drop: then
 * two counters share the file, the lower one's calls are taken back, and from there on only what rises above the highest total counts.
 */
export function advance(counter: Counter, total: Tokens, last: Tokens | undefined, keyOf: (drops: number) => number): Step {
	const running = counter.heads.at(-1);
	if (!running) {
		counter.heads.push({ tail: total, shared: false, keys: [] });
		return count(counter, last ?? total, keyOf);
	}
	if (sameTokens(total, running.tail)) return NOTHING;
	const older = olderHead(counter, running, total, last);
	if (older) {
		const taken = counter.heads.splice(counter.heads.indexOf(older) + 1).flatMap(head => head.keys);
		older.shared = true;
		return { ...rise(counter, older, total, last, keyOf), void: taken };
	}
	if (running.shared) return rise(counter, running, total, last, keyOf);
	if (sizeOf(total) < sizeOf(running.tail)) {
		counter.drops++;
		counter.heads = [...counter.heads, { tail: total, shared: false, keys: [] }].slice(-MAX_HEADS);
		return count(counter, last ?? total, keyOf);
	}
	const more = minus(total, running.tail);
	running.tail = total;
	return count(counter, last ?? more, keyOf);
}

/** Moves the counter on without counting: what a fork took over from its parent. */
export function pass(counter: Counter, total: Tokens): void {
	counter.heads = [{ tail: total, shared: false, keys: [] }];
}

/** Counts on a shared head: at most what rises above everything before. */
function rise(counter: Counter, head: Head, total: Tokens, last: Tokens | undefined, keyOf: (drops: number) => number): Step {
	const more = minus(total, head.tail);
	head.tail = most(head.tail, total);
	return count(counter, last ? least(more, last) : more, keyOf);
}

/** The counter from before a drop that `total` goes on from, if it does. */
function olderHead(counter: Counter, running: Head, total: Tokens, last: Tokens | undefined): Head | undefined {
	if (counter.heads.length < 2) return undefined;
	const older = counter.heads.slice(0, -1).reverse();
	if (last) {
		if (goesOn(running, total, last)) return undefined;
		const exact = older.find(head => goesOn(head, total, last));
		if (exact) return exact;
	}
	const size = sizeOf(total);
	const gap = size - sizeOf(running.tail);
	if (gap < 0) return undefined;
	const near = older.filter(head => sizeOf(head.tail) <= size && sizeOf(head.tail) > sizeOf(running.tail));
	const best = near.sort((a, b) => sizeOf(b.tail) - sizeOf(a.tail))[0];
	if (!best) return undefined;
	const bestGap = size - sizeOf(best.tail);
	// A counter that was reset may also grow past its old height; then both gaps are of one size.
	const closer = last ? Math.abs(bestGap - sizeOf(last)) < Math.abs(gap - sizeOf(last)) : bestGap * 2 <= gap;
	return closer ? best : undefined;
}

function goesOn(head: Head, total: Tokens, last: Tokens): boolean {
	const sum = plus(head.tail, last);
	return sum.input === total.input && sum.output === total.output;
}

function count(counter: Counter, tokens: Tokens, keyOf: (drops: number) => number): Step {
	if (sizeOf(tokens) === 0 && tokens.cached === 0 && tokens.written === 0) return NOTHING;
	const key = keyOf(counter.drops);
	const running = counter.heads.at(-1);
	if (running && counter.heads.length > 1) {
		running.keys.push(key);
		if (running.keys.length > SETTLED) counter.heads = [{ ...running, keys: [] }];
	}
	return { call: { tokens, key }, void: [] };
}
