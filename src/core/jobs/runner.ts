// Runs what was claimed: begins it when there is room, watches its time, writes its end, and makes room again whatever happens.
import type { Disposable } from '../../base/disposable';
import { AppError, messageOf } from '../../base/errors';
import type { RunOutcome } from './action';
import type { Books } from './books';
import { jobOf, type StoredJob } from './jobRow';
import { readJobRow } from './jobsStore';
import type { Item, Lanes } from './lanes';
import { budgetGate } from './policies';
import type { SchedulerParts } from './ports';
import { endRun, type RunEnd, readOutput, setProcess, startRun } from './runsStore';
import { Tail } from './tail';
import type { Tell } from './tell';
import { type Cause, endOf, writeEnd } from './verdict';

/** Between two catch-up runs, ms: after a long sleep not everything begins at once. */
const SPACING = 250;

interface Active {
	item: Item;
	controller: AbortController;
	tail: Tail;
	cause: Cause | undefined;
	over: Promise<void>;
}

export class Runner implements Disposable {
	readonly #parts: SchedulerParts;
	readonly #lanes: Lanes;
	readonly #books: Books;
	readonly #tell: Tell;
	readonly #active = new Map<number, Active>();
	#lastCatchUp = Number.NEGATIVE_INFINITY;
	#timer: Disposable | undefined;
	#ended = false;

	constructor(parts: SchedulerParts, lanes: Lanes, books: Books, tell: Tell) {
		this.#parts = parts;
		this.#lanes = lanes;
		this.#books = books;
		this.#tell = tell;
	}

