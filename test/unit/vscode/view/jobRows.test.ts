// The jobs tree and histories as text.
import assert from 'node:assert/strict';
import type { Job, JobRun } from '../../../../src/contract';
import { costOf, groupRow, inTime, type JobContext, jobRow } from '../../../../src/vscode/view/jobRows';
import { isFailing } from '../../../../src/vscode/view/jobState';
import { runDocument, runRow, tookText } from '../../../../src/vscode/view/runRows';
import { job, policies, run } from './jobSample';

const now = Date.parse('2026-11-21T10:00:00.000Z');
const context = (...runs: JobRun[]): JobContext => ({ now, zone: 'UTC', lastRun: id => runs.find(each => each.job_id === id) });
const line = (given: Partial<Job>, ...runs: JobRun[]) => {
	const row = jobRow(context(...runs), job(given));
	return `${row.icon} | ${row.description}`;
};

describe('jobRows', () => {
	const usage = { requests: 2, tokens: 1200, cost: 0.12, certainty: 'exact' } as const;

	it('says what comes next, how it went and what it cost', () => {
		const seen = { next_run: '2026-11-21T12:00:00.000Z', last_run: '2026-11-21T07:00:00.000Z', last_status: 'success' } as const;
		assert.deepEqual(
			[
				line(seen, run({ usage })),
				line(seen, run({ usage: { ...usage, certainty: 'likely' } })),
				line({ next_run: '2026-11-21T10:00:20.000Z' }),
				line({ ...seen, running: 11 }),
				line({ ...seen, last_status: 'error', error_count: 1 }),
				line({ ...seen, last_status: 'timeout', error_count: 4 }),
				line({ ...seen, last_status: 'skipped', error_count: 2 }),
				line({ ...seen, last_status: 'missed', last_run: '2026-11-19T07:00:00.000Z' }),
				line({ ...seen, enabled: false }),
				line({ ...seen, enabled: false, disabled_reason: '10 errors in a row', error_count: 10, last_status: 'error' }),
				line({}),
			],
			[
				'pass | next in 2 h · last ok 07:00 · $0.12',
				'pass | next in 2 h · last ok 07:00 · ~$0.12',
				'circle-outline | next in 20 s',
				'loading~spin | running · last ok 07:00',
				'error | next in 2 h · last error 07:00',
				'error | next in 2 h · last timed out 07:00 · 4 errors in a row',
				'error | next in 2 h · last skipped 07:00 · 2 errors in a row',
				'warning | next in 2 h · last missed Nov 19, 07:00',
				'circle-slash | disabled · last ok 07:00',
				'debug-pause | paused · last error 07:00 · 10 errors in a row',
				'circle-outline | no next time',
			],
		);
	});

	it('a menu finds in a row what it goes by', () => {
		assert.equal(jobRow(context(), job()).context, 'job user enabled idle deletable copy');
		assert.equal(jobRow(context(), job({ component: 'system', running: 4, enabled: false })).context, 'job system disabled active copy');
	});

	it('a paused job is failing, one that a person disabled is not', () => {
		assert.equal(isFailing(job({ enabled: false, disabled_reason: 'errors' })), true);
		assert.equal(isFailing(job({ enabled: false, error_count: 3 })), false);
		assert.equal(isFailing(job({ running: 4, error_count: 3 })), true);
		assert.equal(groupRow('own', [job({ error_count: 1 }), job()]).description, '2 jobs · 1 failing');
	});

	it('a tooltip shows hostile names and results as plain text (SE23)', () => {
		const { tooltip } = jobRow(
			context(),
			job({
				name: '[x](command:evil) $(zap)',
				last_result: '<img src=x>',
				disabled_reason: '| a |',
				enabled: false,
				policies: { ...policies, window: { from: '22:00', to: '06:00' } },
			}),
		);
		for (const bad of ['](', '$(', '<img', '| a |']) assert.ok(!tooltip.includes(bad), bad);
		assert.ok(tooltip.includes('Hours') && tooltip.includes('UTC'));
	});

	it('a time ahead is never said to be later than it is', () => {
		assert.deepEqual([0, -5, 1, 59_000, 3_599_000, 3_600_000, 5_400_000, 23.9 * 3_600_000, 86_400_000, 3 * 86_400_000].map(inTime), [
			'now',
			'now',
			'in 1 s',
			'in 59 s',
			'in 59 min',
			'in 1 h',
			'in 1 h 30 min',
			'in 23 h',
			'in 1 day',
			'in 3 days',
		]);
	});

	it('a cost that is not known is not shown as one', () => {
		assert.equal(costOf(undefined), '');
		assert.equal(costOf(run()), '');
		assert.equal(costOf(run({ usage: { ...usage, certainty: 'none', requests: 0, cost: 0 } })), '');
		assert.equal(costOf(run({ usage: { ...usage, cost: null } })), 'unpriced');
	});
});

describe('runRows', () => {
	it('a row of the history says how, why, how long and what for', () => {
		const rows = [
			run({ usage: { requests: 2, tokens: 1200, cost: 0.12, certainty: 'exact' } }),
			run({ status: 'error', exit_code: 2, trigger: 'manual', summary: 'It ended\nwith $(code) 2.' }),
			run({ status: 'skipped', reason: 'overlap', count: 12, started_at: null, finished_at: '2026-11-21T09:00:00.000Z' }),
			run({ status: 'missed', reason: 'asleep', started_at: null }),
		].map(each => runRow(each, 'UTC'));
		assert.deepEqual(
			rows.map(({ label, description }) => `${label} | ${description}`),
			[
				'$(pass) Nov 21, 09:00 | ok · 4 s · $0.12 · 1.2K tokens',
				'$(error) Nov 21, 09:00 | error · 4 s · exit code 2 · by hand',
				'$(debug-step-over) Nov 21, 09:00 | skipped: the last run was not over · 12 times',
				'$(warning) Nov 21, 09:00 | missed: the machine was asleep',
			],
		);
		assert.ok(!rows[1]?.detail.includes('$(code)') && !rows[1]?.detail.includes('\n'));
	});

	it('a run takes as long as it took', () => {
		assert.equal(tookText({ started_at: '2026-11-21T09:00:00Z', finished_at: '2026-11-21T10:03:20Z' }), '1 h 3 min');
		assert.equal(tookText({ started_at: '2026-11-21T09:00:00Z', finished_at: null }), '');
	});

	it('the document says what it was before its output', () => {
		const text = runDocument('Report', run(), { text: 'hello\n', cut: true }, 'UTC');
		assert.equal(text, '# Report\n# Nov 21, 09:00 · ok · 4 s\n# Done.\n\n… earlier output was dropped; the last 256 KB are kept\nhello\n');
		assert.ok(runDocument('R', run({ status: 'missed' }), { text: '', cut: false }, 'UTC').includes('(it did not run)'));
	});
});
