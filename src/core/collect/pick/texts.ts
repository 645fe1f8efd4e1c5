// Turns bytes of a line into text, once for each text that comes again and again: folders, models, sessions.

/** Texts kept per reader; a file has a handful of each kind. */
const MAX_TEXTS = 2_000;

/** Texts as they stand between the quotes of a JSON string. */
export class Texts {
	readonly #known = new Map<string, string>();
	readonly #last: { bytes: Uint8Array; text: string }[] = [];

	/** The text of `bytes.subarray(start, end)`; `slot` is a number for the kind of text: the same one is often the next one, too. */
	get(slot: number, bytes: Buffer, start: number, end: number): string {
		const last = this.#last[slot];
		if (last && isSame(last.bytes, bytes, start, end)) return last.text;
		const raw = bytes.toString('latin1', start, end);
		let text = this.#known.get(raw);
		if (text === undefined) {
			text = isPlain(raw) ? raw : (JSON.parse(`"${bytes.toString('utf8', start, end)}"`) as string);
			if (this.#known.size >= MAX_TEXTS) this.#known.clear();
			this.#known.set(raw, text);
		}
		this.#last[slot] = { bytes: new Uint8Array(bytes.subarray(start, end)), text };
		return text;
	}
}

function isSame(a: Uint8Array, bytes: Uint8Array, start: number, end: number): boolean {
	if (a.length !== end - start) return false;
	for (let i = 0; i < a.length; i++) if (a[i] !== bytes[start + i]) return false;
	return true;
}

/** True for text without escapes and letters beyond ASCII: its bytes are the text. */
function isPlain(raw: string): boolean {
	for (let i = 0; i < raw.length; i++) {
		const unit = raw.charCodeAt(i);
		if (unit > 0x7f || unit === 0x5c) return false;
	}
	return true;
}
