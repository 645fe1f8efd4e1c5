// A second home for what people decided about their jobs: a file beside the database, for the day that nothing of it can be read.
import * as path from 'node:path';
import { z } from 'zod';
import { type Clock, isoInstant } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import { messageOf } from '../../base/errors';
import type { Log } from '../../base/log';
import type { Schedule } from '../../contract';
import { readProven, writeProven } from '../../storage/provenFile';
import { moveToQuarantine } from '../../storage/quarantine';
import type { Row, Store } from '../../storage/store';
import { jobOf } from './jobRow';
import { insertKeptJob, jobsMark, KEPT_COLUMNS, knowsNoJob, readJobRow, readJobRows, setNextRun } from './jobsStore';
import type { Slots } from './schedule';

/** Lies in the storage folder, beside the folder of the database. */
export const JOBS_BACKUP = 'jobs-backup.json';

export interface JobsBackupParts {
	store: Store;
	/** The storage folder, and the database's inside it. */
	folder: string;
	storeFolder: string;
	clock: Clock;
	log: Log;
	/** Throws FENCED where a newer hub owns the folder. */
	fence: () => void;
	slotsOf: (schedule: Schedule, cache: Map<string, Slots>) => Slots;
}

export interface JobsBackup {
	/**
	 * Where the store knows no job at all, not even the product's own, it lost them or is new: takes them from the file. They go on from
	 * now, as nobody knows what ran. What was done is said in the store's notes. Never rejects.
	 */
	restore(): Promise<void>;
	/** A job may have changed: the file follows within a second. */
	touched(): void;
	/** Writes what is not written yet. Never rejects. */
	close(): Promise<void>;
}

/** From a change to the file. ms */
const DELAY = 1000;
const ABOUT =
	'The jobs of Mission Control as they are in its database, without their history: read when nothing of the database can be used. A changed file is not read.';

const Content = z.object({
	version: z.literal(1),
	/** ISO 8601 */
	time: z.string(),
	jobs: z.array(z.record(z.enum(KEPT_COLUMNS), z.union([z.string(), z.number(), z.null()]))),
});
type Kept = z.infer<typeof Content>['jobs'];

export function createJobsBackup(parts: JobsBackupParts): JobsBackup {
	const { store, folder, storeFolder, clock, log, fence, slotsOf } = parts;
	const file = path.join(folder, JOBS_BACKUP);
	/** What the file holds, by its mark in the store. */
	let saved: string | undefined;
	let timer: Disposable | undefined;
	let writing = Promise.resolve();
	let closed = false;

	async function write(): Promise<void> {
		// What is only in memory is no better than what the file has.
		if (store.mode !== 'disk') return;
		const mark = jobsMark(store);
		if (mark === saved) return;
		try {
			const jobs = readJobRows(store).map(row => Object.fromEntries(KEPT_COLUMNS.map(column => [column, row[column]])));
			await writeProven(file, ABOUT, { version: 1, time: isoInstant(clock.now()), jobs }, clock, fence);
			saved = mark;
		} catch (error) {
			log.warn(`${file} could not be written: ${messageOf(error)}`);
		}
	}

	const queue = (): Promise<void> => {
		writing = writing.then(write);
		return writing;
	};

	/** The jobs of the file; in words where it cannot be used. */
	async function read(): Promise<{ time: string; jobs: Kept } | string | undefined> {
		try {
			const found = await readProven(file, clock);
			if (found === undefined) return undefined;
			if (found === 'damaged') return 'it is not as it was written';
			return Content.safeParse(found.content).data ?? 'it was written by another version';
		} catch (error) {
			return messageOf(error);
		}
	}

	/** Jobs that could not be restored may be wanted by hand: the file is not written over. */
	function setAside(): string {
		try {
			fence();
			return `It is kept as ${moveToQuarantine(storeFolder, JOBS_BACKUP, folder)}.`;
		} catch (error) {
			log.warn(`${file} could not be set aside: ${messageOf(error)}`);
			return '';
		}
	}

	async function insert(jobs: Kept): Promise<void> {
		const now = clock.now();
		const cache = new Map<string, Slots>();
		// The file stands until they are on disk; where that takes its time (a full disk), they are shown all the same.
		await store.write('soon', writer => {
			for (const kept of jobs) {
				const id = insertKeptJob(writer, kept as Row, now);
				const row = readJobRow(writer, id);
				const job = row && jobOf(row);
				// One that cannot be used is shown as such, and runs nothing.
				if (job?.broken === null) setNextRun(writer, id, slotsOf(job.schedule, cache).next(now) ?? null);
			}
		});
	}

	return {
		async restore() {
			if (store.mode !== 'disk' || !knowsNoJob(store)) return;
			const found = await read();
			if (found === undefined) return;
			if (typeof found === 'string') {
				store.note(`Your jobs could not be taken from ${file}: ${found}. ${setAside()} Jobs have to be made again.`);
				return;
			}
			try {
				await insert(found.jobs);
			} catch (error) {
				store.note(`Your jobs could not be taken from ${file}: ${messageOf(error)}. ${setAside()} Jobs have to be made again.`);
				return;
			}
			const own = found.jobs.filter(({ component }) => component !== 'system');
			if (own.length === 0) return;
			const paused = own.filter(({ enabled }) => enabled !== 1).length;
			const count = `${own.length} ${own.length === 1 ? 'job' : 'jobs'}${paused > 0 ? ` (${paused} paused)` : ''}`;
			store.note(
				`${count} restored from ${file} as of ${found.time}: the stored data held none. Their history is gone, and what they missed is not caught up.`,
			);
		},
		touched() {
			if (closed) return;
			timer ??= clock.after(DELAY, () => {
				timer = undefined;
				void queue();
			});
		},
		async close() {
			closed = true;
			timer?.dispose();
			await queue();
		},
	};
}
