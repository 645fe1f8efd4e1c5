// Reads whole lines of a growing file, and only those that can matter.
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
	/** A line is handed over if it contains one of these byte strings; all lines where empty. */
	markers: readonly string[];
}

/**
 * Calls `onLine` for each complete line after `from` that holds a marker. `bytes.subarray(start, end)` is the line without
 * its newline; it is valid during the call only. Gives where the last complete line ended: a partial last line stays for the next time.
 * `line` counts from 1.
 */
export async function readLines(
	_path: string,
	_from: LinesFrom,
	_filter: LineFilter,
	_turn: Turn,
	_onLine: (bytes: Buffer, start: number, end: number, line: number) => void,
	_onSkipped: (line: number, why: string) => void,
): Promise<LinesFrom> {
	throw new Error('written by the collect part');
}
