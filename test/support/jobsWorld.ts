// Jobs in memory with a clock moved by hand: real sql.js, real schedules, actions that end when the test says so.
import { type Log, silentLog } from '../../src/base/log';
import type { HubEvent, Job, JobRun, NewJob, Policies } from '../../src/contract';
import type { RunContext, RunOutcome } from '../../src/core/jobs/action';
import { createJobs } from '../../src/core/jobs/jobs';
import type { Jobs, JobsParts, Scheduler, SchedulerParts } from '../../src/core/jobs/ports';
import { checkedSchedule, slotsOf } from '../../src/core/jobs/schedule';
import { createScheduler } from '../../src/core/jobs/scheduler';
import { type FakeClock, fakeClock } from './fakeClock';
import { type MemoryStore, memoryStore } from './memoryStore';

export const SECOND = 1000;
export const MINUTE = 60_000;
export const HOUR = 3_600_000;
export const DAY = 24 * HOUR;

/** A run as the action saw it. */
export interface Started {
	job: string;
	run: number;
	/** The test's clock, ms. */
	at: number;
	context: RunContext;
	end(outcome?: Partial<RunOutcome>): void;
}

export interface World {
	store: MemoryStore;
	clock: FakeClock;
	jobs: Jobs;
	/** The hub that lives now. */
	scheduler: Scheduler;
	/** Every run that an action was started for, in order, by whichever hub. */
	started: Started[];
	/** Runs whose action has not ended. */
	live: Set<Started>;
	/** Most actions at the same time. */
	most: number;
	events: HubEvent[];
	errors: string[];
	budget: { daily: number; monthly: number };
	/** What an action does; by default it succeeds at once. `hold`: it waits for `end`. */
	act: (started: Started) => 'hold' | Partial<RunOutcome> | Promise<RunOutcome>;
	/** Processes that live, by pid. */
	alive: Set<number>;
	add(name: string, schedule: NewJob['schedule'], more?: { policies?: Partial<Policies>; enabled?: boolean }): Promise<Job>;
	/** The hub is killed: what it did is done, what it does is never heard of again. */
	kill(): void;
	/** Another hub starts on the same store. */
	restart(more?: Partial<SchedulerParts>): Promise<void>;
	/** History of a job, oldest first, a line each. */
	lines(job: number): string[];
	history(job: number): JobRun[];
}

export const cron = (expression: string, zone = 'UTC') => ({ kind: 'cron', expression, zone }) as const;
export const every = (seconds: number, anchor?: string) =>
	({ kind: 'interval', seconds, ...(anchor === undefined ? {} : { anchor }) }) as const;
export const once = (at: string, zone = 'UTC') => ({ kind: 'once', at, zone }) as const;

export async function jobsWorld(options: { at?: string; cap?: number; started?: boolean } = {}): Promise<World> {
	const store = await memoryStore();
	const clock = fakeClock(options.at);
	const errors: string[] = [];
	const log: Log = { ...silentLog, error: (text, cause) => void errors.push(`${text}${cause ? `: ${String(cause)}` : ''}`) };
	const events: HubEvent[] = [];
	const names = new Map<number, string>();
	const parts: JobsParts = {
		store,
		clock,
		log,
		slotsOf,
		checkedSchedule,
		words: schedule => schedule.kind,
		emit: event => void events.push(event),
	};
	const jobs = createJobs(parts);
	let epoch = 0;
	let alive = 0;

	const make = (more: Partial<SchedulerParts> = {}): Scheduler => {
		const mine = ++epoch;
		alive = mine;
		const dead = () => alive !== mine;
		// A killed hub writes nothing more and its timers are gone; in one process that has to be played.
		const guarded: SchedulerParts['store'] = {
			...store,
			get mode() {
				return store.mode;
			},
			notes: [],
			note() {},
			write: (durability, work) => (dead() ? new Promise(() => {}) : store.write(durability, work)),
		};
		const timed = {
			...clock,
			after: (delay: number, work: () => void) => clock.after(delay, () => dead() || work()),
			now: () => clock.now(),
		};
		return createScheduler({
			store: guarded,
			jobs,
			clock: timed,
			log,
			slotsOf,
			budget: () => world.budget,
			epoch: mine,
			emit: event => void (dead() || events.push(event)),
			isAlive: ({ pid }) => world.alive.has(pid),
			...(options.cap === undefined ? {} : { cap: options.cap }),
			run: (_action, context) => {
				if (dead()) return new Promise(() => {});
				return new Promise<RunOutcome>((resolve, reject) => {
					const started: Started = {
						job: context.jobName,
						run: context.run,
						at: clock.now(),
						context,
						end(outcome = {}) {
							world.live.delete(started);
							resolve({ status: 'success', exitCode: 0, summary: 'done', ...outcome });
						},
					};
					world.started.push(started);
					world.live.add(started);
					world.most = Math.max(world.most, world.live.size);
					try {
						const did = world.act(started);
						if (did instanceof Promise)
							did.then(started.end, error => {
								world.live.delete(started);
								reject(error);
							});
						else if (did !== 'hold') started.end(did);
					} catch (error) {
						world.live.delete(started);
						reject(error);
					}
				});
			},
			...more,
		});
	};

	const world: World = {
		store,
		clock,
		jobs,
		scheduler: make(),
		started: [],
		live: new Set(),
		most: 0,
		events,
		errors,
		budget: { daily: 0, monthly: 0 },
		act: () => ({}),
		alive: new Set(),
		async add(name, schedule, { policies, enabled } = {}) {
			const job = await jobs.add({
				name,
				schedule,
				action: { kind: 'command', argv: ['true'] },
				...(policies ? { policies } : {}),
				...(enabled === undefined ? {} : { enabled }),
			});
			names.set(job.id, name);
			return job;
		},
		kill() {
			alive = 0;
			world.scheduler.dispose();
			world.live.clear();
		},
		async restart(more) {
			world.scheduler = make(more);
			await world.scheduler.start();
			await clock.settle();
		},
		lines: job => world.history(job).map(line),
		history: job => jobs.history(job, { limit: 100_000 }).reverse(),
	};
	if (options.started !== false) await world.scheduler.start();
	return world;
}

/** `schedule success 09:00`, `schedule missed/asleep 01:00..08:00 x8`. */
function line(run: JobRun): string {
	const time = (instant: string | null) => (instant === null ? '-' : instant.slice(11, instant.slice(17, 19) === '00' ? 16 : 19));
	const span = run.until === null ? time(run.slot) : `${time(run.slot)}..${time(run.until)}`;
	return `${run.trigger} ${run.status}${run.reason ? `/${run.reason}` : ''} ${span}${run.count > 1 ? ` x${run.count}` : ''}`;
}
