// The store as the hub shows it: a restore brings back figures and jobs, repeats no slot, and what is newer is read from the logs again.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type Clock, systemClock } from '../../../src/base/clock';
import type { AppError } from '../../../src/base/errors';
import { silentLog } from '../../../src/base/log';
import type { HubEvent } from '../../../src/contract';
import type { HubApi } from '../../../src/contract/caller';
import { type AppHub, createHub } from '../../../src/hub/app';
import { openStore } from '../../../src/storage/open';
import { spend } from '../../support/logs';
import { failing } from '../storage/faults';
import { WASM } from '../storage/scratch';

const NOON = Date.UTC(2026, 10, 20, 12);
const DAY = 86_400_000;

describe('the store of a hub', () => {
	let root: string;
	let now: number;
	let hubs: AppHub[];
	let stopped: string[];
	const home = () => path.join(root, 'home');
	const clock: Clock = { ...systemClock, now: () => now };

	beforeEach(() => {
		root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-hub-store-')));
		fs.mkdirSync(home());
		now = NOON;
		hubs = [];
		stopped = [];
	});
	afterEach(async () => {
		for (const hub of hubs) await hub.close();
		fs.rmSync(root, { recursive: true, force: true });
	});

	async function hub(start = false): Promise<HubApi> {
		const made = await createHub(
			{
				clock,
				home: home(),
				env: {},
				platform: process.platform,
				version: '1.0.0',
				wasm: WASM,
			},
			{
				folder: path.join(root, 'data'),
				home: home(),
				useEnv: false,
				mode: 'process',
				linger: undefined,
				background: start,
				zone: 'UTC',
				log: silentLog,
			},
			{ epoch: 1, fence() {}, check() {}, stop: why => void stopped.push(why) },
		);
		hubs.push(made);
		if (start) made.start();
		return made.caller('window');
	}
	const end = async () => hubs.pop()?.close();
	const calls = async (api: HubApi) => (await api.usage.breakdown({ by: 'model' })).totals.requests;
	async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean): Promise<T> {
		for (let tries = 0; ; tries++) {
			const answer = await ask();
			if (fits(answer)) return answer;
			if (tries === 400) throw new Error(`Last: ${JSON.stringify(answer)}`);
			await systemClock.sleep(20);
		}
	}
	/** A day of usage, and the backup of the day, of all of it. */
	async function day(number: number): Promise<void> {
		const api = await hub();
		if (number > 0) spend(home(), number, { at: now });
		await api.collect.refresh();
		await end();
		const store = await openStore({ folder: path.join(root, 'data'), wasm: WASM, clock, log: silentLog, epoch: () => 1, fence() {} });
		await store.backUp();
		await store.close();
		now += DAY;
	}

	it('check: whole, in words and in figures', async () => {
		const api = await hub();
		spend(home(), 3, { at: now });
		await api.collect.refresh();
		const report = await api.store.check();
		assert.equal(report.state, 'whole', report.verdict);
		assert.deepEqual(
			{ ...report.contents, cost: report.contents?.cost?.toFixed(2) },
			{ calls: 3, days: 1, first_day: '2026-11-20', last_day: '2026-11-20', cost: '0.15', unpriced_calls: 0, jobs: 0, runs: 0 },
		);
		assert.equal(report.text[0], report.verdict);
		assert.match(report.text.join('\n'), /3 calls on 1 day \(2026-11-20\), \$0\.15, 0 jobs, 0 runs/);
		assert.match(report.text.join('\n'), /integrity check passed/);
	});

	it('a restore brings back the figures; what is newer is read again where the logs are still there', async () => {
		await day(2);
		const second = await hub();
		const early = (await second.store.backups()).find(({ kind }) => kind === 'daily');
		await end();
		await day(3);
		const api = await hub();
		const last = spend(home(), 4, { at: now });
		await api.collect.refresh();
		assert.equal(await calls(api), 9);
		assert.ok(early?.contents);
		const had = early.contents.calls;
		assert.ok(had < 9);
		const { restored, kept } = await api.store.restore({ name: early.name });
		assert.equal(restored.name, early.name);
		assert.equal(stopped.length, 1);
		await end();

		const after = await hub();
		assert.equal(await calls(after), had);
		fs.rmSync(last); // purged by its tool
		await after.collect.refresh();
		assert.equal(await calls(after), 5);
		assert.equal((await after.store.check()).state, 'whole');
		// The state before has everything, the purged log too.
		await after.store.restore({ name: kept });
		await end();
		const back = await hub();
		assert.equal(await calls(back), 9);
	});

	it('repeats no slot that ran after the backup was taken, and says so', async () => {
		const file = path.join(root, 'ran.txt');
		const first = await hub(true);
		const { id } = await first.jobs.add({
			name: 'Every second day',
			schedule: { kind: 'interval', seconds: (2 * DAY) / 1000 },
			action: { kind: 'shell', line: `echo ran >> ${file}` },
		} as never);
		await end();
		now += DAY;
		await day(0);
		const second = await hub(true);
		await until(
			async () => [fs.existsSync(file), (await second.jobs.get({ id })).running],
			([there, running]) => there === true && running === null,
		);
		assert.equal((await second.jobs.history({ id }))[0]?.status, 'success');
		const backup = (await second.store.backups()).find(({ contents }) => contents?.jobs === 1 && contents.runs === 0);
		assert.ok(backup, 'a backup with the job and without its run');
		await second.store.restore({ name: backup.name });
		await end();

		const third = await hub(true);
		await systemClock.sleep(300);
		assert.equal(fs.readFileSync(file, 'utf8'), 'ran\n');
		const [row, ...more] = await third.jobs.history({ id });
		assert.equal(row?.status, 'missed');
		assert.equal(row.slot, new Date(NOON + 2 * DAY).toISOString());
		assert.match(row.summary, /restored from a backup/);
		assert.deepEqual(more, []);
		assert.equal((await third.jobs.get({ id })).next_run, new Date(NOON + 4 * DAY).toISOString());
		now += 2 * DAY;
		await end();
		const fourth = await hub(true);
		await until(
			async () => (await fourth.jobs.history({ id }))[0]?.status,
			status => status === 'success',
		);
		assert.equal(fs.readFileSync(file, 'utf8'), 'ran\nran\n');
	});

	it('waits for no running job: it refuses, and goes on as before', async () => {
		await day(1);
		const api = await hub(true);
		const job = await api.jobs.add({
			name: 'Long',
			schedule: { kind: 'interval', seconds: 86_400 },
			action: { kind: 'shell', line: 'sleep 30' },
		} as never);
		await api.jobs.run({ id: job.id });
		const [backup] = await api.store.backups();
		await assert.rejects(
			api.store.restore({ name: backup?.name ?? '' }),
			(error: AppError) => error.code === 'CONFLICT' && /“Long” is running/.test(error.message),
		);
		assert.deepEqual(stopped, []);
		assert.equal((await api.jobs.get({ id: job.id })).running !== null, true);
		assert.ok((await calls(api)) >= 1);
	});

	it('a backup that is damaged or not there stops nothing', async () => {
		await day(1);
		const api = await hub();
		await assert.rejects(api.store.restore({ name: 'nonsense' }), (error: AppError) => error.code === 'NOT_FOUND');
		const [backup] = await api.store.backups();
		fs.truncateSync(path.join(root, 'data', 'store', 'backups', `${backup?.name}.db`), 50);
		await assert.rejects(api.store.restore({ name: backup?.name ?? '' }), (error: AppError) => error.code === 'STORE_BROKEN');
		assert.equal(await calls(api), 1);
		assert.deepEqual(stopped, []);
	});

	it('says that nothing can be saved and since when, live, and takes it back when it is over; the figures go on', async () => {
		const api = await hub();
		const heard: HubEvent[] = [];
		const events = await api.events.watch();
		void (async () => {
			for await (const event of events) if (event.type === 'store') heard.push(event);
		})();
		spend(home(), 1, { at: now });
		await api.collect.refresh();
		await until(
			async () => heard.length,
			count => count === 1,
		);
		now += 60_000;
		spend(home(), 2, { at: now });
		const undo = failing(() => ({ code: 'ENOSPC' }));
		try {
			await api.collect.refresh();
			await assert.rejects(
				api.hub.configure({ dailyLimit: 7 }),
				(error: AppError) => error.code === 'STORE_UNWRITABLE' && /disk is full/.test(error.message),
			);
			assert.equal(await calls(api), 3);
			const said = await until(
				async () => heard.at(-1),
				event => event?.type === 'store' && event.status.trouble !== null,
			);
			assert.ok(said?.type === 'store');
			assert.match(said.status.trouble?.message ?? '', /the disk is full; free some space/);
			assert.equal(said.status.trouble?.since, new Date(now).toISOString());
			assert.equal((await api.store.check()).state, 'attention');
			const [backup] = await api.store.backups();
			if (backup) await assert.rejects(api.store.restore({ name: backup.name }), (error: AppError) => error.code === 'STORE_UNWRITABLE');
		} finally {
			undo();
		}
		now += 60_000;
		await api.hub.configure({ dailyLimit: 8 });
		const over = await until(
			async () => heard.at(-1),
			event => event?.type === 'store' && event.status.trouble === null,
		);
		assert.ok(over?.type === 'store');
		assert.equal(await calls(api), 3);
	});
});
