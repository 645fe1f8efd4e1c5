// Columns are stacked without gaps, and nothing is lost but what is switched off or has no price.
import assert from 'node:assert/strict';
import { chooseSeries, seriesId } from '../../../../webview-ui/parts/series';
import { stackColumns } from '../../../../webview-ui/parts/stack';
import { bucket, priced, unpriced } from '../usage';

describe('webview-ui/parts/stack', () => {
	const models = [priced('a', 4), priced('b', 2), unpriced('lab', 3)];
	const buckets = [
		bucket('2026-11-20', [priced('a', 1), priced('b', 2)], { cost: 3 }),
		bucket('2026-11-21', [priced('a', 3), unpriced('lab', 3)], { cost: 3, unpriced_requests: 3 }),
	];

	it('stacks each column from the ground up, the largest series of the period at the bottom', () => {
		const columns = stackColumns(buckets, chooseSeries(models, 'cost').series, 'cost');
		assert.deepEqual(
			columns.map(({ segments, top }) => `${segments.map(({ series, from, to }) => `${series.label} ${from}-${to}`).join(', ')} = ${top}`),
			['a 0-1, b 1-3 = 3', 'a 0-3 = 3'],
		);
	});

	it('says how many calls of a column have no height for want of a price', () => {
		const { series } = chooseSeries(models, 'cost');
		assert.deepEqual(
			stackColumns(buckets, series, 'cost').map(column => column.unpriced),
			[0, 3],
		);
		assert.deepEqual(
			stackColumns(buckets, series, 'requests').map(column => column.unpriced),
			[0, 0],
		);
	});

	it('leaves out what is switched off and lets the rest sink to the ground', () => {
		const columns = stackColumns(buckets, chooseSeries(models, 'cost').series, 'cost', new Set([seriesId('a')]));
		assert.deepEqual(
			columns.map(({ top }) => top),
			[2, 0],
		);
		assert.equal(columns[0]?.segments[0]?.from, 0);
	});

	it('adds up every model of "other"', () => {
		const crowd = Array.from({ length: 12 }, (_, index) => priced(`m${String(index).padStart(2, '0')}`, 1));
		const [column] = stackColumns([bucket('2026-11-21', crowd)], chooseSeries(crowd, 'cost').series, 'cost');
		assert.equal(column?.segments.at(-1)?.amount, 5);
		assert.equal(column?.top, 12);
	});

	it('keeps empty columns in their place', () => {
		const columns = stackColumns([bucket('2026-11-19', []), ...buckets], chooseSeries(models, 'cost').series, 'cost');
		assert.deepEqual(columns.map(({ start, top }) => [start, top])[0], ['2026-11-19', 0]);
	});
});
