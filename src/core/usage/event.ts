// A usage event: one model call, as every collector hands it over.

/** 9999-12-30: later instants have no day that is written YYYY-MM-DD in every zone. */
export const MAX_TS = 253_402_128_000_000;

export type Confidence = 'exact' | 'estimated' | 'aggregate';

/** Token counts are disjoint and whole, ≥ 0. `reasoning` is a subset of `output`. */
export interface UsageEvent {
	/** 53-bit hash of the dedup key (`eventKey`). Copies of one call, in whatever file, have the same. */
	key: number;
	/** Of two copies the higher rank wins; then the larger total; then the smaller `tie`. */
	rank: number;
	/** Decides between equal copies whatever the order of reading: 53-bit hash of the session (and file, if need be). */
	tie: number;
	/** ms UTC. The earliest of all copies is kept. A collector gives 0 where the log names no time that can be; then its file's counts. */
	ts: number;
	/** `claude`, `codex`, `openclaw` */
	source: string;
	/** As the log says, or by the tool: `anthropic`, `openai` …; '' where unknown. */
	provider: string;
	model: string;
	/** Who worked: OpenClaw's agent id, a sub-agent's type, else `main`. */
	agent: string;
	/** Working folder, '' where the log names none. */
	project: string;
	session: string;
	/** Price modifiers of the call, sorted, comma separated: '', 'fast', 'fast,geo:us', 'batch' … */
	variant: string;
	confidence: Confidence;
	/** Calls this stands for: 1, or 0 for a tombstone (a key that is known to be a copy of something else). */
	requests: number;
	input: number;
	output: number;
	reasoning: number;
	cacheRead: number;
	cacheWrite5m: number;
	cacheWrite1h: number;
	/** Dollars the tool wrote and that can be trusted as billed; undefined where it wrote none. */
	loggedCost?: number;
}

/** All tokens of an event (reasoning is part of output). */
export const totalTokens = (e: Pick<UsageEvent, 'input' | 'output' | 'cacheRead' | 'cacheWrite5m' | 'cacheWrite1h'>): number =>
	e.input + e.output + e.cacheRead + e.cacheWrite5m + e.cacheWrite1h;

/**
 * A 53-bit hash, taken in parts (cyrb53 by its published description: two 32-bit multiply-xor lanes).
 * With 10 million events two different keys meet with a chance of about 0.6 %; a meeting loses one call.
 */
export class Hash53 {
	#a = 0xdeadbeef | 0;
	#b = 0x41c6ce57;

	text(text: string): this {
		let a = this.#a;
		let b = this.#b;
		for (let i = 0; i < text.length; i++) {
			const unit = text.charCodeAt(i);
			a = Math.imul(a ^ unit, 2654435761);
			b = Math.imul(b ^ unit, 1597334677);
		}
		this.#a = a;
		this.#b = b;
		return this;
	}

	/** Of `bytes.subarray(start, end)`: what `text` makes of the same characters in Latin-1. */
	latin1(bytes: Uint8Array, start: number, end: number): this {
		let a = this.#a;
		let b = this.#b;
		for (let i = start; i < end; i++) {
			const unit = bytes[i] as number;
			a = Math.imul(a ^ unit, 2654435761);
			b = Math.imul(b ^ unit, 1597334677);
		}
		this.#a = a;
		this.#b = b;
		return this;
	}

	get value(): number {
		let a = this.#a;
		let b = this.#b;
		a = Math.imul(a ^ (a >>> 16), 2246822507) ^ Math.imul(b ^ (b >>> 13), 3266489909);
		b = Math.imul(b ^ (b >>> 16), 2246822507) ^ Math.imul(a ^ (a >>> 13), 3266489909);
		return 4294967296 * (2097151 & b) + (a >>> 0);
	}
}

export const hash53 = (text: string): number => new Hash53().text(text).value;

/** The key of a call: the tool's namespace and the tool's own id, so that ids of two tools never meet. */
export const eventKey = (space: string, id: string): number => new Hash53().text(space).text('|').text(id).value;
