// Puts usage events into the store: each call once, its winning copy, at its earliest time, with its price.
import type { Clock } from '../../base/clock';
import { dayIn } from '../../base/day';
import type { Store, Value, Writer } from '../../storage/store';
import type { Price, PriceCall } from '../pricing/pricing';
import { accept } from './accept';
import { addsNothing, type Copy, merge } from './copy';
import { createDeltas, type UsageDelta } from './deltas';
import type { Confidence, UsageEvent } from './event';
import { STORED } from './eventValues';
import { FreshKeys } from './freshKeys';
import { createNames } from './names';
import { Postings } from './postings';
import {
	type EventRow,
	eventsAfter,
	findEvents,
	hasEvents,
	insertEvents,
	postSums,
	type Reader,
	type Removed,
	readMark,
	readSerial,
	removeEmptyDaily,
	removeFile,
	sumsOfFile,
	updateEvents,
	writeMark,
	writeSerial,
} from './usageStore';

/** What was read of a file. */
export interface FileEvents {
	fileId: number;
	events: readonly UsageEvent[];
}

export interface Recorder {
	/**
	 * Records what was read of a file, inside the caller's transaction. The order of calls, files and events never
	 * changes the result. Gives how many events were refused: a count that no tool can have meant (negative, a fraction,
	 * beyond 10^12), or a time outside 1970 … 9999.
	 */
	add(writer: Writer, fileId: number, events: readonly UsageEvent[]): number;
	/** The same for several files at once, which costs less than one by one; how many were refused of each. */
	addAll(writer: Writer, files: readonly FileEvents[]): number[];
	/** What was read of this file no longer counts; tells of it, for other files may hold copies. */
	dropFile(writer: Writer, fileId: number): Removed[];
	/** What came in since the last call, dearest first. Empty where nothing did. */
	drain(): UsageDelta[];
	/** Days are from now on those of `zone`; recorded calls move to theirs. Resolves when all have. */
	rezone(zone: string): Promise<void>;
	/** Prices are from now on `price`'s; recorded calls are priced again by their own dates. Resolves when all are. */
	reprice(price: PriceCall, priceMark?: string): Promise<void>;
	/**
	 * Brings calls up to date that were recorded under another zone or price list (the machine travelled, the product was
	 * updated, or a `rezone` was cut off). Costs one query where nothing changed; for the start of the hub.
	 */
	settle(): Promise<void>;
}

export interface RecorderParts {
	store: Store;
	price: PriceCall;
	/** Names the price list; two lists with the same mark price alike. */
	priceMark?: string;
	/** IANA zone whose calendar days count. */
	zone: string;
	/** Gives other work a turn during `rezone`, `reprice` and `settle`. */
	clock?: Pick<Clock, 'yield'>;
}

const BASIS = { unpriced: 0, priced: 1, logged: 2 } as const satisfies Record<Price['basis'], number>;
const CONFIDENCE: readonly Confidence[] = ['exact', 'estimated', 'aggregate'];
/** Calls of one transaction of a pass over all of them: some 10 ms. */
const PASS = 1000;

