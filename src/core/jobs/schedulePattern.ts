// The text of a cron expression, read field by field: what each field holds, or a sentence that says which is off and what to write.
import { AppError } from '../../base/errors';

export type FieldName = 'second' | 'minute' | 'hour' | 'day of month' | 'month' | 'weekday' | 'year';

/** What one field asks for. */
export interface Field {
	name: FieldName;
	text: string;
	/** `*`: the field asks for nothing. */
	any: boolean;
	/** Neither `*` nor a step: with second, minute and hour like that, the pattern means times of the day. */
	fixed: boolean;
	/** Plain numbers it holds, rising; weekdays 0 to 6 from Sunday. Empty for `*` and for years that are not plain. */
	values: number[];
	/** Day of month: `15W`, the nearest working day. */
	nearest: number[];
	/** Day of month: `L`. */
	last: boolean;
	/** Day of month: `LW`. */
	lastWorkday: boolean;
	/** Weekday: `5#2`, `5L`. */
	nth: { weekday: number; nth: number | 'L' }[];
}

export interface Pattern {
	/** As it is stored: trimmed and single-spaced. */
	text: string;
	second: Field;
	minute: Field;
	hour: Field;
	dayOfMonth: Field;
	month: Field;
	weekday: Field;
	year: Field;
	/** True where day of month and weekday are both given and must both hold (`+` before the weekday); else either is enough. */
	both: boolean;
}

const MAX_LENGTH = 256;
const NICKNAMES: Readonly<Record<string, string>> = {
	'@yearly': '0 0 1 1 *',
	'@annually': '0 0 1 1 *',
	'@monthly': '0 0 1 * *',
	'@weekly': '0 0 * * 0',
	'@daily': '0 0 * * *',
	'@midnight': '0 0 * * *',
	'@hourly': '0 * * * *',
};
const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];
const LONGEST_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

interface Rule {
	name: FieldName;
	min: number;
	max: number;
	/** Longest step croner takes. */
	step: number;
	/** What may stand in it, as the end of “write …”. */
	write: string;
	/** Names of its numbers, from `min`. */
	names?: readonly string[];
}
const RULES: readonly Rule[] = [
	{ name: 'second', min: 0, max: 59, step: 60, write: 'a number from 0 to 59, or */10 for every ten' },
	{ name: 'minute', min: 0, max: 59, step: 60, write: 'a number from 0 to 59, or */10 for every ten' },
	{ name: 'hour', min: 0, max: 23, step: 24, write: 'a number from 0 to 23, or */2 for every second one' },
	{
		name: 'day of month',
		min: 1,
		max: 31,
		step: 31,
		write: 'a number from 1 to 31, L for the last day, or 15W for the workday nearest the 15th',
	},
	{ name: 'month', min: 1, max: 12, step: 12, write: 'a number from 1 to 12 or a name from JAN to DEC', names: MONTHS },
	{
		name: 'weekday',
		min: 0,
		max: 7,
		step: 7,
		write: 'a number from 0 to 7 (0 and 7 are Sunday), a name from SUN to SAT, 5#2 or 5L',
		names: WEEKDAYS,
	},
	{ name: 'year', min: 1970, max: 9999, step: 1000, write: 'a year in four digits, such as 2027, or *' },
];

/** Throws BAD_INPUT with a sentence that names the field and says what to write. */
export function parsePattern(expression: string): Pattern {
	if (expression.length > MAX_LENGTH) throw bad(`the expression has ${expression.length} characters; at most ${MAX_LENGTH} are taken`);
	const text = expression.replace(/^[ \t]+|[ \t]+$/g, '').replace(/[ \t]+/g, ' ');
	if (text === '') throw bad('the expression is empty; write minute, hour, day of month, month and weekday, such as 0 9 * * 1-5');
	refuseCharacters(text);
	const parts = (text.startsWith('@') ? nickname(text) : text).split(' ');
	const rules = rulesOf(parts);
	if (parts.length < 5 || parts.length > 7) {
		throw bad(
			`“${text}” has ${parts.length} field${parts.length === 1 ? '' : 's'}; write five: minute, hour, day of month, month, weekday (a sixth in front is the second, a seventh at the end the year)`,
		);
	}
	const written = new Map<FieldName, string>(rules.map((rule, index) => [rule.name, parts[index] ?? '*']));
	const field = (name: FieldName, absent: string): Field => {
		const rule = RULES.find(one => one.name === name);
		if (!rule) throw new AppError('INTERNAL', `no rule for ${name}`);
		return parseField(rule, written.get(name) ?? absent);
	};
	const both = (written.get('weekday') ?? '').startsWith('+');
	if (both) written.set('weekday', (written.get('weekday') ?? '').slice(1));
	return {
		text,
		second: field('second', '0'),
		minute: field('minute', '*'),
		hour: field('hour', '*'),
		dayOfMonth: field('day of month', '*'),
		month: field('month', '*'),
		weekday: field('weekday', '*'),
		year: field('year', '*'),
		both,
	};
}

