// Jobs put together: their store, the loop that runs them, what they do, and what the hub tells of them.
import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import { type Clock, isoInstant, parseInstant } from '../base/clock';
import { AppError } from '../base/errors';
import type { Log } from '../base/log';
import type { Action, GivenSchedule, HubEvent, Meter } from '../contract';
import type { RunAction } from '../core/jobs/action';
import type { ActionParts } from '../core/jobs/actions/parts';
import { createJobs } from '../core/jobs/jobs';
import { createJobsBackup } from '../core/jobs/jobsBackup';
import type { ProcessMark, RunFiles } from '../core/jobs/ports';
import { previewOf } from '../core/jobs/preview';
import { createRunUsage } from '../core/jobs/runUsage';
import { checkedSchedule, slotsOf } from '../core/jobs/schedule';
import { createScheduler } from '../core/jobs/scheduler';
import { wordsOf } from '../core/jobs/words';
import { STORE_FOLDER } from '../storage/open';
import type { Store } from '../storage/store';
import type { ScanResult } from './live';
import { createQuestions } from './questions';
import type { Span, Subjects } from './router';
import { createWindowCalls } from './windowCalls';

export interface JobsDesk {
	readonly subject: Subjects['jobs'];
	/** What a window that begins to watch has to hear first. */
	unclaimed(): HubEvent[];
	/** True while a run runs or waits. */
	readonly busy: boolean;
	/** The logs were read: what runs used may be known now. */
	scanned(): void;
	/** Takes the jobs from their backup where the store has lost them. Never rejects. */
	restoreLost(): Promise<void>;
	/** Makes the product's own jobs and begins to run what is due. */
	start(): Promise<void>;
	/** Ends what runs; resolves when that is written. */
	stop(): Promise<void>;
}

export interface JobsDeskParts {
	store: Store;
	/** The storage folder. */
	folder: string;
	clock: Clock;
	log: Log;
	epoch: number;
	/** Throws FENCED where a newer hub owns the folder. */
	fence: () => void;
	/** A write was refused because a newer hub owns the folder. */
	fenced: () => void;
	send: (event: HubEvent) => void;
	meter: () => Meter;
	/** The user's zone: of schedules that name none. */
	zone: () => string;
	/** The user's home folder. */
	home: string;
	/** Whether logs of this name are read. */
	isRead: (source: string) => boolean;
	/** A run has ended: there may be something new in the logs. */
	touched: () => void;
	/** Reads what is new in the logs. */
	refresh: () => Promise<ScanResult>;
	/** What runs the actions, given what only the hub can do. */
	actions: (hands: Pick<ActionParts, 'askWindow' | 'system'>) => RunAction;
	/** What the processes of runs leave on disk. */
	files: RunFiles;
	isAlive: (process: ProcessMark) => boolean;
	endProcess: (process: ProcessMark) => Promise<void>;
}

