// Jobs among real processes: hubs that are killed or frozen in the middle of a run, and windows that come and go.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import type { HubConnection, HubState } from '../../src/client/port';
import type { JobRun, NewJob } from '../../src/contract';
import { alive, kill, LINGER, type Playground, playground, until } from './playground';

const NEVER: NewJob['schedule'] = { kind: 'cron', expression: '0 0 1 1 *', zone: 'UTC' };

describe('jobs among processes', function () {
	this.timeout(60_000);
	let play: Playground;
	beforeEach(() => {
		play = playground();
	});
	afterEach(async () => {
		for (const group of workers()) kill(-group, 'SIGKILL');
		await play.end();
	});

	/** Lines that the runs themselves wrote, with the number of their group: `start 4711`, `end 4711`. */
	const said = () => {
		const file = path.join(play.root, 'said');
		return fs.existsSync(file) ? fs.readFileSync(file, 'utf8').split('\n').filter(Boolean) : [];
	};
	const workers = () => said().flatMap(line => (line.startsWith('start ') ? [Number(line.split(' ')[1])] : []));
	const works = (seconds: number): NewJob['action'] => ({
		kind: 'command',
		argv: ['sh', '-c', `g=$(ps -o pgid= -p $$ | tr -d ' '); echo start $g >> said; echo hello; sleep ${seconds}; echo end $g >> said`],
		cwd: play.root,
	});
	const hubOf = async (window: HubConnection) => {
		await window.api();
		return (window.state as Extract<HubState, { kind: 'connected' }>).info;
	};
	const add = async (window: HubConnection, job: Partial<NewJob>) =>
		(await window.api()).jobs.add({ name: 'Work', schedule: NEVER, action: works(0.1), ...job });
	const history = async (window: HubConnection, id: number): Promise<JobRun[]> => (await window.api()).jobs.history({ id });
	/** Waits until the newest run of the job is so. */
	const newest = async (window: HubConnection, id: number, so: (run: JobRun) => boolean): Promise<JobRun> => {
		for (const end = systemClock.now() + 15_000; ; await systemClock.sleep(50)) {
			const [run] = await history(window, id);
			if (run && so(run)) return run;
			assert.ok(systemClock.now() < end, `the newest run is ${JSON.stringify(run)}`);
		}
	};
	const replaced = (window: HubConnection, pid: number) =>
		until('another hub', () => window.state.kind === 'connected' && window.state.info.pid !== pid, 20_000);

	it('runs, records and tells: rows, output and the events of both seeds', async () => {
		const window = play.window();
		const told: string[] = [];
		window.onEvent(event => {
			if (event.type === 'cron_executed') told.push(`${event.type} ${event.result}`);
			if (event.type === 'system_task_run') told.push(`${event.type} ${event.taskType} ${event.status}`);
			if (event.type === 'job_run' && event.run.status === 'running') told.push('job_run running');
		});
		const job = await add(window, {});
		const api = await window.api();
		const { executed, run_id } = await api.jobs.run({ id: job.id });
		assert.equal(executed, true);
		const run = await newest(window, job.id, ({ status }) => status === 'success');
		assert.equal(run.id, run_id);
		assert.equal((await api.jobs.output({ id: run_id })).text, 'hello\n');
		await until('the events', () => told.length >= 3);
		assert.deepEqual(told, ['job_run running', 'cron_executed success', 'system_task_run command success']);
		assert.deepEqual(
			(await api.jobs.list()).map(({ name, component }) => `${component} ${name}`),
			['system Collect usage', 'system Prune history', 'system Daily backup', 'user Work'],
		);
	});

	it('the product’s own work runs as jobs: reading, pruning, the backup of the day', async () => {
		play.log('a', 3);
		const window = play.window();
		const api = await window.api();
		for (const job of await api.jobs.list()) {
			await api.jobs.run({ id: job.id });
			const run = await newest(window, job.id, ({ status }) => status !== 'running' && status !== 'queued');
			assert.equal(run.status, 'success', `${job.name}: ${run.summary}`);
		}
		assert.equal((await api.usage.breakdown({ by: 'model' })).totals.requests, 3);
		assert.equal(fs.readdirSync(path.join(play.data, 'store', 'backups')).filter(name => /-\d{6}\.db$/.test(name)).length, 1);
		await assert.rejects(api.jobs.remove({ id: 1 }), /cannot be removed/);
	});

	it('what a run cost is found in the logs that its process wrote', async () => {
		const window = play.window();
		const usage = { input_tokens: 1000, output_tokens: 100, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
		const message = { id: 'm1', type: 'message', role: 'assistant', model: 'claude-sonnet-4-5', content: [], usage };
		const call = {
			type: 'assistant',
			sessionId: 's1',
			cwd: play.root,
			version: '2.1.0',
			uuid: 'u1',
			requestId: 'r1',
			timestamp: 'NOW',
			message,
		};
		const logs = path.join(play.home, '.claude', 'projects', '-demo');
		fs.mkdirSync(logs, { recursive: true });
		const line = 'sleep 1; printf %s "$1" | sed "s/NOW/$(date -u +%Y-%m-%dT%H:%M:%S.000Z)/" > "$2"; echo >> "$2"';
		const action: NewJob['action'] = {
			kind: 'command',
			argv: ['sh', '-c', line, 'sh', JSON.stringify(call), `${logs}/s1.jsonl`],
			cwd: play.root,
		};
		const job = await add(window, { action, schedule: { kind: 'cron', expression: '0 0 * * *', zone: 'UTC' } });
		await (await window.api()).jobs.run({ id: job.id });
		const run = await newest(window, job.id, ({ usage: used }) => (used?.requests ?? 0) > 0);
		assert.deepEqual(
			{ ...run.usage, cost: run.usage?.cost?.toFixed(4) },
			{ requests: 1, tokens: 1100, cost: '0.0045', certainty: 'likely' },
		);
		assert.equal((await (await window.api()).jobs.get({ id: job.id })).monthly_cost?.toFixed(3), '0.135');
	});

	it('[SC34] the hub is killed in the middle of a run: interrupted, not repeated, and the job runs again when asked', async () => {
		const window = play.window();
		const first = await hubOf(window);
		const job = await add(window, { action: works(30) });
		await (await window.api()).jobs.run({ id: job.id });
		await until('the run', () => workers().length === 1);
		kill(first.pid, 'SIGKILL');
		kill(-(workers()[0] ?? 0), 'SIGKILL');
		await replaced(window, first.pid);
		const run = await newest(window, job.id, ({ status }) => status === 'interrupted');
		assert.match(run.summary, /Cut off: .*started 2\d{3}-.* by hub 1/);
		assert.notEqual(run.started_at, null);
		await systemClock.sleep(500);
		assert.equal(workers().length, 1);
		await (await window.api()).jobs.change({ id: job.id, action: works(0) });
		assert.equal((await (await window.api()).jobs.run({ id: job.id })).executed, true);
		await newest(window, job.id, ({ status }) => status === 'success');
	});

	it('[SC35] its process goes on without the hub: nothing starts beside it until it ends', async () => {
		const window = play.window();
		const first = await hubOf(window);
		const job = await add(window, { action: works(2.5), schedule: { kind: 'interval', seconds: 1 } });
		await until('the run', () => workers().length === 1);
		kill(first.pid, 'SIGKILL');
		await replaced(window, first.pid);
		const api = await window.api();
		assert.deepEqual((await api.jobs.run({ id: job.id })).result, 'skipped: already running');
		const orphan = (await history(window, job.id)).find(({ status }) => status === 'running');
		assert.match(orphan?.summary ?? '', /Still running as process \d+/);
		await until('the next run', () => workers().length === 2, 40_000);
		assert.deepEqual(
			said()
				.slice(0, 3)
				.map(line => line.split(' ')[0]),
			['start', 'end', 'start'],
		);
	});

	it('a person ends such a process', async () => {
		const window = play.window();
		const first = await hubOf(window);
		const job = await add(window, { action: works(60) });
		const { run_id } = await (await window.api()).jobs.run({ id: job.id });
		await until('the run', () => workers().length === 1);
		kill(first.pid, 'SIGKILL');
		await replaced(window, first.pid);
		assert.deepEqual(await (await window.api()).jobs.cancel({ id: run_id }), { cancelled: true });
		await until('its end', () => !alive(workers()[0] ?? 0));
		assert.equal((await newest(window, job.id, ({ status }) => status !== 'running')).status, 'cancelled');
	});

	it('a run outlives every window: the hub waits for it, and leaves after it', async () => {
		const window = play.window();
		const { pid } = await hubOf(window);
		const job = await add(window, { action: works(2) });
		await (await window.api()).jobs.run({ id: job.id });
		await until('the run', () => workers().length === 1);
		window.dispose();
		await systemClock.sleep(LINGER + 400);
		assert.equal(alive(pid), true);
		await until('the hub to leave', () => !alive(pid), 8000);
		assert.deepEqual(
			said().map(line => line.split(' ')[0]),
			['start', 'end'],
		);
		const later = play.window();
		const [run] = await history(later, job.id);
		assert.equal(run?.status, 'success');
		assert.equal((await (await later.api()).jobs.output({ id: run?.id ?? 0 })).text, 'hello\n');
	});

	it('the terminal lists jobs and runs one, beside a hub and without one', async () => {
		const window = play.window();
		const { pid } = await hubOf(window);
		const job = await add(window, { action: works(0.2) });
		const terminal = (...words: string[]) => play.run(['jobs', ...words, '--data', play.data]);
		const list = await terminal('--json');
		assert.deepEqual(JSON.parse(list.out), await (await window.api()).jobs.list());
		assert.match((await terminal()).out, /4 +Work +.*2027-01-01 00:00/);
		const waited = await terminal('run', String(job.id), '--wait');
		assert.deepEqual([waited.code, waited.out], [0, 'hello\n']);
		assert.match(waited.err, /success/);
		const api = await window.api();
		await api.jobs.change({ id: job.id, action: works(30) });
		const started = await terminal('run', String(job.id));
		assert.match(started.out, /^Run \d+ of job 4: started\.$/m);
		const refused = await terminal('run', String(job.id));
		assert.deepEqual([started.code, refused.code], [0, 1]);
		assert.match(refused.err, /did not run: skipped: already running/);
		await api.jobs.cancel({ id: (await api.jobs.get({ id: job.id })).running ?? 0 });
		await api.jobs.change({ id: job.id, action: works(0) });
		window.dispose();
		await until('the hub to leave', () => !alive(pid));
		const alone = await terminal('run', String(job.id));
		assert.deepEqual([alone.code, alone.out], [0, 'hello\n']);
		assert.equal((await terminal('run', '99')).code, 1);
	});

	it('SIGTERM ends what runs and says so', async () => {
		const hub = play.start(['serve', '--data', play.data]);
		const ended = new Promise<number | null>(resolve => hub.on('exit', resolve));
		await until('the hub', () => play.owner() === hub.pid);
		const window = play.window();
		const job = await add(window, { action: works(60) });
		await (await window.api()).jobs.run({ id: job.id });
		await until('the run', () => workers().length === 1);
		window.dispose();
		hub.kill('SIGTERM');
		assert.equal(await ended, 0);
		assert.equal(alive(workers()[0] ?? 0), false);
		const later = play.window();
		const [run] = await history(later, job.id);
		assert.equal(`${run?.status}: ${run?.summary}`, 'interrupted: Mission Control was stopped while this ran.');
	});

	it('a job that was given up is told once: to every window until one claims it, not to a later one', async () => {
		const windows = [play.window(), play.window()];
		const heard: string[] = [];
		const claims: Promise<{ claimed: boolean }>[] = [];
		for (const [i, window] of windows.entries()) {
			window.onEvent(async event => {
				if (event.type !== 'job_notice') return;
				heard.push(`${i} ${event.notice.kind}`);
				claims.push((await window.api()).jobs.claimNotice({ id: event.notice.id }));
			});
			await window.api();
		}
		const [one] = windows;
		assert.ok(one);
		const action: NewJob['action'] = { kind: 'command', argv: ['false'] };
		await add(one, { action, schedule: { kind: 'interval', seconds: 1 }, policies: { disableAfter: 1 } });
		await until('both to hear it', () => heard.length === 2 && claims.length === 2);
		assert.deepEqual(heard.sort(), ['0 disabled', '1 disabled']);
		assert.deepEqual((await Promise.all(claims)).map(({ claimed }) => claimed).sort(), [false, true]);
		const late: string[] = [];
		play.window().onEvent(event => late.push(event.type));
		await until('its first events', () => late.includes('meter'));
		await systemClock.sleep(100);
		assert.equal(late.includes('job_notice'), false);
	});

	it('asks one window for what only a window can do; without one the run is missed', async () => {
		const window = play.window();
		const other = play.window();
		const action: NewJob['action'] = { kind: 'vscode.command', command: 'editor.action.format' };
		const job = await add(window, { action });
		const run = async () => {
			const api = await window.api();
			// The row of a run has its end a moment before the job is free again.
			while (!(await api.jobs.run({ id: job.id })).executed) await systemClock.sleep(20);
			return newest(window, job.id, ({ status }) => status !== 'running' && status !== 'queued');
		};
		const alone = await run();
		assert.equal(`${alone.status} ${alone.reason}`, 'missed no-window-open');
		const taken: boolean[] = [];
		for (const each of [window, other]) {
			each.onEvent(async event => {
				if (event.type !== 'window_call') return;
				const api = await each.api();
				const claim = await api.jobs.claimCall({ call: event.call.call });
				taken.push(claim.taken);
				if (claim.taken) await api.jobs.answer({ call: event.call.call, ok: true, text: 'Formatted 3 files.' });
			});
		}
		await other.api();
		const done = await run();
		assert.equal(`${done.status}: ${done.summary}`, 'success: Formatted 3 files.');
		await until('both windows', () => taken.length === 2);
		assert.deepEqual(taken.sort(), [false, true]);
	});
});
