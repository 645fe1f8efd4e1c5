// What jobs and their scheduler offer to the rest of the hub, and what they are handed.
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { Action, GivenSchedule, HubEvent, Job, JobChange, JobNotice, JobRun, NewJob, Schedule } from '../../contract';
import type { Store } from '../../storage/store';
import type { RunAction, RunOutcome } from './action';
import type { Slots } from './schedule';

/** The jobs as people and programs see them. Reads never write. */
export interface Jobs {
	/** All that are not removed; those that cannot be read too, disabled and with the reason. */
	list(): Job[];
	/** NOT_FOUND where there is none. */
	get(id: number): Job;
	/** BAD_INPUT with a sentence that names the field. */
	add(job: NewJob, owner?: Owner, op?: string): Promise<Job>;
	/** CONFLICT where `revision` is given and the job has moved on; FORBIDDEN for what may not be changed of a system job. */
	change(id: number, change: JobChange, op?: string): Promise<Job>;
	/** False where it is removed already; FORBIDDEN for a system job. The job and its history are kept for `restore`. */
	remove(id: number, op?: string): Promise<boolean>;
	restore(id: number, op?: string): Promise<Job>;
	/** Newest first. `limit` 50 where absent. */
	history(id: number, page?: { limit?: number | undefined; before?: number | undefined }): JobRun[];
	/** Runs of all jobs that touch the span (ms), newest first, at most 2,000. */
	runs(from: number, to: number): JobRun[];
	run(id: number): JobRun;
	/** Slots still to come in the span (ms), at most 2,000, earliest first. */
	upcoming(from: number, to: number): { job_id: number; at: string }[];
	/** Told to nobody yet; questions that nobody has answered. */
	notices(): JobNotice[];
	/** True for the first caller, once that is on disk. */
	claimNotice(id: number): Promise<boolean>;
	/** Makes those of the product's own jobs that are not there yet. */
	ensureSystemJobs(): Promise<void>;
	/** Removes history nobody needs: of each job the newest 200 runs and all of the last 30 days stay, at most 2,000. Gives how many went. */
	pruneHistory(): Promise<number>;
	/** Told the id of a job that was added, changed, removed or restored, after it is on disk. */
	onChange(listener: (id: number) => void): Disposable;
}

/** Who a job belongs to where it is not the user. `key` is unique: for a workspace its folder and offer. */
export interface Owner {
	component: 'workspace';
	key: string;
}

export interface JobsParts {
	store: Store;
	clock: Pick<Clock, 'now'>;
	log: Log;
	/** `slotsOf` of schedule.ts. */
	slotsOf: (schedule: Schedule, cache: Map<string, Slots>) => Slots;
	/** `checkedSchedule` of schedule.ts. */
	checkedSchedule: (schedule: GivenSchedule, now: number) => Schedule;
	/** The schedule in words. Must not throw for what `checkedSchedule` lets pass. */
	words: (schedule: Schedule) => string;
	/** Dollars a month of a job, by its last runs and its schedule; null where unknown. */
	monthlyCost?: (jobId: number) => number | null;
	emit?: (event: HubEvent) => void;
}

/** The loop that runs what is due. */
export interface Scheduler extends Disposable {
	/** Arms the timer first, then settles what an earlier hub left open and what was missed. Resolves when the first look is done. */
	start(): Promise<void>;
	/** No new starts; running actions are aborted and waited for, their runs end `interrupted`. */
	stop(): Promise<void>;
	/** NOT_FOUND without the job; BAD_INPUT where it cannot be read. The run's row exists when it resolves, whatever the answer. */
	runNow(jobId: number): Promise<{ executed: boolean; result: string; run_id: number }>;
	/** The answer to a question whether missed runs are to be caught up. CONFLICT where it was answered before. */
	answerMissed(notice: number, catchUp: boolean): Promise<{ executed: boolean; result: string; run_id: number }>;
	/** True where it was waiting or running and has been told to end. An orphan of an earlier hub is ended by `endProcess`. */
	cancel(runId: number): Promise<boolean>;
	/** Looks at the times again: of one job, or of all. Changes through `jobs` are seen without it. */
	changed(jobId?: number): void;
	/** The output of a run: while it runs what there is so far. NOT_FOUND where there is no such run. */
	output(runId: number): { text: string; cut: boolean };
	/** Runs that run or wait now; the hub stays while there are some. */
	readonly active: number;
}

export interface SchedulerParts {
	store: Store;
	jobs: Jobs;
	clock: Clock;
	log: Log;
	run: RunAction;
	slotsOf: JobsParts['slotsOf'];
	/** Percent used. */
	budget: () => { daily: number; monthly: number };
	/** Of this hub. */
	epoch: number;
	/** Users' runs at once; 4 where absent. */
	cap?: number;
	emit: (event: HubEvent) => void;
	/** Whether a process of an earlier hub still does its work. */
	isAlive?: (process: ProcessMark) => boolean;
	/** Ends such a process and what it started. */
	endProcess?: (process: ProcessMark) => Promise<void>;
	/** What the processes of runs leave on disk; nothing where absent. */
	files?: RunFiles;
	/** Called once when a newer hub was found to own the store: the scheduler has stopped itself. */
	fenced?: () => void;
	/** After the end of a run, once it is recorded; for the attribution of cost. */
	ended?: (run: JobRun) => void;
}

/** What the process of a run leaves on disk, for a hub that did not start it. Empty where there is nothing. */
export interface RunFiles {
	/** Its output so far, safe to show. */
	output(action: Action, run: number): { text: string; cut: boolean };
	/** How it ended and when (ms); undefined where it has not, or nobody can know. */
	outcome(action: Action, run: number): (RunOutcome & { at: number }) | undefined;
	/** The end of the run is recorded. */
	remove(run: number): void;
	/** Removes what belongs to none of these runs. */
	sweep(open: ReadonlySet<number>): void;
}

export interface ProcessMark {
	pid: number;
	/** As the action told it; tells the process from another that got the same number. */
	startedAt: string;
}
