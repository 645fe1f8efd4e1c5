// From a claim to a start: what is on disk begins or waits, what is not is taken back.
import type { Books } from './books';
import type { Item, Lanes } from './lanes';
import type { Applied, Plan } from './plan';
import type { SchedulerParts } from './ports';
import type { Runner } from './runner';
import { endRun, readRun } from './runsStore';
import type { Tell } from './tell';

export class Claims {
	readonly #parts: SchedulerParts;
	readonly #lanes: Lanes;
	readonly #books: Books;
	readonly #tell: Tell;
	readonly #runner: Runner;

	constructor(parts: SchedulerParts, lanes: Lanes, books: Books, tell: Tell, runner: Runner) {
		this.#parts = parts;
		this.#lanes = lanes;
		this.#books = books;
		this.#tell = tell;
		this.#runner = runner;
	}

	/** The plan is on disk. */
	settled({ job, items }: Plan, applied: Applied): void {
		for (const [i, item] of items.entries()) this.claimed(item, applied?.runs[i] ?? 0);
		if (applied === undefined) return;
		for (const row of applied.rows) this.#tell.run(row);
		if (items.length === 0) this.#tell.job(job.id);
		this.#tell.notice(applied.notice);
	}

	/** `run` is 0 where another row has the slot. */
	claimed(item: Item, run: number): void {
		if (run === 0) {
			this.#lanes.leave(item);
			return;
		}
		this.#lanes.ready(item, run);
		if (item.direct) this.#runner.begin(item);
		else this.#tell.run(run);
	}

	/** The claim failed: nothing starts. A store that cannot write may show the row all the same; then it gets its end. */
	failed(item: Item, run: number): void {
		const { store, clock } = this.#parts;
		this.#lanes.leave(item);
		const row = run > 0 && !this.#books.fenced ? readRun(store, run) : undefined;
		if (row === undefined || row.job_id !== item.jobId || row.slot !== item.slot) return;
		const end = { status: 'skipped', reason: 'unclaimed', summary: 'Its start could not be saved, so it did not start.' } as const;
		void this.#books.record(`That run ${run} did not start`, writer => void endRun(writer, run, end, clock.now()));
	}
}
