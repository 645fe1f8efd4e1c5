// As what a hub may serve a data folder: as its owner, as an observer of one on another machine, or in memory where nothing can be written.
import { randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, isoInstant } from '../base/clock';
import { nodeCode } from '../base/errors';
import { newestEpoch, OWNER_FOLDER, type OwnerRecord, readRecord } from '../contract/owner';
import { removeQuietly, TEMPORARY } from '../storage/files';
import { makeFolder } from './makeFolder';

export type Standing =
	/** `notice`: a sentence where it takes over from another machine that fell silent. */
	| { kind: 'owner'; notice?: string }
	/** Another machine owns the folder and was heard of less than ten minutes ago. */
	| { kind: 'observer'; host: string }
	/** `why` nothing can be written, in words. */
	| { kind: 'memory'; why: string };

/** An owner on another machine that was not heard of for so long is taken for dead. ms */
export const SILENCE = 10 * 60_000;

/** Looks as what `host` may serve the folder now. Throws where the folder is none (a file stands there). */
export function standingIn(folder: string, host: string, clock: Pick<Clock, 'now'>): Standing {
	let now: number;
	try {
		now = touch(path.join(folder, OWNER_FOLDER));
	} catch (error) {
		const why = UNWRITABLE.get(nodeCode(error) ?? '');
		if (why === undefined) throw error;
		// Who may not write here may all the same see whose it is.
		const other = elsewhere(folder, host);
		return other && clock.now() - other.heard < SILENCE ? { kind: 'observer', host: other.host } : { kind: 'memory', why };
	}
	const other = elsewhere(folder, host);
	if (!other) return { kind: 'owner' };
	if (now - other.heard < SILENCE) return { kind: 'observer', host: other.host };
	return {
		kind: 'owner',
		notice: `${other.host} owned the data of Mission Control and was last heard of at ${isoInstant(other.heard)}. This machine has taken over.`,
	};
}

/** The owner's machine, where it is another one, and when it was last heard of (ms, by the clock of the file system). */
function elsewhere(folder: string, host: string): { host: string; heard: number } | undefined {
	const record = readRecord(folder, newestEpoch(folder));
	// Machines change their names; a socket that stands here was made here.
	if (!record || record.host === host || isHere(record)) return undefined;
	const key = fs.lstatSync(path.join(folder, OWNER_FOLDER, record.key), { throwIfNoEntry: false });
	return key && { host: record.host, heard: key.mtimeMs };
}

const isHere = ({ socket }: OwnerRecord): boolean => process.platform !== 'win32' && fs.existsSync(socket);

/** Writes a file and removes it; gives its time, which is the file system's own: the clocks of two machines may differ. */
function touch(folder: string): number {
	makeFolder(folder);
	const file = path.join(folder, `${TEMPORARY}${process.pid}-${randomBytes(6).toString('hex')}`);
	try {
		fs.writeFileSync(file, '.', { flag: 'wx', mode: 0o600 });
		return fs.statSync(file).mtimeMs;
	} finally {
		removeQuietly(file);
	}
}

/** What a folder says that cannot be written. Everything else (a file in its place) is a mistake to be told. */
const UNWRITABLE: ReadonlyMap<string, string> = new Map([
	['EROFS', 'the file system is read-only'],
	['EACCES', 'there is no permission to write there'],
	['EPERM', 'there is no permission to write there'],
	['ENOSPC', 'the disk is full'],
	['EDQUOT', 'your disk quota is used up'],
]);

/** Why a hub may not go on as it stands, in words: another standing is to be had now. Undefined while all is as it was. */
export function whyOver(standing: Standing, folder: string, host: string, clock: Pick<Clock, 'now'>): string | undefined {
	if (standing.kind === 'owner') return undefined;
	const other = elsewhere(folder, host);
	// Told by two clocks that may differ; near the end, and without an owner, the look that counts is taken.
	if (standing.kind === 'observer' && other?.host === standing.host && clock.now() - other.heard < SILENCE / 2) return undefined;
	const now = standingIn(folder, host, clock);
	if (now.kind === standing.kind) return undefined;
	return now.kind === 'observer'
		? `${now.host} owns the data now`
		: standing.kind === 'observer'
			? `${standing.host} does not own the data any more`
			: 'the data folder can be written again';
}
