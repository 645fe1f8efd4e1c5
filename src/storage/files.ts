// Writing files so that they are whole or absent: every byte out, fsynced, and published under a name nobody holds yet.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeCode } from '../base/errors';

/** Names of files that are still being written begin with this; whatever is left of them is never read. */
export const TEMPORARY = '.t-';

/** Places a small file and makes its name durable. Where only the latter fails, the file stands there all the same. */
export function publish(target: string, text: string, mode = 0o600): boolean {
	if (!place(target, text, mode)) return false;
	syncFolder(path.dirname(target));
	return true;
}

/**
 * A small file, complete under `target`, or not there at all. Never overwrites. Its name is durable once the folder is synced.
 * Gives false where the name is taken. Throws what the file system throws; then nothing stands under the name
 * (but on file systems without hard links, where half a file may).
 */
export function place(target: string, text: string, mode = 0o600): boolean {
	const data = Buffer.from(text, 'utf8');
	for (let tries = 1; ; tries++) {
		const temporary = path.join(path.dirname(target), `${TEMPORARY}${process.pid}-${randomBytes(6).toString('hex')}`);
		try {
			writeWhole(temporary, data, mode);
			return linkOrCreate(temporary, target, data, mode);
		} catch (error) {
			// A hub that does not know yet that it was deposed may clear the temporary file away.
			if (nodeCode(error) !== 'ENOENT' || tries >= PUBLISH_TRIES) throw error;
		} finally {
			removeQuietly(temporary);
		}
	}
}

const PUBLISH_TRIES = 3;

/** Creates a file that must not exist, with every byte on disk. Throws what the file system throws (EEXIST too); then no file is left. */
export function writeWhole(file: string, data: Uint8Array, mode = 0o600): void {
	const fd = fs.openSync(file, 'wx', mode);
	try {
		for (let done = 0; done < data.length; ) done += fs.writeSync(fd, data, done, data.length - done, done);
		fs.fsyncSync(fd);
		const { size } = fs.fstatSync(fd);
		if (size !== data.length) throw new Error(`${file} holds ${size} bytes instead of ${data.length}`);
	} catch (error) {
		removeQuietly(file);
		throw error;
	} finally {
		fs.closeSync(fd);
	}
}

/** Copies a file to a name that nothing has. Throws what the file system throws; then no copy is left. */
export function copyWhole(source: string, target: string): void {
	try {
		fs.copyFileSync(source, target, fs.constants.COPYFILE_EXCL);
	} catch (error) {
		if (nodeCode(error) !== 'EEXIST') removeQuietly(target);
		throw error;
	}
}

/** Appends every byte; one call may write only a part of them. */
export async function writeAll(fd: number, data: Uint8Array): Promise<void> {
	for (let done = 0; done < data.length; ) done += await writeSome(fd, data, done);
}

/** The bytes of an open file on disk, and of its metadata what is needed to find them again. */
export const syncData = (fd: number): Promise<void> =>
	new Promise((resolve, reject) => fs.fdatasync(fd, error => (error ? reject(error) : resolve())));

export const syncFile = (fd: number): Promise<void> =>
	new Promise((resolve, reject) => fs.fsync(fd, error => (error ? reject(error) : resolve())));

/** Makes the names in a folder as durable as the files. Where folders cannot be opened (Windows), the file system does it by itself. */
export function syncFolder(folder: string): void {
	let fd: number;
	try {
		fd = fs.openSync(folder, 'r');
	} catch (error) {
		if (process.platform === 'win32') return;
		throw error;
	}
	try {
		fs.fsyncSync(fd);
	} catch (error) {
		// Some network and FUSE file systems have no fsync for folders.
		if (!['EPERM', 'EINVAL', 'ENOTSUP', 'EISDIR', 'EBADF'].includes(nodeCode(error) ?? '')) throw error;
	} finally {
		fs.closeSync(fd);
	}
}

/** Removes a file of ours that nobody needs any more; it does no harm where it stays. */
export function removeQuietly(file: string): void {
	try {
		fs.unlinkSync(file);
	} catch {
		// Already gone, or held open by a scanner: the next cleaning takes it.
	}
}

/** Names in a folder; none where it does not exist or is none. */
export function namesIn(folder: string): string[] {
	try {
		return fs.readdirSync(folder);
	} catch (error) {
		if (['ENOENT', 'ENOTDIR'].includes(nodeCode(error) ?? '')) return [];
		throw error;
	}
}

/** What `link` says where the file system has no hard links (exFAT, some network shares and phones). */
const NO_LINKS: readonly string[] = ['EPERM', 'EACCES', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EISDIR', 'EINVAL', 'UNKNOWN'];

function linkOrCreate(temporary: string, target: string, data: Uint8Array, mode: number): boolean {
	try {
		fs.linkSync(temporary, target);
		return true;
	} catch (error) {
		const code = nodeCode(error) ?? '';
		// Over NFS a link can be made and its answer lost; then the name already is our own file.
		if (code === 'EEXIST') return sameFile(temporary, target);
		if (!NO_LINKS.includes(code)) throw error;
	}
	try {
		writeWhole(target, data, mode);
		return true;
	} catch (error) {
		if (nodeCode(error) === 'EEXIST') return false;
		throw error;
	}
}

function sameFile(one: string, other: string): boolean {
	const [a, b] = [fs.statSync(one, { bigint: true }), fs.statSync(other, { bigint: true, throwIfNoEntry: false })];
	return b !== undefined && a.ino !== 0n && a.ino === b.ino && a.dev === b.dev && a.nlink > 1n;
}

function writeSome(fd: number, data: Uint8Array, from: number): Promise<number> {
	return new Promise((resolve, reject) =>
		fs.write(fd, data, from, data.length - from, null, (error, written) => (error ? reject(error) : resolve(written))),
	);
}
