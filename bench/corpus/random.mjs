// Random numbers that are the same for the same seed, and the text that fills the generated logs.

/** A stream of 32-bit numbers from a seed (a Weyl sequence through a multiply-xor mix), with the draws a corpus needs. */
export function randomOf(seed) {
	let state = seed >>> 0;
	const next = () => {
		state = (state + 0x9e3779b9) >>> 0;
		let x = state;
		x = Math.imul(x ^ (x >>> 16), 0x21f0aaad);
		x = Math.imul(x ^ (x >>> 15), 0x735a2d97);
		return (x ^ (x >>> 15)) >>> 0;
	};
	const below = count => Math.floor((next() / 2 ** 32) * count);
	const between = (low, high) => low + below(high - low + 1);
	const hex = length => {
		let text = '';
		while (text.length < length) text += next().toString(16).padStart(8, '0');
		return text.slice(0, length);
	};
	return {
		below,
		between,
		hex,
		chance: share => next() / 2 ** 32 < share,
		pick: list => list[below(list.length)],
		/** Mostly small, seldom large: the sizes of prompts, answers and files. */
		long: (low, high) => low + Math.floor((high - low) * (next() / 2 ** 32) ** 4),
		uuid: () => `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`,
	};
}

const WORDS = (
	'the of and to in is that for it with as on be at by this from or an are not have file test error value return function const import export ' +
	'async await string number type interface class module config server client request response token usage session budget model ' +
	'path folder line byte cursor store write read parse count total price window panel chart table row column index key hash time zone day month'
).split(' ');
const ODDS = [
	'\\n',
	'\\n\\t',
	'\\"quoted\\"',
	'\\\\d+',
	'{ }',
	'=> {',
	'();',
	'größer',
	'→',
	'日本語',
	'`code`',
	'"',
	': ',
	'[0]',
	'</div>',
	'\\u001b[32m',
];

/**
 * A pool of text as it stands inside a JSON string (already escaped), and a way to cut pieces of it. Cutting costs nothing,
 * so a gigabyte is generated in seconds; the pool is large enough that no piece is met twice in a row.
 */
export function textOf(random, size = 1 << 20) {
	const parts = [];
	for (let length = 0; length < size; ) {
		const odd = random.chance(0.12);
		const piece = odd ? random.pick(ODDS).replace(/^"$/, '\\"') : random.pick(WORDS);
		parts.push(piece);
		length += piece.length + 1;
	}
	const pool = parts.join(' ');
	return {
		/** Escaped text of about `length` characters, from blank to blank, so that no escape is torn. */
		cut(length) {
			const from = pool.indexOf(' ', random.below(Math.max(1, pool.length - length - 200))) + 1;
			const to = pool.indexOf(' ', from + length);
			return pool.slice(from, to < 0 ? undefined : to);
		},
		/** Base64-like text: signatures, encrypted reasoning. */
		blob(length) {
			const unit = random.hex(64);
			return unit.repeat(Math.ceil(length / 64)).slice(0, length);
		},
	};
}
