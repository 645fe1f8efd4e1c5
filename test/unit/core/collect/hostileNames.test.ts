// Names that logs may hold, all the way to what windows are told: each is itself, and none has a price that is not its own.
import assert from 'node:assert/strict';
import { Source } from '../../../../src/contract/collect';
import { AgentUsageRow, ApiUsageRow, Overview, UsageRow } from '../../../../src/contract/usage';
import { type Pipeline, pipeline, TOOLS } from '../../../support/pipeline';

const TIME = '2026-11-21T10:00:00.000Z';
const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const LONG = 'claude-sonnet-4-6-'.padEnd(10_240, 'x');

/** Names that are words of the language, of the database or of nobody; all different. */
const NAMES = [
	'__proto__',
	'constructor',
	'toString',
	'hasOwnProperty',
	'valueOf',
	LONG,
	`${LONG}y`,
	'unknown-model-9',
	'claude-sonnet-4-6-of-nobody',
	'claude',
	'gpt',
	"'; DROP TABLE models; --",
	'%',
	'*',
	'null',
	'undefined',
	'0',
	' ',
	'model\nname',
	'model\u0000name',
	'日本語-模型',
	'\u202egpj.ledom',
	'😀'.repeat(200),
];

for (const tool of TOOLS)
	describe(`names in logs, ${tool.name}`, () => {
		let line: Pipeline;
		beforeEach(async () => {
			line = await pipeline(() => NOW);
		});
		afterEach(() => line.end());

		it('IN11 hostile model names have buckets of their own and no price, up to what the contract says', async () => {
			line.write(tool.file, tool.lines(NAMES.map((model, i) => ({ id: `n${i}`, model, time: TIME, input: 1000 + i, output: 1 }))));
			const hub = await line.start('UTC');
			assert.equal((await hub.scanner.scan()).events, NAMES.length);
			assert.equal(hub.scanner.files()[0]?.badLines, 0);
			const rows = hub.usage.rows({}).map(row => UsageRow.parse(row));
			assert.equal(rows.length, NAMES.length, 'one row a name');
			assert.equal(new Set(rows.map(row => row.model)).size, NAMES.length);
			for (const [i, name] of NAMES.entries()) {
				const row = rows.find(each => each.input_tokens === 1000 + i);
				assert.ok(row, name);
				assert.ok(row.model.length <= 400, 'a long name is cut');
				assert.equal(row.model.slice(0, 10), name.replace('\u0000', '\ufffd').slice(0, 10));
				assert.deepEqual([row.cost, row.cost_basis, row.requests], [null, 'unpriced', 1], name.slice(0, 40));
			}
			const overview = Overview.parse(hub.usage.overview('daily', 1));
			assert.equal(overview.models.length, NAMES.length);
			assert.deepEqual([overview.totals.cost, overview.totals.cost_basis], [null, 'unpriced']);
			assert.equal(overview.totals.unpriced_requests, NAMES.length);
			for (const row of hub.usage.byModel({}, 'daily')) assert.equal(ApiUsageRow.parse(row).cost, null);
			for (const row of hub.usage.byAgent({})) assert.equal(AgentUsageRow.parse(row).total_cost, null);
			const source = Source.parse(hub.sources().find(each => each.name === tool.name));
			assert.equal(source.unpriced.length, NAMES.length);
			const meter = hub.budget.meter({ scanning: false, anySource: true });
			assert.deepEqual([meter.daily.used, meter.daily.unpriced_requests], [0, NAMES.length], 'the meter says what it misses');
			assert.equal(({} as { polluted?: unknown }).polluted, undefined);
			assert.equal(Object.keys(Object.prototype).length, 0);
		});

		it('IN11 a model that has a price keeps it beside those that have none', async () => {
			const known = tool.name === 'codex' ? 'gpt-5.2' : 'claude-sonnet-4-6';
			line.write(
				tool.file,
				tool.lines([
					{ id: 'a', model: known, time: TIME, input: 1_000_000, output: 0 },
					{ id: 'b', model: '__proto__', time: TIME, input: 1_000_000, output: 0 },
					{ id: 'c', model: `${known}-of-nobody`, time: TIME, input: 1_000_000, output: 0 },
				]),
			);
			const hub = await line.start('UTC');
			await hub.scanner.scan();
			const { totals, slices } = hub.usage.breakdown({}, 'model');
			assert.deepEqual(
				slices.map(({ name, totals: of }) => [name, of.cost_basis, of.cost === null]),
				[
					[known, 'priced', false],
					['__proto__', 'unpriced', true],
					[`${known}-of-nobody`, 'unpriced', true],
				],
			);
			assert.deepEqual([totals.cost_basis, totals.unpriced_requests, totals.unpriced_tokens], ['mixed', 2, 2_000_000]);
			assert.equal(totals.cost, slices[0]?.totals.cost, 'and nothing for the others');
		});

		it('IN11 no model, an empty one and one that is no text are one that is not known', async () => {
			const calls = ['', null, 7, {}, ['x'], undefined].map((model, i) => ({ id: `n${i}`, model, time: TIME }));
			// Of Codex's old logs without any model it is known which one it was.
			const models = tool.name === 'codex' ? ['gpt-5'] : ['unknown'];
			const lines = tool
				.lines(calls)
				.map(each => JSON.stringify(each, (key, value) => (key === 'model' && value === undefined ? null : value)));
			line.write(
				tool.file,
				lines.map(each => each.replaceAll(/"model":"(?:claude-sonnet-4-6|claude-opus-4-6|gpt-5\.2)"/g, '"model":null')),
			);
			const hub = await line.start('UTC');
			assert.equal((await hub.scanner.scan()).events, calls.length);
			const { slices } = hub.usage.breakdown({}, 'model');
			assert.deepEqual(
				slices.map(({ name, totals }) => [name, totals.requests]),
				models.map(model => [model, calls.length]),
			);
			if (tool.name === 'codex') return;
			assert.deepEqual([slices[0]?.totals.cost, slices[0]?.totals.cost_basis], [null, 'unpriced']);
		});

		// The other tools name one agent and one folder a session.
		if (tool.name !== 'claude') return;

		it('IN11 agents, projects and sessions of such names are told apart as well', async () => {
			line.write(
				tool.file,
				NAMES.map((name, i) => {
					const [record] = tool.lines([{ id: `n${i}`, time: TIME, input: 1000 + i }]);
					return { ...record, cwd: name, sessionId: name, attributionAgent: name };
				}),
			);
			const hub = await line.start('UTC');
			await hub.scanner.scan();
			assert.equal(hub.usage.breakdown({}, 'project').slices.length, NAMES.length);
			assert.equal(hub.usage.breakdown({}, 'agent').slices.length, NAMES.length);
			assert.equal(hub.usage.rows({}).length, NAMES.length);
		});
	});
