// Reads whole lines of a growing file, and hands over only those that can matter.
import * as fs from 'node:fs';
import { CHUNK, HEAD, TAIL } from './chunk';
import type { Turn } from './collector';

/** Lines longer than this are skipped (a pasted image, a runaway log). Bytes. */
export const MAX_LINE = 16 * 1024 * 1024;

export interface LinesFrom {
	/** Byte offset of a line start. */
	position: number;
	/** Number of lines before it. */
	line: number;
}

export interface LineFilter {
	/**
	 * A line is handed over if it contains one of these byte strings; all lines where empty. A marker of at most eight bytes
	 * whose first one is rare in logs is found fastest.
	 */
	markers: readonly string[];
	/** A look at the line's first bytes: true hands it over, false passes it over, undefined has it searched for the markers. */
	look?(bytes: Buffer, start: number, end: number): boolean | undefined;
}

/** `bytes.subarray(start, end)` is the line without its newline; valid during the call only. `line` counts from 1. */
export type OnLine = (bytes: Buffer, start: number, end: number, line: number) => void;

/** A line that cannot be a record (too long, or no JSON object by its first and last byte). */
export type OnSkipped = (line: number, why: string) => void;

/**
 * Calls `onLine` for each complete line after `from` that holds a marker, and `onSkipped` for each line that is no JSON
 * object at first sight. Gives where the last complete line ended: a partial last line stays for the next time.
 * Only 0x0A separates lines; blank lines are passed over; a carriage return at the end and a byte order mark at the start
 * of the file are cut off. Throws what the file system throws, and an Error for a file in UTF-16.
 */
export async function readLines(
	path: string,
	from: LinesFrom,
	filter: LineFilter,
	turn: Turn,
	onLine: OnLine,
	onSkipped: OnSkipped,
): Promise<LinesFrom> {
	const file = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
	try {
		return await readOpen(file, path, from, filter, turn, onLine, onSkipped);
	} finally {
		fs.closeSync(file);
	}
}

async function readOpen(
	file: number,
	path: string,
	from: LinesFrom,
	filter: LineFilter,
	turn: Turn,
	onLine: OnLine,
	onSkipped: OnSkipped,
): Promise<LinesFrom> {
	const size = fs.fstatSync(file).size;
	const wants = wantsOf(filter);
	let buffer = turn.scratch ?? Buffer.allocUnsafeSlow(Math.min(CHUNK, Math.max(size - from.position, 1)) + 1);
	let { position, line } = from;
	let held = 0; // bytes of a line begun, at the buffer's start
	let overlong = false; // inside a line longer than MAX_LINE
	let at = position; // where the next read starts
	for (;;) {
		if (held === buffer.length) {
			if (held > MAX_LINE) {
				overlong = true;
				held = 0;
			} else {
				const larger = Buffer.allocUnsafeSlow(Math.min(held * 2, MAX_LINE + CHUNK));
				buffer.copy(larger, 0, 0, held);
				buffer = larger;
			}
		}
		const count = fs.readSync(file, buffer, held, buffer.length - held, at);
		if (count === 0) return { position, line };
		if (at === 0) turn.start?.(path, buffer.subarray(0, Math.min(count, HEAD)));
		at += count;
		const filled = held + count;
		let start = 0;
		if (overlong) {
			const end = buffer.indexOf(0x0a);
			if (end < 0 || end >= filled) {
				held = 0;
				const wait = turn.next(count);
				if (wait) await wait;
				continue;
			}
			overlong = false;
			start = end + 1;
			line++;
			onSkipped(line, `longer than ${MAX_LINE / 1024 / 1024} MB`);
			position = at - (filled - start);
		} else if (position === 0) start = skipMark(buffer, filled);
		const whole = buffer.subarray(0, filled);
		const stop = whole.lastIndexOf(0x0a) + 1;
		if (stop > start) {
			line = walk(whole, start, stop, line, wants, onLine, onSkipped);
			position = at - (filled - stop);
			start = stop;
		} else if (position === 0) start = 0; // a mark alone: look at it again when its line is whole
		held = filled - start;
		if (start > 0) turn.reached?.(path, buffer.subarray(Math.max(0, start - TAIL), start), position);
		if (start > 0 && held > 0) buffer.copyWithin(0, start, filled);
		const wait = turn.next(count);
		if (wait) await wait;
		// What was appended since is read the next time; this saves a read that finds nothing.
		if (at >= size) return { position, line };
	}
}

