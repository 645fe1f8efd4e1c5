// The collector for OpenClaw: transcripts in JSONL and SQLite, and what its agents had Codex do.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Log, silentLog } from '../../../base/log';
import { openForeign } from '../../../storage/foreign';
import type { Collector, Cursor, LogFile, Places, Planned, Sink, Turn, Unlisted } from '../collector';
import { codexHome, rolloutsIn } from './codexFiles';
import { planRollouts, readRollout } from './codexReading';
import { Threads } from './codexThreads';
import { type Elsewhere, hasAdopted, hasNews, isPlain, type Mirrored, rolloutOwner } from './openclawCalls';
import { claudeLogged } from './openclawClaude';
import { openClawFiles, stateFolders, storeFile } from './openclawFiles';
import { readRows } from './openclawRows';
import { agentStores } from './openclawStore';
import { readTranscript } from './openclawTranscript';

export interface OpenClawContext {
	/** Path of `sql-wasm.wasm`. */
	wasm: string;
	log?: Log;
}

/** Agents' databases that lie outside the usual folders, by path; part of a state database's cursor. */
type Roster = Record<string, { agent: string; root: string; cursor: Cursor }>;

const START: Cursor = { position: 0, line: 0, state: '' };

/** Reads every state folder of this machine: `$OPENCLAW_STATE_DIR`, else `~/.openclaw` with its profiles and older names. */
export function createOpenClawCollector({ wasm, log = silentLog }: OpenClawContext): Collector {
	let places: Pick<Places, 'home' | 'env'> = { home: '', env: {} };
	let listed = new Set<string>();
	const moved = new Map<string, { agent: string; root: string }>();
	const adopted = new Map<string, string[]>();
	const own = new Threads();
	let user: Threads | undefined;
	const elsewhere: Elsewhere = {
		own,
		user: () => {
			user ??= userThreads(places);
			return user;
		},
		claudeLogged: (cwd, ts) => claudeLogged(places, cwd, ts),
	};

	return { name: 'openclaw', label: 'OpenClaw', roots, find, plan, unsettled: () => own.tookNew(), holders, read };

	function roots(given: Places) {
		places = given;
		return stateFolders(given);
	}

	function find(folders: readonly { path: string; found: boolean }[], onError: (path: string, error: unknown) => void): LogFile[] {
		const files = new Map<string, LogFile>();
		for (const root of folders) {
			if (!root.found) continue;
			for (const file of openClawFiles(root.path, places, onError)) {
				files.set(file.path, { ...file, companions: [...file.companions, ...(adopted.get(file.path) ?? [])] });
			}
		}
		for (const [store, { agent, root }] of moved) {
			if (!files.has(store) && fs.existsSync(store)) files.set(store, storeFile(store, 'store', { agent, root }));
		}
		listed = new Set(files.keys());
		own.list([...files.values()].filter(file => file.kind.startsWith('rollout')));
		user = undefined;
		return [...files.values()];
	}

	function plan(files: Planned[], unlisted: readonly Unlisted[]): Planned[] {
		planRollouts(
			files.filter(each => each.file.kind.startsWith('rollout')),
			unlisted,
			own,
		);
		for (const each of files) {
			if (each.cursor.state === '' || each.file.kind.startsWith('rollout') || isPlain(each.cursor.state)) continue;
			if (each.file.kind === 'roster') {
				for (const [store, { agent, root }] of Object.entries(JSON.parse(each.cursor.state) as Roster)) moved.set(store, { agent, root });
				continue;
			}
			const { mirrored } = JSON.parse(each.cursor.state) as { mirrored: Mirrored };
			remember(each.file.path, mirrored);
			if (hasNews(mirrored, elsewhere)) each.changed = true;
		}
		return files;
	}

	function holders(state: string): readonly string[] {
		return hasAdopted(state) ? ['codex'] : [];
	}

	function remember(file: string, mirrored: Mirrored): void {
		const paths = Object.values(mirrored.adopted).map(each => each.path);
		if (paths.length > 0) adopted.set(file, paths);
	}

	async function read(file: LogFile, cursor: Cursor, sink: Sink, turn: Turn): Promise<Cursor> {
		if (file.kind.startsWith('rollout'))
			return readRollout(file.path, cursor, rolloutOwner(file.hints.agent ?? 'main', sink), own, sink, turn);
		if (file.kind === 'roster') return readRoster(file, cursor, sink, turn);
		const to =
			file.kind === 'store' ? await readStore(file, cursor, sink, turn) : await readTranscript(file, cursor, elsewhere, sink, turn);
		if (to.state !== '') remember(file.path, (JSON.parse(to.state) as { mirrored: Mirrored }).mirrored);
		return to;
	}

	async function readStore(file: LogFile, cursor: Cursor, sink: Sink, turn: Turn): Promise<Cursor> {
		const db = await openForeign(file.path, { wasm, log });
		try {
			return await readRows(db, file, cursor, elsewhere, sink, turn);
		} finally {
			db.close();
		}
	}

	/** The state database lists the agents' own: one that lies elsewhere is read at once, and is a file of its own from the next time on. */
	async function readRoster(file: LogFile, cursor: Cursor, sink: Sink, turn: Turn): Promise<Cursor> {
		const root = file.hints.root ?? '';
		const roster: Roster = cursor.state === '' ? {} : (JSON.parse(cursor.state) as Roster);
		const db = await openForeign(file.path, { wasm, log });
		let stores: ReturnType<typeof agentStores>;
		try {
			stores = agentStores(db);
		} finally {
			db.close();
		}
		for (const { agent, path: place } of stores) {
			const store = path.resolve(root, place);
			if (listed.has(store) || path.basename(store).startsWith('incognito') || !fs.existsSync(store)) continue;
			moved.set(store, { agent, root });
			const known = Object.hasOwn(roster, store) ? roster[store] : undefined;
			roster[store] = {
				agent,
				root,
				cursor: await readStore(storeFile(store, 'store', { agent, root }), known?.cursor ?? START, sink, turn),
			};
		}
		return { position: cursor.position, line: 0, state: JSON.stringify(roster) };
	}
}

/** The rollouts of the user's own Codex. */
function userThreads({ home, env }: Pick<Places, 'home' | 'env'>): Threads {
	const threads = new Threads();
	threads.list(rolloutsIn(codexHome(home, env), {}, () => {}));
	return threads;
}