	/** Begins a run whose row says that it runs. */
	begin(item: Item): void {
		if (this.#ended) return; // the next hub finds it interrupted
		const active: Active = { item, controller: new AbortController(), tail: new Tail(), cause: undefined, over: Promise.resolve() };
		this.#active.set(item.run, active);
		active.over = this.#execute(active);
	}

	/** Begins what waits, as far as there is room. */
	pump(): void {
		const { clock } = this.#parts;
		const may = ({ trigger }: Item): boolean => {
			if (trigger !== 'catch-up') return true;
			const rest = this.#lastCatchUp + SPACING - clock.now();
			if (rest <= 0 || rest > SPACING) return true;
			this.#timer?.dispose();
			this.#timer = clock.after(rest, () => this.pump());
			return false;
		};
		while (!this.#ended) {
			const item = this.#lanes.next(may);
			if (item === undefined) return;
			if (item.trigger === 'catch-up') this.#lastCatchUp = clock.now();
			this.begin(item);
		}
	}

	/** True where the run waits or runs here, and is told to end. */
	cancel(run: number): boolean {
		const active = this.#active.get(run);
		if (active) {
			this.#end(active, 'cancel');
			return true;
		}
		const item = this.#lanes.items().find(each => each.run === run);
		if (item === undefined) return false;
		this.#lanes.leave(item);
		void this.#close(item, { status: 'cancelled', summary: 'Cancelled before it began.' }).then(() => this.pump());
		return true;
	}

	output(run: number): { text: string; cut: boolean } {
		const active = this.#active.get(run);
		if (active) return active.tail.read();
		const row = readOutput(this.#parts.store, run);
		if (row === undefined) throw new AppError('NOT_FOUND', `There is no run ${run}; its history may have been pruned.`);
		return { text: String(row.output), cut: row.output_cut === 1 };
	}

	/** Nothing begins any more; what runs is told to end and waited for. */
	async stop(): Promise<void> {
		this.dispose();
		await Promise.all([...this.#active.values()].map(({ over }) => over));
	}

	dispose(): void {
		this.#ended = true;
		this.#timer?.dispose();
		for (const active of this.#active.values()) this.#end(active, 'stop');
	}

	#end(active: Active, cause: Cause): void {
		active.cause ??= cause;
		active.controller.abort(new AppError('CONFLICT', `The run was ended: ${active.cause}.`));
	}

	async #execute(active: Active): Promise<void> {
		const { item } = active;
		try {
			const job = item.direct ? this.#job(item) : await this.#admit(item);
			if (job) await this.#work(active, job);
		} catch (error) {
			this.#parts.log.error(`Run ${item.run} of job ${item.jobId} failed on our side`, error);
			await this.#close(item, { status: 'error', summary: `It failed on Mission Control’s side: ${messageOf(error)}` });
		} finally {
			this.#active.delete(item.run);
			this.#lanes.leave(item);
			this.#tell.job(item.jobId);
			this.pump();
		}
	}

	#job(item: Item): StoredJob {
		const row = readJobRow(this.#parts.store, item.jobId);
		if (row === undefined) throw new AppError('NOT_FOUND', `There is no job ${item.jobId}.`);
		return jobOf(row);
	}

	/** Whether a run that waited may still begin; then its row says so on disk before it does. */
	async #admit(item: Item): Promise<StoredJob | undefined> {
		const job = this.#job(item);
		const why = refusal(job, item) ?? budgetGate(job.policies, this.#parts.budget);
		if (why) {
			await this.#close(item, { status: 'skipped', ...why });
			return undefined;
		}
		try {
			return (await this.#books.write(writer => startRun(writer, item.run, this.#parts.clock.now()))) ? job : undefined;
		} catch (error) {
			this.#parts.log.error(`Run ${item.run} of “${job.name}” does not begin: that could not be saved`, error);
			await this.#close(item, { status: 'skipped', reason: 'unclaimed', summary: 'Its start could not be saved, so it did not start.' });
			return undefined;
		}
	}

	async #work(active: Active, job: StoredJob): Promise<void> {
		const { clock, log, run } = this.#parts;
		const { item, tail, controller } = active;
		const startedAt = clock.now();
		// Several may begin at once: none waits until the others are told of.
		queueMicrotask(() => {
			this.#tell.run(item.run);
			this.#tell.job(item.jobId);
		});
		const { timeout } = job.policies;
		const limit = timeout > 0 ? clock.after(timeout * 1000, () => this.#end(active, 'timeout')) : undefined;
		let outcome: RunOutcome;
		try {
			controller.signal.throwIfAborted();
			outcome = await run(job.action, {
				run: item.run,
				jobName: job.name,
				signal: controller.signal,
				output: text => tail.push(text),
				started: ({ pid, startedAt: since }) => this.#books.write(writer => void setProcess(writer, item.run, pid, since)),
			});
		} catch (error) {
			if (active.cause === undefined) log.error(`The action of run ${item.run} (“${job.name}”) threw`, error);
			outcome = { status: 'error', exitCode: null, summary: `It failed unexpectedly: ${messageOf(error)}` };
		} finally {
			limit?.dispose();
		}
		const { text, cut } = tail.read();
		await this.#close(item, { ...endOf(outcome, active.cause, job), output: text, outputCut: cut }, startedAt);
	}

	/** What its process left on disk stands in its row now. */
	#forget(run: number): void {
		try {
			this.#parts.files?.remove(run);
		} catch (error) {
			this.#parts.log.warn(`What run ${run} left on disk is removed at the next start: ${messageOf(error)}`);
		}
	}

	/** Writes the end of a run and tells of it. Without `startedAt` it never began, and its job's last run stays. */
	async #close(item: Item, end: RunEnd, startedAt?: number): Promise<void> {
		const now = this.#parts.clock.now();
		let notice: ReturnType<typeof writeEnd>;
		const saved = await this.#books.record(`The end of run ${item.run}`, writer => {
			if (startedAt === undefined) endRun(writer, item.run, end, now);
			else notice = writeEnd(writer, item, end, startedAt, now);
		});
		if (saved) this.#forget(item.run);
		this.#tell.ended(item.run);
		this.#tell.notice(notice);
	}
}

/** What happened to the job while the run waited. */
function refusal(job: StoredJob, item: Item): (Pick<RunEnd, 'summary'> & { reason: 'disabled' }) | undefined {
	if (job.deletedAt !== null) return { reason: 'disabled', summary: 'The job was removed before this could begin.' };
	if (!job.enabled && item.trigger !== 'manual') return { reason: 'disabled', summary: 'The job was disabled before this could begin.' };
	if (job.broken !== null) return { reason: 'disabled', summary: job.broken };
	return undefined;
}
