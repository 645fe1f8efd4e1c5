// One hub per storage folder: epochs are numbers that can be won once, and nothing is ever removed to win one.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AppError, messageOf, nodeCode } from '../base/errors';
import { epochOfFile, newestEpoch, OWNER_FOLDER, type Owner, type OwnerRecord, ownerFile, readRecord } from '../contract/owner';
import { folderHash, ownFolder } from '../contract/place';
import { namesIn, publish, removeQuietly, TEMPORARY, writeWhole } from '../storage/files';

/** What a hub says of itself when it stands for election: it already listens on `socket` and expects `token`. */
export type Candidate = Omit<Owner, 'epoch' | 'key' | 'host'> & { host?: string };

/** Records kept behind the newest, so that a hub that slept long still finds out that it is not the owner any more. */
const KEPT_RECORDS = 20;
/** Age from which files that no record names are nobody's any more. ms */
const ABANDONED_AFTER = 24 * 60 * 60 * 1000;
/** Longest path a Unix socket may have on every system we run on (macOS allows 103). */
const MAX_SOCKET_PATH = 100;

/** A new secret: 256 bits in hex. */
export const newToken = (): string => randomBytes(32).toString('hex');

/**
 * A path to listen on that nobody has used, at most 100 bytes, in a folder that only this user can enter.
 * Equal storage folders share the first part of the name. Throws FORBIDDEN where that folder belongs to somebody else.
 */
export function freshSocket(folder: string, temporary = os.tmpdir()): string {
	const name = `${folderHash(folder)}-${randomBytes(5).toString('hex')}`;
	if (process.platform === 'win32') return `\\\\.\\pipe\\mission-control-${name}`;
	const socket = path.join(privateFolder(temporary), `${name}.s`);
	if (Buffer.byteLength(socket) <= MAX_SOCKET_PATH) return socket;
	return path.join(privateFolder('/tmp'), `${name}.s`);
}

/**
 * Stands for the epoch after `after`. Gives its number where this hub is the owner now, undefined where another one won.
 * Throws what the file system throws.
 */
export function claimEpoch(folder: string, after: number, candidate: Candidate): number | undefined {
	const hub = path.join(folder, OWNER_FOLDER);
	fs.mkdirSync(hub, { recursive: true, mode: 0o700 });
	// A number that was pruned is free again as a file name, so the newest must still be the one the claim follows.
	if (newestEpoch(folder) !== after) return undefined;
	const { token, ...about } = candidate;
	const epoch = after + 1;
	const key = `key-${randomBytes(8).toString('hex')}.txt`;
	const record: OwnerRecord = { epoch, host: os.hostname(), key, ...about };
	writeWhole(path.join(hub, key), Buffer.from(`${token}\n`));
	let won = false;
	try {
		won = publish(path.join(hub, ownerFile(epoch)), `${JSON.stringify(record)}\n`) && newestEpoch(folder) === epoch;
	} finally {
		if (!won) removeQuietly(path.join(hub, key));
	}
	return won ? epoch : undefined;
}

/**
 * Throws FENCED unless `epoch` is the newest. Two look-ups of a name: it runs before and after each commit.
 * Old records go oldest first, so whoever finds neither the next record nor its own is fenced all the same.
 */
export function fence(folder: string, epoch: number): void {
	const hub = path.join(folder, OWNER_FOLDER);
	if (!fs.existsSync(path.join(hub, ownerFile(epoch + 1))) && fs.existsSync(path.join(hub, ownerFile(epoch)))) return;
	throw new AppError(
		'FENCED',
		`This hub (epoch ${epoch}) no longer owns ${folder}: it was ${byWhom(folder, epoch)}. It writes nothing more; windows connect to the newer hub by themselves.`,
	);
}