/** Walks the whole lines of `bytes.subarray(start, stop)`; gives the number of the last one. */
function walk(bytes: Buffer, start: number, stop: number, before: number, wants: Wants, onLine: OnLine, onSkipped: OnSkipped): number {
	let line = before;
	let from = start;
	wants.begin(bytes);
	while (from < stop) {
		const newline = bytes.indexOf(0x0a, from);
		line++;
		const end = newline > from && bytes[newline - 1] === 0x0d ? newline - 1 : newline;
		if (bytes[from] === 0x7b && bytes[end - 1] === 0x7d && end - from > 1 && end - from <= MAX_LINE) {
			if (wants.line(from, end)) onLine(bytes, from, end, line);
		} else odd(bytes, from, end, line, wants, onLine, onSkipped);
		from = newline + 1;
	}
	return line;
}

/** Tells which lines are to be handed over. */
interface Wants {
	/** The lines that follow are in these bytes. */
	begin(bytes: Buffer): void;
	/** Asked in the order of the lines. */
	line(from: number, end: number): boolean;
}

function wantsOf({ markers: texts, look }: LineFilter): Wants {
	const markers = texts.map(text => Buffer.from(text));
	/** Where each marker comes next in the bytes: they are searched once, not once a line. */
	const next = markers.map(() => 0);
	let bytes: Buffer = NO_BYTES;
	return {
		begin(those) {
			bytes = those;
			next.fill(-1);
		},
		line(from, end) {
			const seen = look?.(bytes, from, end);
			if (seen !== undefined) return seen;
			if (markers.length === 0) return true;
			// Where most lines are told by a look, the few others are searched by themselves.
			if (look) return markers.some(marker => bytes.subarray(from, end).includes(marker));
			let found = false;
			for (let i = 0; i < markers.length; i++) {
				let at = next[i] as number;
				if (at < from) {
					at = bytes.indexOf(markers[i] as Buffer, from);
					if (at < 0) at = bytes.length;
					next[i] = at;
				}
				if (at < end) found = true;
			}
			return found;
		},
	};
}

const NO_BYTES = Buffer.alloc(0);

/** A line that is not `{…}`: blank, with white space around it, or none of ours. */
function odd(bytes: Buffer, start: number, end: number, line: number, wants: Wants, onLine: OnLine, onSkipped: OnSkipped): void {
	let from = start;
	let to = end;
	while (from < to && isBlank(bytes[from])) from++;
	while (to > from && isBlank(bytes[to - 1])) to--;
	if (from === to) return;
	if (to - from > MAX_LINE) onSkipped(line, `longer than ${MAX_LINE / 1024 / 1024} MB`);
	else if (bytes[from] !== 0x7b || bytes[to - 1] !== 0x7d) onSkipped(line, 'no JSON object');
	else if (wants.line(from, to)) onLine(bytes, from, to, line);
}

const isBlank = (byte: number | undefined): boolean => byte === 0x20 || byte === 0x09 || byte === 0x0d;

/** Length of a UTF-8 byte order mark at the start of a file; throws for UTF-16, which no tool writes but an editor may. */
function skipMark(bytes: Buffer, filled: number): number {
	if (filled >= 2 && ((bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff))) {
		throw new Error('The file is written in UTF-16. Save it as UTF-8 to have it counted.');
	}
	return filled >= 3 && bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}
