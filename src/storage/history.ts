// The journal files of a folder read as one history, whoever wrote them and wherever one hub took over from another.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeCode } from '../base/errors';
import { type CommitRecord, storeFileOf } from './commit';
import { decodeHead, decodeLines, type JournalHead, type JournalLine, type Position } from './journal';

/** A journal file with a readable head. */
export interface JournalPart {
	name: string;
	head: JournalHead;
}

/** Journal files in the order of the history, and the names of those whose head cannot be read (nothing in them was ever acknowledged). */
export interface History {
	parts: JournalPart[];
	torn: string[];
}

/** How replaying went: `lost` says in words what could not be used, with the file it stands in. */
export interface Replayed {
	at: Position;
	lines: number;
	/** Of the lines. */
	bytes: number;
	lost?: { name: string; why: string };
}

/** Longest head of a journal file. Bytes. */
const HEAD_BYTES = 1024;

/** The heads only; the lines stay on disk. */
export function readHistory(folder: string, names: readonly string[]): History {
	const history: History = { parts: [], torn: [] };
	for (const name of names) {
		if (storeFileOf(name)?.kind !== 'journal') continue;
		const head = readHead(path.join(folder, name));
		if (head) history.parts.push({ name, head });
		else history.torn.push(name);
	}
	// By epoch first: what a fenced hub still wrote after its successor began stands before the successor's beginning, and is cut off there.
	history.parts.sort((a, b) => a.head.term - b.head.term || a.head.number - b.head.number);
	return history;
}

/** True for a commit that a fenced hub published after its successor had begun to write. */
export const isVoid = (record: CommitRecord, { parts }: History): boolean =>
	parts.some(({ head }) => head.term > record.term && head.commit < record.number);

/** The journal files that a store standing at `at` does not need: all before the last one that begins at or before it. */
export function partsBefore({ parts }: History, at: Position): JournalPart[] {
	return parts.slice(0, firstPart(parts, at));
}

/**
 * Every line after `at`, in order, each given to `apply` (which throws where it cannot be applied).
 * Stops where the history breaks; what follows is reported, not guessed.
 */
export async function replayHistory(
	folder: string,
	{ parts }: History,
	at: Position,
	apply: (line: JournalLine) => Promise<void>,
): Promise<Replayed> {
	let position = at;
	let lines = 0;
	let bytes = 0;
	const stop = (name: string, why: string): Replayed => ({ at: position, lines, bytes, lost: { name, why } });
	for (let i = firstPart(parts, at); i < parts.length; i++) {
		const part = parts[i];
		if (!part) break;
		// A later hub's beginning ends what an earlier one may say.
		const limit = Math.min(...parts.slice(i + 1).map(({ head }) => head.from.seq), Number.POSITIVE_INFINITY);
		if (limit < part.head.from.seq) continue;
		if (part.head.from.seq > position.seq || (part.head.from.seq === position.seq && part.head.from.check !== position.check)) {
			return stop(part.name, 'it does not follow what was saved before it');
		}
		const content = await fs.promises.readFile(path.join(folder, part.name));
		const decoded = decodeHead(content);
		if (!decoded) return stop(part.name, 'its first line has changed');
		const reading = decodeLines(content, decoded.length, part.head.from);
		let step = reading.next();
		for (; !step.done && step.value.seq <= limit; step = reading.next()) {
			const line = step.value;
			if (line.seq === position.seq && line.check !== position.check) {
				return stop(part.name, 'it tells another history than the snapshot');
			}
			if (line.seq <= position.seq) continue;
			try {
				await apply(line);
			} catch (error) {
				return stop(part.name, `transaction ${line.seq} cannot be applied (${String(error)})`);
			}
			position = { seq: line.seq, check: line.check };
			lines++;
			bytes += line.body.length;
		}
		if (step.done && step.value === 'bad' && position.seq < limit) {
			return stop(part.name, `what follows transaction ${position.seq} has changed`);
		}
	}
	return { at: position, lines, bytes };
}

function firstPart(parts: readonly JournalPart[], at: Position): number {
	for (let i = parts.length - 1; i > 0; i--) {
		const part = parts[i];
		if (part && part.head.from.seq <= at.seq) return i;
	}
	return 0;
}

function readHead(file: string): JournalHead | undefined {
	let fd: number;
	try {
		fd = fs.openSync(file, 'r');
	} catch (error) {
		// A link that leads round in a circle leads to no journal either.
		if (['ENOENT', 'ELOOP'].includes(nodeCode(error) ?? '')) return undefined;
		throw error;
	}
	try {
		const bytes = Buffer.alloc(HEAD_BYTES);
		const read = fs.readSync(fd, bytes, 0, HEAD_BYTES, 0);
		return decodeHead(bytes.subarray(0, read))?.head;
	} catch (error) {
		if (nodeCode(error) === 'EISDIR') return undefined;
		throw error;
	} finally {
		fs.closeSync(fd);
	}
}
