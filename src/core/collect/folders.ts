// Lists folders, and remembers the lists as long as the folders do not change: a rescan of thousands of files is mostly this.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeCode } from '../../base/errors';

export interface Listed {
	/** Names of regular files. */
	files: readonly string[];
	/** Names of folders. */
	folders: readonly string[];
	/** Names of symbolic links. */
	links: readonly string[];
	/** Names of what is none of these: FIFOs, sockets, devices. */
	others: readonly string[];
}

interface Kept extends Listed {
	mtime: number;
	ino: number;
}

/** A folder that changed so shortly before it was listed may have changed again within the same tick of its clock. ms. */
const RACY = 2_000;

const NOTHING: Listed = { files: [], folders: [], links: [], others: [] };
const QUIET = { throwIfNoEntry: false } as const;

/**
 * Symbolic links are not followed: what they lead to inside the root is found by its own path, and what is outside is not the tool's.
 * That also ends every loop.
 */
export class Folders {
	readonly #kept = new Map<string, Kept>();
	readonly #made = new WeakMap<Listed, unknown>();
	/** The time now, ms: to know what has just changed. */
	readonly #now: () => number;

	constructor(now: () => number) {
		this.#now = now;
	}

	/** What is in `folder`, by name; nothing where it does not exist. What else goes wrong is told to `onError`. */
	list(folder: string, onError: (path: string, error: unknown) => void): Listed {
		try {
			const stat = fs.statSync(folder, QUIET);
			if (!stat?.isDirectory()) {
				this.#kept.delete(folder);
				if (isMisread(folder)) onError(folder, MISREAD);
				return NOTHING;
			}
			const kept = this.#kept.get(folder);
			if (kept && kept.mtime === stat.mtimeMs && kept.ino === stat.ino) return kept;
			const read = { ...readFolder(folder), mtime: stat.mtimeMs, ino: stat.ino };
			if (this.#now() - stat.mtimeMs > RACY) this.#kept.set(folder, read);
			else this.#kept.delete(folder);
			return read;
		} catch (error) {
			this.#kept.delete(folder);
			if (nodeCode(error) !== 'ENOENT') onError(folder, error);
			return NOTHING;
		}
	}

	/** What `make` makes of a list, made once as long as the folder does not change. */
	of<T>(listed: Listed, make: () => T): T {
		if (!this.#made.has(listed)) this.#made.set(listed, make());
		return this.#made.get(listed) as T;
	}

	/** Every folder below `folder` and itself, down to `depth`, with what is in it. */
	*walk(folder: string, depth: number, onError: (path: string, error: unknown) => void): Generator<{ folder: string; listed: Listed }> {
		const listed = this.list(folder, onError);
		yield { folder, listed };
		if (depth <= 0) return;
		for (const name of listed.folders) yield* this.walk(`${folder}${path.sep}${name}`, depth - 1, onError);
	}
}

/** Names what looks like a log and is not read: FIFOs, sockets and devices, and links that lead out of `root`. */
export function tellUnread(
	folder: string,
	{ links, others }: Pick<Listed, 'links' | 'others'>,
	root: string,
	isLog: (name: string) => boolean,
	onError: (path: string, error: unknown) => void,
): void {
	for (const name of others) if (isLog(name)) onError(path.join(folder, name), NO_FILE);
	for (const name of links) if (leadsOut(path.join(folder, name), root, isLog(name))) onError(path.join(folder, name), LEADS_OUT);
}

const NO_FILE = new Error('It is no regular file, so it is not read.');
const LEADS_OUT = new Error(
	'It is a link that leads out of the folder, so it is not followed. Name the folder in the settings to have it counted.',
);

/** True for a link to a log or a folder that is not found by its own path. */
function leadsOut(link: string, root: string, isLog: boolean): boolean {
	try {
		const target = fs.realpathSync(link);
		const inside = path.relative(fs.realpathSync(root), target);
		return (isLog || fs.statSync(target).isDirectory()) && (inside.startsWith('..') || path.isAbsolute(inside));
	} catch {
		return false; // it leads nowhere, or in a circle
	}
}

/** True where bytes of a name were no UTF-8 and were replaced when it was listed: under the name there is nothing. */
export const isMisread = (name: string): boolean => name.includes('\ufffd');
export const MISREAD = new Error('Its name is not written in UTF-8, so it cannot be opened. Rename it to have it counted.');

function readFolder(folder: string): Listed {
	const files: string[] = [];
	const folders: string[] = [];
	const links: string[] = [];
	const others: string[] = [];
	for (const entry of fs.readdirSync(folder, { withFileTypes: true })) {
		if (entry.isFile()) files.push(entry.name);
		else if (entry.isDirectory()) folders.push(entry.name);
		else (entry.isSymbolicLink() ? links : others).push(entry.name);
	}
	return { files: files.sort(), folders: folders.sort(), links, others };
}
