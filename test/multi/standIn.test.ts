// Where the hub cannot own its folder: another machine does, or nothing can be written. The windows show what there is, and say so.
import assert from 'node:assert/strict';
import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import type { HubConnection, HubState } from '../../src/client/port';
import type { HubEvent, NewJob } from '../../src/contract';
import { newestEpoch, OWNER_FOLDER, readOwner } from '../../src/contract/owner';
import { standInFolder } from '../../src/contract/place';
import { kill, type Playground, playground, until } from './playground';

describe('a hub that stands in', () => {
	let play: Playground;
	let far: ChildProcess[];
	let mounted: string[];
	beforeEach(() => {
		play = playground();
		far = [];
		mounted = [];
	});
	afterEach(async () => {
		for (const child of far) child.kill('SIGKILL');
		for (const folder of mounted) spawnSync('umount', ['-l', folder]);
		fs.rmSync(standInFolder(play.data), { recursive: true, force: true });
		await play.end();
	});

	const infoOf = async (window: HubConnection) => {
		await window.api();
		return (window.state as Extract<HubState, { kind: 'connected' }>).info;
	};
	const requestsOf = async (window: HubConnection) => {
		const api = await window.api();
		await api.collect.refresh();
		return (await api.usage.breakdown({ by: 'model' })).totals.requests;
	};
	const meterOf = (window: HubConnection) => {
		const seen: Extract<HubEvent, { type: 'meter' }>[] = [];
		window.onEvent(event => event.type === 'meter' && seen.push(event));
		return seen;
	};
	const tally: NewJob = { name: 'Tally', schedule: { kind: 'interval', seconds: 3600 }, action: { kind: 'command', argv: ['true'] } };
	const files = () =>
		fs
			.readdirSync(path.join(play.data, 'store'))
			.sort()
			.map(name => `${name} ${fs.statSync(path.join(play.data, 'store', name)).size}`);

	/** A hub of the machine `far`, whose socket cannot be reached from here. */
	async function farHub(): Promise<ChildProcess> {
		const child = fork(path.join(__dirname, 'farHub.child.js'), [play.data, play.home, 'far'], {
			env: { PATH: process.env.PATH, HOME: play.home, TZ: 'UTC' },
		});
		far.push(child);
		await once(child, 'message');
		const owner = readOwner(play.data);
		assert.equal(owner?.host, 'far');
		fs.rmSync(owner.socket);
		return child;
	}
	const keyFile = () => path.join(play.data, OWNER_FOLDER, readOwner(play.data)?.key ?? '?');

	it('MW12 another machine owns the folder: observed, never written; taken over, with a notice, ten minutes after its last word', async () => {
		play.log('a', 5);
		const owner = await farHub();
		await until('the first reading', () => files().some(name => name.startsWith('journal')));
		const [one, two] = [play.window(), play.window()];
		const [info, other] = await Promise.all([infoOf(one), infoOf(two)]);
		assert.equal(info.pid, other.pid);
		assert.notEqual(info.pid, owner.pid);
		assert.match(info.store_notes[0] ?? '', /^Owned by far; this window shows what it saved at \d+ \w+ 20\d\d, \d\d:\d\d\.$/);
		await systemClock.sleep(1500); // its journal is written within a second
		assert.equal(await requestsOf(one), 5);
		const meters = meterOf(two);
		await until('a meter', () => meters.length > 0);
		assert.match(meters.at(-1)?.meter.notice ?? '', /^Owned by far;/);

		const before = files();
		const api = await one.api();
		await assert.rejects(api.hub.configure({ dailyLimit: 3 }), /Owned by far; this window shows what it saved at .*Change it there/);
		await assert.rejects(api.jobs.add(tally), { code: 'STORE_UNWRITABLE' });
		assert.deepEqual(files(), before);
		assert.equal(newestEpoch(play.data), 1);

		play.log('b', 2);
		await until('the owner to save more', () => files().join() !== before.join());
		await systemClock.sleep(1500);
		assert.equal(await requestsOf(two), 7);

		kill(owner.pid ?? 0, 'SIGKILL');
		await systemClock.sleep(4500);
		assert.equal((await infoOf(one)).pid, info.pid, 'a machine that was heard of a moment ago is not dead');
		const old = systemClock.now() / 1000 - 601;
		fs.utimesSync(keyFile(), old, old);
		await until('this machine to take over', () => one.state.kind === 'connected' && one.state.info.pid !== info.pid, 15_000);
		const taken = await infoOf(one);
		assert.match(
			taken.store_notes[0] ?? '',
			/^far owned the data of Mission Control and was last heard of at .*This machine has taken over\.$/,
		);
		assert.equal(taken.epoch, 2);
		assert.equal(newestEpoch(play.data), 2);
		assert.equal(await requestsOf(one), 7);
		await (await one.api()).jobs.add(tally);
	});

	it('MW12 a machine that left in order is followed at once', async () => {
		play.log('a', 3);
		const owner = await farHub();
		const window = play.window();
		const observer = await infoOf(window);
		assert.match(observer.store_notes[0] ?? '', /^Owned by far/);
		owner.kill('SIGTERM');
		await until('this machine to own it', () => window.state.kind === 'connected' && window.state.info.pid !== observer.pid, 15_000);
		assert.deepEqual((await infoOf(window)).store_notes, []);
		assert.equal(newestEpoch(play.data), 2);
		assert.equal(await requestsOf(window), 3);
	});

	it('MW12 the other machine wakes up after it was replaced: it writes nothing and ends', async () => {
		const owner = await farHub();
		kill(owner.pid ?? 0, 'SIGSTOP');
		const old = systemClock.now() / 1000 - 601;
		fs.utimesSync(keyFile(), old, old);
		const window = play.window();
		assert.equal((await infoOf(window)).epoch, 2);
		const ended = once(owner, 'exit');
		kill(owner.pid ?? 0, 'SIGCONT');
		assert.deepEqual(await ended, [0, null]);
		assert.equal(newestEpoch(play.data), 2);
		await (await window.api()).jobs.add(tally);
	});

	it('[DU16] a folder that cannot be written: figures in memory, a sentence, and the folder again when it can be', async function () {
		if (process.platform !== 'linux' || process.getuid?.() !== 0) return this.skip();
		fs.mkdirSync(play.data);
		if (spawnSync('mount', ['-t', 'tmpfs', 'none', play.data]).status !== 0) return this.skip();
		mounted.push(play.data);
		play.log('a', 5);
		const before = play.window();
		assert.equal(await requestsOf(before), 5);
		await before.restart();
		const first = await infoOf(before);
		before.dispose();
		await until('the hub to leave', () => readOwner(play.data) === undefined);
		assert.equal(spawnSync('mount', ['-o', 'remount,ro', play.data]).status, 0);

		play.log('b', 2);
		const [one, two] = [play.window(), play.window()];
		const [info, other] = await Promise.all([infoOf(one), infoOf(two)]);
		assert.equal(info.pid, other.pid);
		assert.match(info.store_notes.join(' '), /Nothing can be saved in .*: the file system is read-only\. Figures are kept in memory/);
		assert.equal(await requestsOf(one), 7);
		const meters = meterOf(one);
		await until('a meter', () => meters.length > 0);
		assert.match(meters.at(-1)?.meter.notice ?? '', /Nothing can be saved/);
		assert.equal(newestEpoch(play.data), first.epoch);
		const why = new RegExp(`\\[${info.pid}\\] This hub only stands in for the owner .*: the file system is read-only`);
		assert.match(fs.readFileSync(info.log, 'utf8'), why);

		assert.equal(spawnSync('mount', ['-o', 'remount,rw', play.data]).status, 0);
		await until('the folder to be used again', () => one.state.kind === 'connected' && one.state.info.pid !== info.pid, 15_000);
		assert.deepEqual((await infoOf(one)).store_notes, []);
		assert.equal(newestEpoch(play.data), first.epoch + 1);
		assert.equal(await requestsOf(one), 7);
	});
});
