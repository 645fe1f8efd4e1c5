// The hub put together: real store, real collectors, real logs; only doors and election are left out.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type Clock, systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import type { HubEvent } from '../../../src/contract';
import type { HubApi } from '../../../src/contract/caller';
import { type AppHub, createHub } from '../../../src/hub/app';
import { spend } from '../../support/logs';

/** Noon in UTC, so that no test stands at midnight. */
const NOON = Date.UTC(2026, 10, 20, 12);

describe('hub', () => {
	let root: string;
	let now: number;
	let hubs: AppHub[];
	const home = () => path.join(root, 'home');
	const clock: Clock = { ...systemClock, now: () => now };

	beforeEach(() => {
		root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-app-')));
		fs.mkdirSync(home());
		now = NOON;
		hubs = [];
	});
	afterEach(async () => {
		for (const hub of hubs) await hub.close();
		fs.rmSync(root, { recursive: true, force: true });
	});

	async function hub({ background = false } = {}): Promise<{ hub: AppHub; api: HubApi }> {
		const made = await createHub(
			{
				clock,
				home: home(),
				env: {},
				platform: process.platform,
				version: '1.0.0',
				wasm: path.resolve('node_modules/sql.js/dist/sql-wasm.wasm'),
			},
			{
				folder: path.join(root, 'data'),
				home: home(),
				useEnv: false,
				mode: 'process',
				linger: undefined,
				background,
				zone: undefined,
				log: silentLog,
			},
			{ epoch: 1, fence() {}, check() {}, stop() {} },
		);
		hubs.push(made);
		const api = made.caller('window');
		await api.hub.configure({ zone: 'UTC' });
		return { hub: made, api };
	}

	/** Notes down a stream of events. */
	async function listen(api: HubApi): Promise<{ heard(): string[]; stop(): Promise<unknown> }> {
		const said: string[] = [];
		const events = await api.events.watch();
		const reading = (async () => {
			for await (const event of events) said.push(word(event));
		})();
		return { heard: () => said.splice(0), stop: async () => Promise.race([events.return(undefined), reading]) };
	}
	const word = (event: HubEvent): string => {
		if (event.type === 'meter')
			return `meter $${event.meter.daily.used.toFixed(2)} of $${event.meter.daily.limit}, ${event.meter.daily.level}`;
		if (event.type === 'budget_alert') return `${event.level}: ${event.alert.threshold} % of ${event.alert.period}`;
		if (event.type === 'api_usage_update') return `usage ${event.data.model} ${event.data.tokens_in}`;
		return event.type;
	};
	const turn = () => systemClock.sleep(20);

	it('answers every question before the first scan', async () => {
		const { api } = await hub();
		assert.equal((await api.budget.meter()).as_of, null);
		assert.equal((await api.usage.overview({ period: 'weekly', count: 4 })).buckets.length, 4);
		assert.deepEqual(
			(await api.collect.sources()).map(({ name }) => name),
			['claude', 'codex', 'openclaw'],
		);
		assert.deepEqual(await api.usage.rows({}), []);
		assert.equal((await api.hub.info()).home, home());
	});

	it('while the logs are read for the first time their sums are no figures yet', async () => {
		const { api } = await hub();
		for (let session = 0; session < 60; session++) spend(home(), 250, { at: NOON });
		let done = false;
		const reading = api.collect.refresh().finally(() => {
			done = true;
		});
		const during: string[] = [];
		while (!done) {
			const { daily, as_of } = await api.budget.meter();
			if (daily.used > 0 && daily.used < 749.99) during.push(String(as_of));
			await systemClock.sleep(1);
		}
		await reading;
		assert.deepEqual([...new Set(during)], ['null'], 'nothing of the sums was seen while they grew');
		assert.notEqual((await api.budget.meter()).as_of, null);
	});

	it('reads, adds up, and tells everyone who watches', async () => {
		const { api } = await hub();
		const one = await listen(api);
		await turn();
		assert.deepEqual(one.heard(), ['meter $0.00 of $5, normal', 'store']);
		spend(home(), 4, { at: now });
		assert.deepEqual(await api.collect.refresh(), { events: 4, files: 1 });
		await turn();
		assert.deepEqual(
			one.heard().filter(text => text !== 'scan'),
			['usage claude-opus-4-5 40000', 'meter $0.20 of $5, normal', 'sources_changed'],
		);
		assert.equal((await api.budget.status()).daily.percent, 4);
		assert.equal((await api.budget.meter()).any_source, true);
		const [source] = await api.collect.sources();
		assert.deepEqual([source?.found, source?.files, source?.events], [true, 1, 4]);
	});

	it('IN17 the meter counts files that could not be read, until they are', async () => {
		const { api } = await hub();
		const file = spend(home(), 4, { at: now });
		const wide = path.join(path.dirname(file), 'wide.jsonl');
		fs.writeFileSync(wide, Buffer.from('\ufeff{}\n', 'utf16le'));
		fs.symlinkSync(path.join(root, 'elsewhere.jsonl'), path.join(path.dirname(file), 'out.jsonl'));
		fs.writeFileSync(path.join(root, 'elsewhere.jsonl'), '');
		await api.collect.refresh();
		const meter = await api.budget.meter();
		assert.deepEqual([meter.unread, meter.daily.percent], [2, 4]);
		fs.rmSync(path.join(path.dirname(file), 'out.jsonl'));
		fs.writeFileSync(wide, '{}\n');
		await api.collect.refresh();
		assert.equal((await api.budget.meter()).unread, undefined);
	});

	it('goes on showing what was read when a tool and its logs are gone', async () => {
		const { api } = await hub();
		assert.equal((await api.budget.meter()).any_source, false);
		spend(home(), 4, { at: now });
		await api.collect.refresh();
		fs.rmSync(path.join(home(), '.claude'), { recursive: true });
		await api.collect.refresh();
		const [source] = await api.collect.sources();
		const meter = await api.budget.meter();
		assert.deepEqual([source?.roots.some(root => root.found), meter.any_source, meter.daily.percent], [false, true, 4]);
	});

	it('raises an alert once: to every window, to those that come later, until one claims it; not after a restart', async () => {
		const first = await hub();
		const one = await listen(first.api);
		const other = await listen(first.api);
		spend(home(), 76, { at: now });
		await first.api.collect.refresh();
		await turn();
		for (const window of [one, other])
			assert.deepEqual(
				window.heard().filter(text => /%/.test(text)),
				['warning: 75 % of daily'],
			);
		const late = await first.api.events.watch();
		await late.next();
		const value = (await late.next()).value as HubEvent;
		assert.ok(value.type === 'budget_alert');
		assert.deepEqual(await first.api.budget.claimAlert({ id: value.alert.id }), { claimed: true });
		assert.deepEqual(await first.api.budget.claimAlert({ id: value.alert.id }), { claimed: false });
		const after = await listen(first.api);
		await first.api.collect.refresh();
		await turn();
		assert.deepEqual(
			after.heard().filter(text => /%/.test(text)),
			[],
		);
		await hubs.pop()?.close();
		const second = await hub();
		const again = await listen(second.api);
		await second.api.collect.refresh();
		await turn();
		assert.deepEqual(
			again.heard().filter(text => /%/.test(text)),
			[],
		);
		spend(home(), 16, { at: now });
		await second.api.collect.refresh();
		await turn();
		assert.deepEqual(
			again.heard().filter(text => /%/.test(text)),
			['error: 90 % of daily'],
		);
	});

	it('a lower limit tells at once what it means', async () => {
		const { api } = await hub();
		spend(home(), 20, { at: now });
		await api.collect.refresh();
		const window = await listen(api);
		await turn();
		window.heard();
		await api.hub.configure({ dailyLimit: 1 });
		await turn();
		assert.deepEqual(window.heard(), ['meter $1.00 of $1, error', 'error: 90 % of daily'].concat([]));
	});

	it('another zone moves the days, another price list the costs, another folder is read', async () => {
		const { api } = await hub();
		spend(home(), 1, { at: Date.UTC(2026, 10, 20, 11) });
		await api.collect.refresh();
		const days = async () => (await api.usage.rows({})).map(({ day, cost, cost_basis }) => `${day} ${cost?.toFixed(2)} ${cost_basis}`);
		assert.deepEqual(await days(), ['2026-11-20 0.05 priced']);
		await api.hub.configure({ zone: 'Pacific/Kiritimati' });
		assert.deepEqual(await days(), ['2026-11-21 0.05 priced']);
		await api.hub.configure({ prices: [{ model: 'claude-opus-*', input: 100, output: 1 }] });
		assert.deepEqual(await days(), ['2026-11-21 1.00 priced']);
		const elsewhere = path.join(root, 'elsewhere');
		spend(elsewhere, 3, { at: Date.UTC(2026, 10, 20, 11) });
		await api.hub.configure({ extraRoots: { claude: [path.join(elsewhere, '.claude')] }, prices: [] });
		await api.collect.refresh();
		assert.deepEqual(await days(), ['2026-11-21 0.20 priced']);
		await assert.rejects(api.hub.configure({ zone: 'Mars/Phobos' }), /no time zone/);
		assert.equal((await api.hub.settings()).zone, 'Pacific/Kiritimati');
	});

	it('reads by itself: at its start, and what is written while it runs', async () => {
		spend(home(), 1, { at: now });
		const { hub: made, api } = await hub({ background: true });
		made.start();
		const requests = async () => (await api.usage.breakdown({ by: 'model' })).totals.requests;
		const until = async (count: number) => {
			const end = systemClock.now() + 8000;
			while ((await requests()) !== count) {
				assert.ok(systemClock.now() < end, `${await requests()} instead of ${count}`);
				await systemClock.sleep(25);
			}
		};
		await until(1);
		const file = spend(home(), 2, { at: now });
		await until(3);
		fs.appendFileSync(file, fs.readFileSync(spend(path.join(root, 'other'), 3, { at: now })));
		await until(6);
	});

	it('is as far as it was after a restart, without reading again', async () => {
		spend(home(), 5, { at: now });
		const first = await hub();
		await first.api.collect.refresh();
		const rows = await first.api.usage.rows({});
		await hubs.pop()?.close();
		const second = await hub();
		assert.deepEqual(await second.api.usage.rows({}), rows);
		assert.deepEqual(await second.api.collect.refresh(), { events: 0, files: 0 });
	});
});
