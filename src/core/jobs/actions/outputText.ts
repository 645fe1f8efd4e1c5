// The output of a run as it may be shown and kept: no escape sequences, no control characters, no secrets. In pieces, as it comes.
import { StringDecoder } from 'node:string_decoder';
import { findSecrets } from './secrets';

/** Shown in place of a secret. */
export const REDACTED = '[redacted]';

/** A line longer than this goes out in pieces. */
const LONGEST_LINE = 65_536;
/** Kept back of such a line, so that a secret is not shown in halves. */
const KEPT_BACK = 4096;

/** Takes bytes, gives lines that are safe to show. */
export class OutputText {
	readonly #decoder = new StringDecoder('utf8');
	readonly #secrets: readonly string[];
	readonly #show: (text: string) => void;
	#rest = '';
	/** Inside a private key that began some lines ago. */
	#inKey = false;

	constructor(secrets: readonly string[], show: (text: string) => void) {
		this.#secrets = secrets.filter(secret => secret !== '');
		this.#show = show;
	}

	push(bytes: Buffer): void {
		this.#rest += this.#decoder.write(bytes);
		const end = Math.max(this.#rest.lastIndexOf('\n'), this.#rest.lastIndexOf('\r', this.#rest.length - 2)) + 1;
		if (end > 0) this.#give(end);
		while (this.#rest.length > LONGEST_LINE) this.#give(this.#cut());
	}

	/** There is no more. */
	end(): void {
		this.#rest += this.#decoder.end();
		if (this.#rest !== '') this.#give(this.#rest.length);
	}

	/** Where a line that is too long may be cut: not within a secret. */
	#cut(): number {
		const at = this.#rest.length - KEPT_BACK;
		const through = findSecrets(this.#rest, this.#secrets).find(([start, end]) => start < at && end > at);
		const cut = through && through[0] > 0 ? through[0] : at;
		return isLowSurrogate(this.#rest.charCodeAt(cut)) ? cut + 1 : cut;
	}

	#give(length: number): void {
		const text = this.#rest.slice(0, length);
		this.#rest = this.#rest.slice(length);
		const safe = shown(this.#withoutKeys(text), this.#secrets);
		if (safe !== '') this.#show(safe);
	}

	/** Private keys go over many lines. */
	#withoutKeys(text: string): string {
		if (!this.#inKey && !text.includes('PRIVATE KEY')) return text;
		let out = '';
		let from = 0;
		while (from < text.length) {
			const mark = this.#inKey ? KEY_END : KEY_BEGIN;
			mark.lastIndex = from;
			const found = mark.exec(text);
			if (found === null) return this.#inKey ? out : out + text.slice(from);
			const to = found.index + found[0].length;
			if (!this.#inKey) out += text.slice(from, found.index) + REDACTED;
			this.#inKey = !this.#inKey;
			from = to;
		}
		return out;
	}
}

/** A whole text, made safe to show. */
export function safeOutput(text: string, secrets: readonly string[]): string {
	let out = '';
	const output = new OutputText(secrets, piece => {
		out += piece;
	});
	output.push(Buffer.from(text));
	output.end();
	return out;
}

/** The first line that says something, short. */
export function firstLine(text: string, most = 300): string {
	const line =
		text
			.split('\n')
			.find(each => each.trim() !== '')
			?.trim() ?? '';
	return line.length > most ? `${line.slice(0, most - 1).replace(/[\uD800-\uDBFF]$/, '')}…` : line;
}

const KEY_BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;
const KEY_END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY-----/g;

/** Secrets are looked for when the colours are gone: a colour within a secret would hide it. */
function shown(text: string, secrets: readonly string[]): string {
	const plain = text
		.replace(COLOUR, '')
		.replace(/\r+\n?/g, '\n')
		.replace(UNSAFE, nameOf);
	const spans = findSecrets(plain, secrets);
	if (spans.length === 0) return plain;
	let out = '';
	let from = 0;
	for (const [start, end] of spans) {
		out += plain.slice(from, start) + REDACTED;
		from = end;
	}
	return out + plain.slice(from);
}

/** Colours and the like; nothing is lost without them. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;:]*m`, 'g');

/** Control characters but tab and newline, and what turns the direction of writing. */
const UNSAFE = /(?![\t\n])[\p{Cc}\p{Bidi_Control}\u2028\u2029\ufeff]/gu;

/** ␛ for ESC and so on; a code for what has no picture. */
function nameOf(character: string): string {
	const code = character.charCodeAt(0);
	if (code < 0x20) return String.fromCharCode(0x2400 + code);
	if (code === 0x7f) return '␡';
	return `\\u{${code.toString(16)}}`;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
