// Makes a backup the present state: the state it replaces becomes a backup of its own, then the backup the next commit.
import { createHash } from 'node:crypto';
import * as path from 'node:path';
import { type Clock, isoInstant } from '../base/clock';
import { AppError, messageOf, nodeCode } from '../base/errors';
import type { Log } from '../base/log';
import { type BackupEntry, newerWords, readEntries } from './backups';
import type { CommitRecord } from './commit';
import { BACKUPS, backUp, backupStem, highestNumbers, prune } from './generations';
import { Head } from './head';
import { JournalWriter } from './journalWriter';
import { patiently } from './patience';
import { recover } from './recover';
import { openSnapshot } from './snapshot';
import { type Connection, loadSqlite } from './sqlite';
import type { Writer } from './store';
import { unwritable } from './unwritable';

export interface RestoreOptions {
	/** The folder of the store's files. No store may be open on it. */
	folder: string;
	/** Path of `sql-wasm.wasm`. */
	wasm: string;
	/** Name of the backup. */
	name: string;
	/** The data version of this product. */
	newest: number;
	/** This hub's epoch. */
	epoch: number;
	/** Throws FENCED where a newer epoch exists. */
	fence: () => void;
	clock: Clock;
	log: Log;
	/** Changes the backup's data before it becomes the present state. */
	amend: (writer: Writer) => void;
}

/**
 * Opens a backup to see that it can be used. Throws NOT_FOUND, STORE_BROKEN and STORE_NEWER with a sentence.
 * Whoever opened it closes it.
 */
export async function openBackup({ folder, wasm, name, newest }: Pick<RestoreOptions, 'folder' | 'wasm' | 'name' | 'newest'>): Promise<{
	connection: Connection;
	record: CommitRecord;
}> {
	const entry = readEntries(folder).find(each => each.name === name);
	if (!entry) throw new AppError('NOT_FOUND', `There is no backup ${name} any more. Choose another one.`);
	const { record } = entry;
	if (!record) throw damaged(entry, 'its record has changed');
	if (record.schema > newest)
		throw new AppError('STORE_NEWER', `The backup ${name} cannot be restored: ${newerWords(record.schema, newest)}. Update the extension.`);
	const sqlite = await loadSqlite(wasm);
	const opened = await openSnapshot(sqlite, path.join(folder, BACKUPS), record.snapshot).catch(error =>
		nodeCode(error) === 'ENOENT' ? 'it is not there' : messageOf(error),
	);
	if (typeof opened === 'string') throw damaged(entry, opened);
	return { connection: opened, record };
}

/**
 * Gives the name of the backup that holds the state from before. Throws what `openBackup` does, FENCED, and STORE_UNWRITABLE;
 * until the last commit is published the present state stays what it was.
 */
export async function restoreBackup(options: RestoreOptions): Promise<{ kept: string }> {
	const { folder, wasm, clock, log, epoch, fence, name, amend } = options;
	fence();
	const { connection, record } = await openBackup(options);
	try {
		const sqlite = await loadSqlite(wasm);
		const present = await recover({ sqlite, folder, clock, log, keep: false, fence });
		try {
			const highest = highestNumbers(folder);
			const term = Math.max(epoch, highest.term, present.base?.term ?? 0);
			const patient = <T>(work: () => T | Promise<T>) => patiently(clock, work);
			const head = new Head(present.base, present.newest, { folder, term, clock, checked: present.checked, fence, patient });
			// The backup must hold what the journal says too.
			if (!head.record || !present.whole || present.replayed > 0)
				await head.publish({ image: present.connection.image(), at: present.at, schema: present.connection.version() });
			const replaced = newestOf(head);
			const kept = { day: isoInstant(clock.now()).slice(0, 10), number: replaced.number, kind: 'restore' } as const;
			await backUp(folder, replaced, kept);
			connection.transaction(() => amend(connection));
			const image = connection.image();
			// A transaction that stands in no journal: what came before cannot be replayed over it, nor what comes after over anything else.
			const at = { seq: present.at.seq + 1, check: createHash('sha256').update(image).digest('hex').slice(0, 16) };
			await head.publish({ image, at, schema: record.schema, restored: name });
			log.info(
				`The backup ${name} is the present state as commit ${newestOf(head).number}; the state before is kept as ${backupStem(kept)}`,
			);
			const number = highest.journal + 1;
			await beginJournal(new JournalWriter({ folder, term, number, from: at, fence, patient, base: () => head.assertOurs() }), folder, log);
			return { kept: backupStem(kept) };
		} finally {
			present.connection.close();
		}
	} catch (error) {
		throw error instanceof AppError ? error : unwritable(folder, error);
	} finally {
		connection.close();
	}
}

/** So that nothing an older journal says after this point is ever read. The restored state stands without it too. */
async function beginJournal(journal: JournalWriter, folder: string, log: Log): Promise<void> {
	try {
		await journal.prepare();
		prune(folder, journal.file);
	} catch (error) {
		log.warn(`The journal after the restored state could not be begun: ${messageOf(error)}`);
	} finally {
		await journal.close();
	}
}

function newestOf({ record }: Head): CommitRecord {
	if (!record) throw new AppError('INTERNAL', 'The present state was not published.');
	return record;
}

const damaged = ({ name }: BackupEntry, why: string): AppError =>
	new AppError(
		'STORE_BROKEN',
		`The backup ${name} is damaged (${why}), so it cannot be restored. Choose another one; nothing was changed.`,
	);
