// Folders of this machine that belong to a storage folder: for its hub's sockets, and for a hub that cannot be elected in it.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

/** The user's own folder in a folder for temporary files. */
export const ownFolder = (temporary = os.tmpdir()): string => path.join(temporary, `mc-${process.getuid?.() ?? 'user'}`);

/**
 * Where a hub stands for election that cannot do so in the storage folder itself: nothing can be written there, or a hub on
 * another machine owns it. All windows of this user on this machine find it there.
 */
export const standInFolder = (folder: string, temporary = os.tmpdir()): string =>
	path.join(ownFolder(temporary), `${folderHash(folder)}.stand-in`);

/** True where nobody but this user can have made the folder or can enter it; on Windows the system's own rights see to that. */
export function isPrivate(folder: string): boolean {
	const found = fs.lstatSync(folder, { throwIfNoEntry: false });
	if (!found?.isDirectory()) return false;
	return process.platform === 'win32' || (found.uid === process.getuid?.() && (found.mode & 0o077) === 0);
}

/** Ten hex digits of the folder's real path, so that two ways to write one folder meet. */
export function folderHash(folder: string): string {
	let real = path.resolve(folder);
	try {
		real = fs.realpathSync.native(real);
	} catch {
		// Not there yet: the path as it is written has to do.
	}
	return createHash('sha256').update(real).digest('hex').slice(0, 10);
}
