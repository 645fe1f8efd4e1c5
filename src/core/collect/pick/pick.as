// AssemblyScript: reads one line of JSON in memory, checks all of it, and notes where the wanted values stand. Built by `node scripts/wasm/build.mjs`.
//
// Memory, in bytes from 0: kinds (64 × u8), starts (64 × i32), ends (64 × i32), numbers (64 × f64), the stack of what is open
// (per level: is it an array, the node its keys belong to, the path it is the value of), then the trees of wanted keys with what
// their paths had in the line before, then the lines.

const STARTS: usize = 64;
const ENDS: usize = STARTS + 64 * 4;
const NUMBERS: usize = ENDS + 64 * 4;
const STACK: usize = NUMBERS + 64 * 8;
const LEVEL: usize = 12;
const MAX_DEPTH: i32 = 256;

// Kinds of values; also in memory.ts.
const STRING: u8 = 1;
const NUMBER: u8 = 2;
const TRUE: u8 = 3;
const FALSE: u8 = 4;
const NULL: u8 = 5;
const OBJECT: u8 = 6;
const ARRAY: u8 = 7;
/** A number that is left to the caller: a fraction, an exponent, more digits than are exact. */
const LONG: u8 = 8;

const OK: i32 = 0;
const BAD: i32 = 1;
const UNSURE: i32 = 2;

// A node of a tree: i32 path (-1: none), u64 mask of the paths below it, 32 × u8 where children of a key length begin,
// i32 count of children, then per child, by length: i32 length, i32 address of the key, i32 address of the node.
const BELOW: usize = 4;
const LENGTHS: usize = 12;
const COUNT: usize = 44;
const CHILDREN: usize = 48;
const CHILD: usize = 12;
const MAX_KEY: i32 = 31;

// What the paths had in the line before: i64 bits of those that have changed, then (at 8) per path: i32 kind, i32 length, f64
// number or the bytes of its text.
const LAST_LENGTH: usize = 4;
const LAST_VALUE: usize = 8;
const LAST: usize = 8 + 248;
const MAX_TEXT: i32 = 248;

/**
 * Reads the line from `start` to `end`; positions are noted relative to `base`. The byte at `end` is a control character.
 * Of a line that is an object the changes are added to the bits at `last`.
 */
