// The usage table of the terminal, as text.
import assert from 'node:assert/strict';
import type { Slice, Source, Totals, UsageRow } from '../../../../src/contract';
import { cells } from '../../../../src/hub/cli/table';
import { usageJson, usageReport } from '../../../../src/hub/cli/usageReport';
import { createWords } from '../../../../src/hub/cli/words';

const words = createWords('en-US');

const row = (change: Partial<UsageRow>): UsageRow => ({
	day: '2026-11-20',
	source: 'claude',
	provider: 'anthropic',
	model: 'claude-sonnet-4-5',
	agent: 'main',
	project: '/work/demo',
	requests: 1,
	input_tokens: 1000,
	output_tokens: 100,
	reasoning_tokens: 0,
	cache_read_tokens: 10,
	cache_write_tokens: 1,
	cache_write_1h_tokens: 0,
	cost: 0.5,
	cost_basis: 'priced',
	...change,
});
const totals = (change: Partial<Totals>): Totals => {
	const { day, source, provider, model, agent, project, ...counts } = row({});
	return { ...counts, unpriced_requests: 0, unpriced_tokens: 0, ...change };
};
const source = (change: Partial<Source>): Source => ({
	name: 'claude',
	label: 'Claude Code',
	found: true,
	roots: [{ path: '/home/jo/.claude', found: true }],
	files: 1,
	events: 1,
	bad_lines: 0,
	last_read: null,
	notes: [],
	unpriced: [],
	ahead: null,
	...change,
});
const report = (rows: UsageRow[], sum: Totals, width: number, slices: Slice[] = [], sources = [source({})], ranged = false) =>
	usageReport({ rows, breakdown: { totals: sum, slices }, sources, ranged }, words, width);

