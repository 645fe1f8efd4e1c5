// Which models the chart draws, in which colours, and which it must not draw as $0.
import assert from 'node:assert/strict';
import { chooseSeries, MOST_SERIES, OTHER_ID, OTHER_SLOT } from '../../../../webview-ui/parts/series';
import { priced, unpriced } from '../usage';

const many = (count: number) => Array.from({ length: count }, (_, index) => priced(`m${index}`, count - index));

describe('webview-ui/parts/series', () => {
	it('gives the seven dearest models a colour each and sums up the rest', () => {
		const { series } = chooseSeries(many(10), 'cost');
		assert.deepEqual(
			series.map(({ label, slot }) => `${label}:${slot}`),
			['m0:0', 'm1:1', 'm2:2', 'm3:3', 'm4:4', 'm5:5', 'm6:6', 'Other (3):7'],
		);
		assert.deepEqual(series.at(-1)?.models, ['m7', 'm8', 'm9']);
	});

	it('has no "other" for seven models', () => {
		assert.equal(chooseSeries(many(MOST_SERIES), 'cost').series.length, MOST_SERIES);
	});

	it('takes a model that is called "other" for a model', () => {
		const { series } = chooseSeries([priced('other', 99), ...many(9)], 'cost');
		assert.equal(series[0]?.label, 'other');
		assert.notEqual(series[0]?.id, OTHER_ID);
		assert.equal(series.filter(({ id }) => id === OTHER_ID).length, 1);
	});

	it('keeps a colour when the order turns, and gives a new model the free one', () => {
		const before = chooseSeries([priced('a', 3), priced('b', 2), priced('c', 1)], 'cost').series;
		const after = chooseSeries([priced('c', 9), priced('new', 5), priced('a', 3)], 'cost', before).series;
		assert.deepEqual(
			after.map(({ label, slot }) => `${label}:${slot}`),
			['c:2', 'new:1', 'a:0'],
		);
	});

	it('never gives two models one colour, whatever came before', () => {
		const before = chooseSeries(many(12), 'cost').series;
		const after = chooseSeries(
			many(12).map(({ name }, index) => priced(name, index)),
			'cost',
			before,
		).series;
		const slots = after.filter(({ slot }) => slot !== OTHER_SLOT).map(({ slot }) => slot);
		assert.equal(new Set(slots).size, MOST_SERIES);
	});

	it('ranks by what is measured', () => {
		const models = [priced('dear', 9, { requests: 1 }), priced('busy', 1, { requests: 50 })];
		assert.equal(chooseSeries(models, 'requests').series[0]?.label, 'busy');
		assert.equal(chooseSeries(models, 'cost').series[0]?.label, 'dear');
	});

	it('names models without a price instead of drawing them as $0, but draws their tokens', () => {
		const models = [priced('known', 1, { input_tokens: 5 }), unpriced('lab', 3, { input_tokens: 9 })];
		const byCost = chooseSeries(models, 'cost');
		assert.deepEqual(
			byCost.series.map(({ label }) => label),
			['known'],
		);
		assert.deepEqual(
			byCost.unpriced.map(({ name }) => name),
			['lab'],
		);
		const byTokens = chooseSeries(models, 'tokens');
		assert.deepEqual(
			byTokens.series.map(({ label }) => label),
			['lab', 'known'],
		);
		assert.deepEqual(byTokens.unpriced, []);
	});

	it('keeps names that are words of the language apart', () => {
		const { series } = chooseSeries([priced('__proto__', 2), priced('constructor', 1)], 'cost');
		assert.deepEqual(
			series.map(({ models, slot }) => [models[0], slot]),
			[
				['__proto__', 0],
				['constructor', 1],
			],
		);
	});
});
