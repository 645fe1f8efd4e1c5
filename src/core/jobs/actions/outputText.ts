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
	#decoder = new StringDecoder('utf8');
	readonly #secrets: readonly string[];
	readonly #show: (text: string) => void;
	#rest = '';
	/** Inside a private key that began some lines ago. */
	#inKey = false;
	/** The line began in what was left out. */
	#torn = false;
	/** A private key may have begun in what was left out. */
	#unsure = false;

	constructor(secrets: readonly string[], show: (text: string) => void) {
		this.#secrets = secrets.filter(secret => secret !== '');
		this.#show = show;
	}

	push(bytes: Buffer): void {
		this.#rest += this.#decoder.write(bytes);
		if (this.#torn) this.#mend();
		const end = Math.max(this.#rest.lastIndexOf('\n'), this.#rest.lastIndexOf('\r', this.#rest.length - 2)) + 1;
		if (end > 0) this.#give(end);
		while (this.#rest.length > LONGEST_LINE) this.#give(this.#cut());
	}

	/** So many bytes are left out here, wherever that is: the line they end in is left out too, for it may begin within a secret. */
	skip(bytes: number): void {
		this.end();
		this.#show(`\n[… ${bytes} bytes too many at once, not shown …]\n`);
		this.#decoder = new StringDecoder('utf8');
		this.#torn = true;
		this.#unsure = true;
	}

	/** There is no more. */
	end(): void {
		this.#rest += this.#decoder.end();
		if (this.#torn) this.#rest = '';
		if (this.#rest !== '') this.#give(this.#rest.length);
	}

	/** Takes away the rest of a line whose beginning is not known; of one that does not end, as much as a secret may be long. */
	#mend(): void {
		const end = this.#rest.search(/[\r\n]/);
		if (end < 0 && this.#rest.length < KEPT_BACK) return;
		this.#rest = this.#rest.slice(end < 0 ? KEPT_BACK : end + 1);
		this.#torn = false;
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
		if (this.#unsure) {
			this.#unsure = false;
			const end = text.search(KEY_END);
			const begin = text.search(KEY_BEGIN);
			this.#inKey ||= end >= 0 && (begin < 0 || end < begin);
			if (this.#inKey && end < 0) this.#inKey = false;
		}
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

/** All control characters but tab and newline. */
const CONTROLS = '\\u0000-\\u0008\\u000b-\\u001f\\u007f-\\u009f';

/** Colours and the like; nothing is lost without them. */
const COLOUR = new RegExp(`${String.fromCharCode(27)}\\[[0-9;:]*m`, 'g');

/** Control characters, and what turns the direction of writing. */
const UNSAFE = new RegExp(`[${CONTROLS}\\u061c\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069\\ufeff]`, 'g'); // a class by property costs ten times as much

/** ␛ for ESC and so on; a code for what has no picture. */
function nameOf(character: string): string {
	const code = character.charCodeAt(0);
	if (code < 0x20) return String.fromCharCode(0x2400 + code);
	if (code === 0x7f) return '␡';
	return `\\u{${code.toString(16)}}`;
}

const isLowSurrogate = (code: number): boolean => code >= 0xdc00 && code <= 0xdfff;
