// Where Codex keeps its rollouts: below `sessions` by day, and in `archived_sessions`.
import * as path from 'node:path';
import type { LogFile, Places } from '../collector';
import { Folders, tellUnread } from '../folders';
import { instantOf } from './fields';

/** Deeper than any layout of Codex; ends a loop of folders on file systems that have one. */
const MAX_DEPTH = 6;

const ROLLOUT = /^rollout-.*\.jsonl(?:\.zst)?$/s;
const THREAD = /([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})\.jsonl(?:\.zst)?$/i;

const TIME = /rollout-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)-[^/\\]*$/;

/** A session that is being archived or compressed is there twice for a moment: the first of these counts. */
const STANDINGS = [
	{ folder: 'sessions', packed: false },
	{ folder: 'sessions', packed: true },
	{ folder: 'archived_sessions', packed: false },
	{ folder: 'archived_sessions', packed: true },
] as const;

/** The folder Codex itself would use. */
export const codexHome = (home: string, env: Places['env']): string => inHome(home, env.CODEX_HOME?.trim() || '~/.codex');

/** A folder as people write it, with `~` for the home folder. */
export const inHome = (home: string, folder: string): string => path.resolve(folder.replace(/^~(?=$|[\\/])/, () => home));

/** The rollouts of one Codex home, oldest first. `folders` remembers what is in folders that have not changed. */
export function rolloutsIn(
	home: string,
	hints: Readonly<Record<string, string>>,
	onError: (path: string, error: unknown) => void,
	folders = new Folders(NEVER),
): LogFile[] {
	const found = new Map<string, { file: LogFile; standing: number }>();
	for (const folder of ['sessions', 'archived_sessions']) {
		for (const name of walk(path.join(home, folder), '', 0, { folders, onError })) {
			const packed = name.endsWith('.zst');
			const standing = STANDINGS.findIndex(each => each.folder === folder && each.packed === packed);
			const plain = packed ? name.slice(0, -4) : name;
			// The archive is flat: a session keeps its file name only. One without its thread's id may be another day's as well.
			const key = threadOfPath(name) === '' && folder === 'sessions' ? plain : path.basename(plain);
			const known = found.get(key);
			if (known && known.standing <= standing) continue;
			const full = path.join(home, folder, name);
			found.set(key, {
				standing,
				file: { path: full, kind: packed ? 'rollout-zst' : 'rollout', hints, appendOnly: !packed, companions: [] },
			});
		}
	}
	return [...found.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, { file }]) => file);
}

/** The thread a rollout's file name ends with, in lower case; '' where it names none. */
export const threadOfPath = (file: string): string => THREAD.exec(file)?.[1]?.toLowerCase() ?? '';

/** When a rollout was begun by its file name, ms: `rollout-2026-11-21T05-40-30-…`, taken as UTC in every zone; 0 where it names no time. */
export function timeOfPath(file: string): number {
	const [, day, hour, minute, second] = TIME.exec(file) ?? [];
	return instantOf(`${day}T${hour}:${minute}:${second}Z`) ?? 0;
}

function* walk(root: string, below: string, depth: number, { folders, onError }: Walk): Generator<string> {
	const listed = folders.list(path.join(root, below), onError);
	for (const name of listed.folders) if (depth < MAX_DEPTH) yield* walk(root, path.join(below, name), depth + 1, { folders, onError });
	for (const name of listed.files) if (ROLLOUT.test(name)) yield path.join(below, name);
	tellUnread(path.join(root, below), listed, root, name => ROLLOUT.test(name), onError);
}

/** A time before every change: nothing is remembered. */
const NEVER = (): number => Number.NEGATIVE_INFINITY;

interface Walk {
	folders: Folders;
	onError: (path: string, error: unknown) => void;
}
