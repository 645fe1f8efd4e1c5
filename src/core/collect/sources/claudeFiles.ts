// Where Claude Code keeps its sessions: projects below one or more configuration folders.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { LogFile, Places, Root } from '../collector';
import { type Folders, type Listed, tellUnread } from '../folders';

type OnError = (path: string, error: unknown) => void;

/** Deeper than any layout below `projects`. */
const MAX_DEPTH = 8;
/** How deep the desktop app puts its sessions' own configuration folders. */
const DESKTOP_DEPTH = 5;
const META = '.meta.json';

/** The configuration folders: those the environment names, else the two usual ones; then the desktop app's and the user's further ones. */
export function claudeRoots(places: Places, folders: Folders): Root[] {
	const { env, home, extraRoots } = places;
	const named = [env.CLAUDE_CONFIG_DIR, env.CLAUDE_CONFIG_DIRS]
		.flatMap(list => (list ?? '').split(','))
		.map(name => name.trim())
		.filter(name => name !== '');
	const config = env.XDG_CONFIG_HOME?.trim() || path.join(home, '.config');
	const usual = named.length > 0 ? named : [path.join(config, 'claude'), path.join(home, '.claude')];
	const all = [...usual, ...extraRoots]
		.map(folder => inHome(home, folder))
		.map(folder => (isProjects(folder) ? path.dirname(folder) : folder));
	const desktop = named.length > 0 ? [] : desktopFolders(places).flatMap(folder => [...sessionFolders(folder, folders)]);
	const known = new Set<string>();
	const roots: Root[] = [];
	for (const folder of [...all, ...desktop]) {
		const found = fs.existsSync(path.join(folder, 'projects'));
		const real = found ? fs.realpathSync(folder) : folder;
		if (known.has(real)) continue;
		known.add(real);
		roots.push({ path: folder, found });
	}
	return roots;
}

/** Every session and sub-agent below a configuration folder; `hints.meta` is the file that tells the sub-agent's type. */
export function* claudeFiles(root: string, folders: Folders, onError: OnError): Generator<LogFile> {
	const projects = path.join(root, 'projects');
	for (const { folder, listed } of folders.walk(projects, MAX_DEPTH, onError)) {
		tellUnread(folder, listed, projects, isSession, onError);
		yield* folders.of(listed, () => sessionsIn(folder, listed));
	}
}

const isSession = (name: string): boolean => name.endsWith('.jsonl');

function sessionsIn(folder: string, { files }: Listed): LogFile[] {
	const names = new Set(files);
	return files.filter(isSession).map(name => {
		const meta = `${name.slice(0, -6)}${META}`;
		const hints = names.has(meta) ? { meta: path.join(folder, meta) } : NO_HINTS;
		return { path: path.join(folder, name), kind: 'session', hints, appendOnly: true, companions: NO_COMPANIONS };
	});
}

/** The sub-agent's type by the file beside its session; '' where none says. */
export function agentTypeOf(file: LogFile): string {
	const meta = file.hints.meta;
	if (meta === undefined) return '';
	try {
		const { agentType } = JSON.parse(fs.readFileSync(meta, 'utf8')) as { agentType?: unknown };
		return typeof agentType === 'string' ? agentType : '';
	} catch {
		return ''; // half written or gone: the session counts all the same
	}
}

const NO_HINTS: LogFile['hints'] = Object.freeze({});
const NO_COMPANIONS: readonly string[] = Object.freeze([]);

function desktopFolders({ platform, home, env }: Places): string[] {
	const base =
		platform === 'darwin'
			? path.join(home, 'Library', 'Application Support', 'Claude')
			: platform === 'win32'
				? path.join(env.APPDATA?.trim() || path.join(home, 'AppData', 'Roaming'), 'Claude')
				: path.join(env.XDG_CONFIG_HOME?.trim() || path.join(home, '.config'), 'Claude');
	return ['local-agent-mode-sessions', 'claude-code-sessions'].map(name => path.join(base, name));
}

/** Configuration folders below one of the desktop app's. */
function* sessionFolders(folder: string, folders: Folders, depth = DESKTOP_DEPTH): Generator<string> {
	// The app's folders are a detail of its own: one that cannot be read is none of the tool's roots.
	for (const name of folders.list(folder, () => {}).folders) {
		const full = path.join(folder, name);
		if (name === '.claude') yield full;
		else if (depth > 0) yield* sessionFolders(full, folders, depth - 1);
	}
}

const isProjects = (folder: string): boolean => path.basename(folder) === 'projects' && !fs.existsSync(path.join(folder, 'projects'));

const inHome = (home: string, folder: string): string => path.resolve(folder.replace(/^~(?=$|[\\/])/, () => home));
