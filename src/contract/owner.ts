// The record that says which hub owns a storage folder: names and shape, for the hub that publishes it and the clients that read it.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { nodeCode } from '../base/errors';

/** Folder of the records, inside the storage folder. */
export const OWNER_FOLDER = 'hub';

/** One file an epoch; the highest number is the owner. Published once, never changed. */
export const OwnerRecord = z.object({
	epoch: z.int().positive(),
	pid: z.int().positive(),
	/** The machine the hub runs on; a pid of another machine says nothing here. */
	host: z.string(),
	/** Path of the Unix socket or named pipe it listens on. */
	socket: z.string().min(1),
	/** Name of the file (same folder, 0600) that holds the token callers prove themselves with. */
	key: z.string().regex(/^key-[0-9a-f]+\.txt$/),
	version: z.string(),
	protocol: z.int(),
	/** ISO 8601 */
	startedAt: z.string(),
	/** `process`: of its own; `in-process`: inside an extension host. */
	mode: z.enum(['process', 'in-process']),
});
export type OwnerRecord = z.infer<typeof OwnerRecord>;

/** What a client needs to call the owner. `token` is 256 bits in hex. */
export type Owner = OwnerRecord & { token: string };

/**
 * The owner of a storage folder: the newest record with its token. It may be dead; only calling it tells.
 * Undefined where there is none, or where the newest cannot be read (then `newestEpoch` still counts it).
 */
export function readOwner(folder: string): Owner | undefined {
	const epoch = newestEpoch(folder);
	if (epoch === 0) return undefined;
	const record = readRecord(folder, epoch);
	const token = record && /^[0-9a-f]{64}$/.exec(readText(path.join(folder, OWNER_FOLDER, record.key)).trim())?.[0];
	return record && token ? { ...record, token } : undefined;
}

/** The newest epoch anybody won; 0 before the first. */
export function newestEpoch(folder: string): number {
	let names: string[];
	try {
		names = fs.readdirSync(path.join(folder, OWNER_FOLDER));
	} catch (error) {
		if (nodeCode(error) === 'ENOENT') return 0;
		throw error;
	}
	return Math.max(0, ...names.map(name => epochOfFile(name) ?? 0));
}

/** One epoch's record; undefined where it is not there, torn or foreign. */
export function readRecord(folder: string, epoch: number): OwnerRecord | undefined {
	let json: unknown;
	try {
		json = JSON.parse(readText(path.join(folder, OWNER_FOLDER, ownerFile(epoch))));
	} catch (error) {
		if (error instanceof SyntaxError) return undefined;
		throw error;
	}
	const record = OwnerRecord.safeParse(json).data;
	return record?.epoch === epoch ? record : undefined;
}

export const ownerFile = (epoch: number): string => `epoch-${String(epoch).padStart(6, '0')}.json`;

/** The epoch of a record's file name; undefined for any other file. */
export function epochOfFile(name: string): number | undefined {
	const digits = /^epoch-(\d{6,12})\.json$/.exec(name)?.[1];
	return digits === undefined ? undefined : Number(digits);
}

/** '' where the file is not there. */
function readText(file: string): string {
	try {
		return fs.readFileSync(file, 'utf8');
	} catch (error) {
		if (nodeCode(error) === 'ENOENT') return '';
		throw error;
	}
}
