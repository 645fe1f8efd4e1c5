// Looks at a file without reading it: is it there, is it ours to read, has it changed, is it still the same one.
import * as fs from 'node:fs';
import { Hash53 } from '../usage/event';
import { HEAD, TAIL } from './chunk';
import type { LogFile } from './collector';
import type { FileRow } from './collectStore';
import type { SlicedTurn } from './turn';

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
 * True where the file goes on from what was read of it: the same one by its number, at least as long, with the same bytes at
 * its start and before the place where reading stopped. A folder of deleted and created files gives numbers and sizes out
 * again, and a log that is rewritten often begins as before, so each of these alone says nothing.
 */
export function goesOn(file: LogFile, look: Look, row: FileRow): boolean {
	const known = knownOf(row);
	if (known === 0) return true;
	if (look.ino !== row.ino || look.size < known) return false;
	return withFile(file.path, read => {
		const { head, length, tail } = partsOf(row.head);
		return hashOf(read(0, Math.min(HEAD, known))) === head && hashOf(read(known - length, length)) === tail;
	});
}

/** Bytes that it is known again by: those that were read, and those whose calls were recorded before it was read to its end. */
export const knownOf = (row: FileRow): number => partsOf(row.head).ahead || row.position;

/**
 * The row of a file of which calls are recorded while it is read: it is known again as far as reading stands, for these calls are
 * void where it is rewritten before it is read to its end.
 */
export function aheadOf(file: LogFile, look: Look, row: FileRow, turn: Pick<SlicedTurn, 'head' | 'tail' | 'position'>): FileRow {
	const { position } = turn;
	if (!file.appendOnly || position <= knownOf(row)) return row;
	return { ...row, dev: look.dev, ino: look.ino, head: `${printOf(file.path, row, position, turn) || '- 0 -'} ${position}` };
}

/** What a file is known again by: a hash of its first bytes, and one of the last that were read with their number. */
export function printOf(path: string, before: FileRow, position: number, turn: Pick<SlicedTurn, 'head' | 'tail'>): string {
	if (position === 0) return '';
	if (position === before.position) return before.head;
	const known = before.position >= HEAD ? partsOf(before.head).head : undefined;
	const first = turn.head();
	const last = turn.tail();
	try {
		const head = known ?? hashOf(first ? first.subarray(0, position) : withFile(path, read => read(0, Math.min(HEAD, position))));
		const end = last ?? withFile(path, read => read(Math.max(0, position - TAIL), Math.min(TAIL, position)));
		return `${head} ${end.length} ${hashOf(end)}`;
	} catch {
		return ''; // it is gone: the next look finds that it does not go on, and it is read again
	}
}

function partsOf(print: string): { head: string; length: number; tail: string; ahead: number } {
	const [head = '', length = '', tail = '', ahead = ''] = print.split(' ');
	return { head, length: Number(length), tail, ahead: Number(ahead) };
}

const hashOf = (bytes: Buffer): string => new Hash53().latin1(bytes, 0, bytes.length).value.toString(36);

type Read = (position: number, length: number) => Buffer;

function withFile<T>(path: string, work: (read: Read) => T): T {
	const handle = fs.openSync(path, fs.constants.O_RDONLY | (fs.constants.O_NONBLOCK ?? 0));
	try {
		return work((position, length) => {
			const bytes = Buffer.allocUnsafe(length);
			return bytes.subarray(0, fs.readSync(handle, bytes, 0, length, position));
		});
	} finally {
		fs.closeSync(handle);
	}
}

/** Numbers of files on some systems are 64 bits wide; the database and JavaScript hold 53 exactly. */
const bounded = (number: number): number => number % 2 ** 52;
