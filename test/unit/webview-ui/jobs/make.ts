// Makes jobs and runs for the tests of the jobs page.
import { isoInstant, parseInstant } from '../../../../src/base/clock';
import { DEFAULT_POLICIES, type Job, type JobRun } from '../../../../src/contract';

export const at = (text: string): number => parseInstant(text) ?? Number.NaN;
export const NOW = at('2026-11-21T09:30:00Z');
export const moment = { now: NOW, zone: 'UTC' };

export const job = (part: Partial<Job> = {}): Job => ({
	id: 1,
	name: 'Report',
	component: 'user',
	task_type: 'command',
	schedule: { kind: 'cron', expression: '0 9 * * *', zone: 'UTC' },
	words: 'At 09:00 (UTC)',
	action: { kind: 'command', argv: ['npm', 'run', 'report'] },
	policies: DEFAULT_POLICIES,
	enabled: true,
	disabled_reason: null,
	next_run: '2026-11-21T11:30:00.000Z',
	last_run: null,
	last_status: null,
	last_result: null,
	error_count: 0,
	running: null,
	revision: 3,
	created_at: isoInstant(NOW),
	updated_at: isoInstant(NOW),
	monthly_cost: null,
	...part,
});

export const run = (part: Partial<JobRun> = {}): JobRun => ({
	id: 1,
	job_id: 1,
	slot: '2026-11-21T03:00:00.000Z',
	trigger: 'schedule',
	status: 'success',
	reason: null,
	summary: 'Finished.',
	count: 1,
	until: null,
	started_at: '2026-11-21T03:00:00.000Z',
	finished_at: '2026-11-21T03:02:04.000Z',
	exit_code: 0,
	usage: null,
	...part,
});

export const usage = (cost: number | null, certainty: 'exact' | 'likely' = 'exact') => ({ requests: 4, tokens: 48_000, cost, certainty });
