// From copies of calls to bundles and back: names become numbers, a call gets its price and its day.
import type { Writer } from '../../storage/store';
import type { Price, PriceCall } from '../pricing/pricing';
import type { BundleHead, Bundles } from './bundles';
import { decodeCalls, type StoredCall } from './calls';
import { addsNothing, type Copy, merge } from './copy';
import type { Confidence, UsageEvent } from './event';
import type { Names } from './names';
import type { BundleRow, Reader } from './usageStore';

const BASIS = { unpriced: 0, priced: 1, logged: 2 } as const satisfies Record<Price['basis'], number>;
const CONFIDENCE: readonly Confidence[] = ['exact', 'estimated', 'aggregate'];
const NO_COSTS = { inputCost: 0, outputCost: 0, cacheReadCost: 0, cacheWriteCost: 0 };

export interface Placing {
	/** Puts a copy into its bundle; its price is that of its earliest time. */
	place(writer: Writer, bundles: Bundles, copy: Copy): void;
	/** Places all calls of a stored bundle anew. */
	again(writer: Writer, bundles: Bundles, row: BundleRow): void;
	/**
	 * Holds copies, by key, against the calls of a stored bundle. Where one of these changes, all are placed anew: true, and the
	 * bundle has to go.
	 */
	take(writer: Writer, bundles: Bundles, row: BundleRow, copies: ReadonlyMap<number, Copy>): boolean;
}

/** `price` and `dayOf` are asked for at each call: both may change. */
export function createPlacing(names: Names, rules: { readonly price: PriceCall; readonly dayOf: (ts: number) => string }): Placing {
	/** A stored call as a copy, so that it can be held against others. */
	function copyOf(reader: Reader, head: BundleHead, call: StoredCall): Copy {
		const { source, provider, model, agent, project } = names.dailyNames(reader, head.dailyId);
		const { cost: _, loggedCost, ts, ...counts } = call;
		const event: UsageEvent = {
			...counts,
			source,
			provider,
			model,
			agent,
			project,
			rank: head.rank,
			tie: head.tie,
			ts,
			session: names.name(reader, 'sessions', head.sessionId),
			variant: names.name(reader, 'variants', head.variantId),
			confidence: CONFIDENCE[head.confidence] ?? 'exact',
		};
		if (loggedCost !== undefined) event.loggedCost = loggedCost;
		return { event, fileId: head.fileId, ts };
	}

	/** The last call that was placed: most that follow it go where it went. */
	let last: { bundles: Bundles; event: UsageEvent; fileId: number; day: string; price: Price | undefined; head: BundleHead } | undefined;

	function headOf(writer: Writer, bundles: Bundles, e: UsageEvent, fileId: number, day: string, price: Price | undefined): BundleHead {
		// Numbers hold within a transaction, as its bundles do.
		if (last?.bundles === bundles && last.fileId === fileId && last.day === day && samePrice(last.price, price) && sameNames(last.event, e))
			return last.head;
		const basis = price ? BASIS[price.basis] : 0;
		const head: BundleHead = {
			fileId,
			dailyId: price ? names.daily(writer, e, day, basis) : 0,
			sessionId: names.id(writer, 'sessions', e.session),
			variantId: names.id(writer, 'variants', e.variant),
			confidence: CONFIDENCE.indexOf(e.confidence),
			rank: e.rank,
			tie: e.tie,
			priceId: price && basis > 0 ? names.id(writer, 'prices', price.source) : 0,
		};
		last = { bundles, event: e, fileId, day, price, head };
		return head;
	}

	function place(writer: Writer, bundles: Bundles, { event: e, fileId, ts }: Copy): void {
		const counts = e.requests > 0;
		const p = counts ? rules.price(e.ts === ts ? e : { ...e, ts }) : undefined;
		const head = headOf(writer, bundles, e, fileId, counts ? rules.dayOf(ts) : '', p);
		const call: StoredCall = {
			key: e.key,
			ts,
			requests: e.requests,
			input: e.input,
			output: e.output,
			reasoning: e.reasoning,
			cacheRead: e.cacheRead,
			cacheWrite5m: e.cacheWrite5m,
			cacheWrite1h: e.cacheWrite1h,
			cost: p?.cost ?? 0,
			loggedCost: e.loggedCost,
		};
		bundles.add(head, call, p ?? NO_COSTS);
	}

	function take(writer: Writer, bundles: Bundles, { head, bytes }: BundleRow, copies: ReadonlyMap<number, Copy>): boolean {
		const calls = decodeCalls(bytes);
		const changed = new Map<number, Copy>();
		for (const call of calls) {
			const copy = copies.get(call.key);
			if (!copy || addsNothing(copy, call, head)) continue;
			const stored = copyOf(writer, head, call);
			const merged = merge(stored, copy);
			if (merged !== stored) changed.set(call.key, merged);
		}
		if (changed.size === 0) return false;
		for (const call of calls) place(writer, bundles, changed.get(call.key) ?? copyOf(writer, head, call));
		return true;
	}

	return {
		place,
		again(writer, bundles, { head, bytes }) {
			for (const call of decodeCalls(bytes)) place(writer, bundles, copyOf(writer, head, call));
		},
		take,
	};
}

const samePrice = (a: Price | undefined, b: Price | undefined): boolean => a?.source === b?.source && a?.basis === b?.basis;

const sameNames = (a: UsageEvent, b: UsageEvent): boolean =>
	a.session === b.session &&
	a.model === b.model &&
	a.tie === b.tie &&
	a.rank === b.rank &&
	a.project === b.project &&
	a.agent === b.agent &&
	a.provider === b.provider &&
	a.source === b.source &&
	a.variant === b.variant &&
	a.confidence === b.confidence;
