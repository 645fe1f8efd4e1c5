// What a store's folder keeps: three generations of snapshots, the journals they need, and backups.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { weekStart } from '../base/day';
import { nodeCode } from '../base/errors';
import type { BackupKind } from '../contract/store';
import { type CommitRecord, publishCommit, readCommit, storeFileOf } from './commit';
import { copyWhole, namesIn, removeQuietly, syncFolder, TEMPORARY } from './files';
import { type History, isVoid, partsBefore, readHistory } from './history';
import { QUARANTINE } from './quarantine';
import { type SnapshotProof, whyNotWhole } from './snapshot';

export const BACKUPS = 'backups';

/** Snapshots that stay. */
export const KEPT_GENERATIONS = 3;
/** Records that stay after their snapshots went, so that their numbers stay taken for a hub that slept long. */
const KEPT_RECORDS = 100;
/** Backups that stay: of every day, of every week, from before an update of the stored data, and from before a backup was restored. */
const KEPT_BACKUPS = { daily: 7, weekly: 4, update: 3, restore: 5 } as const satisfies Record<BackupKind, number>;

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
	for (const place of [folder, path.join(folder, BACKUPS)]) {
		for (const name of namesIn(place)) if (name.startsWith(TEMPORARY)) removeQuietly(path.join(place, name));
	}
}

/** The name of a backup. */
export interface BackupName {
	/** When it was made. `YYYY-MM-DD` */
	day: string;
	/** Of the commit it is. */
	number: number;
	kind: BackupKind;
	/** The schema that an update replaced; of those alone. */
	before?: number;
}

/**
 * The newest snapshot stays under a name of its own: once a day, and once a week (from Monday on, whenever the hub first saves).
 * `day` is `YYYY-MM-DD`. How long ago a backup was made does not matter for how long it stays: only newer ones replace it.
 */
export async function backUpRegularly(folder: string, record: CommitRecord, day: string): Promise<void> {
	// Its record makes a backup: a kill may have left a copy without one.
	const taken = namesIn(path.join(folder, BACKUPS)).flatMap(name => (name.endsWith('.json') && backupOf(name)) || []);
	const { number } = record;
	if (!taken.some(backup => backup.kind === 'daily' && backup.day === day)) await backUp(folder, record, { day, number, kind: 'daily' });
	if (!taken.some(backup => backup.kind === 'weekly' && weekStart(backup.day) === weekStart(day)))
		await backUp(folder, record, { day, number, kind: 'weekly' });
}

/** Keeps a snapshot as a backup, by hard link, else as a copy; prunes the oldest of its kind. */
export async function backUp(folder: string, record: CommitRecord, name: BackupName): Promise<void> {
	const backups = path.join(folder, BACKUPS);
	fs.mkdirSync(backups, { recursive: true, mode: 0o700 });
	const file = `${backupStem(name)}.db`;
	if (!fs.existsSync(path.join(backups, `${backupStem(name)}.json`))) removeQuietly(path.join(backups, file));
	linkOrCopy(path.join(folder, record.snapshot.file), path.join(backups, file));
	const proof: SnapshotProof = { ...record.snapshot, file };
	publishCommit(path.join(backups, `${backupStem(name)}.json`), { ...record, snapshot: proof });
	syncFolder(backups);
	const same = namesIn(backups).flatMap(other => (other.endsWith('.json') && backupOf(other)) || []);
	const surplus = same.filter(({ kind }) => kind === name.kind).sort((a, b) => b.number - a.number);
	surplus.splice(0, KEPT_BACKUPS[name.kind]);
	if (surplus.length === 0) return;
	// An old one may be the only good one, should this one be none.
	const why = await whyNotWhole(backups, proof);
	if (why !== undefined) throw new Error(`the backup ${file} is not as it was written (${why}), so older ones stay`);
	for (const old of surplus) for (const ending of ['json', 'db']) removeQuietly(path.join(backups, `${backupStem(old)}.${ending}`));
}

/** The readable records of backups, newest first. */
export function readBackups(folder: string): CommitRecord[] {
	const backups = path.join(folder, BACKUPS);
	const records = namesIn(backups).flatMap(name =>
		name.endsWith('.json') && backupOf(name) ? (readCommit(path.join(backups, name)) ?? []) : [],
	);
	// The backups of a day and of its week are the same: that of the day is named.
	const order = ({ snapshot }: CommitRecord) => snapshot.file.length;
	return records.sort((a, b) => b.at.seq - a.at.seq || b.number - a.number || order(a) - order(b));
}

/** The name without its ending. */
export function backupStem({ day, number, kind, before }: BackupName): string {
	const suffix = { daily: '', weekly: '-week', update: `-schema-${before}`, restore: '-restore' }[kind];
	return `${day}-${String(number).padStart(6, '0')}${suffix}`;
}

export function backupOf(name: string): BackupName | undefined {
	const match = /^(\d{4}-\d{2}-\d{2})-(\d{6,12})(-week|-restore|-schema-(\d+))?\.(?:db|json)$/.exec(name);
	if (!match?.[1]) return undefined;
	const [, day, number, suffix, before] = match;
	if (before !== undefined) return { day, number: Number(number), kind: 'update', before: Number(before) };
	const kind = suffix === '-week' ? 'weekly' : suffix === '-restore' ? 'restore' : 'daily';
	return { day, number: Number(number), kind };
}

function linkOrCopy(source: string, target: string): void {
	try {
		fs.linkSync(source, target);
	} catch (error) {
		if (nodeCode(error) === 'EEXIST') return;
		copyWhole(source, target);
	}
}
