// Where OpenClaw keeps its transcripts: JSONL and SQLite per agent, deleted and archived ones, and the rollouts of the Codex it drives.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeCode } from '../../../base/errors';
import type { LogFile, Places, Root } from '../collector';
import { isMisread, MISREAD, tellUnread } from '../folders';
import { inHome, rolloutsIn } from './codexFiles';
import { agentPlaces } from './openclawConfig';

const LEGACY = ['.clawdbot', '.moltbot', '.moldbot'];
export const STORE = 'openclaw-agent.sqlite';

type OnError = (path: string, error: unknown) => void;

/** The state folders: the one the environment names, else the one in the home folder, its profiles and its older names. */
export function stateFolders({ home, env, extraRoots }: Places): Root[] {
	const own = env.OPENCLAW_HOME?.trim() ? inHome(home, env.OPENCLAW_HOME.trim()) : home;
	const named = env.OPENCLAW_STATE_DIR?.trim() || env.CLAWDBOT_STATE_DIR?.trim();
	const profile = env.OPENCLAW_PROFILE?.trim();
	const usual = named
		? [inHome(own, named)]
		: ['.openclaw', ...(profile && profile !== 'default' ? [`.openclaw-${profile}`] : []), ...others(own)].map(name =>
				path.join(own, name),
			);
	const folders = new Set([...usual, ...extraRoots.map(root => inHome(home, root))]);
	return [...folders].map(folder => ({ path: folder, found: fs.existsSync(folder) }));
}

/** Profiles and older names that exist. */
function others(home: string): string[] {
	try {
		const names = fs.readdirSync(home);
		return names.filter(name => name.startsWith('.openclaw-') || LEGACY.includes(name)).sort();
	} catch {
		return [];
	}
}

/** Every file of one state folder. `hints.agent` is the agent's id, `hints.root` the state folder. */
export function* openClawFiles(root: string, { home, env }: Pick<Places, 'home' | 'env'>, onError: OnError): Generator<LogFile> {
	const roster = path.join(root, 'state', 'openclaw.sqlite');
	if (isFile(roster)) yield storeFile(roster, 'roster', { root });
	const places = agentPlaces(root, home, env, onError);
	const agents = new Set([...folders(path.join(root, 'agents'), onError), ...places.agentDirs.keys(), 'main']);
	for (const agent of agents) {
		const hints = { agent, root };
		const base = path.join(root, 'agents', agent);
		const moved = places.agentDirs.get(agent) ?? '';
		for (const dir of new Set([path.join(base, 'agent'), ...(moved ? [moved] : [])])) yield* agentFiles(dir, hints, onError);
		const sessions = [path.join(base, 'sessions')];
		// The oldest layout had one agent, and no folder for it.
		if (agent === 'main') sessions.push(path.join(root, 'sessions'));
		if (places.sessions && (places.sessions.includes('{agentId}') || agent === 'main')) {
			sessions.push(places.sessions.replaceAll('{agentId}', () => agent));
		}
		for (const dir of new Set(sessions)) {
			yield* transcripts(dir, isTranscript, hints, onError);
			yield* transcripts(path.join(dir, 'cold'), name => name.endsWith('.jsonl.zst'), hints, onError);
		}
		yield* transcripts(path.join(base, 'session-sqlite-import-archive'), isImported, hints, onError);
	}
}

/** A live, deleted or reset session's transcript. */
export const isTranscript = (name: string): boolean =>
	/\.jsonl(?:\.(?:deleted|reset)\.[^/\\]+)?(?:\.zst)?$/.test(name) && !/\.trajectory\.jsonl|\.bak|\.migrated/.test(name);

const isImported = (name: string): boolean => /\.jsonl\.imported-\d+$/.test(name) && !name.includes('.trajectory.');

export function storeFile(file: string, kind: 'store' | 'roster', hints: Readonly<Record<string, string>>): LogFile {
	return { path: file, kind, hints, appendOnly: false, companions: [`${file}-wal`] };
}

function* agentFiles(dir: string, hints: Readonly<Record<string, string>>, onError: OnError): Generator<LogFile> {
	const store = path.join(dir, STORE);
	if (isFile(store)) yield storeFile(store, 'store', hints);
	yield* rolloutsIn(path.join(dir, 'codex-home'), hints, onError);
	for (const name of folders(path.join(dir, 'cli-auth', 'codex'), onError)) {
		yield* rolloutsIn(path.join(dir, 'cli-auth', 'codex', name), hints, onError);
	}
}

function* transcripts(
	dir: string,
	wanted: (name: string) => boolean,
	hints: Readonly<Record<string, string>>,
	onError: OnError,
): Generator<LogFile> {
	const entries = list(dir, onError);
	const namesOf = (is: (entry: fs.Dirent) => boolean): string[] =>
		entries.filter(each => wanted(each.name) && is(each)).map(({ name }) => name);
	const unread = { links: namesOf(each => each.isSymbolicLink()), others: namesOf(isOther) };
	tellUnread(dir, unread, hints.root ?? dir, () => true, onError);
	for (const entry of entries) {
		if (!entry.isFile() || !wanted(entry.name)) continue;
		const packed = entry.name.endsWith('.zst');
		yield { path: path.join(dir, entry.name), kind: packed ? 'transcript-zst' : 'transcript', hints, appendOnly: !packed, companions: [] };
	}
}

const isOther = (entry: fs.Dirent): boolean => !entry.isFile() && !entry.isDirectory() && !entry.isSymbolicLink();

const folders = (dir: string, onError: OnError): string[] =>
	list(dir, onError)
		.filter(entry => entry.isDirectory())
		.map(entry => entry.name);

function list(dir: string, onError: OnError): fs.Dirent[] {
	try {
		return fs.readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
	} catch (error) {
		if (nodeCode(error) !== 'ENOENT') onError(dir, error);
		else if (isMisread(dir)) onError(dir, MISREAD);
		return [];
	}
}

function isFile(file: string): boolean {
	try {
		return fs.statSync(file).isFile();
	} catch {
		return false;
	}
}
