// Axes: round numbers that cover the largest column, bands that fit the width, dates that do not overlap.
import assert from 'node:assert/strict';
import { columnAt, columnBands, columnLabel, labelledColumns, valueAxis } from '../../../../webview-ui/parts/axis';

describe('webview-ui/parts/axis', () => {
	it('puts a few round steps below the largest value, which reaches the top', () => {
		assert.deepEqual(valueAxis(1.57, 4, 0.01), { top: 1.57, ticks: [0, 0.5, 1, 1.5] });
		assert.deepEqual(valueAxis(10, 4, 0.01).ticks, [0, 2.5, 5, 7.5, 10]);
		assert.deepEqual(valueAxis(0.004, 4, 0.01).ticks, [0, 0.01]);
		assert.deepEqual(valueAxis(3, 4, 1).ticks, [0, 1, 2, 3]);
		assert.deepEqual(valueAxis(9, 4, 1).ticks, [0, 5]);
		assert.deepEqual(valueAxis(123_456_789, 4, 1).ticks, [0, 5e7, 1e8]);
	});

	it('has an axis for nothing at all', () => {
		for (const max of [0, -1, Number.NaN, Number.POSITIVE_INFINITY]) {
			const { top, ticks } = valueAxis(max, 4, 1);
			assert.ok(top > 0 && Number.isFinite(top), `${max}`);
			assert.equal(ticks[0], 0);
		}
	});

	it('never has less than two marks nor more than twice those wanted, none beyond the top nor finer than allowed', () => {
		for (const wanted of [2, 4]) {
			for (const smallest of [0.01, 1]) {
				for (let max = 0.003; max < 1e10; max *= 1.37) {
					const { top, ticks } = valueAxis(max, wanted, smallest);
					const said = `${max} in ${wanted}: ${ticks.join(' ')}`;
					assert.ok(top >= max && ticks.length >= 2 && (ticks.at(-1) ?? 0) <= top * (1 + 1e-9), said);
					assert.ok(ticks.length <= wanted * 2 + 1, said);
					assert.ok((ticks[1] ?? 0) >= smallest * (1 - 1e-9), said);
					assert.equal(new Set(ticks).size, ticks.length, said);
				}
			}
		}
	});

	it('puts every bar inside the width, in order', () => {
		for (const [count, from, to] of [
			[30, 44, 200],
			[30, 44, 1400],
			[12, 44, 280],
			[1, 40, 900],
			[400, 44, 200],
		] as const) {
			const bands = columnBands(count, from, to);
			assert.equal(bands.length, count);
			let edge = from - 1e-6;
			for (const { barLeft, barWidth } of bands) {
				assert.ok(barLeft >= edge && barWidth > 0, `${count} in ${from}-${to}`);
				edge = barLeft + barWidth;
			}
			assert.ok(edge <= to + 1e-6);
		}
		assert.deepEqual(columnBands(0, 44, 200), []);
	});

	it('finds the column under the pointer, the outer ones beyond the ends', () => {
		const bands = columnBands(10, 40, 340);
		const at = bands.map(({ barLeft, barWidth }) => columnAt(bands, barLeft + barWidth / 2));
		assert.deepEqual(at, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
		assert.equal(columnAt(bands, -50), 0);
		assert.equal(columnAt(bands, 9999), 9);
		assert.equal(columnAt([], 10), undefined);
	});

	it('labels every column where there is room, else every n-th back from the last', () => {
		assert.deepEqual(labelledColumns(4, 60, 56), [0, 1, 2, 3]);
		assert.deepEqual(labelledColumns(7, 20, 56), [0, 3, 6]);
		assert.deepEqual(labelledColumns(8, 20, 56), [1, 4, 7]);
		assert.deepEqual(labelledColumns(0, 20, 56), []);
		assert.deepEqual(labelledColumns(3, 0, 56), []);
	});

	it('writes days, Mondays and months', () => {
		assert.equal(columnLabel('daily', '2026-11-21'), 'Nov 21');
		assert.equal(columnLabel('weekly', '2026-11-16'), 'Nov 16');
		assert.equal(columnLabel('monthly', '2026-11-01'), 'Nov');
		assert.equal(columnLabel('monthly', '2027-01-01'), 'Jan ’27');
	});
});
