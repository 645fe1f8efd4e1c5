// Keeps a database on disk: journal for every transaction, snapshots now and then, and a way back after a failure.
import { type Clock, isoInstant } from '../base/clock';
import type { Disposable } from '../base/disposable';
import { type AppError, messageOf } from '../base/errors';
import type { Log } from '../base/log';
import { Backlog } from './backlog';
import type { CommitRecord } from './commit';
import { backUpRegularly, highestNumbers, prune } from './generations';
import { Head } from './head';
import { JournalWriter } from './journalWriter';
import { PATIENCE, patiently } from './patience';
import type { Recovered } from './recover';
import type { Connection } from './sqlite';
import type { Durability } from './store';
import { asFenced, fencedBy, unwritable } from './unwritable';

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
/** Waiting `soon` lines are written from this size on; from the second on, the writer waits for the disk. Bytes */
const BATCH = 1024 * 1024;
const BACKLOG = 8 * 1024 * 1024;
/** Between two tries to save after a failure. ms */
const RETRY = 30_000;
/** How long opening waits for a file that somebody else holds. ms; what could not be saved then is tried again later. */
const OPENING_PATIENCE = 1000;
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
	readonly #head: Head;
	readonly #backlog: Backlog;
	#trouble: AppError | undefined;
	#failedAt = Number.NEGATIVE_INFINITY;
	#fenced: AppError | undefined;
	#snapshotting: Promise<void> | undefined;
	#soon: Disposable | undefined;
	#later: Disposable | undefined;
	#patience = PATIENCE;
	#ended = false;

	constructor(connection: Connection, { at, base, newest, checked, replayed, bytes }: Recovered, options: DiskOptions) {
		this.#options = options;
		this.#connection = connection;
		this.#backlog = new Backlog(bytes, replayed);
		const { folder, clock } = options;
		const highest = highestNumbers(folder);
		// Epochs begin again at 1 where somebody removed the hub's own folder; the history goes on all the same.
		const term = Math.max(options.epoch, highest.term, base?.term ?? 0);
		const fence = () => this.#fence();
		// Once it is known that nothing can be saved, nobody waits for it again.
		const patient = <T>(work: () => T | Promise<T>) => patiently(clock, work, this.#trouble ? 0 : this.#patience);
		this.#head = new Head(base, newest, { folder, term, clock, checked, fence, patient });
		const number = highest.journal + 1;
		this.#journal = new JournalWriter({ folder, term, number, from: at, fence, patient, base: () => this.#head.assertOurs() });
	}

	/** Why nothing can be kept at the moment, for the user; undefined while all is well. */
	get trouble(): string | undefined {
		return (this.#fenced ?? this.#trouble)?.message;
	}

	/** Before a transaction: throws FENCED, or rejects with STORE_UNWRITABLE what must be kept and cannot be. Nothing is journaled while bulk is in memory alone. */
	admit(durability: Durability): Promise<void> | undefined {
		this.#fence();
		if (this.#trouble) return durability === 'now' ? this.#retryFor(this.#trouble) : undefined;
		return this.#backlog.hasBulk && (durability !== 'bulk' || !this.takesBulk()) ? this.#saveBulk(durability) : undefined;
	}

	/** Whether a bulk transaction goes unjournaled now; such a one is followed by `keepBulk`. */
	takesBulk(): boolean {
		return !this.#trouble && this.#backlog.takesBulk(this.#options.clock.now());
	}

	/** After a transaction that is kept by the next snapshot only. */
	keepBulk(): void {
		this.#backlog.addBulk(this.#options.clock.now());
		this.#plan();
	}

	/** After a transaction: resolves when it is as durable as asked; undefined where there is nothing to wait for. */
	keep(body: string, durability: Durability): Promise<void> | undefined {
		this.#backlog.addJournaled(this.#journal.record(body), this.#options.clock.now());
		if (this.#trouble) return undefined;
		if (durability === 'now') return this.#flushJournal().then(() => this.#plan());
		this.#plan();
		if (this.#journal.pendingBytes > BACKLOG) return this.#flushJournal();
		if (this.#journal.pendingBytes > BATCH) this.#flushQuietly();
		else
			this.#soon ??= this.#options.clock.after(SOON, () => {
				this.#soon = undefined;
				this.#flushQuietly();
			});
		return undefined;
	}

	/** Everything on disk; then a snapshot, where one is due. Rejects with FENCED or STORE_UNWRITABLE. */
	async flush(): Promise<void> {
		if (this.#fenced) throw this.#fenced;
		if (!this.#trouble) await this.#flushJournal();
		await this.#snapshotting?.catch(() => {}); // it may have been taken before the last of it
		if (this.#trouble || this.#backlog.isDue) await this.snapshot();
	}

	/** Publishes the whole database as the next commit. Rejects with FENCED or STORE_UNWRITABLE. */
	snapshot(): Promise<void> {
		this.#snapshotting ??= this.#snapshot().finally(() => {
			this.#snapshotting = undefined;
			this.#plan(); // for what came meanwhile
		});
		return this.#snapshotting;
	}

	/** The first commit after opening, where the folder does not hold what is in memory. Never rejects but with FENCED: failing is told by `trouble`. */
	async settle(): Promise<void> {
		this.#patience = OPENING_PATIENCE;
		try {
			await this.snapshot();
			await this.#journal.prepare();
		} catch (error) {
			const failure = this.#failed(error);
			if (failure.code === 'FENCED') throw failure;
		} finally {
			this.#patience = PATIENCE;
		}
	}

	/** The newest commit; undefined where none could be published yet. */
	get head(): CommitRecord | undefined {
		return this.#head.record;
	}

	/** Saves what is left and lets go of the folder. For once. Never rejects; what failed is in the log. */
	async close(): Promise<void> {
		try {
			await this.#snapshotting?.catch(() => {});
			if (!this.#fenced) {
				if (!this.#trouble) await this.#flushJournal();
				if (this.#trouble || this.#backlog.isWorth(this.#head.record?.snapshot.size ?? 0)) await this.snapshot();
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
			// No line may wait that stands before bulk: what comes after the jump does not follow it.
			const ready = () => (this.#backlog.hasBulk && !this.#trouble ? this.#flushJournal() : undefined);
			const { taken, ...parts } = await this.#connection.copied(
				clock,
				image => {
					const at = this.#backlog.hasBulk ? this.#journal.jump() : this.#journal.tip;
					held = this.#trouble !== undefined;
					if (held) this.#journal.hold();
					return { image, at, schema: this.#connection.version(), taken: this.#backlog.held(clock.now()) };
				},
				ready,
			);
			const record = await this.#head.publish(parts);
			this.#backlog.saved(taken);
			log.debug(`Snapshot ${record.number}: ${record.snapshot.size} bytes in ${clock.now() - start} ms`);
			if (held) {
				this.#journal.resume(parts.at);
				log.info('Saving works again');
				this.#trouble = undefined;
			} else this.#journal.rotate();
			await this.#tidy(record);
		} catch (error) {
			if (held) this.#journal.release();
			throw this.#failed(error);
		}
		// The journal failed while this was written, so what came after it is in memory only.
		if (this.#trouble) return this.#snapshot();
		if (this.#journal.pendingBytes > 0) this.#flushQuietly();
	}

	/** Clearing up and the backups: their failure costs nothing but room. */
	async #tidy(record: CommitRecord): Promise<void> {
		const { folder, clock, log } = this.#options;
		try {
			prune(folder, this.#journal.file);
			await backUpRegularly(folder, record, isoInstant(clock.now()).slice(0, 10));
		} catch (error) {
			log.warn(`Clearing up ${folder} failed: ${messageOf(error)}`);
		}
	}

	#fence(): void {
		if (this.#fenced) throw this.#fenced;
		try {
			this.#options.fence();
		} catch (error) {
			throw this.#failed(error);
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
		const fenced = asFenced(error) ?? fencedBy(this.#options.fence);
		if (fenced) {
			log.warn(fenced.message);
			this.#fenced = fenced;
			this.dispose();
			return fenced;
		}
		this.#failedAt = clock.now();
		// A failed snapshot alone loses nothing where the journal has it all.
		const wasBroken = this.#trouble !== undefined;
		const trouble = unwritable(folder, error);
		if (!this.#head.record || this.#backlog.hasBulk) this.#journal.fail(trouble);
		if (this.#journal.broken !== undefined) this.#trouble = trouble;
		if (!wasBroken) log.error(trouble.message, error);
		this.#planRetry();
		return trouble;
	}

	async #retryFor(trouble: AppError): Promise<void> {
		if (this.#options.clock.now() - this.#failedAt < RETRY_ORDER) throw trouble;
		await this.snapshot();
	}

	/** A journaled transaction must not be replayed without the bulk before it. From here on bulk is journaled, so that this comes to an end. */
	async #saveBulk(durability: Durability): Promise<void> {
		if (durability !== 'bulk') this.#backlog.refuseBulk(this.#options.clock.now());
		try {
			await this.#snapshotting; // it may have been taken before the last of it
			if (this.#backlog.hasBulk) await this.snapshot();
		} catch (error) {
			if (durability === 'now' || this.#fenced) throw error;
		}
	}

	/** Sees to it that a snapshot is taken when one is due and nothing is being written. */
	#plan(): void {
		if (this.#ended || this.#later || this.#snapshotting || !this.#backlog.isDue) return;
		const wait = () => this.#backlog.wait(this.#options.clock.now());
		this.#later = this.#options.clock.after(wait(), () => {
			this.#later = undefined;
			if (wait() > 0) this.#plan();
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
