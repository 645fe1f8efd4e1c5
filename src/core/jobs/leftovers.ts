// Processes that an earlier hub started and that still do their work: their jobs wait until they end.
import { messageOf } from '../../base/errors';
import type { Books } from './books';
import { jobOf } from './jobRow';
import { readJobRow } from './jobsStore';
import type { Lanes } from './lanes';
import type { ProcessMark, SchedulerParts } from './ports';
import { type LastWord, type Orphan, queued, type Recovered, recover, writeLast } from './recover';
import { readOpenRuns } from './runsStore';
import type { Tell } from './tell';

/** ms between two looks at processes that cannot be waited for. */
const LOOK = 3000;

export class Leftovers {
	readonly #parts: SchedulerParts;
	readonly #lanes: Lanes;
	readonly #books: Books;
	readonly #tell: Tell;
	readonly #orphans = new Map<number, Orphan>();
	#isSettled = false;
	#settling: Promise<void> | undefined;

	constructor(parts: SchedulerParts, lanes: Lanes, books: Books, tell: Tell) {
		this.#parts = parts;
		this.#lanes = lanes;
		this.#books = books;
		this.#tell = tell;
	}

	/** True once it is known what earlier hubs left. */
	get settled(): boolean {
		return this.#isSettled;
	}

	/** ms until it has to be looked whether one of them has ended. */
	get rest(): number {
		return this.#orphans.size > 0 ? LOOK : Number.POSITIVE_INFINITY;
	}

	/** Settles what earlier hubs left open, once. Rejects where that cannot be saved; then it is to be asked again. */
	settle(): Promise<void> {
		this.#settling ??= this.#settle().finally(() => {
			this.#settling = undefined;
		});
		return this.#settling;
	}

	async #settle(): Promise<void> {
		if (this.#isSettled) return;
		const { store, clock, epoch, files } = this.#parts;
		const [lanes, now] = [this.#lanes, clock.now()];
		let found: Recovered = { orphans: [], waiting: [], told: [], notices: [] };
		try {
			await this.#books.write(writer => {
				found = recover(
					writer,
					readOpenRuns(store).filter(row => row.epoch !== epoch),
					{ lanes, epoch, isAlive: process => this.#lives(process), files },
					now,
				);
			});
		} catch (error) {
			for (const item of [...found.waiting, ...found.orphans.map(orphan => orphan.item)]) lanes.leave(item);
			throw error;
		}
		this.#isSettled = true;
		for (const orphan of found.orphans) this.#orphans.set(orphan.item.run, orphan);
		for (const item of found.waiting) lanes.ready(item, item.run);
		for (const { run, job, over } of found.told) {
			if (over) this.#tell.ended(run);
			else this.#tell.run(run);
			this.#tell.job(job);
		}
		for (const notice of found.notices) this.#tell.notice(notice);
		this.#tidy(() => files?.sweep(new Set(readOpenRuns(store).map(({ id }) => Number(id)))));
	}

	/** What the process of such a run has written so far; undefined where the run is none of these. */
	output(run: number): { text: string; cut: boolean } | undefined {
		const orphan = this.#orphans.get(run);
		const row = orphan && readJobRow(this.#parts.store, orphan.item.jobId);
		return row && this.#parts.files?.output(jobOf(row).action, run);
	}

	/** Looks which of the processes have ended. */
	async check(): Promise<void> {
		const { store, clock, epoch, files } = this.#parts;
		for (const [run, { item, row, process, cancelled }] of this.#orphans) {
			if (this.#lives(process)) continue;
			const { retry, notice }: LastWord = await this.#books.write(writer =>
				writeLast(writer, row, { cancelled, epoch, now: clock.now(), files }),
			);
			this.#orphans.delete(run);
			this.#lanes.leave(item);
			const jobRow = readJobRow(store, item.jobId);
			if (retry && jobRow) this.#lanes.ready(queued(this.#lanes, jobOf(jobRow), retry), retry.run);
			this.#tidy(() => files?.remove(run));
			this.#tell.ended(run);
			this.#tell.job(item.jobId);
			this.#tell.notice(notice);
		}
	}

	/** Undefined where the run is none of these; false where nobody can end it. */
	async cancel(run: number): Promise<boolean | undefined> {
		const orphan = this.#orphans.get(run);
		if (orphan === undefined) return undefined;
		const { endProcess } = this.#parts;
		if (endProcess === undefined) return false;
		orphan.cancelled = true;
		await endProcess(orphan.process);
		return true;
	}

	/** Files that cannot be removed now are removed at the next start. */
	#tidy(work: () => void): void {
		try {
			work();
		} catch (error) {
			this.#parts.log.warn(`What runs left on disk was not removed: ${messageOf(error)}`);
		}
	}

	/** Where it cannot be told, the process lives: better a late start than two at once. */
	#lives(process: ProcessMark): boolean {
		const { isAlive = () => false, log } = this.#parts;
		try {
			return isAlive(process);
		} catch (error) {
			log.error(`Whether process ${process.pid} lives cannot be told`, error);
			return true;
		}
	}
}
