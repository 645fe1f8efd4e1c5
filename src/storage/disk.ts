// Keeps a database on disk: journal for every transaction, snapshots now and then, and a way back after a failure.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, isoInstant } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { AppError, messageOf, nodeCode } from '../base/errors';
import type { Log } from '../base/log';
import { type CommitRecord, commitFile, publishCommit, readCommit, snapshotFile, storeFileOf } from './commit';
import { namesIn, removeQuietly } from './files';
import { backUpDaily, highestNumbers, prune } from './generations';
import { JournalWriter } from './journalWriter';
import type { Recovered } from './recover';
import { type SnapshotProof, writeSnapshot } from './snapshot';
import type { Connection } from './sqlite';
import type { Durability } from './store';

export interface DiskOptions {
	folder: string;
	clock: Clock;
	log: Log;
	epoch: number;
	/** Throws FENCED where a newer hub owns the folder. */
	fence: () => void;
}

/** `soon` is on disk after this at the latest, and the time of the sync. ms */
const SOON = 500;
/** A snapshot is due from this size of the journal, or this many transactions, on. */
const DUE_BYTES = 1024 * 1024;
const DUE_COMMITS = 2000;
/** It waits until nothing was written for so long. ms */
const IDLE = 2000;
/** Unless the journal grows beyond this. Bytes */
const MAX_JOURNAL = 64 * 1024 * 1024;
/** At the end a snapshot is worth while when the journal is at least this part of it. */
const WORTH = 0.01;
/** Waiting `soon` lines are written from this size on; from the second on, the writer waits for the disk. Bytes */
const BATCH = 1024 * 1024;
const BACKLOG = 8 * 1024 * 1024;
/** Between two tries to save after a failure. ms */
const RETRY = 30_000;
/** An order does not try again so soon after a failure. ms */
const RETRY_ORDER = 5000;

/**
 * After a failed write nothing that must be kept is accepted (STORE_UNWRITABLE) until a snapshot of the whole could be
 * published; `soon` writes go on in memory and are part of that snapshot. A transaction whose promise was rejected
 * at the failure stays in memory and is saved with it too: rejected means "not known to be kept".
 */
export class Disk implements Disposable {
	readonly #options: DiskOptions;
	readonly #connection: Connection;
	readonly #journal: JournalWriter;
	#head: CommitRecord | undefined;
	/** Highest number of a commit that this hub knows of, its own or found at opening. */
	#known: number;
	/** Size of what stands in the journal since the last snapshot. */
	#bytes: number;
	#commits: number;
	#lastWrite = 0;
	#trouble: AppError | undefined;
	#failedAt = Number.NEGATIVE_INFINITY;
	#fenced: AppError | undefined;
	#snapshotting: Promise<void> | undefined;
	#soon: Disposable | undefined;
	#later: Disposable | undefined;
	#ended = false;
	#closed = false;

