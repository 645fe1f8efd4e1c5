// Reads a rollout from where it was left, with the parent it was copied from beside it.
import * as fs from 'node:fs';
import { hash53 } from '../../usage/event';
import type { Cursor, Planned, Sink, Turn, Unlisted } from '../collector';
import { readLines } from '../lines';
import { threadOfPath, timeOfPath } from './codexFiles';
import type { Fork } from './codexFork';
import { lookAtRollout, rolloutRecords } from './codexLook';
import { type Followed, NeedsParent, newRollout, type Owner, ROLLOUT_MARKERS, type RolloutState, rolloutReader } from './codexRollout';
import type { Threads } from './codexThreads';
import { readZstdLines } from './zstd';

/** Reads what is new of the rollout at `path`; gives the cursor to go on from. Compressed ones are read whole. */
export async function readRollout(path: string, cursor: Cursor, owner: Owner, threads: Threads, sink: Sink, turn: Turn): Promise<Cursor> {
	const packed = path.endsWith('.zst');
	const from = packed ? { position: 0, line: 0 } : cursor;
	const begin = (): RolloutState => rolloutState(from === cursor ? cursor.state : '', path);
	const asked = new Set<string>();
	let followed = await resume(begin(), threads, asked, turn);
	for (;;) {
		const state = begin();
		if (state.fork && followed) Object.assign(state.fork, { follows: followed.thread, seen: followed.stamp });
		const onLine = rolloutReader(state, owner, followed, asked, sink, turn.lines?.made(rolloutRecords));
		const onSkipped = (line: number) => sink.bad(line);
		try {
			const to = packed
				? { position: (await fs.promises.stat(path)).size, line: await readZstdLines(path, ROLLOUT_MARKERS, turn, onLine, onSkipped) }
				: await readLines(path, from, { markers: ROLLOUT_MARKERS, look: lookAtRollout }, turn, onLine, onSkipped);
			threads.add(state.thread, path);
			return { position: to.position, line: to.line, state: JSON.stringify(state) };
		} catch (error) {
			if (!(error instanceof NeedsParent)) throw error;
			followed = (await follow(error.threads, threads, turn)) ?? followed;
			for (const thread of error.threads) asked.add(thread);
		}
	}
}

/** What is known of a rollout that was read to somewhere; a new one where nothing is. */
export function rolloutState(state: string, path: string): RolloutState {
	// Without a header in the file its name tells the thread and the time, or at worst the name is the thread.
	if (state === '') return { ...newRollout(threadOfPath(path) || hash53(path).toString(36)), ts: timeOfPath(path) };
	return JSON.parse(state) as RolloutState;
}

/**
 * Marks for reading again: copies that were told by the clock alone and whose parent has turned up, or told by a parent that has grown.
 * Of `unlisted` ones whose thread has another rollout now (archived, compressed) that one is read instead; a purged one stays as it is.
 */
export function planRollouts(files: Planned[], unlisted: readonly Unlisted[], threads: Threads): Planned[] {
	for (const each of files) {
		const { state } = each.cursor;
		if (state === '') continue;
		const named = threadOfPath(each.file.path) !== '';
		if (named && state.includes('"fork":null')) continue;
		const { fork, thread } = rolloutState(state, each.file.path);
		if (!named) threads.add(thread, each.file.path);
		if (fork && isMistold(fork, threads)) Object.assign(each, AGAIN);
	}
	for (const { path, state } of unlisted) {
		if (!state.includes('"fork":{')) continue;
		const { fork, thread } = rolloutState(state, path);
		const place = threads.pathOf(thread);
		if (!fork || place === undefined || !isMistold(fork, threads)) continue;
		const twin = files.find(each => each.file.path === place);
		// What both hold may be recorded of either: it goes with the one, and comes back with the other.
		if (twin) Object.assign(twin, AGAIN, { replaces: [...(twin.replaces ?? []), path] });
	}
	return files;
}

const AGAIN = { changed: true, restart: true } as const;

/** True where a copy would be told otherwise now. */
function isMistold(fork: Fork, threads: Threads): boolean {
	const found = fork.ancestors.find(ancestor => threads.has(ancestor));
	if (found !== undefined && found !== fork.follows && (fork.orphan || isBefore(fork.ancestors, found, fork.follows))) return true;
	// By what was seen of the parent, and not by what is new in this scan: the one that read it may have ended there.
	const parent = fork.open ? threads.stampOf(fork.follows) : '';
	return parent !== '' && parent !== fork.seen;
}

const isBefore = (names: readonly string[], a: string, b: string): boolean => names.indexOf(a) < names.indexOf(b);

/** The parent of a rollout in the middle of whose copy reading stopped. */
async function resume(state: RolloutState, threads: Threads, asked: Set<string>, turn: Turn): Promise<Followed | undefined> {
	const fork = state.fork;
	if (!fork || fork.phase === 'own' || fork.refers || fork.boundary !== null || fork.orphan) return undefined;
	for (const thread of fork.ancestors) asked.add(thread);
	return follow(fork.follows && fork.matched > 0 ? [fork.follows] : fork.ancestors, threads, turn);
}

async function follow(ancestors: readonly string[], threads: Threads, turn: Turn): Promise<Followed | undefined> {
	for (const thread of ancestors) {
		const known = await threads.countsOf(thread, turn);
		if (known) return { thread, ...known };
	}
	return undefined;
}
