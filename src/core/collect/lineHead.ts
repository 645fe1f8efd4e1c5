// Tells by a line's first bytes what kind of record it is, so that most lines need not be searched.

/** Text to be compared with the bytes of a line. */
export const bytesOf = (text: string): Uint8Array => new Uint8Array(Buffer.from(text));

/** True where the line goes on with `what` at `at`. */
export function startsAt(bytes: Uint8Array, at: number, what: Uint8Array): boolean {
	for (let n = 0; n < what.length; n++) if (bytes[at + n] !== what[n]) return false;
	return true;
}

/**
 * Where the value of the record's own key begins, if only plain values (texts without escapes, numbers, words) stand before
 * it; of a text, after its quote. -1 where that cannot be told at a glance. `key` comes with its quotes and colon: `"type":`.
 */
export function valueAt(bytes: Uint8Array, start: number, end: number, key: Uint8Array): number {
	let i = start + 1;
	while (i < end && bytes[i] === QUOTE) {
		if (startsAt(bytes, i, key)) {
			i += key.length;
			return bytes[i] === QUOTE ? i + 1 : i;
		}
		i = afterText(bytes, i + 1, end);
		if (i < 0 || bytes[i] !== COLON) return -1;
		i++;
		if (bytes[i] === QUOTE) i = afterText(bytes, i + 1, end);
		else while (i < end && bytes[i] !== COMMA && bytes[i] !== OPEN && bytes[i] !== LIST) i++;
		if (i < 0 || bytes[i] !== COMMA) return -1;
		i++;
	}
	return -1;
}

const QUOTE = 0x22;
const COLON = 0x3a;
const COMMA = 0x2c;
const OPEN = 0x7b;
const LIST = 0x5b;
const BACKSLASH = 0x5c;

/** After the closing quote of the text that begins at `at`; -1 where it has an escape or no end. */
function afterText(bytes: Uint8Array, at: number, end: number): number {
	let i = at;
	while (i < end) {
		const c = bytes[i];
		if (c === QUOTE) return i + 1;
		if (c === BACKSLASH) return -1;
		i++;
	}
	return -1;
}