/** True where the pattern means times of the day, which daylight saving moves but never drops or doubles. */
export const isTimeOfDay = ({ second, minute, hour }: Pattern): boolean => second.fixed && minute.fixed && hour.fixed;

/** True where the days it names are in none of its months, such as 30 February: no need to look for one. */
export function neverComes({ dayOfMonth, month, weekday, year, both }: Pattern): boolean {
	if (dayOfMonth.any || dayOfMonth.last || dayOfMonth.lastWorkday || (!weekday.any && !both)) return false;
	const first = Math.min(...dayOfMonth.values, ...dayOfMonth.nearest);
	const months = month.any ? [1] : month.values;
	const leap = year.values.length === 0 || year.values.some(isLeap);
	return months.every(one => first > (one === 2 && !leap ? 28 : (LONGEST_MONTH[one - 1] ?? 31)));
}

function nickname(text: string): string {
	const pattern = NICKNAMES[text.toLowerCase()];
	if (pattern) return pattern;
	if (/^@reboot$/i.test(text)) throw bad('@reboot is an event, not a time; write a time of the day or choose an interval');
	if (/^@every\b/i.test(text)) throw bad(`“${text}” is no cron expression; choose an interval and give its seconds`);
	throw bad(`“${text}” is unknown; write @hourly, @daily, @weekly, @monthly or @yearly, or five fields`);
}

const rulesOf = (parts: readonly string[]): readonly Rule[] =>
	parts.length === 7 ? RULES : parts.length === 6 ? RULES.slice(0, 6) : RULES.slice(1, 6);

