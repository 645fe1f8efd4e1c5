// Hands the calls of OpenClaw's transcripts on, unless another tool's log is the better record of them.
import * as fs from 'node:fs';
import type { Cursor, Sink, Turn } from '../collector';
import { readRollout } from './codexReading';
import type { Owner } from './codexRollout';
import type { Threads } from './codexThreads';
import { type Found, goneMirror, RANK, type Session } from './openclawRecord';

/** What a transcript says of turns that Codex ran. Plain JSON, part of the cursor. */
export interface Mirrored {
	/** Turns of threads without a rollout, the newest last: their rows count until one turns up. */
	kept: { thread: string; turn: string; agent: string; ts: number }[];
	/** Threads whose rollout is in the user's own Codex home: read here too, as OpenClaw's. */
	adopted: Record<string, { agent: string; path: string; cursor: Cursor }>;
}

/** Kept turns that are remembered; those before are old enough to stay. */
const MAX_KEPT = 1000;

export const newMirrored = (): Mirrored => ({ kept: [], adopted: {} });

/** Other tools' logs on this machine. */
export interface Elsewhere {
	/** Rollouts in the agents' own Codex homes. */
	own: Threads;
	/** Rollouts in the user's Codex home. */
	user(): Threads;
	/** True where Claude Code has logged something in this folder at or after this time. */
	claudeLogged(cwd: string, ts: number): boolean;
}

/** The owner of rollouts that an agent's Codex wrote. */
export const rolloutOwner = (agent: string, sink: Sink): Owner => ({
	source: 'openclaw',
	agent,
	rank: RANK.rollout,
	onTurn: (thread, turn, ts) => sink.event(goneMirror({ thread: thread.toLowerCase(), turn }, agent, ts)),
});

/** Takes one call of a transcript. */
export function takeCall(found: Found, session: Session, mirrored: Mirrored, elsewhere: Elsewhere, sink: Sink): void {
	const { event, mirror } = found;
	if (found.claude && elsewhere.claudeLogged(session.cwd, event.ts)) return;
	if (!mirror) {
		sink.event(event);
		return;
	}
	const turn = { ...mirror, agent: session.agent, ts: event.ts };
	if (dropMirror(turn, mirrored, elsewhere, sink)) return;
	mirrored.kept = [...mirrored.kept.filter(each => each.thread !== turn.thread || each.turn !== turn.turn), turn].slice(-MAX_KEPT);
	sink.event(event);
}

/** Takes back the rows that were kept for want of a rollout which has turned up. */
export function dropKept(mirrored: Mirrored, elsewhere: Elsewhere, sink: Sink): void {
	mirrored.kept = mirrored.kept.filter(turn => !dropMirror(turn, mirrored, elsewhere, sink));
}

/** True where rows that were kept have a rollout now. */
export const hasNews = (mirrored: Mirrored, elsewhere: Elsewhere): boolean =>
	mirrored.kept.some(({ thread }) => elsewhere.own.has(thread) || elsewhere.user().has(thread));

/** Says that the turn's row does not count, and has a rollout of the user's own Codex read; false where there is no rollout. */
function dropMirror(turn: Mirrored['kept'][number], mirrored: Mirrored, elsewhere: Elsewhere, sink: Sink): boolean {
	const { thread, agent } = turn;
	if (!elsewhere.own.has(thread)) {
		const path = elsewhere.user().pathOf(thread);
		if (path === undefined) return false;
		if (!Object.hasOwn(mirrored.adopted, thread)) mirrored.adopted[thread] = { agent, path, cursor: { position: 0, line: 0, state: '' } };
	}
	sink.event(goneMirror(turn, agent, turn.ts));
	return true;
}

/** True where a state, as JSON, has nothing that a plan need look at. */
export const isPlain = (state: string): boolean => state.includes('"kept":[]') && state.includes('"adopted":{}');

/** True where a state, as JSON, is that of a file which rollouts of the user's own Codex were read with. */
export const hasAdopted = (state: string): boolean => state.includes('"adopted":{"');

/** Reads what is new of the adopted rollouts. */
export async function readAdopted(mirrored: Mirrored, elsewhere: Elsewhere, sink: Sink, turn: Turn): Promise<void> {
	for (const [thread, adopted] of Object.entries(mirrored.adopted)) {
		const threads = elsewhere.user();
		const path = threads.pathOf(thread);
		if (path === undefined) continue;
		const grown = path === adopted.path && (await fs.promises.stat(path)).size >= adopted.cursor.position;
		adopted.path = path;
		const cursor = grown ? adopted.cursor : { position: 0, line: 0, state: '' };
		adopted.cursor = await readRollout(path, cursor, rolloutOwner(adopted.agent, sink), threads, keeping(sink), turn);
	}
}

/** A rollout that is read beside a transcript must not void the transcript's rows, nor count its bad lines as that one's. */
const keeping = (sink: Sink): Sink => ({
	event: event => sink.event(event),
	note: text => sink.note(text),
	bad: () => {},
	restart: () => {},
});
