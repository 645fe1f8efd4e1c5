// The store as a person sees it: whether it is saved and whole, which backups there are, and going back to one.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Day } from './usage';

/** `disk`: kept; `memory`: lasts until the hub ends; `read-only`: shown and never changed. */
export const StoreMode = z.enum(['disk', 'memory', 'read-only']);

/** How the store is right now. Sent with every stream of events, and again when it changes. */
export const StoreStatus = z.object({
	/** The folder of its files. */
	folder: z.string(),
	mode: StoreMode,
	/** When the hub opened it, ISO 8601. */
	opened_at: z.string(),
	/** Sentences about what was found, mostly then (restored, read-only, in memory …); empty when all was well. */
	notes: z.array(z.string()),
	/** Nothing can be saved at the moment; null while all is well. */
	trouble: z
		.object({
			/** What happened, what is kept, what to do. */
			message: z.string(),
			/** ISO 8601 */
			since: z.string(),
		})
		.nullable(),
	/** Readable backups. */
	backups: z.number(),
	/** When the newest of them was taken, ISO 8601; null where there is none. */
	last_backup: z.string().nullable(),
});

/** What a database holds. */
export const StoreContents = z.object({
	/** Model calls. */
	calls: z.number(),
	/** Days with calls. */
	days: z.number(),
	/** null where there are no calls. */
	first_day: Day.nullable(),
	last_day: Day.nullable(),
	/** Dollars; null where no call has a price. With unpriced calls beside priced ones it is a lower bound. */
	cost: z.number().nullable(),
	unpriced_calls: z.number(),
	/** The user's jobs; the product's own are not counted. */
	jobs: z.number(),
	/** Runs in the history. */
	runs: z.number(),
});

/** Whether a file can be trusted. `newer`: whole, but made by a newer version, so it cannot be used here. `gone`: its record is there and it is not. */
export const FileState = z.enum(['whole', 'damaged', 'newer', 'gone']);

const proven = {
	/** Commit it is. */
	number: z.number(),
	/** When it was saved, ISO 8601. */
	time: z.string(),
	/** Bytes. */
	size: z.number(),
	/** Data version. */
	schema: z.number(),
	state: FileState,
	/** What is wrong with it; '' where nothing is. */
	why: z.string(),
};

/** `daily` and `weekly` by themselves, `update` before the data was brought to a newer version, `restore` before a backup replaced it. */
export const BackupKind = z.enum(['daily', 'weekly', 'update', 'restore']);

export const Backup = z.object({
	/** What `restore` takes: `2026-11-20-000041`. */
	name: z.string(),
	kind: BackupKind,
	...proven,
	/** null where it cannot be opened. */
	contents: StoreContents.nullable(),
});

/** Everything that is there, and whether it is whole. Times are ISO 8601. */
export const StoreReport = z.object({
	checked_at: z.string(),
	folder: z.string(),
	/** `damaged`: something cannot be used as it is; `attention`: all is whole, but there is something to know. */
	state: z.enum(['whole', 'attention', 'damaged']),
	/** One sentence. */
	verdict: z.string(),
	mode: StoreMode,
	/** Data version of what is shown, and the one this version of the product writes. */
	schema: z.number(),
	newest_schema: z.number(),
	/** `ok`, or what SQLite's integrity check finds wrong with what is shown. */
	integrity: z.string(),
	contents: StoreContents.nullable(),
	/** Why nothing can be saved, and since when. */
	trouble: StoreStatus.shape.trouble,
	notes: z.array(z.string()),
	/** Newest first. */
	generations: z.array(
		z.object({
			...proven,
			/** Backup that it was restored from; null where it is an ordinary one. */
			restored_from: z.string().nullable(),
			/** Transactions in the journal since. */
			later: z.number(),
			/** Where the journal cannot be followed from it any more; '' where it leads to the present. */
			breaks: z.string(),
		}),
	),
	journal: z.object({ files: z.number(), size: z.number() }),
	/** Newest first, without their contents. */
	backups: z.array(Backup),
	quarantine: z.array(z.object({ name: z.string(), size: z.number(), since: z.string(), why: z.string() })),
	/** The report in words, line by line. */
	text: z.array(z.string()),
});

export const storeContract = {
	status: oc.route({ method: 'GET', path: '/api/store' }).output(StoreStatus),
	/** Looks at everything and changes nothing. */
	check: oc.route({ method: 'GET', path: '/api/store/check' }).output(StoreReport),
	/** Newest first, with what each holds. */
	backups: oc.route({ method: 'GET', path: '/api/store/backups' }).output(z.array(Backup)),
	/**
	 * Makes a backup the present state, after the state it replaces was kept as a backup of its own. The hub ends after its answer;
	 * the next one reads the logs again. CONFLICT while a job runs, NOT_FOUND, STORE_BROKEN, STORE_NEWER, STORE_UNWRITABLE.
	 */
	restore: oc
		.route({ method: 'POST', path: '/api/store/restore' })
		.input(z.object({ name: z.string().max(100) }))
		.output(z.object({ restored: Backup, kept: z.string() })),
};

export type StoreMode = z.infer<typeof StoreMode>;
export type StoreStatus = z.infer<typeof StoreStatus>;
export type StoreContents = z.infer<typeof StoreContents>;
export type FileState = z.infer<typeof FileState>;
export type BackupKind = z.infer<typeof BackupKind>;
export type Backup = z.infer<typeof Backup>;
export type StoreReport = z.infer<typeof StoreReport>;
