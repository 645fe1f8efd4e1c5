// Processes that an earlier hub started and that still do their work: their jobs wait until they end.

import type { Books } from './books';
import { jobOf } from './jobRow';
import { readJobRow } from './jobsStore';
import type { Lanes } from './lanes';
import type { ProcessMark, SchedulerParts } from './ports';
import { type Orphan, queued, type Recovered, recover, writeInterrupted } from './recover';
import { readOpenRuns } from './runsStore';
import type { Tell } from './tell';

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

	/** Settles what earlier hubs left open, once. Rejects where that cannot be saved; then it is to be asked again. */
	settle(): Promise<void> {
		this.#settling ??= this.#settle().finally(() => {
			this.#settling = undefined;
		});
		return this.#settling;
	}

	async #settle(): Promise<void> {
		if (this.#isSettled) return;
		const { store, clock, epoch } = this.#parts;
		const [lanes, now] = [this.#lanes, clock.now()];
		let found: Recovered = { orphans: [], waiting: [], told: [] };
		try {
			await this.#books.write(writer => {
				found = recover(
					writer,
					readOpenRuns(store).filter(row => row.epoch !== epoch),
					{ lanes, epoch, isAlive: process => this.#lives(process) },
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
		for (const { run, job } of found.told) {
			this.#tell.run(run);
			this.#tell.job(job);
		}
	}

	/** Looks which of the processes have ended. */
	async check(): Promise<void> {
		const { store, clock, epoch } = this.#parts;
		for (const [run, { item, row, process, cancelled }] of this.#orphans) {
			if (this.#lives(process)) continue;
			const again = await this.#books.write(writer => writeInterrupted(writer, row, cancelled, epoch, clock.now()));
			this.#orphans.delete(run);
			this.#lanes.leave(item);
			const jobRow = readJobRow(store, item.jobId);
			if (again && jobRow) this.#lanes.ready(queued(this.#lanes, jobOf(jobRow), again), again.run);
			this.#tell.ended(run);
			this.#tell.job(item.jobId);
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
