// Reads the instants of logs from bytes: they come by the hundred thousand, and nearly all look the same.
import { parseInstant } from '../../../base/clock';

/** A reader of instants written `2026-11-21T05:46:03.404Z`; remembers the day, which is mostly that of the line before. */
export function instantReader(): (bytes: Uint8Array, start: number, end: number) => number | undefined {
	let day = -1;
	let midnight = 0;
	return (bytes, start, end) => {
		if (end - start !== 24 || bytes[start + 10] !== 0x54 || bytes[start + 23] !== 0x5a) return undefined;
		if (bytes[start + 13] !== 0x3a || bytes[start + 16] !== 0x3a || bytes[start + 19] !== 0x2e) return undefined;
		const hour = digits(bytes, start + 11, 2);
		const minute = digits(bytes, start + 14, 2);
		const second = digits(bytes, start + 17, 2);
		const ms = digits(bytes, start + 20, 3);
		if (bytes[start + 4] !== 0x2d || bytes[start + 7] !== 0x2d) return undefined;
		const date = digits(bytes, start, 4) * 10_000 + digits(bytes, start + 5, 2) * 100 + digits(bytes, start + 8, 2);
		if (!(date >= 0 && hour < 24 && minute < 60 && second < 60 && ms >= 0)) return undefined;
		if (date !== day) {
			const text = Buffer.from(bytes.subarray(start, start + 10)).toString('latin1');
			const found = parseInstant(`${text}T00:00:00.000Z`);
			if (found === undefined) return undefined;
			day = date;
			midnight = found;
		}
		return midnight + hour * 3_600_000 + minute * 60_000 + second * 1_000 + ms;
	};
}

/** NaN where one of them is no digit. */
function digits(bytes: Uint8Array, at: number, count: number): number {
	let value = 0;
	for (let i = at; i < at + count; i++) {
		const digit = (bytes[i] ?? 0) - 0x30;
		if (digit < 0 || digit > 9) return Number.NaN;
		value = value * 10 + digit;
	}
	return value;
}
