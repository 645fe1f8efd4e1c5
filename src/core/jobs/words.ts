// A schedule in plain words. cronstrue writes them; what it would get wrong is rewritten first, or shown as it was typed.
import cronstrue from 'cronstrue';
import type { Schedule } from '../../contract';
import { dayText, timeText, wallTime } from './scheduleLocalTime';
import { type Field, type Pattern, parsePattern } from './schedulePattern';

const MOST_LISTED = 12;

/** `At 09:00, Monday through Friday (Europe/Vienna)`. Never throws: what it cannot put into words it gives back as it was written. */
export function wordsOf(schedule: Schedule): string {
	if (schedule.kind === 'interval') return intervalWords(schedule.seconds);
	const zone = schedule.zone === '' ? '' : ` (${schedule.zone})`;
	return `${schedule.kind === 'once' ? onceWords(schedule.at) : cronWords(schedule.expression)}${zone}`;
}

/**
 * The same pattern as cronstrue understands it: six or seven numeric fields. Undefined where it has no words for it.
 * A step that does not divide its field becomes a list: with a step of 45 the minutes are 0 and 45, not “every 45 minutes”.
 */
export function plainPattern(pattern: Pattern): string | undefined {
	const parts = plainFields(pattern);
	return parts && join(parts);
}

interface Parts {
	time: string;
	dayOfMonth: string;
	month: string;
	weekday: string;
	year: string;
}

function cronWords(expression: string): string {
	try {
		const pattern = parsePattern(expression);
		const parts = plainFields(pattern);
		if (!parts) return expression;
		if (parts.dayOfMonth === '*' || parts.weekday === '*') return describe(join(parts));
		return twoDays(parts, pattern.both) ?? expression;
	} catch {
		return expression;
	}
}

/** Day of month and weekday are both given: says whether either is enough, which cronstrue leaves open. */
function twoDays(parts: Parts, both: boolean): string | undefined {
	const none = { ...parts, dayOfMonth: '*', month: '*', weekday: '*', year: '*' };
	const time = describe(join(none));
	const clause = (some: Partial<Parts>): string | undefined => {
		const text = describe(join({ ...none, ...some }));
		return text === time ? '' : text.startsWith(`${time}, `) ? text.slice(time.length + 2) : undefined;
	};
	const day = clause({ dayOfMonth: parts.dayOfMonth });
	const weekday = clause({ weekday: parts.weekday })?.replace(/^only /, '');
	const rest = clause({ month: parts.month, year: parts.year });
	if (!day || !weekday || rest === undefined) return undefined;
	const on = /^(on|every|between) /.test(weekday) ? weekday : `on ${weekday}`;
	const days = both ? `${day} and ${on}, both at once` : `${day} or ${on}, either is enough`;
	return `${time}, ${days}${rest === '' ? '' : `, ${rest}`}`;
}

const join = ({ time, dayOfMonth, month, weekday, year }: Parts): string =>
	[time, dayOfMonth, month, weekday, ...(year === '*' ? [] : [year])].join(' ');

const describe = (plain: string): string => cronstrue.toString(plain, { use24HourTimeFormat: true, throwExceptionOnParseError: true });

function plainFields(pattern: Pattern): Parts | undefined {
	const dayOfMonth = plainDay(pattern.dayOfMonth);
	const weekday = plainWeekday(pattern.weekday);
	if (dayOfMonth === undefined || weekday === undefined) return undefined;
	const time = [plainSteps(pattern.second, 0, 59), plainSteps(pattern.minute, 0, 59), plainSteps(pattern.hour, 0, 23)].join(' ');
	return { time, dayOfMonth, month: plainList(pattern.month, 12), weekday, year: pattern.year.any ? '*' : pattern.year.text };
}

/** Second, minute, hour. */
function plainSteps(field: Field, min: number, max: number): string {
	if (field.any || field.values.length === max - min + 1) return '*';
	const step = /^\*\/(\d+)$/.exec(field.text)?.[1];
	if (step !== undefined && (max - min + 1) % Number(step) === 0 && field.values.length > 1) return field.text;
	if (field.fixed || field.values.length > MOST_LISTED) return step === undefined ? field.text : `${min}-${max}/${step}`;
	return /^\d+-\d+\/\d+$/.test(field.text) && field.values.length > 4 ? field.text : field.values.join(',');
}

/** Numbers where names stood, lists where steps stood. */
function plainList(field: Field, full: number): string {
	if (field.any || field.values.length === full) return '*';
	const [first = 0] = field.values;
	const last = field.values.at(-1) ?? first;
	const run = field.values.length > 2 && last - first === field.values.length - 1;
	return run ? `${first}-${last}` : field.values.join(',');
}

function plainDay(field: Field): string | undefined {
	if (field.any) return '*';
	if (field.lastWorkday) return 'LW';
	if (field.nearest.length > 0)
		return field.nearest.length === 1 && field.values.length === 0 && !field.last ? `${field.nearest[0]}W` : undefined;
	if (field.values.length === 0) return 'L';
	const days =
		field.values.length <= MOST_LISTED || field.last
			? plainList(field, 99)
			: field.text.startsWith('*/')
				? `1-31${field.text.slice(1)}`
				: field.text;
	return field.last ? `${field.values.join(',')},L` : days;
}

/** Sunday last, as 7. A mixture of every Monday and the second Wednesday has no words. */
function plainWeekday(field: Field): string | undefined {
	if (field.any) return '*';
	const days = field.values.map(day => (day === 0 ? 7 : day)).sort((a, b) => a - b);
	if (field.nth.length === 0) {
		const [first = 0] = days;
		const run = days.length > 2 && (days.at(-1) ?? first) - first === days.length - 1;
		return run ? `${first}-${days.at(-1)}` : days.join(',');
	}
	if (days.length > 0) return undefined;
	const kinds = new Set(field.nth.map(({ nth }) => nth));
	if (kinds.has('L') && kinds.size > 1) return undefined;
	return field.nth.map(({ weekday, nth }) => (nth === 'L' ? `${weekday}L` : `${weekday}#${nth}`)).join(',');
}

function onceWords(at: string): string {
	try {
		const wall = wallTime(at);
		return `Once, on ${dayText(wall)} at ${timeText(wall)}`;
	} catch {
		return `Once, at ${at}`;
	}
}

function intervalWords(seconds: number): string {
	const units = [
		['day', 86_400],
		['hour', 3600],
		['minute', 60],
		['second', 1],
	] as const;
	if (seconds === 86_400) return 'Every 24 hours'; // A day of daylight saving has 23 or 25.
	for (const [name, size] of units) {
		const count = seconds / size;
		if (Number.isInteger(count) && count <= 120) return count === 1 ? `Every ${name}` : `Every ${count} ${name}s`;
	}
	let left = seconds;
	const parts: string[] = [];
	for (const [name, size] of units) {
		const count = Math.floor(left / size);
		left -= count * size;
		if (count > 0) parts.push(`${count} ${name}${count === 1 ? '' : 's'}`);
	}
	return `Every ${parts.join(' ')}`;
}