describe('usage report', () => {
	it('a line a day and model, agents and projects added up, dearest first', () => {
		const rows = [
			row({ day: '2026-11-21', model: 'opus', cost: 1234.5, requests: 1500 }),
			row({ agent: 'explore' }),
			row({}),
			row({ model: 'haiku', cost: 0.001 }),
		];
		assert.deepEqual(report(rows, totals({ requests: 1503, input_tokens: 4000, output_tokens: 400, cost: 1235.5 }), 80), [
			'Day         Model              Requests  Tokens       Cost',
			'----------------------------------------------------------',
			'2026-11-20  claude-sonnet-4-5         2   2,222      $1.00',
			'            haiku                     1   1,111     <$0.01',
			'2026-11-21  opus                  1,500   1,111  $1,234.50',
			'----------------------------------------------------------',
			'Total                             1,503   4,411  $1,235.50',
		]);
	});

	it('a wide terminal shows the tool and each kind of token', () => {
		assert.deepEqual(report([row({})], totals({}), 140), [
			'Day         Tool         Model              Requests  Input  Output  Cache read  Cache write   Cost',
			'---------------------------------------------------------------------------------------------------',
			'2026-11-20  Claude Code  claude-sonnet-4-5         1  1,000     100          10            1  $0.50',
			'---------------------------------------------------------------------------------------------------',
			'Total                                              1  1,000     100          10            1  $0.50',
		]);
	});

	it('what has no price is unpriced, never $0, and a sum that misses it is a lower bound', () => {
		const unknown = row({ model: 'mystery', cost: null, cost_basis: 'unpriced', requests: 3 });
		const lines = report([row({}), unknown], totals({ requests: 4, unpriced_requests: 3, cost_basis: 'mixed' }), 80, [
			{ name: 'claude-sonnet-4-5', totals: totals({}) },
			{ name: 'mystery', totals: totals({ cost: null, cost_basis: 'unpriced', requests: 3, unpriced_requests: 3 }) },
		]);
		assert.match(lines[3] ?? '', /^ +mystery .* unpriced$/);
		assert.match(lines[5] ?? '', /^Total .* ≥ \$0.50$/);
		assert.equal(lines.at(-1), 'No price is known for: mystery (3 requests). Sums leave them out.');
		assert.match(report([unknown], totals({ cost: null, cost_basis: 'unpriced', unpriced_requests: 3 }), 80).at(-1) ?? '', /unpriced$/);
	});

	it('names a handful of models without a price, those with most requests, and counts the others; in lines of 80 columns', () => {
		const none = (name: string, requests: number) => ({
			name,
			totals: totals({ cost: null, cost_basis: 'unpriced', requests, unpriced_requests: requests }),
		});
		const slices = [
			none('seldom', 1),
			none(`x${'y'.repeat(300)}-often`, 2000),
			...Array.from({ length: 8 }, (_, i) => none(`m${i}`, 90 - i)),
		];
		const lines = report([row({})], totals({}), 80, slices);
		const text = lines.slice(lines.lastIndexOf('') + 1);
		for (const line of text) assert.ok(cells(line) <= 80, line);
		assert.match(
			text.join(' '),
			/^No price is known for: …y+-often \(2,000 requests\), m0 \(90 requests\), m1 .*, m3 \(87 requests\), and 5 more models\. Sums leave them out\.$/,
		);
		assert.match(report([row({})], totals({}), 80, [none('one', 1)]).join('\n'), /one \(1 request\)\. Sums/);
	});

	it('never obeys what a log wrote, and stays inside 80 columns', () => {
		const lines = report([row({ model: `\u001b[2J\u202e${'x'.repeat(200)}`, requests: 123_456_789, input_tokens: 9e15 })], totals({}), 80);
		for (const line of lines) {
			for (const char of ['\u001b', '\u202e']) assert.equal(line.includes(char), false);
			assert.ok(cells(line) <= 80, line);
		}
	});

	it('names lines that could not be read', () => {
		assert.equal(
			report([row({})], totals({}), 80, [], [source({ bad_lines: 1200 })]).at(-1),
			'Lines that could not be read: Claude Code: 1,200.',
		);
	});

	it('IN17 names files that could not be read, where nothing else was found too', () => {
		const note = (path: string, why: string) => ({ path, bad_lines: 0, first_bad_line: 0, note: why });
		const one = source({ notes: [note('/logs/a.jsonl', 'It is no regular file, so it is not read.')] });
		assert.equal(
			report([row({})], totals({}), 140, [], [one]).at(-1),
			'A file of logs could not be read, so sums may be too low: /logs/a.jsonl: It is no regular file, so it is not read.',
		);
		const many = source({ notes: [note('/logs/a.jsonl', 'No right.'), note('/logs/b.jsonl', 'No right.'), note('/logs/c.jsonl', '')] });
		assert.equal(
			report([], totals({}), 140, [], [many]).at(-1),
			'2 files could not be read, so sums may be too low: /logs/a.jsonl: No right.',
		);
	});

	it('IN12 names calls that are dated in the future', () => {
		assert.equal(
			report([row({})], totals({}), 120, [], [source({ ahead: { requests: 3, last_day: '2099-01-01' } })]).at(-1),
			'Requests dated later than tomorrow, in no budget before their day: Claude Code: 3, up to 2099-01-01.',
		);
	});

	it('says where it looked when there is nothing', () => {
		const sources = [source({ roots: [{ path: '/home/jo/.claude', found: false }] })];
		assert.deepEqual(report([], totals({}), 80, [], sources), [
			'No usage found. Looked for the logs of:',
			'  Claude Code: /home/jo/.claude (not there)',
			'Another place: --home DIR.',
		]);
		assert.deepEqual(report([], totals({}), 80, [], sources, true), [
			'No usage found in this range. Looked for the logs of:',
			'  Claude Code: /home/jo/.claude (not there)',
			'Another place: --home DIR. Another range: --since DAY, --until DAY.',
		]);
	});

	it('JSON is one row a line, its keys in the documented order', () => {
		assert.equal(usageJson([]), '[]\n');
		const text = usageJson([row({}), row({ cost: null, cost_basis: 'unpriced' })]);
		assert.equal(text.trimEnd().split('\n').length, 4);
		assert.deepEqual(JSON.parse(text)[1], row({ cost: null, cost_basis: 'unpriced' }));
		assert.equal(
			Object.keys(JSON.parse(text)[0]).join(),
			'day,source,provider,model,agent,project,requests,input_tokens,output_tokens,reasoning_tokens,cache_read_tokens,cache_write_tokens,cache_write_1h_tokens,cost,cost_basis',
		);
	});
});