/** For the message alone: that this hub is fenced does not depend on it. */
function byWhom(folder: string, epoch: number): string {
	try {
		const newest = newestEpoch(folder);
		return newest > epoch ? `fenced by epoch ${newest}` : 'fenced, for the record of its own epoch is gone';
	} catch {
		return 'fenced';
	}
}

/**
 * Says to other machines that the owner lives: its key's file is written again, with the same bytes, so that it bears the time of
 * the file system. Throws what that says.
 */
export function beat(folder: string, { key, token }: Pick<Owner, 'key' | 'token'>): void {
	const fd = fs.openSync(path.join(folder, OWNER_FOLDER, key), 'r+');
	try {
		fs.writeSync(fd, `${token}\n`, 0);
	} finally {
		fs.closeSync(fd);
	}
}

/** Said at the end of a term: an owner without its key has left in order, and nobody has to wait for it. */
export const signOff = (folder: string, { key }: Pick<Owner, 'key'>): void => removeQuietly(path.join(folder, OWNER_FOLDER, key));

/** The owner clears away what earlier hubs left: old records, keys, sockets. Never the newest records. `now` in ms. */
export function clearLeftovers(folder: string, epoch: number, now: number, temporary = os.tmpdir()): void {
	fence(folder, epoch);
	const hub = path.join(folder, OWNER_FOLDER);
	const names = namesIn(hub);
	const own = readRecord(folder, epoch);
	for (const old of names.map(epochOfFile).sort((a, b) => (a ?? 0) - (b ?? 0))) {
		if (old === undefined || old >= epoch) continue;
		const record = readRecord(folder, old);
		// A named pipe has no file, and a path elsewhere is not ours to remove.
		if (record && record.socket !== own?.socket && isOurSocket(record.socket, folder)) removeQuietly(record.socket);
		if (record && record.key !== own?.key) removeQuietly(path.join(hub, record.key));
		if (old <= epoch - KEPT_RECORDS) removeQuietly(path.join(hub, ownerFile(old)));
	}
	// Left by hubs that died before they were elected. Younger ones may belong to a hub that stands right now.
	const abandoned = (file: string) => (fs.lstatSync(file, { throwIfNoEntry: false })?.mtimeMs ?? now) < now - ABANDONED_AFTER;
	for (const name of names) {
		if (name === own?.key || !(name.startsWith('key-') || name.startsWith(TEMPORARY))) continue;
		if (abandoned(path.join(hub, name))) removeQuietly(path.join(hub, name));
	}
	if (process.platform === 'win32') return;
	const sockets = ownFolder(temporary);
	for (const name of namesIn(sockets)) {
		const socket = path.join(sockets, name);
		if (socket !== own?.socket && isOurSocket(socket, folder) && abandoned(socket)) removeQuietly(socket);
	}
}

function isOurSocket(socket: string, folder: string): boolean {
	return process.platform !== 'win32' && path.basename(socket).startsWith(`${folderHash(folder)}-`) && socket.endsWith('.s');
}

/** The user's own folder, mode 0700. Whoever could enter or replace it could pose as the hub. Throws FORBIDDEN where it is not ours. */
export function privateFolder(temporary: string): string {
	const folder = ownFolder(temporary);
	try {
		fs.mkdirSync(folder, { mode: 0o700 });
	} catch (error) {
		if (nodeCode(error) !== 'EEXIST') {
			throw new AppError('FORBIDDEN', `The folder ${folder} for the hub's socket cannot be made: ${messageOf(error)}.`, { cause: error });
		}
	}
	if (process.platform === 'win32') return folder;
	const found = fs.lstatSync(folder);
	if (!found.isDirectory() || found.uid !== process.getuid?.()) {
		throw new AppError(
			'FORBIDDEN',
			`${folder} belongs to somebody else, so the hub does not open its socket there. Remove it, or set TMPDIR to a folder of your own.`,
		);
	}
	if ((found.mode & 0o077) !== 0) fs.chmodSync(folder, 0o700);
	return folder;
}
