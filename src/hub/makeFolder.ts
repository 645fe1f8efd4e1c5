// Makes a folder and those above it.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeCode } from '../base/errors';

/**
 * Makes what is missing, for this user only. Throws what the file system throws. Level by level, because Node's own recursive
 * way never ends where a file system answers ENOENT below a folder that is there (`/proc`).
 */
export function makeFolder(folder: string): void {
	if (fs.statSync(folder, { throwIfNoEntry: false })?.isDirectory()) return;
	const above = path.dirname(folder);
	if (above !== folder) makeFolder(above);
	try {
		fs.mkdirSync(folder, { mode: 0o700 });
	} catch (error) {
		// Somebody else may have been quicker.
		if (nodeCode(error) !== 'EEXIST' || !fs.statSync(folder).isDirectory()) throw error;
	}
}