export function createJobsDesk(parts: JobsDeskParts): JobsDesk {
	const { store, folder, clock, log, epoch, fence, meter, refresh } = parts;
	const backup = createJobsBackup({ store, folder, storeFolder: path.join(folder, STORE_FOLDER), clock, log, fence, slotsOf });
	const send = (event: HubEvent) => {
		if (event.type === 'job') backup.touched();
		parts.send(event);
	};
	const usage = createRunUsage({
		store,
		clock,
		log,
		home: parts.home,
		realPath: realFolder,
		slotsOf,
		isRead: parts.isRead,
		changed: (run, job) => told(run, job),
	});
	const { monthlyCost } = usage;
	const checked = (schedule: GivenSchedule, now: number) => checkedSchedule(schedule, now, parts.zone());
	const jobs = createJobs({ store, clock, log, slotsOf, checkedSchedule: checked, words: wordsOf, monthlyCost, emit: send });
	/** The last look at what runs used. */
	let looking = Promise.resolve();
	const questions = createQuestions({ open: id => jobs.notices().some(notice => notice.id === id), send });
	const calls = createWindowCalls({ clock, epoch, send });
	const act = parts.actions({ askWindow: calls.ask, system: systemWork() });
	const scheduler = createScheduler({
		store,
		jobs,
		clock,
		log,
		// Claimed before it was frozen, begun after it was replaced: the claim is not enough.
		run: async (action, context) => {
			parts.fence();
			return await act(toldRun(action, context.run), context);
		},
		slotsOf,
		budget: () => {
			const { daily, monthly } = meter();
			return { daily: daily.percent, monthly: monthly.percent };
		},
		epoch,
		emit: send,
		isAlive: parts.isAlive,
		endProcess: parts.endProcess,
		files: parts.files,
		fenced: parts.fenced,
		ended: run => {
			looking = usage.ended(run.id);
			parts.touched();
		},
	});

	function told(run: number, job: number): void {
		send({ type: 'job_run', run: jobs.run(run) });
		if (jobs.list().some(({ id }) => id === job)) send({ type: 'job', id: job, job: jobs.get(job) });
	}

	function systemWork(): ActionParts['system'] {
		return {
			async collect(signal) {
				// A first reading may take minutes; a hub that ends does not wait for it.
				const { events, files } = await Promise.race([refresh(), endOf(signal)]);
				return `${counted(events, 'new model call')} in ${counted(files, 'file')}.`;
			},
			async prune() {
				return `${counted(await jobs.pruneHistory(), 'old run')} removed from the history.`;
			},
			async backup() {
				await store.backUp();
				return `The backup of ${isoInstant(clock.now()).slice(0, 10)} is there.`;
			},
		};
	}

	const { list, get, add, change, remove, restore, history } = jobs;
	return {
		subject: {
			list,
			get,
			add,
			change,
			remove,
			restore,
			history,
			claimNotice: async (id, gone) => {
				const notice = jobs.notices().find(each => each.id === id);
				return notice?.kind === 'ask-missed' ? questions.claim(notice, gone) : await jobs.claimNotice(id);
			},
			answerMissed: (id, catchUp) => scheduler.answerMissed(id, catchUp),
			run: id => scheduler.runNow(id),
			cancel: run => scheduler.cancel(run),
			runs: span => jobs.runs(...spanOf(span)),
			upcoming: span => jobs.upcoming(...spanOf(span)),
			output: run => scheduler.output(run),
			preview: (schedule, count) => previewOf(schedule, clock.now(), count, parts.zone()),
			claimCall: calls.claim,
			answer: calls.answer,
		},
		unclaimed: () => [
			...jobs.notices().flatMap((notice): HubEvent[] => (questions.asks(notice.id) ? [] : [{ type: 'job_notice', notice }])),
			...calls.waiting().map((call): HubEvent => ({ type: 'window_call', call })),
		],
		get busy() {
			return scheduler.active > 0;
		},
		scanned() {
			looking = usage.scanned();
		},
		restoreLost: () => backup.restore(),
		async start() {
			backup.touched();
			await jobs.ensureSystemJobs();
			await scheduler.start();
		},
		async stop() {
			await scheduler.stop();
			await looking;
			calls.dispose();
			await backup.close();
		},
	};
}

/** Rejects when the signal aborts. */
const endOf = (signal: AbortSignal): Promise<never> =>
	new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason), { once: true }));

/** The folder without links; as it is written where there is none. */
function realFolder(folder: string): string {
	try {
		return realpathSync.native(folder);
	} catch {
		return folder;
	}
}

/** A program may want to know for which run it works. */
function toldRun(action: Action, run: number): Action {
	if (action.kind !== 'command' && action.kind !== 'shell') return action;
	return { ...action, env: { MISSION_CONTROL_RUN: String(run), ...action.env } };
}

function spanOf({ from, to }: Span): [from: number, to: number] {
	const [first, last] = [instantOf('from', from), instantOf('to', to)];
	if (first > last) throw new AppError('BAD_INPUT', `from: ${from} is after to, ${to}; give the earlier one to from.`);
	return [first, last];
}

function instantOf(field: string, text: string): number {
	const ms = parseInstant(text);
	if (ms === undefined) throw new AppError('BAD_INPUT', `${field}: ${text} is no instant; write it like 2026-11-21T07:00:00Z.`);
	return ms;
}

const counted = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
