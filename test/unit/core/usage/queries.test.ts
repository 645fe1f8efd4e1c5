// What people ask about usage, on a small table whose sums can be made in the head.
import assert from 'node:assert/strict';
import { Overview, Totals, UsageRow } from '../../../../src/contract/usage';
import { createUsage, type Usage } from '../../../../src/core/usage/queries';
import { createRecorder } from '../../../../src/core/usage/record';
import type { MemoryStore } from '../../../support/memoryStore';
import { call, emptyStore, NOON, simplePrice } from './fixture';

const at = (day: string): number => Date.parse(`${day}T12:00:00Z`);

describe('usage', () => {
	let store: MemoryStore;
	let usage: Usage;

	beforeEach(async () => {
		store = await emptyStore();
		usage = createUsage({ store, clock: { now: () => NOON }, zone: () => 'UTC' });
		const recorder = createRecorder({ store, price: simplePrice, zone: 'UTC' });
		await store.write('soon', writer => {
			recorder.add(writer, 1, [
				// Saturday 2026-11-21; the Monday before it is the 16th.
				call({ key: 1, ts: at('2026-11-21'), model: 'a', input: 1_000_000, output: 500_000, reasoning: 7 }),
				call({
					key: 2,
					ts: at('2026-11-21'),
					model: 'a',
					input: 0,
					output: 0,
					cacheRead: 5,
					cacheWrite5m: 6,
					cacheWrite1h: 7,
					loggedCost: 4,
				}),
				call({ key: 3, ts: at('2026-11-21'), model: 'new-x', agent: 'helper', project: '' }),
				call({ key: 4, ts: at('2026-11-16'), model: 'b', input: 3_000_000, output: 0, source: 'codex' }),
				call({ key: 5, ts: at('2026-11-15'), model: 'a', input: 1_000_000, output: 0 }),
				call({ key: 6, ts: at('2026-10-31'), model: 'a', input: 2_000_000, output: 0, project: '/other' }),
			]);
		});
	});
	afterEach(() => store.dispose());

	it('lists a model and day, week or month a row, as the view does', () => {
		const lines = (period: 'daily' | 'weekly' | 'monthly') =>
			usage.byModel({}, period).map(row => `${row.usage_date} ${row.model} x${row.requests} in=${row.tokens_in} $${row.cost}`);
		assert.deepEqual(lines('daily'), [
			'2026-10-31 a x1 in=2000000 $2',
			'2026-11-15 a x1 in=1000000 $1',
			'2026-11-16 b x1 in=3000000 $3',
			'2026-11-21 a x2 in=1000000 $6',
			'2026-11-21 new-x x1 in=100 $null',
		]);
		assert.deepEqual(lines('weekly'), [
			'2026-10-26 a x1 in=2000000 $2',
			'2026-11-09 a x1 in=1000000 $1',
			'2026-11-16 a x2 in=1000000 $6',
			'2026-11-16 b x1 in=3000000 $3',
			'2026-11-16 new-x x1 in=100 $null',
		]);
		assert.deepEqual(lines('monthly'), [
			'2026-10 a x1 in=2000000 $2',
			'2026-11 a x3 in=2000000 $7',
			'2026-11 b x1 in=3000000 $3',
			'2026-11 new-x x1 in=100 $null',
		]);
		assert.deepEqual(usage.byModel({}, 'daily'), store.all('SELECT * FROM api_usage ORDER BY usage_date, model'));
	});

	it('lists an agent and day a row with all its models, as the view does', async () => {
		const recorder = createRecorder({ store, price: simplePrice, zone: 'UTC' });
		const other = call({ key: 7, ts: at('2026-11-21'), model: 'b', input: 1_000_000, output: 0, project: '/other' });
		const again = call({ key: 8, ts: at('2026-11-21'), model: 'a', input: 1_000_000, output: 0, project: '/other' });
		await store.write('soon', writer => recorder.add(writer, 2, [other, again]));
		const rows = usage.byAgent({ start: '2026-11-21', end: '2026-11-21' });
		assert.deepEqual(rows, store.all("SELECT * FROM agent_usage WHERE date = '2026-11-21' ORDER BY date, agent_id"));
		assert.deepEqual(
			rows.map(row => `${row.agent_id} ${row.model} $${row.total_cost} = ${row.input_cost} + ${row.output_cost}, x${row.message_count}`),
			['helper new-x $null = 0 + 0, x1', 'main a, b $8 = 3 + 1, x4'],
		);
	});

	it('gives the finest rows, both ways of knowing a cost in one', () => {
		const rows = usage.rows({ start: '2026-11-21' });
		for (const row of rows) UsageRow.parse(row);
		assert.deepEqual(rows, [
			{
				day: '2026-11-21',
				source: 'claude',
				provider: 'anthropic',
				model: 'a',
				agent: 'main',
				project: '/work',
				requests: 2,
				input_tokens: 1_000_000,
				output_tokens: 500_000,
				reasoning_tokens: 7,
				cache_read_tokens: 5,
				cache_write_tokens: 13,
				cache_write_1h_tokens: 7,
				cost: 6,
				cost_basis: 'mixed',
			},
			{
				day: '2026-11-21',
				source: 'claude',
				provider: 'anthropic',
				model: 'new-x',
				agent: 'helper',
				project: '',
				requests: 1,
				input_tokens: 100,
				output_tokens: 10,
				reasoning_tokens: 0,
				cache_read_tokens: 0,
				cache_write_tokens: 0,
				cache_write_1h_tokens: 0,
				cost: null,
				cost_basis: 'unpriced',
			},
		]);
	});

	it('has every column of a chart, empty ones too, and the present one last', () => {
		const columns = (period: 'daily' | 'weekly' | 'monthly', count: number) => {
			const overview = Overview.parse(usage.overview(period, count));
			return overview.buckets.map(b => `${b.start}..${b.end} $${b.totals.cost} ${b.models.map(m => m.name).join(',')}`);
		};
		assert.deepEqual(columns('daily', 3), [
			'2026-11-19..2026-11-19 $0 ',
			'2026-11-20..2026-11-20 $0 ',
			'2026-11-21..2026-11-21 $6 a,new-x',
		]);
		assert.deepEqual(columns('weekly', 3), [
			'2026-11-02..2026-11-08 $0 ',
			'2026-11-09..2026-11-15 $1 a',
			'2026-11-16..2026-11-22 $9 a,b,new-x',
		]);
		assert.deepEqual(columns('monthly', 3), [
			'2026-09-01..2026-09-30 $0 ',
			'2026-10-01..2026-10-31 $2 a',
			'2026-11-01..2026-11-30 $10 a,b,new-x',
		]);
	});

	it('sums a chart up by model, agent and project, dearest first', () => {
		const overview = usage.overview('monthly', 2);
		const names = (slices: { name: string; totals: Totals }[]) =>
			slices.map(({ name, totals }) => `${name} $${totals.cost} ${totals.cost_basis}`);
		assert.deepEqual(names(overview.models), ['a $9 mixed', 'b $3 priced', 'new-x $null unpriced']);
		assert.deepEqual(names(overview.agents), ['main $12 mixed', 'helper $null unpriced']);
		assert.deepEqual(names(overview.projects), ['/work $10 mixed', '/other $2 priced', ' $null unpriced']);
		assert.deepEqual([overview.totals.cost, overview.totals.unpriced_requests, overview.totals.unpriced_tokens], [12, 1, 110]);
		assert.deepEqual([overview.today, overview.zone], ['2026-11-21', 'UTC']);
	});

	it('breaks a range down by any dimension', () => {
		const by = (dimension: 'model' | 'agent' | 'project' | 'source') =>
			usage.breakdown({ start: '2026-11-16', end: '2026-11-21' }, dimension).slices.map(({ name, totals }) => `${name} ${totals.requests}`);
		assert.deepEqual(by('source'), ['claude 3', 'codex 1']);
		assert.deepEqual(by('agent'), ['main 3', 'helper 1']);
		assert.deepEqual(by('project'), ['/work 3', ' 1']);
	});

	it('says of no calls that they cost nothing, with nothing missing', () => {
		const { totals, slices } = usage.breakdown({ start: '2020-01-01', end: '2020-12-31' }, 'model');
		assert.deepEqual([totals.cost, totals.cost_basis, totals.requests, slices], [0, 'priced', 0, []]);
		Totals.parse(totals);
	});

	it('refuses days that do not exist and ranges that end before they start', () => {
		for (const range of [{ start: '2026-02-30' }, { end: '2026-13-01' }, { start: '2026-11-02', end: '2026-11-01' }]) {
			for (const ask of [
				() => usage.rows(range),
				() => usage.byModel(range, 'daily'),
				() => usage.byAgent(range),
				() => usage.breakdown(range, 'model'),
			]) {
				assert.throws(ask, { name: 'AppError', code: 'BAD_INPUT' });
			}
		}
		assert.equal(usage.rows({ start: '2026-11-21', end: '2026-11-21' }).length, 2);
	});

	it('sees what is recorded later, and how fresh that is', async () => {
		assert.equal(usage.overview('daily', 1).totals.requests, 3);
		assert.equal(usage.overview('daily', 1).as_of, null);
		await store.write('soon', writer => {
			createRecorder({ store, price: simplePrice, zone: 'UTC' }).add(writer, 1, [call({ key: 9, model: 'later' })]);
			writer.run("INSERT INTO collect_files (source_id, path, read_at) VALUES (1, '/log', ?)", [NOON]);
		});
		const overview = usage.overview('daily', 1);
		assert.deepEqual(
			overview.models.map(each => each.name),
			['a', 'later', 'new-x'],
		);
		assert.equal(overview.as_of, '2026-11-21T12:00:00.000Z');
	});

	it('leaves no trace of floating point in the dollars it tells', async () => {
		const recorder = createRecorder({ store, price: simplePrice, zone: 'UTC' });
		const odd = [0.1, 0.2, 0.3].map((loggedCost, i) => call({ key: 20 + i, ts: at('2026-11-18'), loggedCost }));
		await store.write('soon', writer => recorder.add(writer, 2, odd));
		assert.equal(usage.byModel({ start: '2026-11-18', end: '2026-11-18' }, 'daily')[0]?.cost, 0.6);
	});

	it('draws 400 days of ten models in a moment', async function () {
		this.timeout(10_000);
		const recorder = createRecorder({ store, price: simplePrice, zone: 'UTC' });
		const many = Array.from({ length: 4000 }, (_, i) =>
			call({ key: 100 + i, ts: NOON - Math.floor(i / 10) * 86_400_000, model: `m${i % 10}` }),
		);
		await store.write('soon', writer => recorder.add(writer, 3, many));
		usage.overview('daily', 30);
		const begun = process.cpuUsage();
		const overview = usage.overview('daily', 400);
		const ms = process.cpuUsage(begun).user / 1e3;
		assert.equal(overview.buckets.length, 400);
		assert.equal(overview.buckets[0]?.models.length, 10);
		// 12 ms of processor time where nothing else runs; the bound only catches what is far off on a busy machine.
		assert.ok(ms < 250, `${ms.toFixed(0)} ms`);
	});
});
