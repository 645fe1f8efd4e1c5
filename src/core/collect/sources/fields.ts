// Reads single fields of another tool's JSON: what is missing or of another type is nothing, never a guess.
import { parseInstant } from '../../../base/clock';
import { hash53, MAX_TS } from '../../usage/event';

export type Fields = Readonly<Record<string, unknown>>;

/** Names longer than this are cut: they are keys of tables, not texts. */
const MAX_NAME = 300;

/** No tool is older: a clock that says so was never set. 2000-01-01 */
const MIN_TS = 946_684_800_000;

/** The value as an object, or undefined. */
export const fieldsOf = (value: unknown): Fields | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

/** The value as a name, '' where it is none. What is cut off a long one still tells it from others that begin alike. */
export function nameOf(value: unknown): string {
	if (typeof value !== 'string') return '';
	return value.length <= MAX_NAME ? value : `${value.slice(0, MAX_NAME)}…${hash53(value).toString(36)}`;
}

/** The value as a token count: whole and at least 0; anything else counts nothing. */
export function countOf(value: unknown): number {
	if (typeof value !== 'number' || !(value > 0)) return 0;
	const whole = Math.floor(value);
	return Number.isSafeInteger(whole) ? whole : 0;
}

/** True where a field holds something that is no token count (`-5`, `"12"`, `3.7`, `1e999`): worth a word to the user. */
export const isOddCount = (value: unknown): boolean =>
	value !== undefined && value !== null && !(Number.isSafeInteger(value) && (value as number) >= 0);

/**
 * ms UTC of an ISO 8601 text (UTC where it names no zone, whatever zone the machine is in) or of a number of ms or, below
 * 10^11, seconds. Undefined for anything else, and outside 2000 … 9999: such a time says nothing of the call.
 */
export function instantOf(value: unknown): number | undefined {
	const ms =
		typeof value === 'number' ? Math.floor(value < 1e11 ? value * 1000 : value) : typeof value === 'string' ? textInstant(value) : 0;
	return isInstant(ms) ? ms : undefined;
}

/** True for an instant (ms UTC) at which a model can have been called. */
export const isInstant = (ms: number): boolean => ms >= MIN_TS && ms <= MAX_TS;

function textInstant(text: string): number {
	// Date.parse takes much for a date that is none: `call 5` is one of May 2001 to it.
	if (text.charCodeAt(4) !== 0x2d || text.length < 10) return 0;
	const zoned = /(?:Z|[+-]\d{2}:?\d{2})$/i.test(text) || !text.includes(':');
	return parseInstant(zoned ? text : `${text}Z`) ?? 0;
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
