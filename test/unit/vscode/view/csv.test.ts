// An export opens in a spreadsheet without running anything (case SE22).
import assert from 'node:assert/strict';
import type { UsageRow } from '../../../../src/contract';
import { csvField, EXPORT_COLUMNS, usageCsv } from '../../../../src/vscode/view/csv';

const row = (given: Partial<UsageRow>): UsageRow => ({
	day: '2026-11-21',
	source: 'claude',
	provider: 'anthropic',
	model: 'claude-sonnet-4-5',
	agent: 'main',
	project: '/home/user/proj',
	requests: 2,
	input_tokens: 10,
	output_tokens: 20,
	reasoning_tokens: 5,
	cache_read_tokens: 30,
	cache_write_tokens: 40,
	cache_write_1h_tokens: 4,
	cost: 0.125,
	cost_basis: 'priced',
	...given,
});

describe('csv', () => {
	it('SE22 text that a spreadsheet takes for a formula is quoted behind a quote mark', () => {
		assert.deepEqual(['=HYPERLINK("http://x")', '+1', '-1+1', '@SUM(A1)', '\tx', '\rx', '\nx', '  =1', '＝1'].map(csvField), [
			'"\'=HYPERLINK(""http://x"")"',
			'"\'+1"',
			'"\'-1+1"',
			'"\'@SUM(A1)"',
			'"\'\tx"',
			'"\'\rx"',
			'"\'\nx"',
			'"\'  =1"',
			'"\'＝1"',
		]);
	});

	it('SE22 numbers stay numbers, negative ones too; what is not known is empty', () => {
		assert.deepEqual([0, -1.5, 1e-7, 1e21, Number.NaN, null].map(csvField), ['0', '-1.5', '1e-7', '1e+21', '', '']);
	});

	it('quotes what would break a line apart', () => {
		assert.deepEqual(['plain', 'a,b', 'say "x"', 'two\nlines', 'a;b', ' x', ''].map(csvField), [
			'plain',
			'"a,b"',
			'"say ""x"""',
			'"two\nlines"',
			'"a;b"',
			'" x"',
			'',
		]);
	});

	it('writes a header and a line a row', () => {
		assert.equal(
			usageCsv([row({}), row({ cost: null, cost_basis: 'unpriced', project: '' })]),
			`${EXPORT_COLUMNS.join(',')}\r\n` +
				'2026-11-21,claude,anthropic,claude-sonnet-4-5,main,/home/user/proj,2,10,20,5,30,40,4,0.125,priced\r\n' +
				'2026-11-21,claude,anthropic,claude-sonnet-4-5,main,,2,10,20,5,30,40,4,,unpriced\r\n',
		);
		assert.equal(usageCsv([]), `${EXPORT_COLUMNS.join(',')}\r\n`);
	});

	it('exports every column of a row', () => {
		assert.deepEqual([...EXPORT_COLUMNS].sort(), Object.keys(row({})).sort());
	});
});
