// Fields of a job that hold more than one word: what may stand in them, read and written. The form and the dialogs share them.
import { spanWords } from './policyText';
import { parseEvery, parseTime } from './scheduleInput';

export const TIME_HINT = 'Type a time of day, such as 07:30.';

/** `name=value` or `name: value`, one a line. */
export const linesOf = (values: Record<string, string> | undefined, between: '=' | ': '): string =>
	Object.entries(values ?? {})
		.map(([name, value]) => `${name}${between}${value}`)
		.join('\n');

/** Undefined where a line is none. */
export function pairs(text: string, between: '=' | ':'): Record<string, string> | undefined {
	const found: [string, string][] = [];
	for (const line of text.split('\n').filter(one => one.trim() !== '')) {
		const at = line.indexOf(between);
		if (at < 1) return undefined;
		const value = line.slice(at + 1);
		found.push([line.slice(0, at).trim(), between === ':' ? value.trim() : value]);
	}
	return Object.fromEntries(found);
}

/** Statuses of HTTP apart by commas or spaces; undefined where one is none. */
export function statuses(text: string): number[] | undefined {
	const parts = text.split(/[\s,]+/).filter(part => part !== '');
	return parts.every(part => /^[1-5]\d\d$/.test(part)) ? parts.map(Number) : undefined;
}

/** `09:00 – 17:30` of `9:00-17:30`; null of an empty text, undefined of anything else. */
export function parseHours(text: string): { from: string; to: string } | null | undefined {
	if (text.trim() === '') return null;
	const [from, to, ...more] = text.split(/[-–—]| to /).map(parseTime);
	return from === undefined || to === undefined || more.length > 0 ? undefined : { from, to };
}

/** What is wrong with a span of time, bounds in seconds. */
export function spanProblem(text: string, least = 1, most = 366 * 86_400): string | undefined {
	const every = parseEvery(text);
	if ('problem' in every) return every.problem;
	return every.seconds < least || every.seconds > most ? `Between ${spanWords(least)} and ${spanWords(most)}.` : undefined;
}

export const wholeProblem = (text: string, least: number, most: number): string | undefined =>
	/^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most ? undefined : `A whole number between ${least} and ${most}.`;

/** How old a missed run may be to be caught up. */
export const missedWindowProblem = (text: string): string | undefined => spanProblem(text, 10, 30 * 86_400);
/** How many missed runs are caught up. */
export const missedCapProblem = (text: string): string | undefined => wholeProblem(text, 1, 100);