export function pick(tree: usize, last: usize, base: usize, start: usize, end: usize, paths: i32): i32 {
	memory.fill(0, 0, paths);
	if (load<u8>(start) != 0x7b) return BAD;
	let p = start + 1;
	let depth: i32 = 0;
	let owner: usize = tree;
	let isArray = false;
	store<i32>(STACK, 0);
	store<usize>(STACK, tree, 4);
	store<i32>(STACK, -1, 8);
	p = skipBlanks(p);
	let ended = load<u8>(p) == 0x7d;
	while (true) {
		if (!ended) {
			let path: i32 = -1;
			let node: usize = 0;
			if (!isArray) {
				if (load<u8>(p) != 0x22) return BAD;
				const first = p + 1;
				p = special(first);
				const c = load<u8>(p);
				if (c == 0x5c) return UNSURE;
				if (c != 0x22) return BAD;
				if (owner != 0) {
					node = childOf(owner, first, <i32>(p - first));
					if (node != 0) {
						path = load<i32>(node);
						voidBelow(load<u64>(node, BELOW));
					}
				}
				p = skipBlanks(p + 1);
				if (load<u8>(p) != 0x3a) return BAD;
				p = skipBlanks(p + 1);
			}
			const first = p;
			const c = load<u8>(p);
			if (c == 0x22) {
				p = stringEnd(p + 1);
				if (p == 0) return BAD;
				if (path >= 0) note(path, STRING, first + 1 - base, p - base);
				p++;
			} else if (c == 0x7b || c == 0x5b) {
				if (++depth == MAX_DEPTH) return UNSURE;
				isArray = c == 0x5b;
				owner = isArray ? 0 : node;
				const level = STACK + <usize>depth * LEVEL;
				store<i32>(level, <i32>isArray);
				store<usize>(level, owner, 4);
				store<i32>(level, path, 8);
				if (path >= 0) note(path, isArray ? ARRAY : OBJECT, first - base, first - base);
				p = skipBlanks(p + 1);
				if (load<u8>(p) != (isArray ? 0x5d : 0x7d)) continue;
			} else if (c == 0x2d || isDigit(c)) {
				p = numberEnd(p);
				if (p == 0) return BAD;
				if (path >= 0) {
					note(path, numberOf(first, p, path) ? NUMBER : LONG, first - base, p - base);
				}
			} else {
				let kind: u8 = 0;
				if (c == 0x74 && load<u32>(p) == 0x65757274) kind = TRUE;
				else if (c == 0x6e && load<u32>(p) == 0x6c6c756e) kind = NULL;
				else if (c == 0x66 && load<u32>(p, 1) == 0x65736c61) kind = FALSE;
				else return BAD;
				p += kind == FALSE ? 5 : 4;
				if (path >= 0) note(path, kind, first - base, p - base);
			}
		}
		ended = false;
		while (true) {
			p = skipBlanks(p);
			const c = load<u8>(p);
			if (c == 0x2c) {
				p = skipBlanks(p + 1);
				break;
			}
			if (c != (isArray ? 0x5d : 0x7d)) return BAD;
			p++;
			const level = STACK + <usize>depth * LEVEL;
			const closed = load<i32>(level, 8);
			if (closed >= 0) store<i32>(ENDS + (<usize>closed << 2), <i32>(p - base));
			if (depth == 0) {
				while (p < end && isBlank(load<u8>(p))) p++;
				if (p != end) return BAD;
				store<i64>(last, load<i64>(last) | changes(last + 8, base, paths));
				return OK;
			}
			depth--;
			isArray = load<i32>(level - LEVEL) != 0;
			owner = load<usize>(level - LEVEL, 4);
		}
	}
}

/**
 * A bit per path whose value is another than in the line before; takes the values as those to compare with.
 * Nearly all words of a log are those of the line before: comparing them here saves the caller from reading them at all.
 */
function changes(last: usize, base: usize, paths: i32): i64 {
	let bits: i64 = 0;
	for (let path: i32 = 0; path < paths; path++, last += LAST) {
		const kind = <i32>load<u8>(<usize>path);
		if (kind == STRING) {
			const start = base + <usize>load<i32>(STARTS + (<usize>path << 2));
			const length = load<i32>(ENDS + (<usize>path << 2)) - load<i32>(STARTS + (<usize>path << 2));
			if (load<i32>(last) == STRING && load<i32>(last, LAST_LENGTH) == length && same(start, last + LAST_VALUE, length)) continue;
			const kept = length <= MAX_TEXT;
			store<i32>(last, kept ? STRING : LONG);
			store<i32>(last, length, LAST_LENGTH);
			if (kept) memory.copy(last + LAST_VALUE, start, <usize>length);
		} else if (kind == NUMBER) {
			const value = load<f64>(NUMBERS + (<usize>path << 3));
			if (load<i32>(last) == NUMBER && load<f64>(last, LAST_VALUE) == value) continue;
			store<i32>(last, NUMBER);
			store<f64>(last, value, LAST_VALUE);
		} else {
			if (load<i32>(last) == kind && kind != LONG) continue;
			store<i32>(last, kind);
		}
		bits |= (<i64>1) << path;
	}
	return bits;
}

@inline
function note(path: i32, kind: u8, start: usize, end: usize): void {
	store<u8>(<usize>path, kind);
	store<i32>(STARTS + (<usize>path << 2), <i32>start);
	store<i32>(ENDS + (<usize>path << 2), <i32>end);
}

function voidBelow(mask: u64): void {
	while (mask != 0) {
		store<u8>(<usize>ctz(mask), 0);
		mask &= mask - 1;
	}
}

