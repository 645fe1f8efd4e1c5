// Windows that lose their hub, or their night: how soon there is one again, and what becomes of the slots between.
import assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, systemClock } from '../../src/base/clock';
import type { HubConnection, HubState } from '../../src/client/port';
import type { JobRun, NewJob } from '../../src/contract';
import { newestEpoch, readOwner } from '../../src/contract/owner';
import { kill, LINGER, type Playground, playground, until } from './playground';

const HOUR = 3_600_000;

describe('succession', () => {
	let play: Playground;
	let hubs: ChildProcess[];
	beforeEach(() => {
		play = playground();
		hubs = [];
	});
	afterEach(async () => {
		for (const hub of hubs) hub.kill('SIGKILL');
		await play.end();
	});

	const infoOf = async (window: HubConnection) => {
		await window.api();
		return (window.state as Extract<HubState, { kind: 'connected' }>).info;
	};
	const job = (name: string, seconds: number): NewJob => ({
		name,
		schedule: { kind: 'interval', seconds },
		action: { kind: 'command', argv: ['true'] },
	});
	const instant = (text: string | null) => Date.parse(text ?? '');
	/** Runs that stand for slots, oldest first. */
	const slotted = (runs: readonly JobRun[]) =>
		runs.filter(({ slot }) => slot !== null).sort((a, b) => instant(a.slot) - instant(b.slot) || a.id - b.id);

	it('MW01 eight windows start a hub each where a dead one left its record: one owner, eight clients of one epoch', async () => {
		for (let round = 1; round <= 3; round++) {
			const before = newestEpoch(play.data);
			const windows = Array.from({ length: 8 }, () => play.window());
			const infos = await Promise.all(windows.map(infoOf));
			const [first] = infos;
			assert.ok(first && first.epoch > before);
			for (const { pid, epoch } of infos) assert.deepEqual([pid, epoch], [first.pid, first.epoch]);
			assert.deepEqual([readOwner(play.data)?.pid, newestEpoch(play.data)], [first.pid, first.epoch]);
			// Those that lost have seen the owner and left.
			if (process.platform === 'linux') await until('one hub to be left', () => hubsOf(play.data).join() === String(first.pid));
			for (const window of windows) assert.equal(window.state.kind === 'connected' && window.state.info.pid, first.pid);
			kill(first.pid, 'SIGKILL');
			for (const window of windows) window.dispose();
		}
	}).timeout(60_000);

	it('MW02 the hub is killed: a window has another within a second, and every slot between is accounted for once', async () => {
		const took: number[] = [];
		let first = 0;
		for (let round = 0; round < 3; round++) {
			let ahead = 0;
			// As old a connection as a window's is: one that is lost young is not renewed at once.
			const clock: Clock = { ...systemClock, now: () => systemClock.now() + ahead };
			const start = systemClock.now();
			const [one, two] = [play.window({ clock }), play.window({ clock })];
			const [{ pid, epoch }] = await Promise.all([infoOf(one), infoOf(two)]);
			first ||= systemClock.now() - start;
			if (round === 0) await (await one.api()).jobs.add(job('each second', 1));
			await systemClock.sleep(1500);
			ahead = 20_000;
			const began = systemClock.now();
			kill(pid, 'SIGKILL');
			await until('some window on the next hub', () =>
				[one, two].some(({ state }) => state.kind === 'connected' && state.info.epoch > epoch),
			);
			took.push(systemClock.now() - began);
			await until('the other window too', () => [one, two].every(({ state }) => state.kind === 'connected' && state.info.epoch > epoch));
			assert.equal((await infoOf(one)).pid, (await infoOf(two)).pid);
			await systemClock.sleep(1500);
			const api = await one.api();
			const id = (await api.jobs.list()).find(({ component }) => component === 'user')?.id ?? 0;
			const runs = slotted(await api.jobs.history({ id, limit: 500 }));
			for (const [i, run] of runs.entries()) {
				const before = runs[i - 1];
				if (before) assert.equal(instant(run.slot) - instant(before.until ?? before.slot), 1000, `${before.slot} ${run.slot}`);
			}
			one.dispose();
			two.dispose();
			await until('the hub to leave', () => readOwner(play.data) === undefined, LINGER + 5000);
		}
		console.log(`      a hub again after ${took.join(', ')} ms; the first one took ${first} ms`);
		// On a machine that is busy with other things even a first hub takes longer than that.
		assert.ok(Math.min(...took) < Math.max(1000, 1.5 * first), `${took.join()}, the first ${first}`);
	}).timeout(60_000);

	it('MW07 the machine sleeps eight hours with three windows open: one hub, and one catch-up run for each job', async () => {
		const offset = path.join(play.root, 'offset');
		let asleep = 0;
		const sleepFor = (ms: number) => {
			asleep += ms;
			fs.writeFileSync(`${offset}.new`, String(asleep));
			fs.renameSync(`${offset}.new`, offset);
		};
		sleepFor(0);
		const hub = fork(path.join(__dirname, 'sleeper.child.js'), [play.root, play.home, play.data], {
			env: { PATH: process.env.PATH, HOME: play.home, TZ: 'UTC' },
		});
		hubs.push(hub);
		await once(hub, 'message');
		const clock: Clock = { ...systemClock, now: () => systemClock.now() + asleep };
		const windows = [1, 2, 3].map(() => play.window({ clock }));
		for (const window of windows) assert.equal((await infoOf(window)).pid, hub.pid);
		const [window] = windows as [HubConnection];
		const api = await window.api();
		const ids: number[] = [];
		for (const name of ['a', 'b', 'c']) ids.push((await api.jobs.add(job(name, 3600))).id);

		kill(hub.pid ?? 0, 'SIGSTOP');
		sleepFor(8.5 * HOUR);
		await systemClock.sleep(500);
		kill(hub.pid ?? 0, 'SIGCONT');
		const histories = async () => Promise.all(ids.map(async id => slotted(await (await window.api()).jobs.history({ id }))));
		let runs: JobRun[][] = [];
		for (let tries = 0; runs.length < 3 || !runs.every(list => list.some(({ status }) => status === 'success')); tries++) {
			assert.ok(tries < 80, JSON.stringify(runs));
			await systemClock.sleep(500);
			runs = await histories();
		}
		await systemClock.sleep(1500);
		for (const list of await histories()) {
			// One row tells of the eight slots of the night, one run makes up for them.
			assert.deepEqual(
				list.map(({ trigger, status, reason, count }) => `${trigger} ${status} ${reason ?? ''} ${count}`),
				['schedule missed asleep 8', 'catch-up success  1'],
			);
			assert.equal(list[0]?.until, list[1]?.slot);
		}
		assert.equal(newestEpoch(play.data), 1);
		for (const { state } of windows) assert.equal(state.kind === 'connected' && state.info.pid, hub.pid);
	}).timeout(60_000);

	it('MW11 two data folders at once (two profiles, Code and Insiders): two owners, each with its own store, each named', async () => {
		const other = path.join(play.root, 'insiders');
		play.log('a', 3);
		const [code, insiders] = [play.window(), play.window({ dataDir: other })];
		const infos = [await infoOf(code), await infoOf(insiders)] as const;
		assert.notEqual(infos[0].pid, infos[1].pid);
		assert.deepEqual(
			infos.map(({ data, epoch }) => [data, epoch]),
			[
				[play.data, 1],
				[other, 1],
			],
		);
		await (await code.api()).hub.configure({ dailyLimit: 11 });
		await (await code.api()).jobs.add(job('only here', 3600));
		assert.equal((await (await insiders.api()).hub.settings()).dailyLimit, 5);
		assert.ok(!(await (await insiders.api()).jobs.list()).some(({ name }) => name === 'only here'));
		for (const window of [code, insiders]) {
			const api = await window.api();
			await api.collect.refresh();
			assert.equal((await api.usage.breakdown({ by: 'model' })).totals.requests, 3);
		}
		for (const { data, log } of infos) assert.match(fs.readFileSync(log, 'utf8'), new RegExp(`owns ${data.replace(play.home, '~')}:`));
	});
});

/** Processes that serve a folder. */
function hubsOf(data: string): number[] {
	return fs
		.readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.filter(pid => {
			try {
				return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(`\0serve\0--data\0${data}\0`);
			} catch {
				return false; // it ended meanwhile
			}
		})
		.map(Number);
}
