// The record that says which hub owns a storage folder, and how to read it: the hub publishes it, clients look it up.
// Without zod on purpose: an extension host loads this at its start.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeCode } from '../base/errors';

/** Folder of the records, inside the storage folder. */
export const OWNER_FOLDER = 'hub';

/** One file an epoch; the highest number is the owner. Published once, never changed. */
export interface OwnerRecord {
	epoch: number;
	pid: number;
	/** When its process began, where that is quick to learn: a pid alone may have been given to another process since. */
	began?: string;
	/** The machine the hub runs on; a pid of another machine says nothing here. */
	host: string;
	/** Path of the Unix socket or named pipe it listens on. */
	socket: string;
	/** Name of the file (same folder, 0600) that holds the token callers prove themselves with. */
	key: string;
	version: string;
	protocol: number;
	/** ISO 8601 */
	startedAt: string;
	/** `process`: of its own; `in-process`: inside an extension host. */
	mode: 'process' | 'in-process';
}

/** What a client needs to call the owner. `token` is 256 bits in hex. */
export type Owner = OwnerRecord & { token: string };

export const ownerFile = (epoch: number): string => `epoch-${String(epoch).padStart(6, '0')}.json`;

/** The epoch of a record's file name; undefined for any other file. */
export function epochOfFile(name: string): number | undefined {
	const digits = /^epoch-(\d{6,12})\.json$/.exec(name)?.[1];
	return digits === undefined ? undefined : Number(digits);
}

/** The newest epoch anybody won; 0 before the first. */
export function newestEpoch(folder: string): number {
	let newest = 0;
	for (const name of names(path.join(folder, OWNER_FOLDER))) newest = Math.max(newest, epochOfFile(name) ?? 0);
	return newest;
}

/** The record of one epoch; undefined where there is none or it is torn. */
export function readRecord(folder: string, epoch: number): OwnerRecord | undefined {
	const record = parseOwner(readText(path.join(folder, OWNER_FOLDER, ownerFile(epoch))) ?? '');
	return record?.epoch === epoch ? record : undefined;
}

/**
 * The owner: the newest record with its token. It may be dead; only calling it tells.
 * Undefined where there is none, or where the newest cannot be read (then `newestEpoch` still counts it).
 */
export function readOwner(folder: string): Owner | undefined {
	const epoch = newestEpoch(folder);
	if (epoch === 0) return undefined;
	const record = readRecord(folder, epoch);
	const token = record && parseToken(readText(path.join(folder, OWNER_FOLDER, record.key)) ?? '');
	return record && token ? { ...record, token } : undefined;
}

/** The record's text as a record; undefined where it is torn or foreign. */
export function parseOwner(text: string): OwnerRecord | undefined {
	let json: unknown;
	try {
		json = JSON.parse(text);
	} catch {
		return undefined;
	}
	return isRecord(json) ? json : undefined;
}

/** A token as it stands in its file; undefined where it is torn. */
export function parseToken(text: string): string | undefined {
	return /^[0-9a-f]{64}$/.exec(text.trim())?.[0];
}

function isRecord(json: unknown): json is OwnerRecord {
	const record = json as Partial<Record<keyof OwnerRecord, unknown>> | null;
	if (typeof record !== 'object' || record === null) return false;
	const texts = [record.host, record.socket, record.version, record.startedAt].every(value => typeof value === 'string');
	const numbers = [record.epoch, record.pid, record.protocol].every(value => Number.isSafeInteger(value) && (value as number) > 0);
	const key = typeof record.key === 'string' && /^key-[0-9a-f]+\.txt$/.test(record.key);
	const began = record.began === undefined || typeof record.began === 'string';
	return texts && numbers && key && began && record.socket !== '' && (record.mode === 'process' || record.mode === 'in-process');
}

function names(folder: string): string[] {
	try {
		return fs.readdirSync(folder);
	} catch (error) {
		if (nodeCode(error) === 'ENOENT') return [];
		throw error;
	}
}

function readText(file: string): string | undefined {
	try {
		return fs.readFileSync(file, 'utf8');
	} catch (error) {
		if (nodeCode(error) === 'ENOENT') return undefined;
		throw error;
	}
}
