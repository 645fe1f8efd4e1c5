// The calls of a bundle as bytes: what differs from call to call, some thirty bytes each.
import type { UsageEvent } from './event';

type Shared = 'source' | 'provider' | 'model' | 'agent' | 'project' | 'session' | 'variant' | 'confidence' | 'rank' | 'tie';

/** What is stored of a call beside what it shares with its bundle. `ts` is the earliest of all copies. */
export interface StoredCall extends Omit<UsageEvent, Shared | 'loggedCost'> {
	/** Dollars; 0 where unpriced (the roll-up row's basis tells). */
	cost: number;
	/** Dollars the tool itself wrote; undefined where it wrote none. */
	loggedCost: number | undefined;
}

// One byte of flags, how many, then by columns: the keys (7 bytes each), the earliest time, then call by call the time since it and
// the counts as variable-length numbers (7 bits a byte, low ones first), then costs and logged costs as doubles where there are any.
const COSTS = 1;
const LOGGED = 2;
const KEY = 7;
/** A variable-length number of 53 bits. */
const LONGEST = 8;
const NUMBERS = 8;

export function encodeCalls(calls: readonly StoredCall[]): Uint8Array {
	const buffer = new ArrayBuffer(1 + 2 * LONGEST + calls.length * (KEY + NUMBERS * LONGEST + 16));
	const out = new Writing(buffer);
	let flags = 0;
	let first = Number.MAX_SAFE_INTEGER;
	for (const { ts, cost, loggedCost } of calls) {
		if (ts < first) first = ts;
		if (cost !== 0) flags |= COSTS;
		if (loggedCost !== undefined) flags |= LOGGED;
	}
	out.number(flags);
	out.number(calls.length);
	for (const { key } of calls) out.key(key);
	out.number(first);
	for (const call of calls) {
		out.number(call.ts - first);
		out.number(call.requests);
		out.number(call.input);
		out.number(call.output);
		out.number(call.reasoning);
		out.number(call.cacheRead);
		out.number(call.cacheWrite5m);
		out.number(call.cacheWrite1h);
	}
	if (flags & COSTS) for (const { cost } of calls) out.double(cost);
	if (flags & LOGGED) for (const { loggedCost = Number.NaN } of calls) out.double(loggedCost);
	return new Uint8Array(buffer, 0, out.at).slice();
}

export function decodeCalls(bytes: Uint8Array): StoredCall[] {
	const from = new Reading(bytes);
	const flags = from.number();
	const keys = readKeys(from);
	const first = from.number();
	const calls = keys.map(
		(key): StoredCall => ({
			key,
			ts: first + from.number(),
			requests: from.number(),
			input: from.number(),
			output: from.number(),
			reasoning: from.number(),
			cacheRead: from.number(),
			cacheWrite5m: from.number(),
			cacheWrite1h: from.number(),
			cost: 0,
			loggedCost: undefined,
		}),
	);
	if (flags & COSTS) for (const call of calls) call.cost = from.double();
	if (flags & LOGGED) {
		for (const call of calls) {
			const cost = from.double();
			if (!Number.isNaN(cost)) call.loggedCost = cost;
		}
	}
	return calls;
}

/** The keys alone. */
export function keysOf(bytes: Uint8Array): number[] {
	const from = new Reading(bytes);
	from.number();
	return readKeys(from);
}

function readKeys(from: Reading): number[] {
	const keys = new Array<number>(from.number());
	for (let i = 0; i < keys.length; i++) keys[i] = from.key();
	return keys;
}

class Writing {
	at = 0;
	readonly #view: DataView;

	constructor(buffer: ArrayBuffer) {
		this.#view = new DataView(buffer);
	}

	number(value: number): void {
		let rest = value;
		while (rest >= 0x80) {
			this.#view.setUint8(this.at++, (rest % 0x80) | 0x80);
			rest = Math.floor(rest / 0x80);
		}
		this.#view.setUint8(this.at++, rest);
	}

	key(value: number): void {
		const high = Math.floor(value / 2 ** 32);
		this.#view.setUint32(this.at, value, true); // modulo 2 ** 32
		this.#view.setUint16(this.at + 4, high & 0xffff, true);
		this.#view.setUint8(this.at + 6, high >>> 16);
		this.at += KEY;
	}

	double(value: number): void {
		this.#view.setFloat64(this.at, value, true);
		this.at += 8;
	}
}

class Reading {
	#at = 0;
	readonly #view: DataView;

	constructor(bytes: Uint8Array) {
		this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
	}

	number(): number {
		let value = 0;
		for (let unit = 1; ; unit *= 0x80) {
			const byte = this.#view.getUint8(this.#at++);
			if (byte < 0x80) return value + byte * unit;
			value += (byte - 0x80) * unit;
		}
	}

	key(): number {
		const low = this.#view.getUint32(this.#at, true);
		const high = this.#view.getUint16(this.#at + 4, true) + this.#view.getUint8(this.#at + 6) * 2 ** 16;
		this.#at += KEY;
		return high * 2 ** 32 + low;
	}

	double(): number {
		const value = this.#view.getFloat64(this.#at, true);
		this.#at += 8;
		return value;
	}
}
