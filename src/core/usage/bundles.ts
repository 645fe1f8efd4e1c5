// Puts calls into bundles: those of one file that share their row of the roll-up, session, price and so on.
import type { Value } from '../../storage/store';
import type { Price } from '../pricing/pricing';
import { encodeCalls, type StoredCall } from './calls';

/** Calls of a bundle at most: what changes with one of them is written again with all of them. */
export const FULL = 64;

/** What the calls of a bundle share, in numbers. */
export interface BundleHead {
	fileId: number;
	/** The row of the roll-up; 0 for tombstones, which count nowhere. */
	dailyId: number;
	sessionId: number;
	variantId: number;
	/** 0 exact, 1 estimated, 2 aggregate */
	confidence: number;
	rank: number;
	tie: number;
	/** 0 where unpriced. */
	priceId: number;
}

/** What its calls add up to; named as the columns are. */
export interface BundleSums {
	requests: number;
	input: number;
	output: number;
	reasoning: number;
	cache_read: number;
	cache_write_5m: number;
	cache_write_1h: number;
	cost: number;
	input_cost: number;
	output_cost: number;
	cache_read_cost: number;
	cache_write_cost: number;
}

export type CostParts = Pick<Price, 'inputCost' | 'outputCost' | 'cacheReadCost' | 'cacheWriteCost'>;

export class Bundle {
	readonly head: BundleHead;
	readonly calls: StoredCall[] = [];
	readonly sums = noSums();

	constructor(head: BundleHead) {
		this.head = head;
	}

	add(call: StoredCall, parts: CostParts): void {
		const { sums } = this;
		this.calls.push(call);
		sums.requests += call.requests;
		sums.input += call.input;
		sums.output += call.output;
		sums.reasoning += call.reasoning;
		sums.cache_read += call.cacheRead;
		sums.cache_write_5m += call.cacheWrite5m;
		sums.cache_write_1h += call.cacheWrite1h;
		sums.cost += call.cost;
		sums.input_cost += parts.inputCost;
		sums.output_cost += parts.outputCost;
		sums.cache_read_cost += parts.cacheReadCost;
		sums.cache_write_cost += parts.cacheWriteCost;
	}

	/** Takes in the calls of a bundle that has the same head. */
	join(calls: readonly StoredCall[], sums: BundleSums): void {
		this.calls.unshift(...calls);
		for (const name of Object.keys(this.sums) as (keyof BundleSums)[]) this.sums[name] += sums[name];
	}

	/** Its columns, in the order `insertBundles` takes, after its number. */
	values(): Value[] {
		let first = Number.MAX_SAFE_INTEGER;
		let last = 0;
		for (const { ts } of this.calls) {
			first = Math.min(first, ts);
			last = Math.max(last, ts);
		}
		return [...headValues(this.head), first, last, this.calls.length, ...Object.values(this.sums), encodeCalls(this.calls)];
	}
}

/** The bundles of one transaction. */
export class Bundles {
	readonly all: Bundle[] = [];
	/** Those that take in calls, by their sessions: of one there are few. */
	readonly #open = new Map<number, Bundle[]>();
	/** Consecutive calls of a file nearly always go to the same. */
	#last: Bundle | undefined;

	add(head: BundleHead, call: StoredCall, parts: CostParts): void {
		if (!this.#last || this.#last.calls.length >= FULL || !sameHead(this.#last.head, head)) this.#last = this.#of(head);
		this.#last.add(call, parts);
	}

	#of(head: BundleHead): Bundle {
		let open = this.#open.get(head.sessionId);
		if (!open) {
			open = [];
			this.#open.set(head.sessionId, open);
		}
		const at = open.findIndex(each => sameHead(each.head, head));
		const found = open[at];
		if (found && found.calls.length < FULL) return found;
		const bundle = new Bundle(head);
		if (found) open[at] = bundle;
		else open.push(bundle);
		this.all.push(bundle);
		return bundle;
	}
}

export const sameHead = (a: BundleHead, b: BundleHead): boolean =>
	a === b ||
	(a.sessionId === b.sessionId &&
		a.dailyId === b.dailyId &&
		a.fileId === b.fileId &&
		a.priceId === b.priceId &&
		a.tie === b.tie &&
		a.rank === b.rank &&
		a.variantId === b.variantId &&
		a.confidence === b.confidence);

/** In the order of the table's columns. */
export const headValues = (head: BundleHead): number[] => [
	head.fileId,
	head.dailyId,
	head.sessionId,
	head.variantId,
	head.confidence,
	head.rank,
	head.tie,
	head.priceId,
];

const noSums = (): BundleSums => ({
	requests: 0,
	input: 0,
	output: 0,
	reasoning: 0,
	cache_read: 0,
	cache_write_5m: 0,
	cache_write_1h: 0,
	cost: 0,
	input_cost: 0,
	output_cost: 0,
	cache_read_cost: 0,
	cache_write_cost: 0,
});
