// What a run writes and how it ends, when the hub that started it is killed: known all the same, and safe to show.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import type { HubConnection, HubState } from '../../src/client/port';
import type { JobRun, NewJob } from '../../src/contract';
import { kill, type Playground, playground, until } from './playground';

describe('what a run wrote, without its hub', function () {
	this.timeout(60_000);
	let play: Playground;
	beforeEach(() => {
		play = playground();
	});
	afterEach(async () => {
		if (fs.existsSync(path.join(play.root, 'group'))) kill(-group(), 'SIGKILL');
		await play.end();
	});

	const SECRET = 'correct-horse-battery-staple';
	/** Writes its group's number, then does as the line says; `step NAME` waits for a file of that name. */
	const job = (line: string, more: Partial<NewJob> = {}): NewJob => ({
		name: 'Work',
		schedule: { kind: 'cron', expression: '0 0 1 1 *', zone: 'UTC' },
		action: {
			kind: 'command',
			argv: [...['sh', '-c'], `step() { while [ ! -e "$1" ]; do sleep 0.05; done; }; ps -o pgid= -p $$ | tr -d ' ' > group; ${line}`],
			cwd: play.root,
			env: { MY_TOKEN: SECRET },
		},
		...more,
	});
	const file = (name: string) => path.join(play.root, name);
	const group = () => Number(fs.readFileSync(file('group'), 'utf8'));
	const go = (name: string) => fs.writeFileSync(file(name), '');
	const runs = 'runs';
	const left = () => (fs.existsSync(path.join(play.data, runs)) ? fs.readdirSync(path.join(play.data, runs)).sort() : []);
	const killHub = async (window: HubConnection) => {
		const { pid } = (window.state as Extract<HubState, { kind: 'connected' }>).info;
		kill(pid, 'SIGKILL');
		return pid;
	};
	const replaced = (window: HubConnection, pid: number) =>
		until('another hub', () => window.state.kind === 'connected' && window.state.info.pid !== pid, 20_000);
	const newest = async (window: HubConnection, id: number, so: (run: JobRun) => boolean): Promise<JobRun> => {
		for (const end = systemClock.now() + 40_000; ; await systemClock.sleep(50)) {
			const [run] = await (await window.api()).jobs.history({ id, limit: 1 });
			if (run && so(run)) return run;
			assert.ok(systemClock.now() < end, `the newest run is ${JSON.stringify(run)}`);
		}
	};
	const over = ({ status }: JobRun) => status !== 'running' && status !== 'queued';
	const output = async (window: HubConnection, id: number) => (await window.api()).jobs.output({ id });

	it('[SC35] it goes on writing: all of it is shown, while it runs and after, safe to show, and its code is known', async () => {
		const window = play.window();
		const api = await window.api();
		const { id } = await api.jobs.add(
			job(`printf 'one \\033[31m%s\\033]0;x\\007\\n' "$MY_TOKEN"; step a; echo two $MY_TOKEN >&2; step b; echo three; exit 3`),
		);
		const { run_id } = await api.jobs.run({ id });
		await until('its beginning', () => fs.existsSync(file('group')) && fs.statSync(path.join(play.data, runs, `${run_id}.out`)).size > 0);
		assert.equal(fs.statSync(path.join(play.data, runs, `${run_id}.out`)).mode & 0o77, 0, 'for the user alone');
		const pid = await killHub(window);
		go('a');
		await replaced(window, pid);
		assert.match(
			(await newest(window, id, () => true)).summary,
			/^Still running as process \d+, which an earlier Mission Control started\.$/,
		);
		assert.equal((await output(window, run_id)).text, 'one [redacted]␛]0;x␇\ntwo [redacted]\n');
		go('b');
		const run = await newest(window, id, over);
		assert.deepEqual(
			[run.id, run.status, run.exit_code, run.summary],
			[run_id, 'error', 3, '“sh” ended with code 3; its output says more. Mission Control had ended before, and started again.'],
		);
		assert.deepEqual(await output(window, run_id), { text: 'one [redacted]␛]0;x␇\ntwo [redacted]\nthree\n', cut: false });
		await until('its files to go', () => left().length === 0);
		const { error_count, last_status } = await (await window.api()).jobs.get({ id });
		assert.deepEqual([error_count, last_status], [1, 'error']);
	});

	it('[SC34] it is killed with the hub: what it had written is shown, and that nobody knows how far it came', async () => {
		const window = play.window();
		const api = await window.api();
		const { id } = await api.jobs.add(job('echo one $MY_TOKEN; echo half; step never'));
		const { run_id } = await api.jobs.run({ id });
		await until('its beginning', () => fs.existsSync(file('group')) && fs.statSync(path.join(play.data, runs, `${run_id}.out`)).size > 20);
		const pid = await killHub(window);
		kill(-group(), 'SIGKILL');
		await replaced(window, pid);
		const run = await newest(window, id, over);
		assert.deepEqual([run.status, run.exit_code], ['interrupted', null]);
		assert.match(run.summary, /^Cut off: /);
		assert.equal((await output(window, run_id)).text, 'one [redacted]\nhalf\n');
		await until('its files to go', () => left().length === 0);
	});

	it('it ends while there is no hub: the next one says how and when, and repeats nothing', async () => {
		const window = play.window();
		const api = await window.api();
		const { id } = await api.jobs.add(job('echo one; step a; echo two', { policies: { retryInterrupted: true } }));
		const { run_id } = await api.jobs.run({ id });
		await until('its beginning', () => fs.existsSync(file('group')));
		window.dispose();
		await killHub(window).catch(() => {});
		kill(play.owner() ?? 0, 'SIGKILL');
		fs.writeFileSync(path.join(play.data, runs, '999.out'), 'of a run that is no more');
		go('a');
		const code = path.join(play.data, runs, `${run_id}.code`);
		await until('its end', () => fs.existsSync(code) && fs.readFileSync(code, 'utf8') === '0\n');
		const ended = fs.statSync(code).mtimeMs;
		await systemClock.sleep(1100);
		const later = play.window();
		const run = await newest(later, id, over);
		assert.deepEqual([run.id, run.status, run.exit_code], [run_id, 'success', 0]);
		assert.equal(Date.parse(run.finished_at ?? ''), Math.round(ended));
		assert.equal((await output(later, run_id)).text, 'one\ntwo\n');
		await until('its files to go', () => left().length === 0);
	});

	it('a run that ends under its hub leaves no file', async () => {
		const window = play.window();
		const api = await window.api();
		const { id } = await api.jobs.add(job('echo one'));
		await api.jobs.run({ id });
		await newest(window, id, over);
		await until('its files to go', () => left().length === 0);
		assert.ok(fs.existsSync(path.join(play.data, runs)));
	});
});
