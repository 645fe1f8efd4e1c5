// The terminal's table as a person sees it.
import assert from 'node:assert/strict';
import { type Column, cells, table } from '../../../../src/hub/cli/table';

const columns: Column[] = [
	{ title: 'Day', align: 'left' },
	{ title: 'Model', align: 'left', shrink: true },
	{ title: 'Cost', align: 'right' },
];

describe('table', () => {
	it('aligns what it shows, pads no line at its end', () => {
		assert.deepEqual(table(columns, [['2026-11-21', 'opus', '$1.00'], undefined, ['Total', '', '$1,001.00']], 80), [
			'Day         Model       Cost',
			'----------------------------',
			'2026-11-21  opus       $1.00',
			'----------------------------',
			'Total              $1,001.00',
		]);
	});

	it('cuts only what may be cut, at its front, to stay inside the width', () => {
		const lines = table(columns, [['2026-11-21', 'provider/a-very-long-model-name-4-5', '$1.00']], 40);
		assert.equal(lines[2], '2026-11-21  …-long-model-name-4-5  $1.00');
		for (const line of lines) assert.ok(cells(line) <= 40, line);
	});

	it('counts terminal cells, not characters', () => {
		assert.equal(cells('模型'), 4);
		assert.equal(cells('e\u0301'), 1);
		assert.equal(cells('🚀'), 2);
		const lines = table(
			columns,
			[
				['d', '模型', '1'],
				['d', 'abcd', '1'],
			],
			80,
		);
		assert.equal(cells(lines[2] ?? ''), cells(lines[3] ?? ''));
	});
});
