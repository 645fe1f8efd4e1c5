// How a state of a job or a run looks: a sign, a tone that becomes its colour, and a shape on the calendar.
import type { RunStatus } from '../../src/contract';
import type { JobState } from '../../src/vscode/view/jobState';
import type { IconName } from '../parts/icon';

/** good: it ran. bad: it failed. warn: it was cut off or missed. live: now. calm: nothing to say. */
export type Tone = 'good' | 'bad' | 'warn' | 'live' | 'calm';

export interface Look {
	icon: IconName;
	tone: Tone;
}

export const JOB_LOOK: Record<JobState, Look> = {
	running: { icon: 'run', tone: 'live' },
	queued: { icon: 'clock', tone: 'live' },
	paused: { icon: 'pause', tone: 'bad' },
	disabled: { icon: 'off', tone: 'calm' },
	failing: { icon: 'error', tone: 'bad' },
	late: { icon: 'warning', tone: 'warn' },
	cancelled: { icon: 'stop', tone: 'calm' },
	ok: { icon: 'ok', tone: 'good' },
	waiting: { icon: 'clock', tone: 'calm' },
};

export const RUN_LOOK: Record<RunStatus, Look> = {
	queued: { icon: 'clock', tone: 'live' },
	running: { icon: 'run', tone: 'live' },
	success: { icon: 'ok', tone: 'good' },
	error: { icon: 'error', tone: 'bad' },
	timeout: { icon: 'error', tone: 'bad' },
	cancelled: { icon: 'stop', tone: 'calm' },
	interrupted: { icon: 'warning', tone: 'warn' },
	skipped: { icon: 'off', tone: 'calm' },
	missed: { icon: 'warning', tone: 'warn' },
};