function childOf(node: usize, key: usize, length: i32): usize {
	if (length > MAX_KEY) return 0;
	const count = load<i32>(node, COUNT);
	for (let n = <i32>load<u8>(node + <usize>length, LENGTHS); n < count; n++) {
		const child = node + CHILDREN + <usize>n * CHILD;
		if (load<i32>(child) != length) return 0;
		if (same(key, load<usize>(child, 4), length)) return load<usize>(child, 8);
	}
	return 0;
}

/** Sixteen bytes at a time: what is behind the last ones is compared, too, and left out of account. */
function same(a: usize, b: usize, length: i32): bool {
	for (; length >= 16; length -= 16, a += 16, b += 16) if (i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) != 0xffff) return false;
	return length == 0 || (<i32>i8x16.bitmask(i8x16.eq(v128.load(a), v128.load(b))) | (-1 << length)) == -1;
}

// A newline is blank in JSON, too, but ends a line: what comes behind it is another's.
@inline
function isBlank(c: u8): bool {
	return c == 0x20 || c == 0x09 || c == 0x0d;
}

@inline
function skipBlanks(p: usize): usize {
	while (isBlank(load<u8>(p))) p++;
	return p;
}

/** The next quote, backslash or control character: sixteen bytes at a time. */
@inline
function special(p: usize): usize {
	while (true) {
		const bytes = v128.load(p);
		const found = v128.or(
			v128.or(i8x16.eq(bytes, i8x16.splat(0x22)), i8x16.eq(bytes, i8x16.splat(0x5c))),
			i8x16.lt_u(bytes, i8x16.splat(0x20)),
		);
		const mask = i8x16.bitmask(found);
		if (mask != 0) return p + <usize>ctz(mask);
		p += 16;
	}
}

/** The closing quote of the string that begins at `p`; 0 where it has none, or holds what no string may. */
function stringEnd(p: usize): usize {
	while (true) {
		p = special(p);
		const c = load<u8>(p);
		if (c == 0x22) return p;
		if (c != 0x5c) return 0;
		const e = load<u8>(p, 1);
		if (e == 0x75) {
			for (let n: usize = 2; n < 6; n++) if (!isHex(load<u8>(p + n))) return 0;
			p += 6;
		} else if (e == 0x6e || e == 0x22 || e == 0x5c || e == 0x74 || e == 0x2f || e == 0x72 || e == 0x62 || e == 0x66) p += 2;
		else return 0;
	}
}

function isHex(c: u8): bool {
	return isDigit(c) || <u8>((c | 0x20) - 0x61) <= 5;
}

@inline
function isDigit(c: u8): bool {
	return <u8>(c - 0x30) <= 9;
}

/** Where the number at `p` ends; 0 where it is none by JSON's rule. */
function numberEnd(p: usize): usize {
	if (load<u8>(p) == 0x2d) p++;
	if (load<u8>(p) == 0x30) p++;
	else if (isDigit(load<u8>(p))) while (isDigit(load<u8>(p))) p++;
	else return 0;
	if (load<u8>(p) == 0x2e) {
		if (!isDigit(load<u8>(++p))) return 0;
		while (isDigit(load<u8>(p))) p++;
	}
	if ((load<u8>(p) | 0x20) == 0x65) {
		p++;
		const sign = load<u8>(p);
		if (sign == 0x2b || sign == 0x2d) p++;
		if (!isDigit(load<u8>(p))) return 0;
		while (isDigit(load<u8>(p))) p++;
	}
	return p;
}

/** Notes the value of a whole number of up to fifteen digits; false for any other. */
function numberOf(p: usize, end: usize, path: i32): bool {
	if (end - p > 15) return false;
	let value: f64 = 0;
	for (; p < end; p++) {
		const c = load<u8>(p);
		if (!isDigit(c)) return false;
		value = value * 10 + <f64>(<i32>c - 0x30);
	}
	store<f64>(NUMBERS + (<usize>path << 3), value);
	return true;
}
