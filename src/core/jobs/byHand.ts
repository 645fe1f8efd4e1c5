// Runs that a person starts: by hand, or as the answer to the question whether what was missed is to be caught up.
import { AppError } from '../../base/errors';
import type { Books } from './books';
import type { Claims } from './claims';
import { jobOf, type StoredJob } from './jobRow';
import { readJobRow, readNotices, takeNotice } from './jobsStore';
import type { Lanes } from './lanes';
import { manualGate } from './policies';
import type { SchedulerParts } from './ports';
import type { Runner } from './runner';
import { foldSkip, insertDeclined, insertRun, readRun } from './runsStore';
import type { Tell } from './tell';

export interface StartAnswer {
	executed: boolean;
	result: string;
	run_id: number;
}

export class ByHand {
	readonly #parts: SchedulerParts;
	readonly #lanes: Lanes;
	readonly #books: Books;
	readonly #tell: Tell;
	readonly #claims: Claims;
	readonly #runner: Runner;

	constructor(parts: SchedulerParts, lanes: Lanes, books: Books, tell: Tell, claims: Claims, runner: Runner) {
		this.#parts = parts;
		this.#lanes = lanes;
		this.#books = books;
		this.#tell = tell;
		this.#claims = claims;
		this.#runner = runner;
	}

	/** Whether it starts or not, a row says so. */
	async run(jobId: number): Promise<StartAnswer> {
		const { clock, epoch } = this.#parts;
		const job = this.#job(jobId);
		const now = clock.now();
		const stop = this.#stop(job);
		if (stop === undefined) return await this.#start(job, { slot: null, trigger: 'manual' });
		const span = { slot: null, until: null, count: 1, summary: stop.reason === 'overlap' ? 'It was already running.' : stop.summary };
		const run = await this.#books.write(writer => foldSkip(writer, jobId, span, stop.reason, 'manual', epoch, now));
		this.#tell.run(run);
		return { executed: false, result: `skipped: ${stop.summary}`, run_id: run };
	}

	/** Yes catches the newest of the missed slots up; no is a row of its own. Where it cannot start now, the question stays. */
	async answerMissed(id: number, catchUp: boolean): Promise<StartAnswer> {
		const { store, clock, epoch } = this.#parts;
		const notice = readNotices(store).find(each => each.id === id && each.kind === 'ask-missed');
		if (notice === undefined) throw answered();
		const job = this.#job(notice.job_id);
		const missed = notice.run_id === null ? undefined : readRun(store, notice.run_id);
		if (catchUp) {
			const stop = this.#stop(job);
			if (stop) return { executed: false, result: `skipped: ${stop.summary}`, run_id: 0 };
			const slot = missed?.until_slot ?? missed?.slot;
			return await this.#start(job, { slot: typeof slot === 'number' ? slot : null, trigger: 'catch-up', notice: id });
		}
		const now = clock.now();
		const run = await this.#books.write(writer => {
			if (!takeNotice(writer, id, now)) throw answered();
			return insertDeclined(writer, job.id, missed, epoch, now);
		});
		this.#tell.run(run);
		return { executed: false, result: 'declined', run_id: run };
	}

	/** `notice`: the question that this answers. */
	async #start(job: StoredJob, start: { slot: number | null; trigger: 'manual' | 'catch-up'; notice?: number }): Promise<StartAnswer> {
		const { clock, epoch } = this.#parts;
		const { slot, trigger, notice } = start;
		const now = clock.now();
		const item = this.#lanes.reserve({ jobId: job.id, system: job.component === 'system', slot, trigger, attempt: 1 }, false);
		let run = 0;
		try {
			const status = item.direct ? 'running' : 'queued';
			await this.#books.write(writer => {
				if (notice !== undefined && !takeNotice(writer, notice, now)) throw answered();
				run = insertRun(writer, { jobId: job.id, slot, claims: slot !== null, trigger, status, attempt: 1 }, epoch, now) ?? 0;
			});
		} catch (error) {
			this.#claims.failed(item, run);
			throw error;
		}
		this.#claims.claimed(item, run);
		this.#runner.pump();
		if (run === 0) return { executed: false, result: 'skipped: it has run meanwhile', run_id: 0 };
		return { executed: true, result: item.direct ? 'started' : 'waiting until other runs are over', run_id: run };
	}

	#stop(job: StoredJob) {
		return manualGate(job.policies, this.#lanes.of(job.id).length, this.#parts.budget);
	}

	#job(id: number): StoredJob {
		const row = readJobRow(this.#parts.store, id);
		if (row === undefined || row.deleted_at !== null) throw new AppError('NOT_FOUND', `There is no job ${id}; it may have been removed.`);
		const job = jobOf(row);
		if (job.broken !== null) throw new AppError('BAD_INPUT', job.broken);
		return job;
	}
}

const answered = () => new AppError('CONFLICT', 'This question was answered already, or a later one took its place.');
