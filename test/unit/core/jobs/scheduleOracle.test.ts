// Slots of cron patterns around every change of many zones' clocks, against an oracle that goes minute by minute.
import assert from 'node:assert/strict';
import { slotsOf } from '../../../../src/core/jobs/schedule';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** A pattern as the oracle understands it: plain sets, written by hand beside the text. */
interface Plan {
	text: string;
	/** No `*` and no step in minute and hour. */
	timesOfDay: boolean;
	minutes: number[];
	hours: number[];
	day: (day: number, month: number, weekday: number) => boolean;
}
const each = (from: number, to: number, step = 1): number[] =>
	Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, i) => from + i * step);
const always = () => true;
const PLANS: Plan[] = [
	{ text: '30 2 * * *', timesOfDay: true, minutes: [30], hours: [2], day: always },
	{ text: '15,45 0-3 * * *', timesOfDay: true, minutes: [15, 45], hours: each(0, 3), day: always },
	{ text: '0 0 * * *', timesOfDay: true, minutes: [0], hours: [0], day: always },
	{ text: '30 23,1 * * 0,6', timesOfDay: true, minutes: [30], hours: [1, 23], day: (_d, _m, weekday) => weekday === 0 || weekday === 6 },
	{ text: '*/20 * * * *', timesOfDay: false, minutes: each(0, 59, 20), hours: each(0, 23), day: always },
	{ text: '10 */2 * * *', timesOfDay: false, minutes: [10], hours: each(0, 23, 2), day: always },
	{ text: '* 1-2 * * SUN', timesOfDay: false, minutes: each(0, 59), hours: [1, 2], day: (_d, _m, weekday) => weekday === 0 },
	{ text: '5 1 25-31 * 0', timesOfDay: true, minutes: [5], hours: [1], day: (day, _m, weekday) => day >= 25 || weekday === 0 },
	{ text: '45 * 1-14 * +SUN', timesOfDay: false, minutes: [45], hours: each(0, 23), day: (day, _m, weekday) => day <= 14 && weekday === 0 },
];

/** Zones of every kind: hour and half-hour changes, at midnight, a lost day, Ramadan, changes of the law, none at all. */
const ZONES: readonly (readonly [string, number, number])[] = [
	['America/New_York', 2025, 2027],
	['Europe/Berlin', 2025, 2027],
	['Europe/London', 2026, 2027],
	['Europe/Dublin', 2026, 2027],
	['Australia/Lord_Howe', 2025, 2027],
	['Australia/Sydney', 2026, 2026],
	['Africa/Cairo', 2024, 2026],
	['America/Santiago', 2024, 2026],
	['America/Sao_Paulo', 2017, 2019],
	['America/Havana', 2025, 2026],
	['America/St_Johns', 2010, 2012],
	['Asia/Beirut', 2023, 2024],
	['Asia/Gaza', 2023, 2024],
	['Asia/Tehran', 2021, 2022],
	['Asia/Kathmandu', 1985, 1986],
	['Asia/Pyongyang', 2015, 2018],
	['Africa/Casablanca', 2025, 2026],
	['Pacific/Apia', 2011, 2012],
	['Pacific/Chatham', 2025, 2026],
	['America/Scoresbysund', 2023, 2024],
	['America/Caracas', 2007, 2016],
	['Antarctica/Troll', 2025, 2026],
	['Europe/Istanbul', 2015, 2016],
	['America/Nuuk', 2023, 2025],
	['Asia/Kolkata', 2026, 2026],
	['UTC', 2026, 2026],
];

/** What the clock on the wall shows, as if it were UTC. */
function wallClock(zone: string): (ms: number) => number {
	const format = new Intl.DateTimeFormat('en-GB', { timeZone: zone, dateStyle: 'short', timeStyle: 'medium' });
	return ms => {
		const [day, month, year, hour, minute, second] = format
			.format(ms)
			.split(/[/,: ]+/)
			.map(Number);
		return Date.UTC(year ?? 0, (month ?? 0) - 1, day, hour, minute, second);
	};
}

/** Instants, to the minute, at which the clock of the zone jumps. */
function changes(wall: (ms: number) => number, from: number, to: number): number[] {
	const found: number[] = [];
	const offset = (ms: number) => wall(ms) - ms;
	for (let ms = from; ms < to; ms += 12 * HOUR) {
		if (offset(ms) === offset(ms + 12 * HOUR)) continue;
		let [low, high] = [ms, ms + 12 * HOUR];
		while (high - low > MINUTE) {
			const middle = low + Math.floor((high - low) / 2 / MINUTE) * MINUTE;
			if (offset(middle) === offset(low)) low = middle;
			else high = middle;
		}
		found.push(high);
	}
	return found;
}

