// A schedule as a person chooses or types it: common ones by name, a time of day, "every 45 min", one date and time.
import type { Schedule } from '../../contract';
import { spanWords } from './policyText';

/** The choices of "when". `daily` to `monthly` ask for a time of day. */
export const WHEN_KINDS = ['hourly', 'daily', 'weekdays', 'weekly', 'monthly', 'interval', 'once', 'cron'] as const;
export type WhenKind = (typeof WHEN_KINDS)[number];

export interface When {
	kind: WhenKind;
	/** `HH:MM` */
	time: string;
	/** 0 is Sunday. */
	weekday: number;
	/** As typed: `45 min`. */
	every: string;
	/** `YYYY-MM-DDTHH:MM` */
	at: string;
	expression: string;
	/** IANA. */
	zone: string;
	/** Of an interval that is there already, so that an edit does not move its grid. */
	anchor?: string;
}

export const WHEN_LABELS: Record<WhenKind, { label: string; description: string }> = {
	hourly: { label: 'Every hour', description: 'on the hour' },
	daily: { label: 'Every day', description: 'at a time' },
	weekdays: { label: 'Every weekday', description: 'Monday to Friday at a time' },
	weekly: { label: 'Every week', description: 'on a day at a time' },
	monthly: { label: 'Every month', description: 'on the 1st at a time' },
	interval: { label: 'Every …', description: 'such as 45 min, 90 s, 2 h' },
	once: { label: 'Once', description: 'at a date and time' },
	cron: { label: 'Cron expression', description: 'five fields: minute hour day month weekday' },
};

export const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;

export const newWhen = (zone: string): When => ({
	kind: 'daily',
	time: '09:00',
	weekday: 1,
	every: '1 h',
	at: '',
	expression: '0 9 * * *',
	zone,
});

/** The schedule of a choice; what was typed is right already. */
export function scheduleOf(when: When): Schedule {
	const [hour = 0, minute = 0] = (parseTime(when.time) ?? '00:00').split(':').map(Number);
	const cron = (expression: string): Schedule => ({ kind: 'cron', expression, zone: when.zone });
	switch (when.kind) {
		case 'hourly':
			return cron('0 * * * *');
		case 'daily':
			return cron(`${minute} ${hour} * * *`);
		case 'weekdays':
			return cron(`${minute} ${hour} * * 1-5`);
		case 'weekly':
			return cron(`${minute} ${hour} * * ${when.weekday}`);
		case 'monthly':
			return cron(`${minute} ${hour} 1 * *`);
		case 'interval': {
			const every = parseEvery(when.every);
			const seconds = 'seconds' in every ? every.seconds : 3600;
			return { kind: 'interval', seconds, ...(when.anchor === undefined ? {} : { anchor: when.anchor }) };
		}
		case 'once':
			return { kind: 'once', at: parseAt(when.at) ?? when.at, zone: when.zone };
		case 'cron':
			return cron(when.expression.trim());
	}
}

/** The choice that makes a schedule; a pattern of none of the common forms is a cron expression. */
export function whenOf(schedule: Schedule, zone: string): When {
	const when = newWhen(schedule.kind === 'interval' ? zone : schedule.zone);
	if (schedule.kind === 'interval') {
		const anchor = schedule.anchor === undefined ? {} : { anchor: schedule.anchor };
		return { ...when, kind: 'interval', every: spanWords(schedule.seconds), ...anchor };
	}
	if (schedule.kind === 'once') return { ...when, kind: 'once', at: schedule.at };
	const { expression } = schedule;
	const filled = { ...when, expression };
	if (expression === '0 * * * *') return { ...filled, kind: 'hourly' };
	const found = /^(\d{1,2}) (\d{1,2}) (\*|1) \* (\*|1-5|[0-6])$/.exec(expression);
	const [, minute = '', hour = '', day = '', weekday = ''] = found ?? [];
	const time = parseTime(`${hour}:${minute.padStart(2, '0')}`);
	if (time === undefined) return { ...filled, kind: 'cron' };
	const kind = day === '1' ? (weekday === '*' ? 'monthly' : 'cron') : weekday === '*' ? 'daily' : weekday === '1-5' ? 'weekdays' : 'weekly';
	return { ...filled, kind, time, weekday: kind === 'weekly' ? Number(weekday) : when.weekday };
}

/** `07:05` of `7:05`, `07:05`; undefined for anything else. */
export function parseTime(text: string): string | undefined {
	const found = /^(\d{1,2}):(\d{2})$/.exec(text.trim());
	const [, hour = '', minute = ''] = found ?? [];
	return found && Number(hour) < 24 && Number(minute) < 60 ? `${hour.padStart(2, '0')}:${minute}` : undefined;
}

const UNITS: [RegExp, number][] = [
	[/^s(ec(ond)?s?)?$/i, 1],
	[/^m(in(ute)?s?)?$/i, 60],
	[/^h((ou)?rs?)?$/i, 3600],
	[/^d(ays?)?$/i, 86_400],
	[/^w(eeks?)?$/i, 604_800],
];
const EVERY_HINT = 'Type a number and a unit, such as 45 min, 90 s, 2 h or 1 day.';

/** Seconds of `45 min`, `every 2h`, `1h 30m`; anything else gets a sentence that says what to type. */
export function parseEvery(text: string): { seconds: number } | { problem: string } {
	const bare = text
		.trim()
		.replace(/^every\s+/i, '')
		.replace(/^(?=[a-z])/i, '1 ');
	if (!/^(\d+(\.\d+)?\s*[a-z]+\s*)+$/i.test(bare)) return { problem: EVERY_HINT };
	let seconds = 0;
	for (const [, number, unit = ''] of bare.matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)/gi)) {
		const size = UNITS.find(([name]) => name.test(unit))?.[1];
		if (size === undefined) return { problem: `“${unit}” is no unit of time. ${EVERY_HINT}` };
		seconds += Number(number) * size;
	}
	const whole = Math.round(seconds);
	if (whole < 1) return { problem: `The shortest interval is 1 s. ${EVERY_HINT}` };
	if (whole > 366 * 86_400) return { problem: 'The longest interval is 366 days.' };
	return { seconds: whole };
}

/** `2026-12-24T18:00` of `2026-12-24 18:00`; undefined for anything else. Whether it lies ahead, the hub knows. */
export function parseAt(text: string): string | undefined {
	const found = /^(\d{4})-(\d{1,2})-(\d{1,2})[T ]\s*(\d{1,2}:\d{2})(:\d{2})?$/.exec(text.trim());
	const [, year = '', month = '', day = '', clock = '', seconds = ''] = found ?? [];
	const time = parseTime(clock);
	return time === undefined ? undefined : `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}T${time}${seconds}`;
}
