// Calendar days in a zone: against Intl itself, over every zone this machine knows, and where zones do odd things.
import assert from 'node:assert/strict';
import { addDays, addMonths, dayIn, daysBetween, isDay, isZone, monthEnd, weekStart } from '../../../src/base/day';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;

describe('day', () => {
	it('is the day Intl says, in every zone, around every change of the clock', function () {
		this.timeout(60_000);
		const zones = Intl.supportedValuesOf('timeZone');
		assert.ok(zones.length > 300);
		for (const zone of zones) {
			const day = dayIn(zone);
			const truth = intlDay(zone);
			// A few years with the rules of today, a day apart; then closely around each change and each midnight near it.
			for (let start = Date.UTC(2023, 11, 30), offset = offsetIn(zone, start); start < Date.UTC(2027, 0, 3); start += 7 * DAY) {
				const next = offsetIn(zone, start + 7 * DAY);
				const at = offset === next ? [start + (start % 13) * HOUR] : around(changeBetween(zone, start, start + 7 * DAY));
				for (const ms of at) assert.equal(day(ms), truth(ms), `${zone} ${new Date(ms).toISOString()}`);
				offset = next;
			}
		}
	});

	it('knows zones that change off the hour, skip a day, or by half an hour only', () => {
		const cases: [zone: string, instant: string, day: string][] = [
			['America/St_Johns', '2010-03-14T03:30:59Z', '2010-03-14'],
			['America/St_Johns', '2010-11-07T02:30:30Z', '2010-11-07'], // 00:00:30, before the clock goes back at 00:01
			['America/St_Johns', '2010-11-07T02:31:30Z', '2010-11-06'], // and again 23:01:30 of the day before
			['America/St_Johns', '2010-11-07T03:30:00Z', '2010-11-07'],
			['Pacific/Apia', '2011-12-30T09:59:59Z', '2011-12-29'],
			['Pacific/Apia', '2011-12-30T10:00:00Z', '2011-12-31'],
			['Australia/Lord_Howe', '2026-04-04T12:59:59Z', '2026-04-04'],
			['Australia/Lord_Howe', '2026-04-05T13:29:59Z', '2026-04-05'],
			['Australia/Lord_Howe', '2026-04-05T13:30:00Z', '2026-04-06'],
			['Europe/Berlin', '2026-03-28T22:59:59Z', '2026-03-28'],
			['Europe/Berlin', '2026-03-29T21:59:59Z', '2026-03-29'],
			['Europe/Berlin', '2026-03-29T22:00:00Z', '2026-03-30'],
			['Asia/Kathmandu', '2026-11-21T18:14:59Z', '2026-11-21'],
			['Asia/Kathmandu', '2026-11-21T18:15:00Z', '2026-11-22'],
			['UTC', '1970-01-01T00:00:00Z', '1970-01-01'],
			['America/Los_Angeles', '1970-01-01T00:00:00Z', '1969-12-31'],
		];
		for (const [zone, instant, expected] of cases) {
			assert.equal(dayIn(zone)(Date.parse(instant)), expected, `${zone} ${instant}`);
			assert.equal(intlDay(zone)(Date.parse(instant)), expected, `Intl: ${zone} ${instant}`);
		}
	});

	it('asks Intl only where it must: a million calls of a year take well under a second', () => {
		const day = dayIn('Europe/Berlin');
		const start = Date.UTC(2026, 0, 1);
		day(start);
		const begun = process.hrtime.bigint();
		for (let i = 0; i < 1_000_000; i++) day(start + ((i * 7919) % 365) * DAY + i);
		const ns = Number(process.hrtime.bigint() - begun) / 1e6;
		assert.ok(ns < 1000, `${ns.toFixed(0)} ns a call`);
	});

	it('counts days, weeks from Monday, and months', () => {
		assert.equal(addDays('2024-02-28', 1), '2024-02-29');
		assert.equal(addDays('2026-01-01', -1), '2025-12-31');
		assert.equal(daysBetween('2026-03-01', '2026-04-01'), 31);
		assert.deepEqual(['2026-11-21', '2026-11-22', '2026-11-23', '2026-01-01', '1969-12-31'].map(weekStart), [
			'2026-11-16',
			'2026-11-16',
			'2026-11-23',
			'2025-12-29',
			'1969-12-29',
		]);
		assert.equal(addMonths('2026-01-31', -1), '2025-12-01');
		assert.equal(addMonths('2026-12-05', 1), '2027-01-01');
		assert.deepEqual(['2024-02-10', '2026-02-10', '2026-12-31'].map(monthEnd), ['2024-02-29', '2026-02-28', '2026-12-31']);
	});

	it('tells days and zones from what is none', () => {
		assert.deepEqual(['2026-02-28', '2026-02-29', '2026-13-01', '2026-1-1', '', '2026-11-21T00'].map(isDay), [
			true,
			false,
			false,
			false,
			false,
			false,
		]);
		assert.deepEqual(['Europe/Berlin', 'UTC', '', '+02:00', 'Mars/Olympus'].map(isZone), [true, true, false, false, false]);
	});
});

function intlDay(zone: string): (ms: number) => string {
	const format = new Intl.DateTimeFormat('en-CA', { timeZone: zone, year: 'numeric', month: '2-digit', day: '2-digit' });
	return ms => format.format(ms);
}

/** The zone's offset from UTC in minutes. */
function offsetIn(zone: string, ms: number): number {
	let format = FORMATS.get(zone);
	if (!format) {
		format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
		FORMATS.set(zone, format);
	}
	const [, sign, hours = '0', minutes = '0'] = /GMT(?:([+-])(\d+):(\d+))?/.exec(format.format(ms)) ?? [];
	return (Number(hours) * 60 + Number(minutes)) * (sign === '-' ? -1 : 1);
}

const FORMATS = new Map<string, Intl.DateTimeFormat>();

/** The second at which the offset changes. */
function changeBetween(zone: string, low: number, high: number): number {
	const before = offsetIn(zone, low);
	let [from, to] = [low, high];
	while (to - from > 1000) {
		const middle = from + Math.floor((to - from) / 2000) * 1000;
		if (offsetIn(zone, middle) === before) from = middle;
		else to = middle;
	}
	return to;
}

/** Instants close to a change, and on both sides of every full hour of the two days around it. */
function around(change: number): number[] {
	const near = [-DAY, -HOUR, -60_000, -1000, -1, 0, 1, 1000, 60_000, HOUR, DAY].map(distance => change + distance);
	const hour = Math.floor(change / HOUR) * HOUR;
	for (let i = -24; i <= 24; i++) near.push(hour + i * HOUR - 1, hour + i * HOUR);
	return near;
}
