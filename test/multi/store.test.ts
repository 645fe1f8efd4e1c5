// `mission-control store` end to end: real processes look at a real store, and a window gets the restored figures from the next hub.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import type { Backup, HubEvent, StoreStatus } from '../../src/contract';
import { fillDisk } from '../support/fillDisk';
import { kill, type Playground, playground, until } from './playground';

describe('mission-control store', () => {
	let play: Playground;
	beforeEach(() => {
		play = playground();
	});
	const mounted: string[] = [];
	afterEach(async () => {
		for (const folder of mounted.splice(0)) spawnSync('umount', ['-l', folder]);
		await play.end();
	});
	const store = (...words: string[]) => play.run(['store', ...words, '--data', play.data]);
	const usage = async () =>
		(JSON.parse((await play.run(['usage', '--json', '--data', play.data])).out) as { requests: number }[]).reduce(
			(sum, { requests }) => sum + requests,
			0,
		);
	const files = () => fs.readdirSync(path.join(play.data, 'store'), { recursive: true }).map(String).sort();
	const backups = async () => JSON.parse((await store('backups', '--json')).out) as Backup[];

	it('check: the verdict first, exit code 0; nothing is changed where no hub runs', async () => {
		play.log('a', 3);
		assert.equal(await usage(), 3);
		const before = files();
		const { code, out, err } = await store('check');
		assert.equal(err, '');
		assert.equal(code, 0, out);
		assert.match(out, /^Everything is whole: \d+ saved states?, \d+ later changes? in the journal, 2 backups\.\n/);
		assert.match(out, /3 calls on 1 day \(2026-11-01\)/);
		assert.match(out, /integrity check passed/);
		assert.deepEqual(files(), before);
	});

	it('check: exit code 1 where something is damaged, and says what; --json for programs', async () => {
		play.log('a', 3);
		await usage();
		const newest =
			files()
				.filter(name => /^snap-.*\.db$/.test(name))
				.at(-1) ?? '';
		fs.truncateSync(path.join(play.data, 'store', newest), 4096);
		const before = files();
		const { code, out } = await store('check');
		assert.equal(code, 1, out);
		assert.match(out.split('\n')[0] ?? '', new RegExp(`^Damaged: ${newest}: it has 4096 bytes instead of \\d+`));
		const json = await store('check', '--json');
		assert.equal(json.code, 1);
		const report = JSON.parse(json.out) as { state: string; generations: { state: string }[] };
		assert.equal(report.state, 'damaged');
		assert.ok(report.generations.some(({ state }) => state === 'damaged'));
		assert.deepEqual(files(), before);
	});

	it('restore: only with a yes, only what is there; then the figures are those of the backup and of the logs that are left', async () => {
		play.log('a', 3);
		play.log('b', 2);
		assert.equal(await usage(), 5);
		const daily = (await backups()).find(({ kind }) => kind === 'daily');
		assert.ok(daily);
		assert.match((await store('restore', '2020-01-01-000001', '--yes')).err, /There is no backup 2020-01-01-000001/);
		const asked = await store('restore', daily.name);
		assert.equal(asked.code, 2);
		assert.match(asked.err, /--yes/);
		fs.rmSync(path.join(play.home, '.claude', 'projects', '-work-demo', 'b.jsonl')); // purged by its tool
		assert.equal(await usage(), 5);
		const done = await store('restore', daily.name, '--yes');
		assert.equal(done.code, 0, done.err);
		assert.equal(await usage(), 3);
		const kept = (await backups()).find(({ kind }) => kind === 'restore');
		assert.equal(kept?.contents?.calls, 5);
	});

	it('a window that is open gets the restored figures from the next hub, and what is newer from the logs', async () => {
		play.log('a', 3);
		const window = play.window();
		const meters: number[] = [];
		window.onEvent((event: HubEvent) => void (event.type === 'store' && meters.push(event.status.backups)));
		const api = await window.api();
		const calls = async () => (await (await window.api()).usage.breakdown({ by: 'model' })).totals.requests;
		await api.collect.refresh();
		const list = await api.store.backups();
		const [backup] = list;
		assert.ok(backup, 'the first save makes the first backup');
		play.log('b', 2);
		await api.collect.refresh();
		assert.equal(await calls(), 5);
		const report = await api.store.check();
		assert.equal(report.state, 'whole', report.verdict);
		const hub = play.owner();
		const done = await store('restore', backup.name, '--yes');
		assert.equal(done.err, '');
		assert.equal(done.code, 0);
		assert.match(
			done.out,
			new RegExp(`^Restored the backup ${backup.name}\\. The state before is kept as \\d{4}-\\d\\d-\\d\\d-\\d{6}-restore\\.`),
		);
		await until('another hub', () => window.state.kind === 'connected' && window.state.info.pid !== hub);
		await (await window.api()).collect.refresh();
		assert.equal(await calls(), 5);
		const after = await (await window.api()).store.check();
		assert.equal(after.state, 'whole', after.text.join('\n'));
		assert.ok(after.backups.some(({ kind }) => kind === 'restore'));
		assert.ok(after.generations.some(({ restored_from }) => restored_from === backup.name));
		assert.ok(meters.length >= 2);
	});

	it('[DU02] a disk that is really full: the figures go on, every window is told since when, and it is over when there is room', async function () {
		if (process.platform !== 'linux' || process.getuid?.() !== 0) return this.skip();
		fs.mkdirSync(play.data);
		if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', play.data]).status !== 0) return this.skip();
		mounted.push(play.data);
		const window = play.window();
		let status: StoreStatus | undefined;
		window.onEvent((event: HubEvent) => {
			if (event.type === 'store') ({ status } = event);
		});
		const api = await window.api();
		const calls = async () => (await (await window.api()).usage.breakdown({ by: 'model' })).totals.requests;
		play.log('a', 3);
		await api.collect.refresh();
		await until('the status', () => status?.trouble === null);
		const filler = path.join(play.data, 'filler');
		fillDisk(filler);
		play.log('b', 40);
		await api.collect.refresh();
		assert.equal(await calls(), 43);
		await assert.rejects(api.hub.configure({ dailyLimit: 7 }), /the disk is full; free some space/);
		await until('the trouble to be told', () => status?.trouble != null);
		assert.match(
			status?.trouble?.message ?? '',
			/cannot save to .*: the disk is full; free some space\. Figures go on in memory and are saved as soon as that is possible/,
		);
		const report = await api.store.check();
		assert.match(report.verdict, /^Nothing can be saved since /);
		fs.rmSync(filler);
		// An order tries again sooner than the hub by itself.
		for (let saved = false; !saved; await systemClock.sleep(200)) {
			saved = await api.hub.configure({ dailyLimit: 8 }).then(
				() => true,
				() => false,
			);
		}
		await until('the trouble to be over', () => status?.trouble === null);
		kill(play.owner() ?? 0, 'SIGKILL');
		await until('another hub', () => window.state.kind === 'connected' && window.state.info.epoch > 1, 20_000);
		assert.equal(await calls(), 43);
	});
});
