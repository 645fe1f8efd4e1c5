// What a store's folder keeps: three generations of snapshots, the journals they need, and daily backups.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { nodeCode } from '../base/errors';
import { type CommitRecord, publishCommit, readCommit, storeFileOf } from './commit';
import { copyWhole, namesIn, removeQuietly, syncFolder, TEMPORARY } from './files';
import { type History, isVoid, partsBefore, readHistory } from './history';
import { QUARANTINE } from './quarantine';
import type { SnapshotProof } from './snapshot';

export const BACKUPS = 'backups';

/** Snapshots that stay. */
export const KEPT_GENERATIONS = 3;
/** Records that stay after their snapshots went, so that their numbers stay taken for a hub that slept long. */
const KEPT_RECORDS = 100;
const KEPT_DAILY = 7;
const KEPT_BEFORE_MIGRATION = 3;

/** The readable records that count, newest first, and the names of those that cannot be read. */
export function readRecords(folder: string, names: readonly string[], history: History): { records: CommitRecord[]; torn: string[] } {
	const records: CommitRecord[] = [];
	const torn: string[] = [];
	for (const name of names) {
		const file = storeFileOf(name);
		if (file?.kind !== 'commit') continue;
		const record = readCommit(path.join(folder, name));
		if (record?.number !== file.number) torn.push(name);
		else if (!isVoid(record, history)) records.push(record);
	}
	return { records: records.sort((a, b) => b.term - a.term || b.number - a.number), torn };
}

/** The highest numbers anything in the folder ever had, in the quarantine and the backups too. */
export function highestNumbers(folder: string): { commit: number; journal: number; term: number } {
	const highest = { commit: 0, journal: 0, term: 0 };
	const names = [folder, path.join(folder, QUARANTINE)].flatMap(namesIn).map(name => name.replace(/^\d+-/, ''));
	for (const name of names) {
		const file = storeFileOf(name);
		if (file?.kind === 'journal') {
			highest.journal = Math.max(highest.journal, file.number);
			highest.term = Math.max(highest.term, file.term);
		} else if (file) highest.commit = Math.max(highest.commit, file.number);
	}
	for (const name of namesIn(path.join(folder, BACKUPS))) highest.commit = Math.max(highest.commit, backupOf(name)?.number ?? 0);
	return highest;
}

/** Removes what no kept generation needs. `active` is the journal file in use. */
export function prune(folder: string, active: string): void {
	const names = namesIn(folder);
	const history = readHistory(folder, names);
	const { records } = readRecords(folder, names, history);
	const kept = records.slice(0, KEPT_GENERATIONS);
	const [newest, oldest] = [kept[0], kept.at(-1)];
	if (!newest || !oldest) return;
	const snapshots = new Set(kept.map(({ snapshot }) => snapshot.file));
	for (const name of names) {
		const file = storeFileOf(name);
		if (file?.kind === 'snapshot' && file.number < newest.number && !snapshots.has(name)) removeQuietly(path.join(folder, name));
		if (file?.kind === 'commit' && file.number <= newest.number - KEPT_RECORDS) removeQuietly(path.join(folder, name));
	}
	// A generation that can still be restored needs the history after it; before three exist, all of it stays.
	if (kept.length === KEPT_GENERATIONS) {
		for (const { name } of partsBefore(history, oldest.at)) if (name !== active) removeQuietly(path.join(folder, name));
	}
}

/** Removes what a hub that died was still writing. */
export function removeTemporary(folder: string): void {
	for (const name of namesIn(folder)) if (name.startsWith(TEMPORARY)) removeQuietly(path.join(folder, name));
}

/** Where a snapshot comes from and goes to. */
export interface BackupName {
	/** `YYYY-MM-DD` */
	day: string;
	number: number;
	/** The schema the next version replaced, for backups before a migration. */
	before: number | undefined;
}

/** Once a day, the newest snapshot stays under a name of its own: by hard link, else as a copy. `day` is `YYYY-MM-DD`. */
export function backUpDaily(folder: string, record: CommitRecord, day: string): void {
	const backups = path.join(folder, BACKUPS);
	const taken = namesIn(backups).map(backupOf);
	if (taken.some(backup => backup?.day === day && backup.before === undefined)) return;
	backUp(folder, record, { day, number: record.number, before: undefined });
}

/** Keeps a snapshot as a backup; prunes the oldest of its kind. */
export function backUp(folder: string, record: CommitRecord, name: BackupName): void {
	const backups = path.join(folder, BACKUPS);
	fs.mkdirSync(backups, { recursive: true, mode: 0o700 });
	const file = `${backupStem(name)}.db`;
	linkOrCopy(path.join(folder, record.snapshot.file), path.join(backups, file));
	const proof: SnapshotProof = { ...record.snapshot, file };
	publishCommit(path.join(backups, `${backupStem(name)}.json`), { ...record, snapshot: proof });
	syncFolder(backups);
	const kind = (backup: BackupName | undefined) => backup && (backup.before === undefined) === (name.before === undefined);
	const same = namesIn(backups).filter(other => other.endsWith('.json') && kind(backupOf(other)));
	const surplus = same.sort().slice(0, -(name.before === undefined ? KEPT_DAILY : KEPT_BEFORE_MIGRATION));
	for (const other of surplus) {
		removeQuietly(path.join(backups, other));
		removeQuietly(path.join(backups, other.replace(/\.json$/, '.db')));
	}
}

/** The readable records of backups, newest first. */
export function readBackups(folder: string): CommitRecord[] {
	const backups = path.join(folder, BACKUPS);
	const records = namesIn(backups).flatMap(name =>
		name.endsWith('.json') && backupOf(name) ? (readCommit(path.join(backups, name)) ?? []) : [],
	);
	return records.sort((a, b) => b.at.seq - a.at.seq || b.number - a.number);
}

function backupStem({ day, number, before }: BackupName): string {
	return `${day}-${String(number).padStart(6, '0')}${before === undefined ? '' : `-schema-${before}`}`;
}

function backupOf(name: string): BackupName | undefined {
	const match = /^(\d{4}-\d{2}-\d{2})-(\d{6,12})(?:-schema-(\d+))?\.(?:db|json)$/.exec(name);
	return match?.[1]
		? { day: match[1], number: Number(match[2]), before: match[3] === undefined ? undefined : Number(match[3]) }
		: undefined;
}

function linkOrCopy(source: string, target: string): void {
	try {
		fs.linkSync(source, target);
	} catch (error) {
		if (nodeCode(error) === 'EEXIST') return;
		copyWhole(source, target);
	}
}
