// What cards and rows of a history say, and which jobs are shown.
import assert from 'node:assert/strict';
import { bannerOf, groupJobs, lastRuns, lastWords, nextWords, runDetails, runningWords, runWords } from '../../../../webview-ui/jobs/words';
import { job, moment, NOW, run, usage } from './make';

describe('webview-ui/jobs/words', () => {
	it('says when a job runs next: how far off, and the time in its own zone', () => {
		assert.deepEqual(nextWords(job(), moment), { relative: 'in 2 h', exact: 'today, 11:30' });
		assert.deepEqual(nextWords(job({ schedule: { kind: 'cron', expression: '0 9 * * *', zone: 'America/New_York' } }), moment), {
			relative: 'in 2 h',
			exact: 'today, 06:30 (America/New_York)',
		});
		assert.equal(nextWords(job({ next_run: '2026-12-24T18:00:00.000Z' }), moment).exact, 'Dec 24, 18:00');
	});

	it('never says “in −2 h”: a time that is gone is due now', () => {
		assert.equal(nextWords(job({ next_run: '2026-11-21T07:30:00.000Z' }), moment).relative, 'due now');
		assert.equal(nextWords(job({ next_run: null }), moment).relative, 'no next time');
		assert.equal(nextWords(job({ enabled: false }), moment).relative, 'not planned');
	});

	it('says what the last run came to, and its cost only where it is that run’s', () => {
		const done = job({ last_run: '2026-11-21T03:00:00.000Z', last_status: 'success' });
		assert.deepEqual(lastWords(done, run({ usage: usage(0.42, 'likely') }), moment), {
			word: 'ok',
			age: '6 h ago',
			exact: 'Nov 21, 03:00',
			took: '2 min 4 s',
			cost: 'likely $0.42',
		});
		assert.equal(lastWords({ ...done, last_status: 'error' }, run({ usage: usage(0.42) }), moment)?.cost, '');
		assert.equal(lastWords(job(), undefined, moment), undefined);
	});

	it('keeps the result of the run before while one runs', () => {
		const running = job({ last_run: '2026-11-21T09:29:00.000Z', last_status: 'running', running: 9 });
		assert.equal(lastWords(running, run({ status: 'error' }), moment)?.word, 'error');
		assert.equal(runningWords(run({ status: 'running', started_at: '2026-11-21T09:28:00.000Z' }), NOW), 'running for 2 min 0 s');
		assert.equal(runningWords(run({ status: 'queued', started_at: null }), NOW), 'waits for its turn');
		assert.equal(runningWords(undefined, NOW), 'running');
	});

	it('SC43 has a banner from three errors on, with the last error and when it is paused', () => {
		assert.equal(bannerOf(job({ error_count: 2 })), undefined);
		assert.deepEqual(bannerOf(job({ error_count: 3, last_result: 'Exit code 1.' })), {
			title: '3 errors in a row. It is paused after 10.',
			text: 'Exit code 1.',
		});
		assert.deepEqual(bannerOf(job({ error_count: 10, enabled: false, disabled_reason: 'Ten errors in a row.' })), {
			title: 'Paused.',
			text: 'Ten errors in a row.',
		});
	});

	it('puts a run into one row: result, reason, count of a folded one, time, cost', () => {
		assert.deepEqual(runWords(run({ usage: usage(0.42) }), moment), {
			time: 'Nov 21, 03:00',
			what: 'ok',
			why: 'Finished',
			took: '2 min 4 s',
			cost: '$0.42',
		});
		const skipped = run({
			status: 'skipped',
			reason: 'overlap',
			count: 12,
			until: '2026-11-21T04:30:00.000Z',
			started_at: null,
			finished_at: null,
		});
		assert.deepEqual(runWords(skipped, moment), {
			time: 'Nov 21, 03:00 – 04:30',
			what: 'skipped 12 times',
			why: 'the last run was not over',
			took: '',
			cost: '',
		});
		assert.equal(runWords(run({ status: 'error', summary: 'It failed.', exit_code: 2 }), moment).why, 'It failed, exit code 2');
		assert.equal(
			runWords(run({ status: 'error', summary: 'It ended with exit code 2.', exit_code: 2 }), moment).why,
			'It ended with exit code 2',
		);
	});

	it('says how a cost is known, and nothing of what is not', () => {
		const names = (one: Parameters<typeof runDetails>[0]) => runDetails(one, 'UTC').map(([name]) => name);
		assert.ok(runDetails(run({ usage: usage(0.42, 'likely') }), 'UTC').some(([, text]) => text === 'likely: by folder and time alone'));
		assert.ok(!names(run()).includes('Used'));
		assert.ok(!names(run({ exit_code: null })).includes('Exit code'));
	});

	it('lets no control or direction sign of a summary through', () => {
		assert.equal(runWords(run({ summary: '\u202Eabc\u0000\u001b[31m\nd' }), moment).why, 'abc[31m d');
	});

	it('knows each job’s last run that came to a result', () => {
		const last = lastRuns([
			run({ id: 5, status: 'skipped' }),
			run({ id: 3 }),
			run({ id: 4, status: 'error' }),
			run({ id: 9, job_id: 2, status: 'running' }),
		]);
		assert.deepEqual(
			[...last].map(([id, one]) => [id, one.id]),
			[[1, 4]],
		);
	});

	it('groups the jobs, sorts them as people do, and finds them by name, state and action', () => {
		const jobs = [
			job({ id: 1, name: 'Report 10' }),
			job({ id: 2, name: 'report 9', error_count: 1 }),
			job({ id: 3, name: 'Collect', component: 'system' }),
		];
		const groups = groupJobs(jobs, '');
		assert.deepEqual([groups.own.map(({ id }) => id), groups.system.map(({ id }) => id), groups.all, groups.failing], [[2, 1], [3], 2, 1]);
		const found = (filter: string) => groupJobs(jobs, filter).own.map(({ id }) => id);
		assert.deepEqual(found('failing'), [2]);
		assert.deepEqual(found('NPM report'), [2, 1]);
		assert.deepEqual(found('nowhere'), []);
	});
});
