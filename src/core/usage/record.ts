// Puts usage events into the store: each call once, its winning copy, at its earliest time, with its price.
import type { Clock } from '../../base/clock';
import { dayIn } from '../../base/day';
import { AppError } from '../../base/errors';
import type { Store, Writer } from '../../storage/store';
import type { PriceCall } from '../pricing/pricing';
import { accept } from './accept';
import { type BundleHead, type BundleSums, Bundles, FULL, sameHead } from './bundles';
import { decodeCalls } from './calls';
import { type Copy, merge } from './copy';
import { createDeltas, type UsageDelta } from './deltas';
import { totalTokens, type UsageEvent } from './event';
import { type KeyIndex, readIndex } from './keyIndex';
import { createNames } from './names';
import { createPlacing } from './placing';
import {
	type BundleRow,
	insertBundles,
	type Reader,
	readBundle,
	readBundlesAfter,
	readBundlesOfFile,
	readMark,
	readOpenBundle,
	readSerial,
	removeBundles,
	removeEmptyDaily,
	writeMark,
	writeSerial,
} from './usageStore';

/** What was read of a file. */
export interface FileEvents {
	fileId: number;
	events: readonly UsageEvent[];
}

/** What of a call that was removed says whether a copy of it is as good. */
export interface Removed {
	key: number;
	rank: number;
	/** ms */
	ts: number;
	/** All its tokens. */
	total: number;
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

/** Bundles of one transaction of a pass over all of them: some 10 ms. */
const PASS = 16;
/** Of so few calls at once a bundle that is there takes in what there is room for; a large scan fills bundles by itself. */
const FEW = 200;

/** One recorder a store: it remembers the numbers of names. */
export function createRecorder(parts: RecorderParts): Recorder {
	const { store, clock } = parts;
	let { zone, priceMark = '' } = parts;
	const rules = { price: parts.price, dayOf: dayIn(zone) };
	let { value: serial, bundle: newest } = readSerial(store);
	/** True from `begin` to `end`; still true at the next `begin` where something threw in between. */
	let begun = false;
	let passes: Promise<void> = Promise.resolve();
	/** Then no bundle takes in calls of another, which the pass may not have seen yet. */
	let passing = false;
	const names = createNames();
	const placing = createPlacing(names, rules);
	const deltas = createDeltas();
	/** Made when it is first needed. */
	let index: KeyIndex | undefined;

	/** Before anything is recorded: notices that an earlier transaction was undone, and with it numbers given out in it. */
	function begin(writer: Writer): void {
		const kept = readSerial(writer);
		if (kept.value !== serial || begun) {
			names.forget();
			index = undefined;
			deltas.undoAfter(kept.value);
			serial = kept.value;
			newest = kept.bundle;
		}
		begun = true;
	}

	/** Writes what changed: `gone` bundles, and in their place and beside them new ones. `told`: whether what came in is news. */
	function end(writer: Writer, gone: readonly BundleRow[], bundles: Bundles, told = true): void {
		if (gone.length > 0)
			removeBundles(
				writer,
				gone.map(({ id }) => id),
			);
		const first = newest + 1;
		newest += bundles.all.length;
		if (bundles.all.length > 0)
			insertBundles(
				writer,
				bundles.all.map((bundle, i) => [first + i, ...bundle.values()]),
			);
		for (const [i, { head, calls, sums }] of bundles.all.entries()) {
			for (const { key } of calls) index?.set(key, first + i);
			if (told) tell(writer, head, sums, 1);
		}
		if (told) for (const row of gone) tell(writer, row.head, row, -1);
		if (gone.length > 0) {
			removeEmptyDaily(writer, new Set(gone.map(({ head }) => head.dailyId)));
			names.forgetDaily();
		}
		begun = false;
		serial++;
		writeSerial(writer, serial, newest);
		deltas.mark(serial);
	}

	function tell(reader: Reader, { dailyId }: BundleHead, { input, output, cost }: Sums, sign: 1 | -1): void {
		if (dailyId === 0) return;
		const { model, basis } = names.dailyNames(reader, dailyId);
		deltas.add(model, sign * input, sign * output, basis > 0 ? sign * cost : null);
	}

	/** Zone and prices may both have changed: every call that counts is held against what it should say now. */
	async function pass(): Promise<void> {
		const mark = markOf(zone, priceMark);
		let last = 0;
		// What is recorded from here on follows the new rules already.
		const until = newest;
		do {
			last = await store.write('soon', writer => {
				begin(writer);
				// Until the pass is over, nothing says that all is settled.
				if (last === 0 && readMark(writer) !== '') writeMark(writer, '');
				index ??= readIndex(writer);
				const rows = readBundlesAfter(writer, last, until, PASS);
				const gone: BundleRow[] = [];
				const bundles = new Bundles();
				for (const row of rows) {
					const now = new Bundles();
					placing.again(writer, now, row);
					const [only, ...others] = now.all;
					if (only && others.length === 0 && sameHead(only.head, row.head) && sameSums(only.sums, row)) continue;
					gone.push(row);
					bundles.all.push(...now.all);
				}
				end(writer, gone, bundles, false);
				return rows.at(-1)?.id ?? 0;
			});
			await clock?.yield();
		} while (last > 0);
		await store.write('soon', writer => {
			if (mark === markOf(zone, priceMark) && readMark(writer) !== mark) writeMark(writer, mark);
		});
	}

	function queue(): Promise<void> {
		// Also after one that failed: the failure belongs to whoever asked for that one.
		const next = async () => {
			passing = true;
			await pass().finally(() => {
				passing = false;
			});
		};
		passes = passes.then(next, next);
		return passes;
	}

	function addAll(writer: Writer, files: readonly FileEvents[]): number[] {
		if (files.every(({ events }) => events.length === 0)) return files.map(() => 0);
		begin(writer);
		index ??= readIndex(writer);
		const known = index;
		/** Calls seen for the first time. Until they stand in a bundle the index has their place here, as -1, -2 … */
		const fresh: Copy[] = [];
		const touched = new Map<number, Map<number, Copy>>();
		const refused = files.map(({ fileId, events }) => {
			let count = 0;
			for (const given of events) {
				const event = accept(given);
				if (!event) {
					count++;
					continue;
				}
				const copy = { event, fileId, ts: event.ts };
				const at = known.get(event.key);
				if (at === 0) known.set(event.key, -fresh.push(copy));
				else if (at < 0) fresh[-at - 1] = merge(fresh[-at - 1] ?? copy, copy);
				else {
					const some = mapOf(touched, at);
					const other = some.get(event.key);
					some.set(event.key, other ? merge(other, copy) : copy);
				}
			}
			return count;
		});
		const bundles = new Bundles();
		for (const copy of fresh) placing.place(writer, bundles, copy);
		const gone: BundleRow[] = [];
		for (const [id, some] of touched) {
			const row = readBundle(writer, id);
			if (!row) throw new AppError('INTERNAL', `Bundle ${id} of recorded calls is not there.`);
			if (placing.take(writer, bundles, row, some)) gone.push(row);
		}
		if (fresh.length <= FEW && !passing) fill(writer, bundles, gone);
		end(writer, gone, bundles);
		return refused;
	}

	/** Small bundles take in the calls of one that is there. */
	function fill(writer: Writer, { all }: Bundles, gone: BundleRow[]): void {
		const taken = new Set(gone.map(({ id }) => id));
		for (const bundle of all) {
			const open = readOpenBundle(writer, bundle.head, FULL, bundle.calls.length);
			if (!open || taken.has(open.id)) continue;
			bundle.join(decodeCalls(open.bytes), open);
			taken.add(open.id);
			gone.push(open);
		}
	}

	return {
		add: (writer, fileId, events) => addAll(writer, [{ fileId, events }])[0] ?? 0,
		addAll,
		dropFile(writer, fileId) {
			begin(writer);
			index ??= readIndex(writer);
			const gone = readBundlesOfFile(writer, fileId);
			const removed = gone.flatMap(({ head, bytes }) =>
				decodeCalls(bytes).map(call => ({ key: call.key, rank: head.rank, ts: call.ts, total: totalTokens(call) })),
			);
			for (const { key } of removed) index.set(key, 0);
			end(writer, gone, new Bundles());
			return removed;
		},
		drain() {
			const kept = readSerial(store).value;
			if (kept < serial) deltas.undoAfter(kept);
			return deltas.drain();
		},
		rezone(next) {
			rules.dayOf = dayIn(next);
			zone = next;
			return queue();
		},
		reprice(next, nextMark = '') {
			rules.price = next;
			priceMark = nextMark;
			return queue();
		},
		async settle() {
			if (readMark(store) !== markOf(zone, priceMark)) await queue();
		},
	};
}

const markOf = (zone: string, priceMark: string): string => `${zone} ${priceMark}`;

type Sums = Pick<BundleSums, 'input' | 'output' | 'cost'>;

const sameSums = (a: BundleSums, b: BundleSums): boolean => (Object.keys(a) as (keyof BundleSums)[]).every(name => a[name] === b[name]);

function mapOf(maps: Map<number, Map<number, Copy>>, id: number): Map<number, Copy> {
	let map = maps.get(id);
	if (!map) {
		map = new Map();
		maps.set(id, map);
	}
	return map;
}
