// The collector for Claude Code: its sessions, their sub-agents and what the desktop app runs.
import * as path from 'node:path';
import type { Clock } from '../../../base/clock';
import type { Collector, Cursor, LogFile, Planned, Sink, Turn } from '../collector';
import { Folders } from '../folders';
import { readLines } from '../lines';
import { agentTypeOf, claudeFiles, claudeRoots } from './claudeFiles';
import { Ids, idStateOf, idStateText, recentOf } from './claudeIds';
import { recordReader } from './claudeJson';
import { claudePickers, Word } from './claudePick';
import { callOf, lineKey } from './claudeRecord';

/** Every usage has a field that ends so. Short, and its first byte is rare in logs: such a marker is found fastest. */
const MARKERS = ['_tokens"'];

/** Reads `$CLAUDE_CONFIG_DIR`, else `~/.claude` and `~/.config/claude`, and the user's further roots. */
export function createClaudeCollector(clock: Clock): Collector {
	const ids = new Ids();
	const folders = new Folders(() => clock.now());
	return {
		name: 'claude',
		label: 'Claude Code',
		roots: places => claudeRoots(places, folders),
		*find(roots, onError) {
			for (const root of roots) if (root.found) yield* claudeFiles(root.path, folders, onError);
		},
		plan: files => planSessions(files, ids),
		unsettled: () => ids.takeNews(),
		read: (file, cursor, sink, turn) => readSession(file, cursor, ids, turn.lines?.made(claudePickers), sink, turn),
	};
}

/** Marks for reading again what was read before an id was known to be constant. */
function planSessions(files: Planned[], ids: Ids): Planned[] {
	for (const { cursor } of files) if (cursor.state !== '') ids.learn(idStateOf(cursor.state));
	const { constant } = ids;
	if (constant.length === 0) return files;
	for (const each of files) {
		if (each.cursor.position === 0) continue;
		const known = new Set(idStateOf(each.cursor.state).constant);
		if (constant.every(id => known.has(id))) continue;
		each.changed = true;
		each.restart = true;
	}
	return files;
}

async function readSession(
	file: LogFile,
	cursor: Cursor,
	ids: Ids,
	pickersOf: ReturnType<typeof claudePickers> | undefined,
	sink: Sink,
	turn: Turn,
): Promise<Cursor> {
	const name = path.basename(file.path);
	let agent: string | undefined;
	const session = {
		session: name.replace(/\.jsonl$/, ''),
		// Lines of later versions name the agent themselves: the file beside is then never opened.
		get agent() {
			agent ??= agentTypeOf(file);
			return agent;
		},
		name,
	};
	const recent = recentOf(idStateOf(cursor.state));
	const known = ids.constant;
	const recordOf = recordReader();
	const pick = pickersOf?.(session);
	const to = await readLines(
		file.path,
		cursor,
		{ markers: MARKERS },
		turn,
		(bytes, start, end, line) => {
			const picked = pick?.(bytes, start, end) ?? Word.unusual;
			if (picked === Word.none) return;
			if (picked === Word.bad) return sink.bad(line);
			if (picked !== Word.unusual) return sink.event(picked);
			const record = recordOf(bytes, start, end);
			if (!record) return sink.bad(line);
			const call = callOf(record, session);
			if (!call) return;
			if (call.odd) sink.bad(line);
			ids.meet(call, recent);
			if (ids.isConstant(call.id)) call.event.key = lineKey(call);
			sink.event(call.event);
		},
		line => sink.bad(line),
	);
	// `known` and not what has turned up meanwhile: calls before that went under the id, so the file must be read again.
	return { position: to.position, line: to.line, state: idStateText(known, recent) };
}
