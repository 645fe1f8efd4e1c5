// The loop that runs what is due: one timer, each slot claimed on disk before its work starts.
import type { Disposable } from '../../base/disposable';
import { AppError, messageOf } from '../../base/errors';
import { Books } from './books';
import { ByHand, type StartAnswer } from './byHand';
import { Claims } from './claims';
import { readDueTimes } from './jobsStore';
import { Lanes } from './lanes';
import { Leftovers } from './leftovers';
import { type Applied, BrokenJob, createPlanner, type Plan, type Planner, quarantine } from './plan';
import { GRACE } from './policies';
import type { Scheduler, SchedulerParts } from './ports';
import { Runner } from './runner';
import { readLatest } from './runsStore';
import { rewind } from './slotsAhead';
import { createTell, type Tell } from './tell';
import { Timetable } from './timetable';

/** Longest sleep of the timer, ms: the clock may be set, the machine may sleep. */
const LOOK = 30_000;
/** A batch of claims ends after as many jobs or as many ms. */
const BATCH = 100;
const BATCH_MS = 8;
/** After as many failures in a row to plan a job, it is paused. */
const SCHEDULE_ERRORS = 3;

export function createScheduler(parts: SchedulerParts): Scheduler {
	return new Loop(parts);
}

class Loop implements Scheduler {
	readonly #parts: SchedulerParts;
	readonly #lanes: Lanes;
	readonly #books: Books;
	readonly #tell: Tell;
	readonly #planner: Planner;
	readonly #runner: Runner;
	readonly #claims: Claims;
	readonly #byHand: ByHand;
	readonly #leftovers: Leftovers;
	readonly #times: Timetable;
	readonly #failures = new Map<number, number>();
	#hubStart = 0;
	#lastLook = 0;
	/** ms; after a claim that could not be written. */
	#pause = 0;
	#timer: Disposable | undefined;
	#changes: Disposable | undefined;
	#looking: Promise<void> | undefined;
	#again = false;
	#ended = false;

	constructor(parts: SchedulerParts) {
		this.#parts = parts;
		this.#lanes = new Lanes(parts.cap ?? 4);
		this.#books = new Books(parts.store, parts.log, () => this.#fenced());
		this.#tell = createTell(parts);
		this.#planner = createPlanner(parts, this.#lanes);
		this.#runner = new Runner(parts, this.#lanes, this.#books, this.#tell);
		this.#claims = new Claims(parts, this.#lanes, this.#books, this.#tell, this.#runner);
		this.#byHand = new ByHand(parts, this.#lanes, this.#books, this.#tell, this.#claims, this.#runner);
		this.#leftovers = new Leftovers(parts, this.#lanes, this.#books, this.#tell);
		this.#times = new Timetable(parts.store);
	}

	get active(): number {
		return this.#lanes.size;
	}

	async start(): Promise<void> {
		const { clock, jobs, store, log } = this.#parts;
		if (store.mode === 'read-only') {
			log.warn('Jobs do not run: the stored data is read-only.');
			return;
		}
		this.#hubStart = clock.now();
		this.#lastLook = Math.max(this.#hubStart, readLatest(store));
		this.#changes = jobs.onChange(id => this.changed(id));
		this.#arm();
		this.changed();
		await this.#wake();
	}

	async stop(): Promise<void> {
		this.dispose();
		await this.#looking;
		await this.#runner.stop();
		await this.#books.settle();
	}

	dispose(): void {
		this.#ended = true;
		this.#timer?.dispose();
		this.#changes?.dispose();
		this.#runner.dispose();
	}

