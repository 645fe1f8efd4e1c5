// Picks a few values out of a line of JSON without making objects of the rest, and checks the whole line as strictly as JSON.parse does.
import { CHUNK } from '../chunk';
import { PICK_WASM } from './bytes';
import { layTree } from './tree';

/** What was found at a path. */
export const Kind = {
	absent: 0,
	string: 1,
	/** A whole number of up to fifteen digits: its value is in `number`. */
	number: 2,
	true: 3,
	false: 4,
	null: 5,
	object: 6,
	array: 7,
	/** Any other number: `Number` of its text. */
	longNumber: 8,
} as const;

/** What came of a line. */
export const Outcome = {
	/** A JSON object; the values are those of the wanted paths. */
	object: 0,
	/** No JSON object. */
	bad: 1,
	/** Perhaps one, with something in it that is left to JSON.parse: an escape in a key, great depth. */
	unsure: 2,
} as const;
export type Outcome = (typeof Outcome)[keyof typeof Outcome];

export interface Picker {
	/** By the number of the path: a Kind. Of a key that comes twice the last one counts. */
	readonly kind: Uint8Array;
	/** Where the value begins and ends in the scratch buffer; of a string what is between its quotes, as it stands there. */
	readonly start: Int32Array;
	readonly end: Int32Array;
	readonly number: Float64Array;
	/**
	 * A bit per path, 32 in each number: its value has been another than in the line before, in any line read since this was set
	 * to 0. Of objects and lists only the kind is compared. What nearly all lines repeat need not be read.
	 */
	readonly changed: Int32Array;
	/** Reads the line `scratch.subarray(start, end)`. The byte at `end` must be a control character. */
	read(start: number, end: number): Outcome;
}

export interface LineMemory {
	/** Where lines are to be read to. */
	readonly scratch: Buffer;
	/** A new picker of dotted paths (`message.usage.input_tokens`, at most 64); their places in the list are their numbers. */
	picker(paths: readonly string[]): Picker;
	/** What `make` makes of this memory, made once. */
	made<T>(make: (memory: LineMemory) => T): T;
}

// The layout is pick.as's.
const STARTS = 64;
const ENDS = STARTS + 64 * 4;
const NUMBERS = ENDS + 64 * 4;
const TREES = 8_192;
/** What is kept of a value, to be compared with the next line's. */
const LAST = 256;
const LINES = 65_536;
/** Sixteen bytes are looked at at a time, also at the end. */
const BEYOND = 64;

/** Undefined where this machine has no WebAssembly with SIMD: then lines are parsed as ever. */
export function createLineMemory(): LineMemory | undefined {
	try {
		return instantiate();
	} catch {
		return undefined;
	}
}

function instantiate(): LineMemory {
	const memory = new WebAssembly.Memory({ initial: 10, maximum: 10 });
	const module = new WebAssembly.Module(Buffer.from(PICK_WASM, 'base64'));
	const pick = new WebAssembly.Instance(module, { env: { memory } }).exports.pick as PickFunction;
	const all = memory.buffer;
	const kind = new Uint8Array(all, 0, 64);
	const start = new Int32Array(all, STARTS, 64);
	const end = new Int32Array(all, ENDS, 64);
	const number = new Float64Array(all, NUMBERS, 64);
	const made = new Map<unknown, unknown>();
	let free = TREES;
	const lines: LineMemory = {
		scratch: Buffer.from(all, LINES, Math.min(CHUNK, all.byteLength - LINES - BEYOND)),
		picker(paths) {
			if (paths.length > 64) throw new Error('A picker takes at most 64 paths.');
			const tree = layTree(paths, all, free);
			const last = (tree.end + 7) & ~7;
			free = last + 8 + paths.length * LAST;
			if (free > LINES) throw new Error('There is no room for another picker.');
			return {
				kind,
				start,
				end,
				number,
				changed: new Int32Array(all, last, 2),
				read: (from, to) => pick(tree.root, last, LINES, LINES + from, LINES + to, paths.length) as Outcome,
			};
		},
		made<T>(make: (memory: LineMemory) => T): T {
			if (!made.has(make)) made.set(make, make(lines));
			return made.get(make) as T;
		},
	};
	return lines;
}

/** The little of it that is used: Node has it, its types do not. */
declare const WebAssembly: {
	Memory: new (size: { initial: number; maximum: number }) => { readonly buffer: ArrayBuffer };
	Module: new (bytes: Uint8Array) => object;
	Instance: new (module: object, imports: object) => { readonly exports: Readonly<Record<string, unknown>> };
};

type PickFunction = (tree: number, last: number, base: number, start: number, end: number, paths: number) => number;
