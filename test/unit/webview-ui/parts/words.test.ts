// What bars, columns and names say: lower bounds, missing limits, prices nobody knows, hostile names.
import assert from 'node:assert/strict';
import type { PeriodMeter } from '../../../../src/contract';
import { budgetWords } from '../../../../webview-ui/parts/budget';
import { amountText, basisText } from '../../../../webview-ui/parts/measure';
import { shownName } from '../../../../webview-ui/parts/name';
import { readout, spokenReadout } from '../../../../webview-ui/parts/readout';
import { scanShare } from '../../../../webview-ui/parts/scan';
import { chooseSeries } from '../../../../webview-ui/parts/series';
import { stackColumns } from '../../../../webview-ui/parts/stack';
import { bucket, priced, totals, unpriced } from '../usage';

const budget = (used: number, limit: number, part: Partial<PeriodMeter> = {}): PeriodMeter => ({
	start: '2026-11-21',
	end: '2026-11-21',
	limit,
	used,
	percent: limit > 0 ? (used / limit) * 100 : 0,
	level: 'normal',
	unpriced_requests: 0,
	models: [],
	...part,
});

describe('webview-ui/parts, the words', () => {
	it('says what is used, of what, and what is left', () => {
		const { amount, share, left, level, spoken } = budgetWords('Today', budget(0.15, 5));
		assert.deepEqual([amount, share, left, level], ['$0.15 / $5.00', '3%', '$4.85 left', '']);
		assert.equal(spoken, 'Today: $0.15 of $5.00, 3%, $4.85 left');
	});

	it('says the level in words, and how much it is over', () => {
		assert.equal(budgetWords('Today', budget(4, 5, { level: 'warning' })).level, 'Warning');
		assert.equal(budgetWords('Today', budget(4.8, 5, { level: 'error' })).level, 'Almost used up');
		const over = budgetWords('Today', budget(6, 5, { level: 'error' }));
		assert.deepEqual([over.level, over.left, over.length], ['Over the limit', '$1.00 over', 100]);
	});

	it('marks a lower bound where calls have no price', () => {
		const words = budgetWords('Today', budget(1.2, 5, { unpriced_requests: 2 }));
		assert.deepEqual([words.amount, words.left, words.unpriced], ['≥ $1.20 / $5.00', 'at most $3.80 left', '2 calls without a price']);
		assert.match(words.spoken, /at least \$1\.20/);
	});

	it('has no share and no length without a limit', () => {
		const words = budgetWords('Today', budget(1.2, 0, { level: 'off' }));
		assert.deepEqual([words.amount, words.share, words.left, words.length], ['$1.20', '', '', 0]);
	});

	it('writes amounts of each measure, and never $0 for what nobody knows', () => {
		assert.equal(amountText(totals({ cost: null, unpriced_requests: 1 }), 'cost'), 'unpriced');
		assert.equal(amountText(totals({ cost: null, requests: 0 }), 'cost'), '$0.00');
		assert.equal(amountText(totals({ cost: 3.2, unpriced_requests: 1 }), 'cost'), '≥ $3.20');
		assert.equal(amountText(totals({ input_tokens: 1200, cache_read_tokens: 300 }), 'tokens'), '1.5K tokens');
		assert.equal(amountText(totals({ requests: 1 }), 'requests'), '1 request');
	});

	it('says how a cost is known', () => {
		assert.equal(basisText(totals({ cost_basis: 'logged' })), 'As the tool logged it');
		assert.equal(basisText(totals({ cost: 2, unpriced_requests: 3 })), 'Tokens at list prices, 3 calls without a price');
		assert.equal(basisText(totals({ cost: null, cost_basis: 'unpriced', unpriced_requests: 3 })), 'No price is known');
	});

	it('reads a column out: day, total, largest series first, what has no price', () => {
		const models = [priced('small', 1), priced('large', 3), unpriced('lab', 2)];
		const column = stackColumns(
			[bucket('2026-11-21', models, { cost: 4, unpriced_requests: 2 })],
			chooseSeries(models, 'cost').series,
			'cost',
		)[0];
		assert.ok(column);
		assert.equal(
			spokenReadout(readout(column, 'daily', 'cost')),
			'Sat, Nov 21: at least $4.00. large $3.00, small $1.00. 2 calls without a price',
		);
	});

	it('shows hostile names as one short line of plain text', () => {
		assert.equal(shownName('<img onerror="x">', '-'), '<img onerror="x">');
		assert.equal(shownName('a\u202Eb\u0000c \u0000\n d', '-'), 'abc d');
		assert.equal(shownName(' \u200B ', '(no model)'), '(no model)');
		assert.equal([...shownName('𝒙'.repeat(10_000), '-')].length, 200);
	});

	it('knows how far a scan is, by bytes or else by files', () => {
		const progress = { running: true, files_done: 1, files_total: 4, bytes_done: 0, bytes_total: 0 };
		assert.equal(scanShare(progress), 0.25);
		assert.equal(scanShare({ ...progress, bytes_done: 60, bytes_total: 100 }), 0.6);
		assert.equal(scanShare({ ...progress, files_total: 0 }), 0);
		assert.equal(scanShare({ ...progress, bytes_done: 120, bytes_total: 100 }), 1);
	});
});
