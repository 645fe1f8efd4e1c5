// Waits out whoever holds a file for a moment: a virus scanner, an indexer, a backup program.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Clock } from '../base/clock';
import { nodeCode } from '../base/errors';

/** The pauses double from the first to the longest; after all of them together it is over. ms */
const FIRST_PAUSE = 10;
const LONGEST_PAUSE = 1000;
export const PATIENCE = 10_000;

/** What Windows says of a file that somebody else has open, and some network file systems too. */
const HELD: readonly string[] = ['EPERM', 'EBUSY', 'EACCES'];

/**
 * Does `work` again while it fails because a file is held, for `limit` ms of pauses in total; then rejects with what it failed with.
 * `work` must leave nothing behind where it fails. Who has no right to the place is told at once: that does not pass.
 */
export async function patiently<T>(clock: Clock, work: () => T | Promise<T>, limit = PATIENCE): Promise<T> {
	let waited = 0;
	for (let pause = FIRST_PAUSE; ; pause = Math.min(2 * pause, LONGEST_PAUSE, limit - waited)) {
		try {
			return await work();
		} catch (error) {
			if (waited >= limit || !HELD.includes(nodeCode(error) ?? '') || isForbidden(error)) throw error;
		}
		await clock.sleep(pause);
		waited += pause;
	}
}

/** True where the system itself says that we have no right to the file, or to make one in its folder. */
export function isForbidden(error: unknown): boolean {
	const file = (error as { path?: unknown }).path;
	if (typeof file !== 'string') return false;
	try {
		if (fs.existsSync(file)) fs.accessSync(file, fs.constants.R_OK);
		else fs.accessSync(path.dirname(file), fs.constants.W_OK | fs.constants.X_OK);
		return false;
	} catch {
		return true;
	}
}
