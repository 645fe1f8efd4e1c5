// Looks at a file without reading it: is it there, is it ours to read, has it changed, is it still the same one.
import * as fs from 'node:fs';
import { hash53 } from '../usage/event';
import { HEAD } from './chunk';
import type { LogFile } from './collector';
import type { FileRow } from './collectStore';

/** A file's outside, its companions added to it. */
export interface Look {
	dev: number;
	ino: number;
	size: number;
	mtime: number;
}

const QUIET = { throwIfNoEntry: false } as const;

/** Undefined where there is no such file any more. Throws what the file system throws, and an Error for what is no regular file. */
export function lookAt(file: LogFile): Look | undefined {
	// lstat: a link is not followed, and a FIFO or a device is never opened.
	const stat = fs.lstatSync(file.path, QUIET);
	if (!stat) return undefined;
	if (!stat.isFile()) throw new Error('It is no regular file, so it is not read.');
	const look: Look = { dev: bounded(stat.dev), ino: bounded(stat.ino), size: stat.size, mtime: stat.mtimeMs };
	for (const path of file.companions) {
		const beside = fs.statSync(path, QUIET);
		if (!beside) continue;
		look.size += beside.size;
		look.mtime = Math.max(look.mtime, beside.mtimeMs);
	}
	return look;
}

export const isUnchanged = (look: Look, row: FileRow): boolean =>
	look.size === row.size && look.mtime === row.mtime && look.ino === row.ino;

/**
 * True where the file goes on from what was read of it: the same one by its number, at least as long, beginning with the
 * same bytes, and with a line's end where reading stopped. A folder of deleted and created files gives numbers and sizes
 * out again, so those alone say nothing.
 */
export function goesOn(file: LogFile, look: Look, row: FileRow): boolean {
	if (row.position === 0) return true;
	if (look.ino !== row.ino || look.size < row.position) return false;
	const handle = fs.openSync(file.path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
	try {
		const length = Math.min(HEAD, row.position);
		const bytes = Buffer.allocUnsafe(length + 1);
		const head = fs.readSync(handle, bytes, 0, length, 0);
		if (head < length || headOf(bytes, length) !== row.head) return false;
		return fs.readSync(handle, bytes, length, 1, row.position - 1) === 1 && bytes[length] === 0x0a;
	} finally {
		fs.closeSync(handle);
	}
}

/** The fingerprint of a file's first bytes, at most `length` of them. */
export const headOf = (bytes: Buffer, length: number): string => hash53(bytes.toString('latin1', 0, Math.min(length, HEAD))).toString(36);

/** The fingerprint read from the file; '' where it is gone. */
export function readHead(path: string, position: number): string {
	try {
		const handle = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
		try {
			const bytes = Buffer.allocUnsafe(Math.min(HEAD, position));
			return headOf(bytes, fs.readSync(handle, bytes, 0, bytes.length, 0));
		} finally {
			fs.closeSync(handle);
		}
	} catch {
		return ''; // the next look finds that it does not go on, and it is read again
	}
}

/** Numbers of files on some systems are 64 bits wide; the database and JavaScript hold 53 exactly. */
const bounded = (number: number): number => number % 2 ** 52;
