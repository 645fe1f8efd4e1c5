// The backups of a store as a person chooses among them.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Backup, BackupKind } from '../contract/store';
import { type CommitRecord, readCommit } from './commit';
import type { Closeness, Examine } from './examine';
import { namesIn } from './files';
import { BACKUPS, backupOf, backupStem } from './generations';

/** A backup with its record. `record` is undefined where it is damaged. */
export interface BackupEntry {
	name: string;
	kind: BackupKind;
	number: number;
	record: CommitRecord | undefined;
}

/** Every backup of the store in `folder`, newest first. Opens nothing. */
export function readEntries(folder: string): BackupEntry[] {
	const backups = path.join(folder, BACKUPS);
	return namesIn(backups)
		.flatMap(file => entryOf(backups, file) ?? [])
		.sort((a, b) => timeOf(b).localeCompare(timeOf(a)) || b.number - a.number || b.name.localeCompare(a.name));
}

/** When it was taken, ISO 8601; its day where the record cannot be read. */
export const timeOf = ({ name, record }: BackupEntry): string => record?.time ?? `${name.slice(0, 10)}T00:00:00.000Z`;

/** All backups as they are shown, looked at as closely as asked. `newest`: the data version of this product. */
export async function listBackups(folder: string, newest: number, closeness: Closeness, examine: Examine): Promise<Backup[]> {
	const entries = readEntries(folder);
	const whole = entries.flatMap(({ record }) => (record ? [record] : []));
	const found = await examine(
		whole.map(({ snapshot }) => ({ folder: path.join(folder, BACKUPS), proof: snapshot })),
		closeness,
	);
	// Those that were cleared away meanwhile are no backups any more.
	const still = entries.filter(({ name }) => fs.existsSync(path.join(folder, BACKUPS, `${name}.json`)));
	return still.map(entry => {
		const { record } = entry;
		const { name, kind, number } = entry;
		const shown = { name, kind, number, time: timeOf(entry), size: record?.snapshot.size ?? 0, schema: record?.schema ?? 0 };
		const seen = record && found[whole.indexOf(record)];
		if (!record || !seen) return { ...shown, state: 'damaged', why: 'its record has changed', contents: null };
		const contents = seen.contents ?? null;
		if (seen.why !== '') return { ...shown, state: seen.gone ? 'gone' : 'damaged', why: seen.why, contents };
		if (record.schema > newest) return { ...shown, state: 'newer', why: newerWords(record.schema, newest), contents };
		return { ...shown, state: 'whole', why: '', contents };
	});
}

export const newerWords = (schema: number, newest: number): string =>
	`it was made by a newer version of Mission Control (data version ${schema}; this one knows ${newest})`;

function entryOf(backups: string, file: string): BackupEntry | undefined {
	const found = file.endsWith('.json') ? backupOf(file) : undefined;
	return found && { name: backupStem(found), kind: found.kind, number: found.number, record: recordIn(path.join(backups, file)) };
}

/** A file that cannot even be read is a damaged one. */
function recordIn(file: string): CommitRecord | undefined {
	try {
		return readCommit(file);
	} catch {
		return undefined;
	}
}
