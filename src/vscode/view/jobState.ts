// What state a job is in, in one word, with the icon and the words every place shows it by.
import type { Job, JobRun, RunStatus, SkipReason } from '../../contract';
import type { Row } from './row';

/** paused: the product itself disabled it. failing: its last runs ended badly. late: its last slot did not run. waiting: never ran. */
export type JobState = 'running' | 'queued' | 'paused' | 'disabled' | 'failing' | 'late' | 'cancelled' | 'ok' | 'waiting';

export interface StateLook {
	/** A codicon's name. */
	icon: string;
	color?: NonNullable<Row['color']>;
	word: string;
}

const LOOKS: Record<JobState, StateLook> = {
	running: { icon: 'loading~spin', word: 'running' },
	queued: { icon: 'ellipsis', word: 'waiting to run' },
	paused: { icon: 'debug-pause', color: 'list.errorForeground', word: 'paused' },
	disabled: { icon: 'circle-slash', color: 'disabledForeground', word: 'disabled' },
	failing: { icon: 'error', color: 'list.errorForeground', word: 'failing' },
	late: { icon: 'warning', color: 'list.warningForeground', word: 'did not run' },
	cancelled: { icon: 'stop-circle', word: 'cancelled' },
	ok: { icon: 'pass', word: 'ok' },
	waiting: { icon: 'circle-outline', word: 'not run yet' },
};

const RUN_LOOKS: Record<RunStatus, StateLook> = {
	queued: { icon: 'ellipsis', word: 'queued' },
	running: { icon: 'loading~spin', word: 'running' },
	success: { icon: 'pass', word: 'ok' },
	error: { icon: 'error', color: 'list.errorForeground', word: 'error' },
	timeout: { icon: 'clock', color: 'list.errorForeground', word: 'timed out' },
	cancelled: { icon: 'stop-circle', word: 'cancelled' },
	interrupted: { icon: 'debug-disconnect', color: 'list.warningForeground', word: 'interrupted' },
	skipped: { icon: 'debug-step-over', word: 'skipped' },
	missed: { icon: 'warning', color: 'list.warningForeground', word: 'missed' },
};

export const REASON_WORDS: Record<SkipReason, string> = {
	overlap: 'the last run was not over',
	backoff: 'waiting after errors',
	closed: 'Mission Control was not running',
	asleep: 'the machine was asleep',
	budget: 'the budget is used up',
	disabled: 'the job was disabled',
	window: 'outside its hours',
	unclaimed: 'the start could not be written to disk',
	'no-window-open': 'no VS Code window was open',
	declined: 'you chose not to catch up',
};

const BAD: readonly RunStatus[] = ['error', 'timeout', 'interrupted'];

export const stateLook = (state: JobState): StateLook => LOOKS[state];
export const runLook = (status: RunStatus): StateLook => RUN_LOOKS[status];

export function jobState(job: Job): JobState {
	if (job.running !== null) return job.last_status === 'queued' ? 'queued' : 'running';
	if (!job.enabled) return job.disabled_reason === null ? 'disabled' : 'paused';
	if (job.error_count > 0) return 'failing';
	if (job.last_status === null) return 'waiting';
	if (BAD.includes(job.last_status)) return 'failing';
	if (job.last_status === 'missed') return 'late';
	return job.last_status === 'cancelled' ? 'cancelled' : 'ok';
}

/** Jobs a person should look at: they failed last, or were given up. */
export const isFailing = (job: Job): boolean => {
	const state = jobState(job);
	return state === 'failing' || state === 'paused' || (state === 'running' && job.error_count > 0);
};

/** True where a run has come to its end. */
export const isOver = (run: Pick<JobRun, 'status'>): boolean => run.status !== 'queued' && run.status !== 'running';
