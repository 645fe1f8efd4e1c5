// How money, tokens, shares, ages and days are written, the same in the status bar, the trees and the webviews.
import type { Period, Totals } from '../../contract';

/** What people read where nothing has a price. */
export const UNPRICED = 'unpriced';

/**
 * Dollars as text: `$3.12`, `<$0.01`, `≥ $1.20` (a lower bound: calls without a price stand beside it), `unpriced` for null.
 * Never writes `$0.00` for something that cost a little.
 */
export function money(amount: number | null, options: { lowerBound?: boolean } = {}): string {
	if (amount === null || !Number.isFinite(amount)) return UNPRICED;
	if (options.lowerBound) return `≥ ${dollars(Math.floor(amount * 100 + 1e-6) / 100)}`; // rounded up it would be no bound
	const size = Math.abs(amount);
	return size > 0 && size < 0.005 ? `${amount < 0 ? '-' : ''}<$0.01` : dollars(amount);
}

/** Dollars for a chart's axis, short and without noise: `$0`, `$0.25`, `$5`, `$12.50`, `$1.2K`. */
export function moneyTick(amount: number): string {
	if (Math.abs(amount) >= 1000) return `$${short(amount)}`;
	return `$${Number.isInteger(amount) ? amount : amount.toFixed(Math.abs(amount) < 0.01 && amount !== 0 ? 3 : 2)}`;
}

/** What the totals cost, marked as a lower bound where some of their calls have no price. */
export function cost(totals: Pick<Totals, 'cost' | 'unpriced_requests'>): string {
	return money(totals.cost, { lowerBound: totals.unpriced_requests > 0 });
}

/** `950 tokens`, `1 token`, `12.3K tokens`, `1.2M tokens`; the bare number with `unit: false`. */
export function tokens(count: number, options: { unit?: boolean } = {}): string {
	const text = short(count);
	return options.unit === false ? text : `${text} ${count === 1 ? 'token' : 'tokens'}`;
}

/** Every token of the totals. The counts are disjoint, so this is their plain sum. */
export function allTokens(totals: Pick<Totals, 'input_tokens' | 'output_tokens' | 'cache_read_tokens' | 'cache_write_tokens'>): number {
	return totals.input_tokens + totals.output_tokens + totals.cache_read_tokens + totals.cache_write_tokens;
}

/** A whole number with separators: `12,345`. */
export const count = (number: number): string => grouped(number.toFixed(0));

/** `1 call`, `12,345 calls`. */
export const counted = (number: number, one: string, many = `${one}s`): string => `${count(number)} ${number === 1 ? one : many}`;

/**
 * Percent as text, rounded, but never up to a threshold (or to 100) that is not reached: `12%` for 11.7, `74%` for 74.9, `<1%`.
 * The same rule as in the hub's own sentences and in REST.
 */
export function percent(value: number, thresholds: readonly number[] = [75, 90]): string {
	if (!Number.isFinite(value)) return '0%';
	if (value > 0 && value < 1) return '<1%';
	const rounded = Math.round(value);
	const tooHigh = [...thresholds, 100].some(threshold => threshold <= rounded && value < threshold - 1e-9);
	return `${count(tooHigh ? Math.floor(value) : rounded)}%`;
}

/** How long ago, for `elapsed` in ms: `just now`, `2 min ago`, `3 h ago`, `2 days ago`. */
export function ago(elapsed: number): string {
	const minutes = Math.floor(elapsed / 60_000);
	if (minutes < 1) return 'just now';
	if (minutes < 60) return `${minutes} min ago`;
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return `${hours} h ago`;
	return `${counted(Math.floor(hours / 24), 'day')} ago`;
}

/** `09:14` of an instant (ms UTC) in an IANA zone; in the machine's where the zone is empty or unknown here. */
export function timeOfDay(ms: number, zone = ''): string {
	const options = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
	return inZone(zone, timeZone => new Intl.DateTimeFormat('en-GB', { ...options, ...timeZone })).format(ms);
}

/** `Nov 21, 09:14` of an instant (ms UTC) in an IANA zone. */
export function dateTime(ms: number, zone = ''): string {
	const day = inZone(zone, timeZone => new Intl.DateTimeFormat('en-US', { month: 'short', day: 'numeric', ...timeZone }));
	return `${day.format(ms)}, ${timeOfDay(ms, zone)}`;
}

/** A calendar day `YYYY-MM-DD` for people: `Nov 21`; `Sat, Nov 21, 2026` with both options. */
export function dayLabel(day: string, options: { weekday?: boolean; year?: boolean } = {}): string {
	return dayText(day, {
		month: 'short',
		day: 'numeric',
		...(options.weekday ? { weekday: 'short' } : {}),
		...(options.year ? { year: 'numeric' } : {}),
	});
}

/** A chart column's name: `Sat, Nov 21`, `Nov 16 – 22`, `Nov 30 – Dec 6`, `November 2026`. */
export function bucketLabel(period: Period, start: string, end: string): string {
	if (period === 'monthly') return dayText(start, { month: 'long', year: 'numeric' });
	if (period === 'daily' || start === end) return dayLabel(start, { weekday: true });
	const sameMonth = start.slice(0, 7) === end.slice(0, 7);
	return `${dayLabel(start)} – ${sameMonth ? Number(end.slice(8, 10)) : dayLabel(end)}`;
}

/** `$1,234.50`; the sign stands before the dollar, and nothing is no less than nothing. */
function dollars(amount: number): string {
	const text = grouped(Math.abs(amount).toFixed(2));
	return amount < 0 && /[1-9]/.test(text) ? `-$${text}` : `$${text}`;
}

/** Thousands apart. By hand, for the first Intl.NumberFormat of a process costs 10 ms and this is on the way to the first paint. */
const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?:\.|$))/g, ',');

/** `1.2K`, `12.3K`, `999K`, `1M`, `2.3B`: three figures at most, no empty decimal. */
function short(number: number): string {
	const size = Math.abs(number);
	if (size < 1000) return count(number);
	for (const [unit, sign] of [
		[1e3, 'K'],
		[1e6, 'M'],
		[1e9, 'B'],
	] as const) {
		const scaled = number / unit;
		const text = Math.abs(scaled) < 99.95 ? scaled.toFixed(1).replace(/\.0$/, '') : scaled.toFixed(0);
		if (Math.abs(Number(text)) < 1000) return `${text}${sign}`;
	}
	return `${count(number / 1e12)}T`;
}

function dayText(day: string, options: Intl.DateTimeFormatOptions): string {
	const [year, month, date] = day.split('-').map(Number);
	if (year === undefined || month === undefined || Number.isNaN(year + month)) return day;
	return new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' }).format(Date.UTC(year, month - 1, date ?? 1));
}

/** The hub may know a zone that this ICU does not; the machine's is then better than no time at all. */
function inZone(zone: string, make: (timeZone: { timeZone?: string }) => Intl.DateTimeFormat): Intl.DateTimeFormat {
	try {
		return make(zone === '' ? {} : { timeZone: zone });
	} catch {
		return make({});
	}
}