	changed(jobId?: number): void {
		if (this.#ended) return;
		if (jobId === undefined) this.#times.readAll();
		else this.#times.read(jobId);
		if (this.#looking === undefined && this.#timer) this.#arm();
	}

	async runNow(jobId: number): Promise<StartAnswer> {
		await this.#open();
		return await this.#byHand.run(jobId);
	}

	async answerMissed(notice: number, catchUp: boolean): Promise<StartAnswer> {
		await this.#open();
		return await this.#byHand.answerMissed(notice, catchUp);
	}

	async cancel(runId: number): Promise<boolean> {
		await this.#leftoversKnown();
		const ended = await this.#leftovers.cancel(runId);
		if (ended === undefined) return this.#runner.cancel(runId);
		await this.#wake();
		return ended;
	}

	output(runId: number): { text: string; cut: boolean } {
		return this.#leftovers.output(runId) ?? this.#runner.output(runId);
	}

	/** Only while this hub runs jobs, and once it is known what runs already. */
	async #open(): Promise<void> {
		if (this.#ended) throw new AppError('HUB_GONE', 'Mission Control is ending; run it again in a moment.');
		await this.#leftoversKnown();
	}

	async #leftoversKnown(): Promise<void> {
		if (!this.#leftovers.settled) await (this.#looking ?? this.#leftovers.settle());
	}

	#arm(): void {
		this.#timer?.dispose();
		if (this.#ended) return;
		const { clock } = this.#parts;
		const due = Math.max((this.#times.earliest ?? Number.POSITIVE_INFINITY) - clock.now(), this.#pause, 0);
		this.#timer = clock.after(Math.min(due, LOOK, this.#leftovers.rest), () => void this.#wake());
	}

	/** One look at a time; asked for while one goes on, another follows. */
	#wake(): Promise<void> {
		if (this.#ended) return Promise.resolve();
		if (this.#looking) {
			this.#again = true;
			return this.#looking;
		}
		this.#looking = this.#looks().finally(() => {
			this.#looking = undefined;
			this.#arm();
		});
		return this.#looking;
	}

	async #looks(): Promise<void> {
		do {
			this.#again = false;
			try {
				await this.#look();
			} catch (error) {
				this.#pause = Math.max(this.#pause, 1000);
				if (!this.#ended) this.#parts.log.error('A look at the jobs failed; another follows', error);
			}
		} while (this.#again && !this.#ended);
	}

	async #look(): Promise<void> {
		const { clock } = this.#parts;
		const pause = this.#pause;
		await this.#leftovers.settle();
		await this.#books.settle();
		const now = clock.now();
		const back = now < this.#lastLook - GRACE;
		this.#lastLook = now;
		if (back) await this.#rewind(now);
		await this.#leftovers.check();
		await this.#due(pause > 0);
		this.#runner.pump();
	}

	/** Claims what is due, a batch at a time. */
	async #due(unwritable: boolean): Promise<void> {
		const { clock, log } = this.#parts;
		while (!this.#ended) {
			const now = clock.now();
			const plans = this.#batch(now, unwritable);
			if (plans === undefined) {
				this.#pause = 0;
				return;
			}
			if (plans.length === 0) continue;
			let applied: Applied[] = [];
			try {
				await this.#books.write(writer => {
					applied = plans.map(plan => this.#planner.apply(writer, plan, now));
				});
				this.#pause = 0;
			} catch (error) {
				this.#pause = Math.min(Math.max(1000, this.#pause * 2), LOOK);
				log.error(`${plans.length} due jobs do not start: that could not be saved`, error);
				for (const [i, { job, items }] of plans.entries()) {
					for (const [j, item] of items.entries()) this.#claims.failed(item, applied[i]?.runs[j] ?? 0);
					this.#times.read(job.id);
				}
				return;
			}
			for (const [i, plan] of plans.entries()) {
				this.#claims.settled(plan, applied[i]);
				this.#times.read(plan.job.id);
			}
			this.#runner.pump();
			await clock.yield();
		}
	}

	/** The next due jobs, planned; undefined where none is due. */
	#batch(now: number, unwritable: boolean): Plan[] | undefined {
		const { clock } = this.#parts;
		const plans: Plan[] = [];
		let taken = 0;
		while ((this.#times.earliest ?? Number.POSITIVE_INFINITY) <= now) {
			const { id, time } = this.#times.take() ?? { id: 0, time: 0 };
			taken++;
			try {
				const plan = this.#planner.plan(id, time, now, this.#hubStart, unwritable);
				if (plan === undefined) {
					this.#times.read(id);
					continue;
				}
				plans.push(plan);
				this.#failures.delete(id);
			} catch (error) {
				this.#stumbled(id, error);
			}
			if (taken >= BATCH || clock.now() - now >= BATCH_MS) break;
		}
		return taken === 0 ? undefined : plans;
	}

	/** Only this job suffers from what is wrong with it. */
	#stumbled(id: number, error: unknown): void {
		const { clock, log } = this.#parts;
		const failures = (this.#failures.get(id) ?? 0) + 1;
		this.#failures.set(id, failures);
		log.error(`Job ${id} could not be planned`, error);
		if (failures < SCHEDULE_ERRORS && !(error instanceof BrokenJob) && !(error instanceof AppError && error.code === 'BAD_INPUT')) {
			this.#times.set(id, clock.now() + LOOK); // no time of its own: it is looked up again then
			return;
		}
		void this.#books
			.write(writer => quarantine(writer, id, error, clock.now()))
			.then(notice => {
				this.#tell.notice(notice);
				this.#tell.job(id);
			})
			.catch(failure => log.error(`Job ${id} could not be paused: ${messageOf(failure)}`));
	}

	/** The clock was set back: jobs go on from now, past what ran already. */
	async #rewind(now: number): Promise<void> {
		const { store, clock, log } = this.#parts;
		log.warn('The clock was set back; the next times of all jobs are looked up again.');
		this.#hubStart = Math.min(this.#hubStart, now);
		const ids = readDueTimes(store).map(row => Number(row.id));
		for (let at = 0; at < ids.length && !this.#ended; at += BATCH) {
			await this.#books.write(writer => rewind(writer, ids.slice(at, at + BATCH), this.#planner.slots, now, log));
			await clock.yield();
		}
		this.changed();
	}

	#fenced(): void {
		if (this.#ended) return;
		this.#parts.log.warn(
			`A newer Mission Control owns the stored data (this one was number ${this.#parts.epoch}); jobs run there from now on.`,
		);
		this.dispose();
		this.#parts.fenced?.();
	}
}
