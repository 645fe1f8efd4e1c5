// Jobs and runs for tests, made of only what a test says.
import type { Job, JobRun, Policies } from '../../../../src/contract';
import { defaultPolicies } from '../../../../src/contract/defaultPolicies';

export const policies: Policies = defaultPolicies;

export const job = (given: Partial<Job> = {}): Job => ({
	id: 1,
	name: 'Report',
	component: 'user',
	task_type: 'command',
	schedule: { kind: 'cron', expression: '0 9 * * *', zone: 'UTC' },
	words: 'At 09:00',
	action: { kind: 'command', argv: ['npm', 'run', 'report'], cwd: '/home/user/proj' },
	policies,
	enabled: true,
	disabled_reason: null,
	next_run: null,
	last_run: null,
	last_status: null,
	last_result: null,
	error_count: 0,
	running: null,
	revision: 3,
	created_at: '2026-11-01T00:00:00.000Z',
	updated_at: '2026-11-01T00:00:00.000Z',
	monthly_cost: null,
	...given,
});

export const run = (given: Partial<JobRun> = {}): JobRun => ({
	id: 10,
	job_id: 1,
	slot: '2026-11-21T09:00:00.000Z',
	trigger: 'schedule',
	status: 'success',
	reason: null,
	summary: 'Done.',
	count: 1,
	until: null,
	started_at: '2026-11-21T09:00:00.000Z',
	finished_at: '2026-11-21T09:00:04.000Z',
	exit_code: 0,
	usage: null,
	...given,
});