	constructor(connection: Connection, { at, base, newest, replayed, bytes }: Recovered, options: DiskOptions) {
		this.#options = options;
		this.#connection = connection;
		this.#head = base;
		this.#known = newest;
		this.#bytes = bytes;
		this.#commits = replayed;
		const highest = highestNumbers(options.folder);
		this.#journal = new JournalWriter({
			folder: options.folder,
			// Epochs begin again at 1 where somebody removed the hub's own folder; the history goes on all the same.
			term: Math.max(options.epoch, highest.term, base?.term ?? 0),
			number: highest.journal + 1,
			from: at,
			fence: () => this.#fence(),
			base: () => this.#assertHead(),
		});
	}

	/** Why nothing can be kept at the moment, for the user; undefined while all is well. */
	get trouble(): string | undefined {
		return (this.#fenced ?? this.#trouble)?.message;
	}

	/** Before a transaction: throws FENCED, or rejects with STORE_UNWRITABLE what must be kept and cannot be. */
	admit(durability: Durability): Promise<void> | undefined {
		this.#fence();
		if (!this.#trouble || durability === 'soon') return undefined;
		return this.#retryFor(this.#trouble);
	}

	/** After a transaction: resolves when it is as durable as asked; undefined where there is nothing to wait for. */
	keep(body: string, durability: Durability): Promise<void> | undefined {
		const { clock } = this.#options;
		this.#bytes += this.#journal.record(body);
		this.#commits++;
		this.#lastWrite = clock.now();
		if (this.#trouble) return undefined;
		if (durability === 'now') return this.#flushJournal().then(() => this.#plan());
		this.#plan();
		if (this.#journal.pendingBytes > BACKLOG) return this.#flushJournal();
		if (this.#journal.pendingBytes > BATCH) this.#flushQuietly();
		else
			this.#soon ??= clock.after(SOON, () => {
				this.#soon = undefined;
				this.#flushQuietly();
			});
		return undefined;
	}

	/** Everything on disk; then a snapshot, where one is due. Rejects with FENCED or STORE_UNWRITABLE. */
	async flush(): Promise<void> {
		if (this.#fenced) throw this.#fenced;
		if (this.#trouble) return this.snapshot();
		await this.#flushJournal();
		if (this.#due()) await this.snapshot();
	}

	/** Publishes the whole database as the next commit. Rejects with FENCED or STORE_UNWRITABLE. */
	snapshot(): Promise<void> {
		this.#snapshotting ??= this.#snapshot().finally(() => {
			this.#snapshotting = undefined;
		});
		return this.#snapshotting;
	}

	/** The first commit after opening, where the folder does not hold what is in memory. Never rejects but with FENCED: failing is told by `trouble`. */
	async settle(): Promise<void> {
		try {
			await this.snapshot();
			await this.#journal.prepare();
		} catch (error) {
			throwIfFenced(this.#failed(error));
		}
	}

	/** The newest commit; undefined where none could be published yet. */
	get head(): CommitRecord | undefined {
		return this.#head;
	}

	/** Saves what is left and lets go of the folder. Never rejects; what failed is in the log. */
	async close(): Promise<void> {
		if (this.#closed) return;
		this.#closed = true;
		try {
			await this.#snapshotting?.catch(() => {});
			if (!this.#fenced) {
				if (!this.#trouble) await this.#flushJournal();
				if (this.#trouble || (this.#commits > 0 && this.#bytes >= WORTH * (this.#head?.snapshot.size ?? 0))) await this.snapshot();
			}
		} catch (error) {
			this.#options.log.error('The store could not be saved at its end', error);
		}
		this.dispose();
		await this.#journal.close();
	}

	dispose(): void {
		this.#ended = true;
		this.#soon?.dispose();
		this.#later?.dispose();
	}

	async #snapshot(): Promise<void> {
		const { log, clock } = this.#options;
		const start = clock.now();
		let held = false;
		this.#later?.dispose();
		this.#later = undefined;
		try {
			this.#fence();
			const at = this.#journal.tip;
			const image = this.#connection.image();
			const schema = this.#connection.version();
			const [bytes, commits] = [this.#bytes, this.#commits];
			held = this.#trouble !== undefined;
			if (held) this.#journal.hold();
			const record = await this.#publish(image, at, schema);
			this.#bytes = Math.max(0, this.#bytes - bytes);
			this.#commits = Math.max(0, this.#commits - commits);
			log.debug(`Snapshot ${record.number}: ${record.snapshot.size} bytes in ${clock.now() - start} ms`);
			if (held) {
				this.#journal.resume(at);
				log.info('Saving works again');
				this.#trouble = undefined;
			} else this.#journal.rotate();
			this.#tidy(record);
		} catch (error) {
			if (held) this.#journal.release();
			throw this.#failed(error);
		}
		// The journal failed while this was written, so what came after it is in memory only.
		if (this.#trouble) return this.#snapshot();
		if (this.#journal.pendingBytes > 0) this.#flushQuietly();
	}

	async #publish(image: Uint8Array, at: CommitRecord['at'], schema: number): Promise<CommitRecord> {
		const { folder, clock } = this.#options;
		for (;;) {
			this.#assertHead();
			const number = highestNumbers(folder).commit + 1;
			let snapshot: SnapshotProof;
			try {
				snapshot = await writeSnapshot(folder, snapshotFile(number), image);
			} catch (error) {
				// A fenced hub still writes under that name: the number is used up.
				if (nodeCode(error) === 'EEXIST') continue;
				throw error;
			}
			try {
				this.#assertHead();
				const record: CommitRecord = { number, term: this.#journal.term, at, snapshot, schema, time: isoInstant(clock.now()) };
				if (!publishCommit(path.join(folder, commitFile(number)), record)) {
					removeQuietly(path.join(folder, snapshotFile(number)));
					this.#fence();
					continue;
				}
				this.#head = record;
				this.#known = number;
				this.#fence();
				return record;
			} catch (error) {
				// Where the record stands already (its folder could not be synced), the commit may well survive: it needs its snapshot.
				if (fs.existsSync(path.join(folder, commitFile(number)))) this.#known = number;
				else removeQuietly(path.join(folder, snapshotFile(number)));
				throw error;
			}
		}
	}

	/** Clearing up and the daily backup: their failure costs nothing but room. */
	#tidy(record: CommitRecord): void {
		const { folder, clock, log } = this.#options;
		try {
			prune(folder, this.#journal.file);
			backUpDaily(folder, record, isoInstant(clock.now()).slice(0, 10));
		} catch (error) {
			log.warn(`Clearing up ${folder} failed: ${messageOf(error)}`);
		}
	}

	/** Throws FENCED where somebody else went on from the commit this hub knows. Gives that commit's number. */
	#assertHead(): number {
		this.#fence();
		const { folder } = this.#options;
		for (const name of namesIn(folder)) {
			const file = storeFileOf(name);
			if (file?.kind !== 'commit' || file.number <= this.#known) continue;
			// What an older hub published after its end counts for nothing, nor what nobody can read.
			const term = readCommit(path.join(folder, name))?.term ?? -1;
			if (term < this.#journal.term) continue;
			const words = `Another hub has saved to ${folder} (commit ${file.number} after ${this.#known}), so this one writes nothing more.`;
			throw this.#failed(new AppError('FENCED', words));
		}
		return this.#known;
	}

	#fence(): void {
		if (this.#fenced) throw this.#fenced;
		try {
			this.#options.fence();
		} catch (error) {
			throw this.#failed(error);
		}
	}

	#fencedNow(): AppError | undefined {
		try {
			this.#options.fence();
			return undefined;
		} catch (error) {
			return fencedBy(error);
		}
	}

	#flushJournal(): Promise<void> {
		return this.#journal.flush().catch(error => {
			throw this.#failed(error);
		});
	}

	/** For lines nobody waits for: a failure shows in `trouble`. */
	#flushQuietly(): void {
		this.#flushJournal().catch(() => {});
	}

	/** Remembers a failure and gives it as the error to throw. */
	#failed(error: unknown): AppError {
		const { log, clock, folder } = this.#options;
		if (this.#fenced) return this.#fenced;
		// Where another hub took over, whatever failed did so because that one clears up behind it.
		const fenced = fencedBy(error) ?? this.#fencedNow();
		if (fenced) {
			log.warn(fenced.message);
			this.#fenced = fenced;
			this.dispose();
			return fenced;
		}
		this.#failedAt = clock.now();
		// A failed snapshot alone loses nothing: the journal still has it all.
		const wasBroken = this.#trouble !== undefined;
		const trouble = error instanceof AppError && error.code === 'STORE_UNWRITABLE' ? error : unwritable(folder, error);
		if (!this.#head) this.#journal.fail(trouble);
		if (this.#journal.broken !== undefined) this.#trouble = trouble;
		if (!wasBroken) log.error(trouble.message, error);
		this.#planRetry();
		return trouble;
	}

	async #retryFor(trouble: AppError): Promise<void> {
		if (this.#options.clock.now() - this.#failedAt < RETRY_ORDER) throw trouble;
		await this.snapshot();
	}

	#due(): boolean {
		return this.#bytes >= DUE_BYTES || this.#commits >= DUE_COMMITS;
	}

	/** Sees to it that a snapshot is taken when one is due and nothing is being written. */
	#plan(): void {
		if (this.#ended || this.#later || this.#snapshotting || !this.#due()) return;
		const { clock } = this.#options;
		const wait = this.#bytes > MAX_JOURNAL ? 0 : Math.max(this.#lastWrite + IDLE - clock.now(), 0);
		this.#later = clock.after(wait, () => {
			this.#later = undefined;
			if (this.#bytes <= MAX_JOURNAL && clock.now() - this.#lastWrite < IDLE) this.#plan();
			else this.snapshot().catch(() => {});
		});
	}

	#planRetry(): void {
		if (this.#ended || this.#later) return;
		this.#later = this.#options.clock.after(RETRY, () => {
			this.#later = undefined;
			this.snapshot().catch(() => {});
		});
	}
}

const fencedBy = (error: unknown): AppError | undefined => (error instanceof AppError && error.code === 'FENCED' ? error : undefined);

function throwIfFenced(error: AppError): void {
	if (error.code === 'FENCED') throw error;
}

/** The failure as a sentence: what, where, what to do. */
function unwritable(folder: string, error: unknown): AppError {
	const code = nodeCode(error) ?? '';
	const why = WHY.get(code) ?? messageOf(error);
	const words = `Mission Control cannot save to ${folder}: ${why}. Figures go on in memory and are saved as soon as that is possible.`;
	return new AppError('STORE_UNWRITABLE', words, { cause: error });
}

const WHY: ReadonlyMap<string, string> = new Map([
	['ENOSPC', 'the disk is full; free some space'],
	['EDQUOT', 'your disk quota is used up; free some space'],
	['EROFS', 'the file system is read-only'],
	['EACCES', 'there is no permission to write there; check the rights of the folder'],
	['EPERM', 'there is no permission to write there; check the rights of the folder'],
	['EIO', 'the disk reports an error; check it'],
	['ENOENT', 'the folder was removed; restart the hub'],
]);
