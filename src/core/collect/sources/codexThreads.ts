// Finds a thread's rollout by its id and gives the states its counter went through: what copies of it are told by.
import * as fs from 'node:fs';
import type { LogFile, Turn } from '../collector';
import { readLines } from '../lines';
import { threadOfPath } from './codexFiles';
import { countHash, countOfLine } from './codexRollout';
import { fieldsOf, recordOf } from './fields';
import { readZstdLines } from './zstd';

const MARKERS = ['"token_count"'];

/** Counts kept in memory, over all threads: 8 bytes each. */
const KEPT = 500_000;

/** What a rollout looked like from outside, and the states its counter went through: in order, a repeated one once. */
interface Known {
	stamp: string;
	counts: readonly number[];
}

/** The rollouts of one tool, by thread. */
export class Threads {
	#paths = new Map<string, string>();
	#counts = new Map<string, Known>();
	#kept = 0;
	#new = false;

	/** Takes the place of what was known: the rollouts that exist now. */
	list(files: Iterable<LogFile>): void {
		this.#paths = new Map();
		for (const file of files) this.add(threadOfPath(file.path), file.path);
		this.#new = false;
	}

	/** A rollout whose thread its file name does not tell. */
	add(thread: string, path: string): void {
		const id = thread.toLowerCase();
		if (id === '' || this.#paths.has(id)) return;
		this.#paths.set(id, path);
		this.#new = true;
	}

	/** True once after threads were added that file names did not tell: copies of them may have been read before. */
	tookNew(): boolean {
		const taken = this.#new;
		this.#new = false;
		return taken;
	}

	has(thread: string): boolean {
		return this.#paths.has(thread.toLowerCase());
	}

	pathOf(thread: string): string | undefined {
		return this.#paths.get(thread.toLowerCase());
	}

	/** What its rollout looks like now; '' where none can be looked at. */
	stampOf(thread: string): string {
		try {
			return stampOf(fs.statSync(this.pathOf(thread) ?? ''));
		} catch {
			return '';
		}
	}

	/** Undefined where the thread has no readable rollout. */
	async countsOf(thread: string, turn: Turn): Promise<Known | undefined> {
		const path = this.pathOf(thread);
		if (path === undefined) return undefined;
		try {
			const stamp = stampOf(await fs.promises.stat(path));
			const known = this.#counts.get(path);
			if (known?.stamp === stamp) return known;
			const read = { stamp, counts: await readCounts(path, turn) };
			this.#keep(path, read);
			return read;
		} catch (error) {
			// A parent that vanishes while it is read is one that is not there.
			if ((error as { code?: unknown }).code === 'ENOENT') return undefined;
			throw error;
		}
	}

	#keep(path: string, known: Known): void {
		this.#kept += known.counts.length - (this.#counts.get(path)?.counts.length ?? 0);
		this.#counts.delete(path);
		this.#counts.set(path, known);
		for (const [oldest, { counts }] of this.#counts) {
			if (this.#kept <= KEPT || oldest === path) break;
			this.#counts.delete(oldest);
			this.#kept -= counts.length;
		}
	}
}

const stampOf = ({ size, mtimeMs, ino }: fs.Stats): string => `${size} ${mtimeMs} ${ino}`;

async function readCounts(path: string, turn: Turn): Promise<readonly number[]> {
	const counts: number[] = [];
	const take = (bytes: Buffer, start: number, end: number) => {
		const count = countOfLine(fieldsOf(recordOf(bytes, start, end)?.payload));
		if (!count) return;
		const hash = countHash(count.total, count.last);
		if (counts.at(-1) !== hash) counts.push(hash);
	};
	const skip = () => {};
	if (path.endsWith('.zst')) await readZstdLines(path, MARKERS, turn, take, skip);
	else await readLines(path, { position: 0, line: 0 }, { markers: MARKERS }, turn, take, skip);
	return counts;
}
