// Reads single fields of another tool's JSON: what is missing or of another type is nothing, never a guess.
import { parseInstant } from '../../../base/clock';

export type Fields = Readonly<Record<string, unknown>>;

/** Names longer than this are cut: they are keys of tables, not texts. */
const MAX_NAME = 300;

/** The value as an object, or undefined. */
export const fieldsOf = (value: unknown): Fields | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

/** The value as a name, '' where it is none. */
export const nameOf = (value: unknown): string => (typeof value === 'string' ? value.slice(0, MAX_NAME) : '');

/** The value as a token count: whole and at least 0; anything else counts nothing. */
export function countOf(value: unknown): number {
	if (typeof value !== 'number' || !(value > 0)) return 0;
	const whole = Math.floor(value);
	return Number.isSafeInteger(whole) ? whole : 0;
}

/** True where a field holds something that is no token count (`-5`, `"12"`, `1e999`): worth a word to the user. */
export const isOddCount = (value: unknown): boolean =>
	value !== undefined && value !== null && !(typeof value === 'number' && value >= 0 && value <= Number.MAX_SAFE_INTEGER);

/** ms UTC of an ISO 8601 text (UTC where it names no zone) or of a number of ms or seconds; undefined for anything else. */
export function instantOf(value: unknown): number | undefined {
	if (typeof value === 'number') {
		if (!(value > 0) || value > 8.64e15) return undefined;
		return Math.floor(value < 1e11 ? value * 1000 : value);
	}
	if (typeof value !== 'string' || value.length < 10) return undefined;
	const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(value) || !value.includes(':');
	return parseInstant(zoned ? value : `${value}Z`);
}

/** The JSON object of one line; undefined where the line is none. */
export function recordOf(bytes: Buffer, start: number, end: number): Fields | undefined {
	let text = bytes.toString('utf8', start, end);
	if (text.charCodeAt(0) === 0xfeff) text = text.slice(1);
	try {
		return fieldsOf(JSON.parse(text));
	} catch {
		return undefined;
	}
}
