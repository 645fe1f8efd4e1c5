// Finds ids that a proxy gives to every answer alike: calls under such an id are told apart by their lines.
import { hash53 } from '../../usage/event';
import { bytesOf, startsAt } from '../lineHead';
import type { Call } from './claudeRecord';

/** What is remembered of the ids of a file between two reads. Plain JSON. */
export interface IdState {
	/** Ids known as constant when the file was read. */
	constant: string[];
	/** Ids that could be: `[id, ts, hash of uuid, hash of origin]`; twice for an id with an earliest and a latest call. */
	recent: [string, number, number, number][];
}

/** So far apart, one answer is not still being written. */
const HOUR = 3_600_000;
/** Ids remembered per file: one that stands for all answers is always among the latest. */
const MAX_RECENT = 32;
/** Ids remembered over all files. */
const MAX_KNOWN = 20_000;
/** The model's own host gives ids that are random and long; only others are suspected. */
export const GENUINE = /^msg_(?:bdrk_|vrtx_)?[0-9A-Za-z]{20,200}$/;

const PREFIX = bytesOf('msg_');
const BEDROCK = bytesOf('bdrk_');
const VERTEX = bytesOf('vrtx_');

/** True where `GENUINE` fits the text of `bytes.subarray(start, end)`; asked of every answer, so no text is made of it. */
export function isGenuineAt(bytes: Uint8Array, start: number, end: number): boolean {
	if (!startsAt(bytes, start, PREFIX)) return false;
	let from = start + PREFIX.length;
	if (startsAt(bytes, from, BEDROCK) || startsAt(bytes, from, VERTEX)) from += BEDROCK.length;
	if (end - from < 20 || end - from > 200) return false;
	for (let i = from; i < end; i++) {
		const byte = bytes[i] as number;
		const letter = byte | 0x20;
		if (!((byte >= 0x30 && byte <= 0x39) || (letter >= 0x61 && letter <= 0x7a))) return false;
	}
	return true;
}

interface Seen {
	ts: number;
	uuid: number;
	origin: number;
}

/** The earliest and the latest call under an id: one in between may be less than an hour from both. */
interface Span {
	first: Seen;
	last: Seen;
}

/** The ids of all files of the tool. */
export class Ids {
	readonly #constant = new Set<string>();
	readonly #known = new Map<string, Span>();
	#news = false;

	/** True once after an id has turned out to be constant. */
	takeNews(): boolean {
		const news = this.#news;
		this.#news = false;
		return news;
	}

	/** Ids that are constant, in no order. */
	get constant(): readonly string[] {
		return [...this.#constant];
	}

	isConstant(id: string): boolean {
		return this.#constant.size > 0 && this.#constant.has(id);
	}

	/** Takes what a file's state remembers. */
	learn(state: IdState): void {
		for (const id of state.constant) this.#constant.add(id);
		for (const [id, ts, uuid, origin] of state.recent) this.#meet(id, { ts, uuid, origin });
	}

	/** Takes a call; true where its id turns out to be constant, which it was not known to be. */
	meet(call: Call, recent: Map<string, Span>): boolean {
		const { id } = call;
		// A line without a time says nothing of how far apart answers are.
		if (id === '' || call.event.ts === 0 || GENUINE.test(id) || this.isConstant(id)) return false;
		const seen: Seen = { ts: call.event.ts, uuid: hash53(call.uuid), origin: call.origin ? hash53(call.origin) : 0 };
		if (widen(recent, id, seen)) {
			if (recent.size > MAX_RECENT)
				for (const oldest of recent.keys()) {
					recent.delete(oldest);
					break;
				}
		}
		return this.#meet(id, seen);
	}

	#meet(id: string, seen: Seen): boolean {
		if (this.isConstant(id)) return false;
		const known = this.#known.get(id);
		if (!known || !(isApart(known.first, seen) || isApart(known.last, seen))) {
			if (!known && this.#known.size >= MAX_KNOWN) this.#known.clear();
			widen(this.#known, id, seen);
			return false;
		}
		this.#constant.add(id);
		this.#news = true;
		this.#known.delete(id);
		return true;
	}
}

/** True for two answers that cannot be one: hours apart, and neither a copy of the other. */
const isApart = (a: Seen, b: Seen): boolean =>
	Math.abs(a.ts - b.ts) >= HOUR && a.uuid !== b.uuid && (a.origin === 0 || a.origin !== b.origin);

/** Takes a call into the span of its id; true where the id is new. */
function widen(spans: Map<string, Span>, id: string, seen: Seen): boolean {
	const span = spans.get(id);
	if (!span) spans.set(id, { first: seen, last: seen });
	else if (seen.ts < span.first.ts) span.first = seen;
	else if (seen.ts > span.last.ts) span.last = seen;
	return !span;
}

/** The state as it is stored: '' where there is nothing to remember, which is the rule. */
export function idStateText(constant: readonly string[], recent: ReadonlyMap<string, Span>): string {
	if (constant.length === 0 && recent.size === 0) return '';
	const state: IdState = {
		constant: [...constant],
		recent: [...recent].flatMap(([id, { first, last }]) =>
			[...new Set([first, last])].map(({ ts, uuid, origin }): IdState['recent'][number] => [id, ts, uuid, origin]),
		),
	};
	return JSON.stringify(state);
}

export const idStateOf = (text: string): IdState => (text === '' ? { constant: [], recent: [] } : (JSON.parse(text) as IdState));

export function recentOf(state: IdState): Map<string, Span> {
	const recent = new Map<string, Span>();
	for (const [id, ts, uuid, origin] of state.recent) widen(recent, id, { ts, uuid, origin });
	return recent;
}
