// The store of a folder that a hub on another machine owns: read as it was saved last, read again when that changed, never written.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AppError } from '../base/errors';
import { namesIn } from '../storage/files';
import { openStore, STORE_FOLDER, type StoreOptions } from '../storage/open';
import type { Row, Store, Value } from '../storage/store';

export interface ObservedStore extends Store {
	/** Reads again what the owner has saved since; false where that is nothing. Rejects with what the file system says. */
	reload(): Promise<boolean>;
	/** True where the owner has saved something since the last reading. */
	readonly stale: boolean;
}

/** Opens it. `host` owns the folder; `zone` is the user's. */
export async function observeStore(options: StoreOptions, host: string, zone: () => string): Promise<ObservedStore> {
	const folder = path.join(options.folder, STORE_FOLDER);
	const open = () => openStore({ ...options, readOnly: true });
	let seen = lookAt(folder);
	let current = await open();
	const said: string[] = [];
	let closed = false;
	const when = (at: number) => new Intl.DateTimeFormat('en-GB', { timeZone: zone(), dateStyle: 'medium', timeStyle: 'short' }).format(at);
	const words = () =>
		seen.at === 0
			? `Owned by ${host}, which has saved nothing yet. This window only shows it.`
			: `Owned by ${host}; this window shows what it saved at ${when(seen.at)}.`;
	const refusal = () =>
		new AppError(
			'STORE_UNWRITABLE',
			`${words()} Change it there, or end Mission Control there; ten minutes after its last sign of life it can be changed here.`,
		);
	const close = async () => {
		closed = true;
		await current.close();
	};
	return {
		mode: 'read-only',
		get: (sql: string, params?: readonly Value[]): Row | undefined => current.get(sql, params),
		all: (sql: string, params?: readonly Value[]): Row[] => current.all(sql, params),
		write: async () => {
			throw refusal();
		},
		flush: async () => {},
		backUp: async () => {
			throw refusal();
		},
		get notes() {
			return [words(), ...current.notes, ...said];
		},
		trouble: undefined,
		image: () => current.image(),
		note: text => void said.push(text),
		get stale() {
			return lookAt(folder).mark !== seen.mark;
		},
		async reload() {
			const now = lookAt(folder);
			if (now.mark === seen.mark) return false;
			const next = await open();
			if (closed) return next.close().then(() => false);
			const before = current;
			[seen, current] = [now, next];
			await before.close();
			return true;
		},
		close,
		dispose: () => void close(),
	};
}

/** What tells one saved state from the next, and when it was saved (ms; 0 for never). */
function lookAt(folder: string): { mark: string; at: number } {
	const found: string[] = [];
	let at = 0;
	for (const name of namesIn(folder)) {
		if (!/^(commit|journal)-/.test(name)) continue;
		const stat = fs.statSync(path.join(folder, name), { throwIfNoEntry: false });
		if (!stat) continue;
		at = Math.max(at, stat.mtimeMs);
		found.push(`${name} ${stat.size}`);
	}
	return { mark: found.sort().join('\n'), at };
}
