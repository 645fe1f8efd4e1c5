// Notices that logs have changed: the folders that matter are watched, and looked through every minute whatever the watching misses.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { messageOf, nodeCode } from '../../base/errors';
import type { Log } from '../../base/log';
import type { Collector } from './collector';
import type { Scanner } from './scan';

export interface WatchParts {
	clock: Clock;
	log: Log;
	scanner: Pick<Scanner, 'files' | 'standing'>;
	collectors: readonly Pick<Collector, 'name'>[];
	/** Told that logs may have changed, at most once a second: these paths, or whatever it is. */
	touched(paths: ReadonlySet<string> | undefined): void;
	platform?: NodeJS.Platform;
}

/** Files written one after the other are one change; ms. */
const GATHER = 300;
/** Between two words of `touched`, ms. */
const REST = 1_000;
/** Whatever watching misses is found this late, ms; where nothing can be watched, so late at the most. */
const POLL = 60_000;
const POLL_UNWATCHED = 5_000;
/** After a change there may be new folders; they are there once it has been read. ms */
const SETTLE = 2_000;
/** Folders watched, those of the latest files first: every user shares one supply of watches with the editor. */
const MAX_FOLDERS = 256;

/**
 * What is of interest in a folder: everything; what appears or goes (a new project, a new day); or what appears under these
 * names (the folder of a tool that is not installed yet).
 */
type Interest = 'contents' | 'new' | ReadonlySet<string>;

/**
 * Watches until disposed. Nothing of it keeps the process alive. Below each tool's root the folders of the latest sessions
 * and those above them are watched (where the system watches whole trees, the tree).
 */
export function watchLogs(parts: WatchParts): Disposable {
	const { clock, log, scanner, collectors } = parts;
	const trees = ['darwin', 'win32'].includes(parts.platform ?? process.platform);
	const watchers = new Map<string, fs.FSWatcher>();
	let unwatchable = false;
	let ended = false;
	let lastTold = 0;
	/** What was written to since the last word; undefined where it may be anything. */
	let paths: Set<string> | undefined = new Set();
	let telling: Disposable | undefined;
	let settling: Disposable | undefined;
	let polling: Disposable | undefined;

	function wanted(): Map<string, Interest> {
		const found = new Map<string, Interest>();
		const latest = new Map<string, number>();
		for (const file of scanner.files()) {
			const folder = path.dirname(file.path);
			latest.set(folder, Math.max(latest.get(folder) ?? 0, file.mtime));
		}
		const folders = [...latest].sort((a, b) => b[1] - a[1]).map(([folder]) => folder);
		for (const { name } of collectors) {
			for (const root of scanner.standing(name).roots) {
				if (!root.found) {
					const above = path.dirname(root.path);
					const others = found.get(above);
					if (typeof others !== 'string') found.set(above, new Set([...(others ?? []), path.basename(root.path)]));
					continue;
				}
				found.set(root.path, trees ? 'contents' : 'new');
				if (trees) continue;
				for (const folder of folders) {
					if (found.size >= MAX_FOLDERS) break;
					if (!isBelow(folder, root.path)) continue;
					found.set(folder, 'contents');
					for (let above = path.dirname(folder); isBelow(above, root.path); above = path.dirname(above)) {
						if (!found.has(above)) found.set(above, 'new');
					}
				}
			}
		}
		return found;
	}

	/** True where folders are watched that were not before. */
	function sync(): boolean {
		if (ended) return false;
		const folders = wanted();
		for (const [folder, watcher] of watchers) {
			if (folders.has(folder)) continue;
			watcher.close();
			watchers.delete(folder);
		}
		let more = false;
		for (const [folder, interest] of folders) {
			if (watchers.has(folder)) continue;
			watch(folder, interest);
			more ||= watchers.has(folder);
		}
		return more;
	}

	/** What was written into a new folder before it was watched nobody has seen. */
	function settle(): void {
		if (sync()) touch();
	}

	function watch(folder: string, interest: Interest): void {
		try {
			const watcher = fs.watch(folder, { persistent: false, recursive: trees && interest === 'contents' }, (event, name) => {
				if (interest !== 'contents' && event !== 'rename') return;
				if (typeof interest !== 'string' && name !== null && !interest.has(name)) return;
				if (name !== null && isNoise(name)) return;
				// What appears or goes changes more than itself: who was copied from whom, which of two copies counts.
				touch(event === 'change' && name !== null ? path.join(folder, name) : undefined);
			});
			watcher.on('error', error => lose(folder, error));
			watchers.set(folder, watcher);
		} catch (error) {
			lose(folder, error);
		}
	}

	function lose(folder: string, error: unknown): void {
		watchers.get(folder)?.close();
		watchers.delete(folder);
		const code = nodeCode(error);
		// A folder that is gone, or not there yet, comes back with the next look.
		if (code === 'ENOENT' || code === 'EPERM' || unwatchable) return;
		unwatchable = true;
		log.warn(`Folders of logs cannot be watched (${messageOf(error)}), so they are looked through every ${POLL_UNWATCHED / 1000} seconds.`);
		poll();
	}

	function touch(file?: string): void {
		if (file === undefined) paths = undefined;
		else paths?.add(file);
		if (ended || telling) return;
		telling = clock.after(Math.max(GATHER, lastTold + REST - clock.now()), () => {
			telling = undefined;
			tell();
		});
	}

	function tell(): void {
		lastTold = clock.now();
		parts.touched(paths);
		paths = new Set();
		settling?.dispose();
		settling = clock.after(SETTLE, settle);
	}

	function poll(): void {
		polling?.dispose();
		polling = clock.after(unwatchable ? POLL_UNWATCHED : POLL, () => {
			poll();
			paths = undefined;
			tell();
		});
	}

	sync();
	poll();
	// The first scan is under way: its folders are known after it.
	settling ??= clock.after(SETTLE, settle);
	return {
		dispose() {
			ended = true;
			for (const timer of [telling, settling, polling]) timer?.dispose();
			for (const watcher of watchers.values()) watcher.close();
			watchers.clear();
		},
	};
}

/** Temporary files and locks that every tool writes beside its logs. */
const isNoise = (name: string): boolean => /\.(?:lock|tmp|log|shm)$|-shm$/.test(name);

/** True for a folder below `root`, and not `root` itself. */
function isBelow(folder: string, root: string): boolean {
	return folder.length > root.length && folder.startsWith(root) && (folder[root.length] === path.sep || root.endsWith(path.sep));
}