/**
 * The rules, minute by minute from `from` up to `to`:
 * - a minute runs when what the wall shows is asked for;
 * - times of the day: not where the wall has shown this very time before (it was set back);
 *   and where the wall jumps forward over times that are asked for, the first minute after the jump runs, if its day is that of such a time;
 * - other patterns run whenever the wall shows what is asked for, and lose what it jumps over.
 */
function oracle(plan: Plan, walls: ReadonlyMap<number, number>, from: number, to: number): number[] {
	const asked = (wall: number) => {
		const date = new Date(wall);
		return (
			plan.minutes.includes(date.getUTCMinutes()) &&
			plan.hours.includes(date.getUTCHours()) &&
			plan.day(date.getUTCDate(), date.getUTCMonth() + 1, date.getUTCDay())
		);
	};
	const at = (ms: number) => walls.get(ms) ?? assert.fail(`no wall at ${ms}`);
	const slots: number[] = [];
	const shown = new Set<number>();
	for (let ms = from - 26 * HOUR; ms < to; ms += MINUTE) {
		const wall = at(ms);
		let runs = asked(wall);
		if (plan.timesOfDay) {
			if (shown.has(wall)) runs = false;
			if (walls.has(ms - MINUTE)) {
				for (let lost = at(ms - MINUTE) + MINUTE; lost < wall; lost += MINUTE) {
					if (asked(lost) && Math.floor(lost / DAY) === Math.floor(wall / DAY)) runs = true;
				}
			}
		}
		shown.add(wall);
		if (runs && ms >= from) slots.push(ms);
	}
	return slots;
}

describe('slots around changes of the clock', () => {
	it('the oracle sees a gap and a repeat as a person would', () => {
		const wall = wallClock('Europe/Vienna');
		const [spring, autumn] = changes(wall, Date.UTC(2026, 0, 1), Date.UTC(2027, 0, 1));
		assert.equal(new Date(spring ?? 0).toISOString(), '2026-03-29T01:00:00.000Z');
		assert.equal(new Date(autumn ?? 0).toISOString(), '2026-10-25T01:00:00.000Z');
	});

	it(`SC01 ${ZONES.length} zones, every change ±6 h, ${PLANS.length} patterns: as the oracle says, strictly rising, the same forward and back`, function () {
		this.timeout(60_000);
		let compared = 0;
		let seen = 0;
		for (const [zone, first, last] of ZONES) {
			const wall = wallClock(zone);
			const jumps = changes(wall, Date.UTC(first, 0, 1), Date.UTC(last + 1, 0, 1));
			seen += jumps.length;
			for (const jump of jumps.length > 0 ? jumps : [Date.UTC(first, 2, 29, 1)]) {
				const from = jump - 6 * HOUR;
				const to = jump + 6 * HOUR;
				const walls = new Map<number, number>();
				for (let ms = from - 27 * HOUR; ms < to; ms += MINUTE) walls.set(ms, wall(ms));
				for (const plan of PLANS) {
					const where = `“${plan.text}” in ${zone} around ${new Date(jump).toISOString()}`;
					const truth = oracle(plan, walls, from, to);
					const slots = slotsOf({ kind: 'cron', expression: plan.text, zone }, new Map());
					const found: number[] = [];
					let after = from - 1;
					for (let slot = slots.next(after); slot !== undefined && slot < to; slot = slots.next(slot)) {
						assert.ok(slot > after, `${where}: ${slot} is not after ${after}`);
						found.push(slot);
						after = slot;
					}
					assert.deepEqual(found.map(iso), truth.map(iso), where);
					// Any question in between, asked of a fresh calculator, has the answer the list gives.
					const fresh = slotsOf({ kind: 'cron', expression: plan.text, zone }, new Map());
					for (let ms = from + 7 * MINUTE + 123; ms < to; ms += 97 * MINUTE) {
						const next = truth.find(slot => slot > ms);
						if (next !== undefined) assert.equal(fresh.next(ms), next, `${where}: next after ${iso(ms)}`);
						const before = truth.filter(slot => slot <= ms).at(-1);
						assert.equal(iso(fresh.last(from - 1, ms)), iso(before), `${where}: last until ${iso(ms)}`);
					}
					assert.equal(slots.count(from - 1, to - 1, 10_000), truth.length, where);
					compared += truth.length;
				}
			}
		}
		assert.ok(seen > 90, `only ${seen} changes`);
		assert.ok(compared > 8_000, `only ${compared} slots`);
	});
});

const iso = (ms: number | undefined): string => (ms === undefined ? 'none' : new Date(ms).toISOString());
