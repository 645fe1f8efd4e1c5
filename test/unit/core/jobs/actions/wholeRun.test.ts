// Whole runs: the scheduler, real processes, the history, and what a run used, together.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../../../../src/base/clock';
import { silentLog } from '../../../../../src/base/log';
import type { Action, JobRun, Policies } from '../../../../../src/contract';
import type { RunAction } from '../../../../../src/core/jobs/action';
import { createRunAction } from '../../../../../src/core/jobs/actions/runAction';
import { createJobs } from '../../../../../src/core/jobs/jobs';
import { endProcess, isAlive } from '../../../../../src/core/jobs/orphan';
import type { Jobs, Scheduler } from '../../../../../src/core/jobs/ports';
import { createRunUsage } from '../../../../../src/core/jobs/runUsage';
import { checkedSchedule, slotsOf } from '../../../../../src/core/jobs/schedule';
import { createScheduler } from '../../../../../src/core/jobs/scheduler';
import { createRecorder } from '../../../../../src/core/usage/record';
import { type MemoryStore, memoryStore } from '../../../../support/memoryStore';
import { call, simplePrice } from '../../usage/fixture';
import { isThere, parts, script, temporary } from './fixture';

describe('whole runs', () => {
	let folder: string;
	let store: MemoryStore;
	let jobs: Jobs;
	let schedulers: Scheduler[];

	beforeEach(async () => {
		folder = temporary();
		store = await memoryStore();
		schedulers = [];
	});
	afterEach(async () => {
		for (const scheduler of schedulers) await scheduler.stop();
		store.dispose();
		fs.rmSync(folder, { recursive: true, force: true });
	});

	/** With `dies` it starts its actions and never hears of them again, as a hub that was killed. */
	async function hub(epoch: number, given: Parameters<typeof parts>[0] = {}, dies = false): Promise<Scheduler> {
		const log = silentLog;
		const usage = createRunUsage({ store, clock: systemClock, log, home: '/home/me', realPath: each => each, slotsOf });
		jobs = createJobs({ store, clock: systemClock, log, slotsOf, checkedSchedule, words: () => '', monthlyCost: usage.monthlyCost });
		const run = createRunAction(parts({ killAfter: 200, ...given }));
		const scheduler = createScheduler({
			...{ store, jobs, clock: systemClock, log, slotsOf, epoch, isAlive },
			run: dies ? unheard(run) : run,
			budget: () => ({ daily: 0, monthly: 0 }),
			emit: () => {},
			endProcess: mark => endProcess(systemClock, mark),
			ended: run => void usage.ended(run.id),
		});
		if (!dies) schedulers.push(scheduler);
		await scheduler.start();
		return scheduler;
	}
	const unheard =
		(run: RunAction): RunAction =>
		(action, context) => {
			void run(action, context);
			return new Promise(() => {});
		};
	const add = async (action: Action, policies: Partial<Policies> = {}) =>
		(await jobs.add({ name: 'j', schedule: { kind: 'interval', seconds: 86_400 }, action, policies })).id;
	async function until(run: number, is: (run: JobRun) => boolean): Promise<JobRun> {
		for (let i = 0; i < 300; i++) {
			const found = jobs.run(run);
			if (is(found)) return found;
			await systemClock.sleep(10);
		}
		return assert.fail(JSON.stringify(jobs.run(run)));
	}
	const over = (run: number) => until(run, ({ status }) => status !== 'running' && status !== 'queued');

	it('SC37 a run over its time is a timeout when its group is gone, not before', async () => {
		const scheduler = await hub(1);
		const id = await add({ kind: 'shell', line: `trap '' TERM; echo $$; while :; do sleep 0.05; done`, cwd: folder }, { timeout: 1 });
		const { run_id } = await scheduler.runNow(id);
		const { status, summary } = await over(run_id);
		assert.equal(status, 'timeout');
		assert.match(summary, /^Stopped at its time limit of 1 s\./);
		assert.equal(isThere(Number(scheduler.output(run_id).text.trim())), false);
		assert.equal((await scheduler.runNow(id)).executed, true);
	});

	it('SE10 the history holds what is safe to show', async () => {
		const scheduler = await hub(1);
		const id = await add({
			kind: 'shell',
			line: `printf '\\033]0;x\\007%s\\n' "$MY_TOKEN"`,
			cwd: folder,
			env: { MY_TOKEN: 'correct-horse' },
		});
		const { run_id } = await scheduler.runNow(id);
		await over(run_id);
		assert.equal(scheduler.output(run_id).text, '␛]0;x␇[redacted]\n');
		assert.equal(JSON.stringify(store.all('SELECT * FROM job_runs')).includes('correct-horse'), false);
	});

	it('SC35 a later hub finds the process of an earlier one, waits for it, and ends it when asked', async () => {
		const first = await hub(1, {}, true);
		const id = await add({ kind: 'shell', line: `trap 'exit 0' TERM; while :; do sleep 0.05; done`, cwd: folder });
		const { run_id } = await first.runNow(id);
		for (let i = 0; i < 200 && store.get('SELECT pid FROM job_runs WHERE id = ?', [run_id])?.pid === null; i++) await systemClock.sleep(10);
		const pid = Number(store.get('SELECT pid FROM job_runs WHERE id = ?', [run_id])?.pid);
		const second = await hub(2);
		assert.match(jobs.run(run_id).summary, new RegExp(`^Still running as process ${pid}`));
		const again = await second.runNow(id);
		assert.equal(again.executed, false);
		assert.equal(await second.cancel(run_id), true);
		assert.equal(isThere(pid), false);
		assert.equal((await over(run_id)).status, 'cancelled');
	});

	it('what an agent’s run used stands in its history, and in the month of its job', async () => {
		const recorder = createRecorder({ store, price: simplePrice, zone: 'UTC' });
		const bin = path.join(folder, 'bin');
		script(bin, 'claude', `#!/bin/sh\nsleep 0.2\necho '{"type":"result","is_error":false,"result":"Done.","session_id":"mine"}'\n`);
		const scheduler = await hub(1, { env: { PATH: `${bin}:/usr/bin:/bin` } });
		const id = await add({ kind: 'agent', agent: 'claude', prompt: 'p', cwd: folder });
		const { run_id } = await scheduler.runNow(id);
		await until(run_id, ({ status }) => status === 'running');
		await store.write('soon', writer =>
			recorder.add(writer, 1, [call({ session: 'mine', ts: systemClock.now() + 50, project: folder, loggedCost: 0.5 })]),
		);
		const { status, summary } = await over(run_id);
		assert.deepEqual([status, summary], ['success', 'Done.']);
		const { usage } = await until(run_id, found => found.usage !== null);
		assert.deepEqual(usage, { requests: 1, tokens: 110, cost: 0.5, certainty: 'exact' });
		assert.equal(jobs.get(id).monthly_cost, 15);
	});
});
