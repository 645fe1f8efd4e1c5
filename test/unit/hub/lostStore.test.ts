// A hub whose stored data is lost: usage comes back from the logs, jobs from the file beside the database, and people are told.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type Clock, systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import type { Job, NewJob } from '../../../src/contract';
import type { HubApi } from '../../../src/contract/caller';
import { type AppHub, createHub } from '../../../src/hub/app';
import { MIGRATIONS, newestVersion } from '../../../src/storage/migrate';
import { openStore } from '../../../src/storage/open';
import { spend } from '../../support/logs';

const NOON = Date.UTC(2026, 10, 20, 12);
const HOUR = 3_600_000;

describe('a hub whose stored data is lost', () => {
	let root: string;
	let now: number;
	let hubs: AppHub[];
	const clock: Clock = { ...systemClock, now: () => now };
	const data = () => path.join(root, 'data');
	const backup = () => path.join(data(), 'jobs-backup.json');
	beforeEach(() => {
		root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-lost-')));
		fs.mkdirSync(path.join(root, 'home'));
		now = NOON;
		hubs = [];
	});
	afterEach(async () => {
		for (const hub of hubs) await hub.close();
		fs.rmSync(root, { recursive: true, force: true });
	});

	async function hub(fence = () => {}, time = clock): Promise<HubApi> {
		const home = path.join(root, 'home');
		const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');
		const made = await createHub(
			{ clock: time, home, env: {}, platform: process.platform, version: '1.0.0', wasm },
			{ folder: data(), home, useEnv: false, mode: 'process', linger: undefined, background: true, zone: 'UTC', log: silentLog },
			{ epoch: 1, fence, check() {}, stop() {} },
		);
		hubs.push(made);
		made.start();
		return made.caller('window');
	}
	const end = async () => await hubs.pop()?.close();
	/** As a disk that fails would: every file of the store is another now. */
	function ruin(): void {
		for (const entry of fs.readdirSync(path.join(data(), 'store'), { recursive: true, withFileTypes: true })) {
			if (!entry.isFile()) continue;
			const file = path.join(entry.parentPath, entry.name);
			fs.unlinkSync(file);
			fs.writeFileSync(file, 'ruined');
		}
	}
	const job = (name: string, more: Partial<NewJob> = {}): NewJob => ({
		name,
		schedule: { kind: 'cron', expression: '0 3 * * *', zone: 'Europe/Vienna' },
		action: { kind: 'command', argv: ['true', name] },
		...more,
	});
	const own = async (api: HubApi): Promise<Job[]> => (await api.jobs.list()).filter(({ component }) => component !== 'system');
	/** What a person decided. */
	const decided = (jobs: Job[]) =>
		jobs.map(({ id, name, component, key, schedule, action, policies, enabled, disabled_reason, created_at }) => ({
			...{ id, name, component, key, schedule, action, policies, enabled, disabled_reason, created_at },
		}));

	it('DU08 everything bad: usage is read again, jobs are back as they were decided, paused ones paused, none catches up', async () => {
		const first = await hub();
		spend(path.join(root, 'home'), 3, { at: now });
		await first.collect.refresh();
		await first.jobs.add(job('nightly', { policies: { missed: 'all', missedWindow: 86_400 } }));
		const paused = await first.jobs.add(job('rest', { schedule: { kind: 'interval', seconds: 600 } }));
		await first.jobs.change({ id: paused.id, enabled: false });
		const gone = await first.jobs.add(job('gone'));
		await first.jobs.remove({ id: gone.id });
		await first.jobs.add({ ...job('offer'), owner: { component: 'workspace', key: '/code/orchard nightly' } });
		await first.jobs.add(job('past', { schedule: { kind: 'once', at: '2026-11-20T14:00', zone: 'UTC' } }));
		const before = decided(await own(first));
		assert.equal(before.length, 4);
		await end();
		ruin();
		now += 30 * HOUR;
		const second = await hub();
		assert.deepEqual(decided(await own(second)), before);
		const next = Object.fromEntries((await own(second)).map(each => [each.name, each.next_run]));
		assert.deepEqual(next, { nightly: '2026-11-22T02:00:00.000Z', rest: null, offer: '2026-11-22T02:00:00.000Z', past: null });
		for (const each of await own(second)) assert.deepEqual(await second.jobs.history({ id: each.id }), []);
		const { store_notes } = await second.hub.info();
		assert.equal(store_notes.length, 2);
		assert.match(store_notes[0] ?? '', /Nothing of what was saved.*Usage is read again/);
		assert.match(store_notes[1] ?? '', /^4 jobs \(1 paused\) restored from .*jobs-backup\.json as of 2026-11-20T12:00:00\.000Z/);
		await second.collect.refresh();
		const rows = await second.usage.rows({});
		assert.equal(
			rows.reduce((sum, row) => sum + row.requests, 0),
			3,
		);
		await end();
		const third = await hub();
		assert.deepEqual([decided(await own(third)), (await third.hub.info()).store_notes], [before, []], 'told once');
	});

	it('DU16 nothing can be saved: figures and jobs are shown, planned runs do not start, and a row says why', async () => {
		fs.mkdirSync(data());
		fs.writeFileSync(path.join(data(), 'store'), 'a file in place of the folder');
		spend(path.join(root, 'home'), 3);
		const api = await hub(undefined, systemClock);
		await api.collect.refresh();
		assert.equal(
			(await api.usage.rows({})).reduce((sum, row) => sum + row.requests, 0),
			3,
		);
		assert.match((await api.hub.info()).store_notes.join(' '), /Nothing can be saved in .*kept in memory/);
		assert.match((await api.store.check()).verdict, /^Nothing can be saved in .*kept in memory/);
		assert.match((await api.budget.meter()).notice ?? '', /^Nothing can be saved in .*kept in memory/);
		const trace = path.join(root, 'ran');
		const write = `require('node:fs').appendFileSync(${JSON.stringify(trace)}, 'x')`;
		const { id } = await api.jobs.add(
			job('often', { schedule: { kind: 'interval', seconds: 1 }, action: { kind: 'command', argv: [process.execPath, '-e', write] } }),
		);
		for (let tries = 0; (await api.jobs.history({ id })).length === 0 && tries < 200; tries++) await systemClock.sleep(50);
		await systemClock.sleep(1500);
		const [run] = await api.jobs.history({ id });
		assert.deepEqual([run?.status, run?.reason], ['skipped', 'unclaimed']);
		assert.match(run?.summary ?? '', /Nothing can be saved now, so planned runs do not start/);
		assert.equal(fs.existsSync(trace), false);
		assert.equal(fs.existsSync(backup()), false, 'what is only in memory is not kept beside it');
	});

	it('DU13 what a newer version saved is shown, as old as it is, and nothing is changed', async () => {
		const first = await hub();
		spend(path.join(root, 'home'), 3, { at: now });
		await first.collect.refresh();
		const then = (await first.budget.meter()).as_of;
		await end();
		const newer = { version: newestVersion(MIGRATIONS) + 1, name: 'next', sql: 'CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT' };
		const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');
		const opened = { folder: data(), wasm, clock, log: silentLog, epoch: () => 1, fence() {}, migrations: [...MIGRATIONS, newer] };
		await (await openStore(opened)).close();
		now += HOUR;
		spend(path.join(root, 'home'), 2, { at: now });
		const api = await hub();
		const refused = { code: 'STORE_NEWER', message: /written by a newer version of Mission Control .*update the extension in this window/ };
		await assert.rejects(api.collect.refresh(), refused);
		await assert.rejects(api.hub.configure({ dailyLimit: 3 }), refused);
		const meter = await api.budget.meter();
		assert.deepEqual([meter.as_of, meter.daily.models[0]?.totals.requests], [then, 3]);
		assert.match(meter.notice ?? '', /written by a newer version/);
		assert.match((await api.store.check()).verdict, /written by a newer version/);
	});

	it('DU08 the file follows a change within seconds, holds no history, is for its owner only, and is not read while there is a store', async () => {
		const first = await hub();
		const { id } = await first.jobs.add(job('nightly'));
		await first.jobs.run({ id });
		for (let tries = 0; !fs.existsSync(backup()) && tries < 100; tries++) await systemClock.sleep(50);
		await systemClock.sleep(1200);
		const text = fs.readFileSync(backup(), 'utf8');
		assert.match(text, /nightly/);
		assert.doesNotMatch(text, /last_run|last_result|output|next_run/);
		if (process.platform !== 'win32') assert.equal(fs.statSync(backup()).mode & 0o777, 0o600);
		const written = fs.statSync(backup()).mtimeMs;
		await first.jobs.run({ id });
		await systemClock.sleep(1200);
		assert.equal(fs.statSync(backup()).mtimeMs, written, 'a run changes nothing in it');
		await first.jobs.remove({ id });
		await end();
		assert.doesNotMatch(fs.readFileSync(backup(), 'utf8'), /nightly/);
		fs.writeFileSync(backup(), text);
		assert.deepEqual(await own(await hub()), [], 'what was removed stays removed');
	});

	it('DU08 a file that is not as it was written is not believed, not lost, and said', async () => {
		await (await hub()).jobs.add(job('nightly'));
		await end();
		const good = fs.readFileSync(backup(), 'utf8');
		const damages = [
			good.slice(0, good.length / 2),
			good.replace('nightly', 'nightlz'),
			'',
			'null',
			good.replace('"version": 1', '"version": 2'),
		];
		for (const damaged of damages) {
			fs.writeFileSync(backup(), damaged);
			ruin();
			const api = await hub();
			assert.deepEqual(await own(api), []);
			const { store_notes } = await api.hub.info();
			assert.match(store_notes.at(-1) ?? '', /could not be taken from .*jobs-backup\.json: .*kept as .*quarantine.*made again/);
			await end();
		}
		const kept = fs.readdirSync(path.join(data(), 'store', 'quarantine')).filter(name => name.includes('jobs-backup'));
		assert.equal(kept.length, damages.length);
	});

	it('DU08 a job that this version cannot read comes back as one that rests, and a hub that was replaced writes no file', async () => {
		let fenced = false;
		const api = await hub(() => {
			if (fenced) throw Object.assign(new Error('fenced'), { code: 'FENCED' });
		});
		await api.jobs.add(job('nightly'));
		for (let tries = 0; !fs.existsSync(backup()) && tries < 100; tries++) await systemClock.sleep(50);
		await systemClock.sleep(1200);
		const before = fs.readFileSync(backup(), 'utf8');
		fs.rmSync(backup());
		fenced = true;
		await end();
		assert.equal(fs.existsSync(backup()), false);
		const { createHash } = await import('node:crypto');
		const whole = JSON.parse(before);
		for (const kept of whole.content.jobs) if (kept.name === 'nightly') kept.payload = '{"kind":"teleport"}';
		whole.sha256 = createHash('sha256').update(JSON.stringify(whole.content)).digest('hex');
		fs.rmSync(path.join(data(), 'store'), { recursive: true });
		fs.writeFileSync(backup(), JSON.stringify(whole));
		fenced = false;
		const [found] = await own(await hub());
		assert.deepEqual([found?.name, found?.enabled, found?.next_run], ['nightly', false, null]);
		assert.match(found?.disabled_reason ?? '', /cannot be read/);
	});
});
