// The files of a tool as one scan finds them, and which of them can have changed.
import type { Log } from '../../base/log';
import type { Collector, LogFile, Places, Root } from './collector';
import type { FileRow } from './collectStore';
import type { Look } from './look';
import type { SlicedTurn } from './turn';
import { whyUnread } from './unread';

/** Files looked at between two glances at the clock. */
export const LOOKS = 64;

/** What a look through a tool's folders gave. */
export interface Listing {
	collector: Collector;
	roots: readonly Root[];
	files: ReadonlyMap<string, LogFile>;
	/** What could not be looked at, with the reason; `onError` adds to it. */
	troubles: ReadonlyMap<string, string>;
	onError: (path: string, error: unknown) => void;
}

/** Every file of the tool. Throws only what ends the scan. */
export async function listFiles(collector: Collector, places: (collector: string) => Places, turn: SlicedTurn, log: Log): Promise<Listing> {
	const troubles = new Map<string, string>();
	const onError = (path: string, error: unknown): void => {
		troubles.set(path, whyUnread(error));
	};
	const files = new Map<string, LogFile>();
	let roots: readonly Root[] = [];
	try {
		roots = collector.roots(places(collector.name));
		for (const file of collector.find(roots, onError)) {
			if (files.has(file.path)) continue;
			files.set(file.path, file);
			const wait = files.size % LOOKS === 0 ? turn.next(0) : undefined;
			if (wait) await wait;
		}
	} catch (error) {
		if (turn.isEnd(error)) throw error;
		log.error(`The logs of ${collector.label} could not be looked through.`, error);
		onError(roots[0]?.path ?? collector.label, error);
	}
	return { collector, roots, files, troubles, onError };
}

/** True where the file, or one beside it that counts as its own, is among these paths. */
export const isTouched = ({ path, companions }: LogFile, touched: ReadonlySet<string>): boolean =>
	touched.has(path) || companions.some(each => touched.has(each));

/** True where one of the paths is a file of this listing. */
export function hasTouched({ files }: Listing, touched: ReadonlySet<string>): boolean {
	for (const path of touched) if (files.has(path)) return true;
	for (const file of files.values()) if (file.companions.length > 0 && isTouched(file, touched)) return true;
	return false;
}

/** True where each of the paths is a file of these listings: only then is it known that nothing else need be looked at. */
export function areAmong(touched: ReadonlySet<string>, listed: readonly Listing[]): boolean {
	for (const path of touched) {
		const one = new Set([path]);
		if (!listed.some(listing => hasTouched(listing, one))) return false;
	}
	return true;
}

/** The file as it was when it was last read. */
export const lookOf = ({ dev, ino, size, mtime }: FileRow): Look => ({ dev, ino, size, mtime });
