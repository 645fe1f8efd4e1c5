// Puts usage events into the store: each call once, its winning copy, at its earliest time, with its price.
import type { Clock } from '../../base/clock';
import type { Store, Writer } from '../../storage/store';
import type { PriceCall } from '../pricing/pricing';
import type { UsageEvent } from './event';

/** New usage of one model; `tokens_in` is uncached input, `cost` is dollars, null where nothing of it has a price. */
export interface UsageDelta {
	model: string;
	tokens_in: number;
	tokens_out: number;
	cost: number | null;
}

export interface Recorder {
	/**
	 * Records what was read of a file, inside the caller's transaction. The order of calls, files and events never
	 * changes the result. Counts that no tool can have meant (negative, fractions, beyond 2^53) are refused.
	 */
	add(writer: Writer, fileId: number, events: readonly UsageEvent[]): void;
	/** What was read of this file no longer counts. */
	dropFile(writer: Writer, fileId: number): void;
	/** What came in since the last call, dearest first. Empty where nothing did. */
	drain(): UsageDelta[];
	/** Days are from now on those of `zone`; recorded calls move to theirs. Resolves when all have. */
	rezone(zone: string): Promise<void>;
	/** Prices are from now on `price`'s; recorded calls are priced again by their own dates. Resolves when all are. */
	reprice(price: PriceCall): Promise<void>;
}

export interface RecorderParts {
	store: Store;
	price: PriceCall;
	/** IANA zone whose calendar days count. */
	zone: string;
	/** Gives other work a turn during `rezone` and `reprice`. */
	clock?: Clock;
}