function refuseCharacters(text: string): void {
	const odd = /[^A-Za-z0-9*?/,\-#+@ ]/u.exec(text)?.[0];
	if (odd === undefined) return;
	if (/^(CRON_)?TZ=/i.test(text)) throw bad('the zone has its own field, zone; leave TZ= out of the expression');
	if (odd === ':')
		throw bad(`the expression has a colon, as a date or a time has; write 30 9 * * * for 09:30, or choose a run at one time`);
	const parts = text.split(' ');
	const index = parts.findIndex(part => part.includes(odd));
	const where = (parts.length >= 5 && parts.length <= 7 && rulesOf(parts)[index]?.name) || 'the expression';
	const instead = /\p{Pd}/u.test(odd)
		? 'write a plain hyphen, -'
		: /\p{Nd}/u.test(odd)
			? 'write plain digits, 0 to 9'
			: /\p{Z}/u.test(odd)
				? 'write a plain space'
				: 'write digits, names, and * / , - only';
	const shown = /[\p{C}\p{Z}]/u.test(odd) ? '' : `“${odd}” `;
	const code = `U+${(odd.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
	throw bad(`${where} holds the character ${shown}(${code}), which no cron expression has; ${instead}`);
}

function parseField(rule: Rule, text: string): Field {
	const field: Field = {
		name: rule.name,
		text,
		any: text === '*' || text === '?',
		fixed: !/[*?/]/.test(text),
		values: [],
		nearest: [],
		last: false,
		lastWorkday: false,
		nth: [],
	};
	const off = (item: string, why: string, write = rule.write) =>
		bad(`${rule.name} ${item === '' ? 'is empty' : `“${item}” ${why}`}; write ${write}`);
	if (text.includes('?') && (text !== '?' || (rule.name !== 'day of month' && rule.name !== 'weekday'))) {
		throw off(text, 'cannot hold ?, which stands alone in day of month or weekday and means the same as *', '* or numbers');
	}
	if (field.any) return field;
	const items = text.split(',');
	if (items.length > 1 && items.includes('')) throw bad(`${rule.name} “${text}” has a comma too many; take it out`);
	if (items.includes('*'))
		throw bad(`${rule.name} “${text}” has * in a list, which already means every one; write * alone, or the numbers without it`);
	const values = new Set<number>();
	for (const item of items) {
		if (rule.name === 'day of month' && special(item, items, field, off)) continue;
		const { range, nth } = rule.name === 'weekday' ? splitNth(item, off) : { range: item, nth: undefined };
		for (const value of valuesOf(rule, range, item, off)) {
			const day = rule.name === 'weekday' ? value % 7 : value;
			if (nth === undefined) values.add(day);
			else field.nth.push({ weekday: day, nth });
		}
	}
	field.values = [...values].sort((a, b) => a - b);
	return field;
}

type Off = (item: string, why: string, write?: string) => AppError;

/** L, LW and 15W. True where the item was one. */
function special(item: string, items: readonly string[], field: Field, off: Off): boolean {
	const name = item.toUpperCase();
	if (name === 'L') {
		field.last = true;
	} else if (name === 'LW') {
		if (items.length > 1) throw off(field.text, 'has LW in a list', 'LW alone');
		field.lastWorkday = true;
	} else if (/^\d+W$/.test(name)) {
		const day = Number(name.slice(0, -1));
		if (day < 1 || day > 31) throw off(item, 'is not in a month');
		field.nearest.push(day);
	} else if (name.includes('W')) {
		throw off(item, 'needs one day before W', '15W for the workday nearest the 15th, or LW for the last one');
	} else if (name.includes('L')) {
		throw off(item, 'cannot count from the last day', 'L for the last day of the month, or a number from 1 to 31');
	} else return false;
	return true;
}

/** `FRI#2`, `5#L`, `5L` or a plain item. */
function splitNth(item: string, off: Off): { range: string; nth: number | 'L' | undefined } {
	const [range = '', nth, more] = item.split('#');
	if (nth === undefined) {
		if (!/.L$/i.test(item) || /JUL$/i.test(item)) return { range: item, nth: undefined };
		return { range: item.slice(0, -1), nth: 'L' };
	}
	if (more !== undefined || range === '') throw off(item, 'is not understood', '5#2 for the second Friday');
	if (/^L$/i.test(nth)) return { range, nth: 'L' };
	if (!/^[1-5]$/.test(nth)) throw off(item, 'asks for a week no month has', '1 to 5 after #, or L for the last one');
	return { range, nth: Number(nth) };
}

function valuesOf(rule: Rule, range: string, item: string, off: Off): number[] {
	const [span = '', step, more] = range.split('/');
	if (more !== undefined) throw off(item, 'has two steps');
	const by = step === undefined ? 1 : Number(step);
	if (step !== undefined && !/^\d+$/.test(step))
		throw off(item, 'has no number as its step', `*/${Math.min(5, rule.step)} for every ${Math.min(5, rule.step)}`);
	if (by < 1 || by > rule.step) throw off(item, `has the step ${step}`, `a step from 1 to ${rule.step}, such as */${rule.max > 7 ? 5 : 2}`);
	let from = rule.min;
	let to = rule.name === 'weekday' ? 6 : rule.max;
	if (span !== '*') {
		const ends = span.split('-');
		if (ends.length > 2 || ends.includes('')) throw off(item, 'is no number and no range');
		from = numberOf(rule, ends[0] ?? '', item, false, off);
		to = ends.length === 2 ? numberOf(rule, ends[1] ?? '', item, true, off) : from;
		if (ends.length === 1 && step !== undefined) {
			throw off(item, 'has a step behind a single number', `a range before the step, such as ${from}-${rule.max}/${step}, or */${step}`);
		}
		if (from > to) {
			const top = rule.name === 'weekday' ? 6 : rule.max;
			throw off(item, 'runs backwards', rule.name === 'year' ? `${to}-${from}` : `${spell(from, top)},${spell(rule.min, to)}`);
		}
	} else if (step === undefined) throw off(item, 'is not understood');
	if (rule.name === 'year' && (to - from > 200 || span === '*')) return [];
	const values: number[] = [];
	for (let value = from; value <= to; value += by) values.push(value);
	return values;
}

function numberOf(rule: Rule, text: string, item: string, end: boolean, off: Off): number {
	const named = rule.names?.indexOf(text.toUpperCase()) ?? -1;
	if (named >= 0) return rule.name === 'weekday' ? (end && named === 0 ? 7 : named) : named + rule.min;
	if (/^H(\(.*)?$/i.test(text)) throw off(item, 'is Jenkins’ own and not known here');
	if (!/^\d+$/.test(text)) throw off(item, `is no ${rule.name}`);
	const value = Number(text);
	if (value > rule.max) throw off(item, `is above ${rule.max}`);
	if (value < rule.min) throw off(item, `is below ${rule.min}`);
	return value;
}

const isLeap = (year: number): boolean => year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
const spell = (from: number, to: number): string => (from === to ? String(from) : `${from}-${to}`);
const bad = (sentence: string): AppError => new AppError('BAD_INPUT', `schedule: ${sentence}`);
