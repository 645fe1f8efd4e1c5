// What the scheduler knows of an action: it is started, it may be stopped, it ends with an outcome.
import type { Action } from '../../contract';

/** Given to a run. */
export interface RunContext {
	/** Row in job_runs. */
	run: number;
	jobName: string;
	/** Aborted on timeout and on cancel: the action ends its processes (TERM, then KILL of the group) and settles. */
	signal: AbortSignal;
	/** Output as it comes; kept are the last 256 KB, escaped and redacted. */
	output(text: string): void;
	/**
	 * The process that will do the work, told before it does anything, so that it can be recognised after a crash of the hub.
	 * Resolves when that is on disk; where it rejects (a newer hub owns the store, the disk is full) the work must not begin.
	 */
	started(process: { pid: number; startedAt: string }): Promise<void>;
}

/** How a run ended. An expected failure is an outcome, not an exception. */
export interface RunOutcome {
	status: 'success' | 'error' | 'cancelled' | 'missed';
	/** Of a process; null where there is none. */
	exitCode: number | null;
	/** One sentence: what happened, and where it failed what to do. */
	summary: string;
	/** The agent's session, where the tool names it: makes the cost of the run certain. */
	session?: string;
	/** Working folder of the process. */
	cwd?: string;
}

/** Runs an action to its end. Never rejects for what the world does; only for a defect. */
export type RunAction = (action: Action, context: RunContext) => Promise<RunOutcome>;
