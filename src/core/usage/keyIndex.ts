// Which bundle a call stands in, by its key: kept in memory, for an index in the database was the dearest part of recording a call.
import { giveBack } from '../../base/memory';
import { keysOf } from './calls';
import { type Reader, readBytesAfter } from './usageStore';

/** Bundles whose keys are read at once. */
const PIECE = 1000;
/** Places to begin with; always a power of two. */
const SMALLEST = 2 ** 16;
/** So much of the places may be taken. */
const LOAD = 0.6;

/** A hash table of numbers alone: 12 bytes a place, a quarter of what a Map takes. Keys are hashes already. */
export class KeyIndex {
	/** One more than the key, as 0 marks an empty place. */
	#marks = new Float64Array(SMALLEST);
	/** 31 bits: at ten bundles a second they last seven years. */
	#bundles = new Int32Array(SMALLEST);
	#taken = 0;

	/** The number of its bundle; 0 where it stands in none; what `set` gave it else (the recorder marks calls of a running transaction). */
	get(key: number): number {
		return this.#bundles[this.#place(key + 1)] as number;
	}

	/** `bundle` 0 takes it out. */
	set(key: number, bundle: number): void {
		let place = this.#place(key + 1);
		if (this.#marks[place] === 0) {
			if (this.#taken >= this.#marks.length * LOAD) {
				this.#grow();
				place = this.#place(key + 1);
			}
			this.#taken++;
			this.#marks[place] = key + 1;
		}
		this.#bundles[place] = bundle;
	}

	/** Where the mark is, or would be. */
	#place(mark: number): number {
		const marks = this.#marks;
		const last = marks.length - 1;
		let place = mark & last; // its low bits: `&` takes a number modulo 2 ** 32
		while (marks[place] !== mark && marks[place] !== 0) place = (place + 1) & last;
		return place;
	}

	#grow(): void {
		const marks = this.#marks;
		const bundles = this.#bundles;
		this.#marks = new Float64Array(marks.length * 2);
		this.#bundles = new Int32Array(marks.length * 2);
		this.#taken = 0;
		for (let i = 0; i < marks.length; i++) if (bundles[i] !== 0) this.set((marks[i] as number) - 1, bundles[i] as number);
		giveBack(marks);
		giveBack(bundles);
	}
}

/** The index of everything that is stored. */
export function readIndex(reader: Reader): KeyIndex {
	const index = new KeyIndex();
	for (let rows = readBytesAfter(reader, 0, PIECE); rows.length > 0; rows = readBytesAfter(reader, rows.at(-1)?.id ?? 0, PIECE)) {
		for (const { id, bytes } of rows) for (const key of keysOf(bytes)) index.set(key, id);
	}
	return index;
}
