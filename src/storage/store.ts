// The one SQLite file as the rest of the hub sees it. Everything that changes it goes through `write`.
import type { Disposable } from '../base/disposable';

/** What SQLite holds and gives. */
export type Value = number | string | null | Uint8Array;
export type Row = Record<string, Value>;

/** Inside a transaction: the only place that changes data. Statements are parameterised and free of clock and random. */
export interface Writer {
	/** Runs one statement; gives the number of rows it changed. */
	run(sql: string, params?: readonly Value[]): number;
	/** Runs one statement once per parameter row: one journal line, one prepared statement. */
	runMany(sql: string, rows: readonly (readonly Value[])[]): void;
	get(sql: string, params?: readonly Value[]): Row | undefined;
	all(sql: string, params?: readonly Value[]): Row[];
}

/**
 * `now`: on disk before the promise resolves. `soon`: on disk within a second. `bulk`: with the next snapshot, some seconds
 * later, for much at once that can be read again from the logs: it is not written to the journal and then again.
 */
export type Durability = 'now' | 'soon' | 'bulk';

/** `disk`: kept; `memory`: writes last until the hub ends; `read-only`: writes are refused. */
export type StoreMode = 'disk' | 'memory' | 'read-only';

/** The store. Reads are synchronous and see every finished write. */
export interface Store extends Disposable {
	get(sql: string, params?: readonly Value[]): Row | undefined;
	all(sql: string, params?: readonly Value[]): Row[];
	/**
	 * One transaction. `work` is synchronous; if it throws, nothing happened. The change is visible at once; the promise
	 * resolves when it is as durable as asked (`soon`, `bulk`: at once). Rejects with AppError FENCED, STORE_NEWER or
	 * STORE_UNWRITABLE; after the latter the change may stay visible and is saved when saving works again.
	 */
	write<T>(durability: Durability, work: (writer: Writer) => T): Promise<T>;
	/** Everything on disk, then a fresh snapshot if the journal has grown. */
	flush(): Promise<void>;
	/** A fresh snapshot, and from it the backup of the day where there is none yet. */
	backUp(): Promise<void>;
	/** The whole database as the bytes of a file, an independent copy; others have their turn while it is made. */
	image(): Promise<Uint8Array>;
	readonly mode: StoreMode;
	/** What a person should know: what was found at opening (restored, read-only, in memory …) and that nothing can be saved now. */
	readonly notes: readonly string[];
	/** Adds a sentence to the notes, until the hub ends. */
	note(words: string): void;
	/** The last of these alone: why nothing can be saved now; undefined while all is well. */
	readonly trouble: string | undefined;
	/** Flushes and lets go of the folder. Never rejects: whoever must know calls `flush` first. */
	close(): Promise<void>;
}
