// Tells of most keys that they were never recorded, so that a first scan need not look them up.

/** Bits of the filter: half full at a million calls, which makes one in eight new ones be looked up. */
const BITS = 2 ** 22;
/** Bits a key sets. */
const PARTS = 3;

/**
 * Remembers keys without holding them (a Bloom filter): of a key that was added `isFresh` is always false, of one that was not
 * nearly always true. Only of use where it has been told of every key from the first on.
 */
export class FreshKeys {
	readonly #words = new Int32Array(BITS / 32);

	isFresh(key: number): boolean {
		for (let part = 0; part < PARTS; part++) {
			const bit = bitOf(key, part);
			if (((this.#words[bit >>> 5] ?? 0) & (1 << (bit & 31))) === 0) return true;
		}
		return false;
	}

	add(key: number): void {
		for (let part = 0; part < PARTS; part++) {
			const bit = bitOf(key, part);
			this.#words[bit >>> 5] = (this.#words[bit >>> 5] ?? 0) | (1 << (bit & 31));
		}
	}
}

/** Keys are hashes of 53 bits: pieces of them are as good as hashes of their own. */
function bitOf(key: number, part: number): number {
	const low = key % BITS;
	const high = Math.floor(key / BITS) % BITS;
	return (low + part * (high | 1)) % BITS;
}
