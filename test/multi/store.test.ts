// `mission-control store` end to end: real processes look at a real store, and a window gets the restored figures from the next hub.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Backup, HubEvent } from '../../src/contract';
import { type Playground, playground, until } from './playground';

describe('mission-control store', () => {
	let play: Playground;
	beforeEach(() => {
		play = playground();
	});
	afterEach(() => play.end());
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
});
