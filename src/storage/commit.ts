// Commit records: which snapshot is the store, what its bytes must be, and where in the history it stands.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { z } from 'zod';
import { publish } from './files';

const CommitRecord = z.object({
	/** Counts the commits of a folder; a number is used once, whatever became of it. */
	number: z.int().positive(),
	/** Epoch of the hub that published it. */
	term: z.int().nonnegative(),
	/** The last transaction that the snapshot holds, and its line's checksum in the journal. */
	at: z.object({ seq: z.int().nonnegative(), check: z.string().length(16) }),
	snapshot: z.object({ file: z.string().regex(/^[\w.-]+$/), size: z.int().positive(), sha256: z.string().length(64) }),
	/** `user_version` of the snapshot. */
	schema: z.int().nonnegative(),
	/** ISO 8601 */
	time: z.string(),
	/** When SQLite itself last looked through the store that this one grew from. ISO 8601 */
	checked: z.string().optional(),
	/** The backup that it is the state of again; such a commit does not go on from the one before it. */
	restored: z.string().optional(),
});
export type CommitRecord = z.infer<typeof CommitRecord>;

const padded = (number: number): string => String(number).padStart(6, '0');

export const commitFile = (number: number): string => `commit-${padded(number)}.json`;
export const snapshotFile = (number: number): string => `snap-${padded(number)}.db`;
export const journalFile = (term: number, number: number): string => `journal-${padded(term)}-${padded(number)}.log`;

/** What a name in the folder stands for. */
export type StoreFile = { kind: 'commit' | 'snapshot'; number: number } | { kind: 'journal'; term: number; number: number };

export function storeFileOf(name: string): StoreFile | undefined {
	const match = /^(?:commit-(\d{6,12})\.json|snap-(\d{6,12})\.db|journal-(\d{6,12})-(\d{6,12})\.log)$/.exec(name);
	if (match?.[1]) return { kind: 'commit', number: Number(match[1]) };
	if (match?.[2]) return { kind: 'snapshot', number: Number(match[2]) };
	if (match?.[3]) return { kind: 'journal', term: Number(match[3]), number: Number(match[4]) };
	return undefined;
}

/** Publishes a record as `file`; false where the name is taken. */
export const publishCommit = (file: string, record: CommitRecord): boolean => publish(file, encodeCommit(record));

/** The text of a record's file. */
export function encodeCommit(record: CommitRecord): string {
	const json = JSON.stringify(record);
	return `${json}\n${digest(json)}\n`;
}

/** The record in a file; undefined where it is torn, changed or foreign. Throws where it cannot be read. */
export function readCommit(file: string): CommitRecord | undefined {
	if (!fs.lstatSync(file).isFile()) return undefined;
	const [json, sum] = fs.readFileSync(file, 'utf8').split('\n');
	if (!json || sum !== digest(json)) return undefined;
	const record = CommitRecord.safeParse(JSON.parse(json)).data;
	return record && path.basename(record.snapshot.file) === record.snapshot.file ? record : undefined;
}

const digest = (text: string): string => createHash('sha256').update(text).digest('hex');