/** One recorder a store: it remembers the numbers of names. */
export function createRecorder(parts: RecorderParts): Recorder {
	const { store, clock } = parts;
	let { price, zone, priceMark = '' } = parts;
	let dayOf = dayIn(zone);
	let serial = readSerial(store);
	/** True from `begin` to `end`; still true at the next `begin` where something threw in between. */
	let begun = false;
	let passes: Promise<void> = Promise.resolve();
	const names = createNames();
	const deltas = createDeltas();
	/** Only where nothing was recorded before, and nothing by anyone else since: it must know every key. */
	let fresh = hasEvents(store) ? undefined : new FreshKeys();

	/** Before anything is recorded: notices that an earlier transaction was undone, and with it numbers given out in it. */
	function begin(writer: Writer): void {
		const kept = readSerial(writer);
		if (kept !== serial || begun) {
			names.forget();
			fresh = undefined;
			deltas.undoAfter(kept);
			serial = kept;
		}
		begun = true;
	}

	/** `told`: whether what came in is news. */
	function end(writer: Writer, postings: Postings, told = true): void {
		const rows = postings.rows();
		if (rows.length > 0) postSums(writer, rows);
		if (told) postings.tell(deltas, row => names.dailyNames(writer, row));
		if (postings.lessened.size > 0) {
			removeEmptyDaily(writer, postings.lessened);
			names.forgetDaily();
		}
		begun = false;
		serial++;
		writeSerial(writer, serial);
		deltas.mark(serial);
	}

	/** A stored call as a copy, so that it can be held against others. */
	function copyOf(reader: Reader, row: EventRow): Copy {
		const { source, provider, model, agent, project } = names.dailyNames(reader, row.daily_id);
		const event: UsageEvent = {
			source,
			provider,
			model,
			agent,
			project,
			key: row.key,
			rank: row.rank,
			tie: row.tie,
			ts: row.ts,
			session: names.name(reader, 'sessions', row.session_id),
			variant: names.name(reader, 'variants', row.variant_id),
			confidence: CONFIDENCE[row.confidence] ?? 'exact',
			requests: row.requests,
			input: row.input,
			output: row.output,
			reasoning: row.reasoning,
			cacheRead: row.cache_read,
			cacheWrite5m: row.cache_write_5m,
			cacheWrite1h: row.cache_write_1h,
		};
		if (row.logged_cost !== null) event.loggedCost = row.logged_cost;
		return { event, fileId: row.file_id, ts: row.ts };
	}

	/** What is stored of a copy, in the order `insertEvents` takes; its price is that of its earliest time. */
	function valuesOf(writer: Writer, { event: e, fileId, ts }: Copy): Value[] {
		const session = names.id(writer, 'sessions', e.session);
		const variant = names.id(writer, 'variants', e.variant);
		const confidence = CONFIDENCE.indexOf(e.confidence);
		if (e.requests === 0)
			return [e.key, e.rank, e.tie, fileId, ts, 0, session, variant, confidence, 0, 0, 0, 0, 0, 0, 0, null, 0, 0, 0, 0, 0, 0];
		const p = price(e.ts === ts ? e : { ...e, ts });
		const basis = BASIS[p.basis];
		return [
			e.key,
			e.rank,
			e.tie,
			fileId,
			ts,
			names.daily(writer, e, dayOf(ts), basis),
			session,
			variant,
			confidence,
			e.requests,
			e.input,
			e.output,
			e.reasoning,
			e.cacheRead,
			e.cacheWrite5m,
			e.cacheWrite1h,
			e.loggedCost ?? null,
			basis === 0 ? 0 : names.id(writer, 'prices', p.source),
			p.cost,
			p.inputCost,
			p.outputCost,
			p.cacheReadCost,
			p.cacheWriteCost,
		];
	}

	/** Zone and prices may both have changed: every call that counts is held against what it should say now. */
	async function pass(): Promise<void> {
		let last = 0;
		do {
			last = await store.write('soon', writer => {
				begin(writer);
				const rows = eventsAfter(writer, last, PASS);
				const changed: Value[][] = [];
				const postings = new Postings();
				for (const row of rows) {
					const values = valuesOf(writer, copyOf(writer, row));
					if (STORED.every((name, i) => name === undefined || row[name] === values[i])) continue;
					changed.push(values);
					postings.remove(row);
					postings.add(values);
				}
				if (changed.length > 0) updateEvents(writer, changed);
				end(writer, postings, false);
				return rows.at(-1)?.id ?? 0;
			});
			await clock?.yield();
		} while (last > 0);
		const mark = markOf(zone, priceMark);
		await store.write('soon', writer => {
			if (readMark(writer) !== mark) writeMark(writer, mark);
		});
	}

	function queue(): Promise<void> {
		// Also after one that failed: the failure belongs to whoever asked for that one.
		passes = passes.then(pass, pass);
		return passes;
	}

	function addAll(writer: Writer, files: readonly FileEvents[]): number[] {
		if (files.every(({ events }) => events.length === 0)) return files.map(() => 0);
		begin(writer);
		const copies = new Map<number, Copy>();
		const refused = files.map(({ fileId, events }) => {
			let count = 0;
			for (const given of events) {
				const event = accept(given);
				if (!event) {
					count++;
					continue;
				}
				const copy = { event, fileId, ts: event.ts };
				const other = copies.get(event.key);
				copies.set(event.key, other ? merge(other, copy) : copy);
			}
			return count;
		});
		const lookUp = [...copies.keys()].filter(key => !fresh?.isFresh(key));
		const changed: Value[][] = [];
		const postings = new Postings();
		for (const row of findEvents(writer, lookUp)) {
			const copy = copies.get(row.key);
			copies.delete(row.key);
			if (!copy || addsNothing(copy, row)) continue;
			const stored = copyOf(writer, row);
			const merged = merge(stored, copy);
			if (merged === stored) continue;
			const values = valuesOf(writer, merged);
			changed.push(values);
			postings.remove(row);
			postings.add(values);
		}
		const added: Value[][] = [];
		for (const copy of copies.values()) {
			const values = valuesOf(writer, copy);
			added.push(values);
			fresh?.add(copy.event.key);
			postings.add(values);
		}
		if (added.length > 0) insertEvents(writer, added);
		if (changed.length > 0) updateEvents(writer, changed);
		end(writer, postings);
		return refused;
	}

	return {
		add: (writer, fileId, events) => addAll(writer, [{ fileId, events }])[0] ?? 0,
		addAll,
		dropFile(writer, fileId) {
			begin(writer);
			const postings = new Postings();
			for (const sum of sumsOfFile(writer, fileId)) postings.removeSum(sum);
			const removed = removeFile(writer, fileId);
			end(writer, postings);
			return removed;
		},
		drain() {
			const kept = readSerial(store);
			if (kept < serial) deltas.undoAfter(kept);
			return deltas.drain();
		},
		rezone(next) {
			dayOf = dayIn(next);
			zone = next;
			return queue();
		},
		reprice(next, nextMark = '') {
			price = next;
			priceMark = nextMark;
			return queue();
		},
		async settle() {
			if (readMark(store) !== markOf(zone, priceMark)) await queue();
		},
	};
}

const markOf = (zone: string, priceMark: string): string => `${zone} ${priceMark}`;
