// Several real processes on one folder: windows, their hub, its death, its successor, and the terminal beside them.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import type { HubConnection, HubState } from '../../src/client/port';
import { dial } from '../../src/contract/dial';
import { newestEpoch, OWNER_FOLDER, readOwner } from '../../src/contract/owner';
import { alive, kill, LINGER, type Playground, playground, until } from './playground';

describe('hub processes', () => {
	let play: Playground;
	beforeEach(() => {
		play = playground();
	});
	afterEach(() => play.end());

	const infoOf = async (window: HubConnection) => {
		await window.api();
		assert.equal(window.state.kind, 'connected');
		return (window.state as Extract<HubState, { kind: 'connected' }>).info;
	};
	const requestsOf = async (window: HubConnection) => (await (await window.api()).usage.breakdown({ by: 'model' })).totals.requests;
	const read = async (window: HubConnection) => {
		await (await window.api()).collect.refresh();
		return requestsOf(window);
	};

	it('two windows share one hub; it outlives the first and leaves after the last', async () => {
		play.log('a', 3);
		const [one, two] = [play.window(), play.window()];
		const infos = await Promise.all([infoOf(one), infoOf(two)]);
		assert.equal(infos[0].pid, infos[1].pid);
		assert.notEqual(infos[0].pid, process.pid);
		assert.equal(infos[0].home, play.home);
		assert.equal(await read(one), 3);
		one.dispose();
		await systemClock.sleep(LINGER + 500);
		assert.equal(await requestsOf(two), 3);
		two.dispose();
		const began = systemClock.now();
		await until('the hub to leave', () => !alive(infos[0].pid), LINGER + 3000);
		assert.ok(systemClock.now() - began >= LINGER - 100);
		assert.match(fs.readFileSync(infos[0].log, 'utf8'), /the last client left/);
	});

	it('[DU18] what was acknowledged to a window is there, however suddenly the window, and the hub with it, go', async () => {
		for (const [round, pause] of [0, 10, 50].entries()) {
			const window = play.window();
			const { pid } = await infoOf(window);
			await (await window.api()).hub.configure({ dailyLimit: 20 + round });
			window.dispose();
			await systemClock.sleep(pause);
			kill(pid, 'SIGKILL');
			const next = play.window();
			assert.equal((await (await next.api()).budget.status()).daily.limit, 20 + round);
			next.dispose();
		}
	});

	it('[MW02] killed, it has one successor, both windows find it, and nothing is lost', async () => {
		play.log('a', 5);
		const [one, two] = [play.window(), play.window()];
		const first = await infoOf(one);
		await infoOf(two);
		assert.equal(await read(one), 5);
		await (await one.api()).hub.configure({ dailyLimit: 12 });
		const seen: string[] = [];
		two.onEvent(event => seen.push(event.type));
		await until('the first meter', () => seen.includes('meter'));
		seen.length = 0;
		kill(first.pid, 'SIGKILL');
		play.log('a2', 2);
		await until('both windows to reconnect', () =>
			[one, two].every(window => window.state.kind === 'connected' && window.state.info.pid !== first.pid),
		);
		const [next, other] = await Promise.all([infoOf(one), infoOf(two)]);
		assert.equal(next.pid, other.pid);
		assert.equal(next.epoch, 2);
		await until('events of the new hub', () => seen.includes('meter'));
		assert.equal(await read(two), 7);
		assert.equal((await (await two.api()).hub.settings()).dailyLimit, 12);
	});

	it('[MW04] frozen, it is replaced; thawed, it writes nothing and ends', async () => {
		const patient = ['--linger', String(LINGER), '--patience', '1500'];
		const window = play.window({ heartbeat: 400, hubArguments: patient });
		const said: string[] = [];
		window.onState(state => state.kind === 'gone' && said.push(state.error));
		const first = await infoOf(window);
		kill(first.pid, 'SIGSTOP');
		await until('a second hub', () => window.state.kind === 'connected' && window.state.info.pid !== first.pid, 20_000);
		assert.match(said[0] ?? '', /it does not answer any more/);
		assert.equal(alive(first.pid), true);
		kill(first.pid, 'SIGCONT');
		await until('the first to end', () => !alive(first.pid));
		assert.match(fs.readFileSync(first.log, 'utf8'), /The hub of epoch 1 ends: fenced .*it was fenced by epoch 2\./);
		assert.match(
			fs.readFileSync(first.log, 'utf8'),
			new RegExp(`The hub of epoch 1 \\(process ${first.pid}\\) does not answer; it is replaced`),
		);
		assert.equal(newestEpoch(play.data), 2);
		assert.equal(window.state.kind, 'connected');
	});

	it('a hub that hangs for less than the patience stays in office', async () => {
		const window = play.window({ heartbeat: 300 });
		const first = await infoOf(window);
		kill(first.pid, 'SIGSTOP');
		await until('the window to notice', () => window.state.kind === 'gone');
		const late = play.window();
		await systemClock.sleep(4000);
		assert.notEqual(late.state.kind, 'connected');
		kill(first.pid, 'SIGCONT');
		assert.equal((await infoOf(late)).pid, first.pid);
		assert.equal((await infoOf(window)).pid, first.pid);
		assert.equal(newestEpoch(play.data), 1);
	});

	it('the order to restart replaces a hub that hangs at once', async () => {
		const window = play.window();
		const first = await infoOf(window);
		kill(first.pid, 'SIGSTOP');
		const began = systemClock.now();
		await window.restart();
		const second = await infoOf(window);
		assert.notEqual(second.pid, first.pid);
		assert.ok(systemClock.now() - began < 10_000, `${systemClock.now() - began} ms`);
		kill(first.pid, 'SIGCONT');
		await until('the first to end', () => !alive(first.pid));
	});

	it('a window of a newer version retires an older hub; the older window goes on with the newer one', async () => {
		const old = play.window();
		const first = await infoOf(old);
		const fresh = play.window({ version: '99.0.0', hubScript: play.bundleOf('99.0.0') });
		const second = await infoOf(fresh);
		assert.equal(second.version, '99.0.0');
		await until('the older window on the newer hub', () => old.state.kind === 'connected' && old.state.info.pid === second.pid);
		await until('the older hub to end', () => !alive(first.pid));
	});

	it('MW14 an update does not cut off a run: the older hub is used until it is over, then the newer one', async () => {
		const old = play.window();
		const first = await infoOf(old);
		const api = await old.api();
		const action = { kind: 'command' as const, argv: ['sh', '-c', 'sleep 3; echo whole'] };
		const { id } = await api.jobs.add({ name: 'work', schedule: { kind: 'cron', expression: '0 0 1 1 *', zone: 'UTC' }, action });
		const { run_id } = await api.jobs.run({ id });
		const fresh = play.window({ version: '99.0.0', hubScript: play.bundleOf('99.0.0') });
		assert.equal((await infoOf(fresh)).pid, first.pid, 'it works with the older hub');
		assert.equal(await (await fresh.api()).jobs.get({ id }).then(job => job.running), run_id);
		await until('the newer hub', () => fresh.state.kind === 'connected' && fresh.state.info.version === '99.0.0', 15_000);
		const [run] = await (await fresh.api()).jobs.history({ id });
		assert.deepEqual([run?.id, run?.status], [run_id, 'success']);
		await until('the older window on the newer hub', () => old.state.kind === 'connected' && old.state.info.version === '99.0.0');
		await until('the older hub to end', () => !alive(first.pid));
	});

	it('restart gives another process, to the other window too', async () => {
		const [one, two] = [play.window(), play.window()];
		const first = await infoOf(one);
		await infoOf(two);
		await one.restart();
		const second = await infoOf(one);
		assert.notEqual(second.pid, first.pid);
		await until('the other window to follow', () => two.state.kind === 'connected' && two.state.info.pid === second.pid);
	});

	it('where no process can be started the hub runs inside, and other windows use it', async () => {
		play.log('a', 2);
		const home = process.env.HOME;
		process.env.HOME = play.home;
		try {
			const inside = play.window({ mode: 'in-process' });
			const info = await infoOf(inside);
			assert.equal(info.mode, 'in-process');
			assert.equal(info.pid, process.pid);
			assert.equal(await read(inside), 2);
			const other = play.window();
			assert.equal((await infoOf(other)).pid, process.pid);
			inside.dispose();
			await until('a hub of its own for the other window', () => other.state.kind === 'connected' && other.state.info.mode === 'process');
			assert.equal(await requestsOf(other), 2);
		} finally {
			process.env.HOME = home;
		}
	});

	it('falls back to it by itself where the program cannot be run', async () => {
		const home = process.env.HOME;
		process.env.HOME = play.home;
		try {
			const window = play.window({ execPath: path.join(play.root, 'no-such-node') });
			assert.equal((await infoOf(window)).mode, 'in-process');
		} finally {
			process.env.HOME = home;
		}
	});

	it('lets nobody in without the token', async () => {
		const window = play.window();
		await infoOf(window);
		const owner = readOwner(play.data);
		assert.ok(owner);
		assert.deepEqual(await dial(systemClock, { ...owner, token: '0'.repeat(64) }, 'window'), { kind: 'none', why: 'it answered 401' });
		if (process.platform === 'win32') return;
		assert.equal(fs.statSync(path.dirname(owner.socket)).mode & 0o777, 0o700);
		assert.equal(fs.statSync(path.join(play.data, OWNER_FOLDER, owner.key)).mode & 0o777, 0o600);
	});

	it('SIGTERM saves and ends with 0; serve says who is there already', async () => {
		const hub = play.start(['serve', '--data', play.data]);
		const ended = new Promise<number | null>(resolve => hub.on('exit', resolve));
		let out = '';
		hub.stdout?.on('data', data => {
			out += data;
		});
		await until('the hub to serve', () => /serves .*data/.test(out));
		const second = await play.run(['serve', '--data', play.data]);
		assert.equal(second.code, 1);
		assert.match(second.err, new RegExp(`process ${hub.pid}.* already serves`));
		const window = play.window();
		await (await window.api()).hub.configure({ monthlyLimit: 77 });
		window.dispose();
		hub.kill('SIGTERM');
		assert.equal(await ended, 0);
		const again = play.window();
		assert.equal((await (await again.api()).hub.settings()).monthlyLimit, 77);
	});

	it('keeps the home path out of its log', async () => {
		const window = play.window();
		const info = await infoOf(window);
		const text = fs.readFileSync(info.log, 'utf8');
		assert.match(text, /owns/);
		assert.doesNotMatch(text, new RegExp(play.home));
	});
});
