// The usage tree as text.
import assert from 'node:assert/strict';
import { dimensionRow, MOST_SLICES, sliceRows, spanRow, spansOf, USAGE_DIMENSIONS } from '../../../../src/vscode/view/usageRows';
import { meter, period, totals } from './sample';

describe('usageRows', () => {
	const spent = totals({ requests: 12, input_tokens: 1_000_000, output_tokens: 200_000, cost: 3.12 });

	it('has the day, the week from Monday and the month of the user', () => {
		const sunday = period(1, 5, { start: '2026-11-01', end: '2026-11-01' });
		assert.deepEqual(spansOf(meter(sunday)), [
			{ span: 'today', start: '2026-11-01', end: '2026-11-01' },
			{ span: 'week', start: '2026-10-26', end: '2026-11-01' },
			{ span: 'month', start: '2026-11-01', end: '2026-11-30' },
		]);
	});

	it('reads as a tree', () => {
		const days = { span: 'today', start: '2026-11-21', end: '2026-11-21' } as const;
		const lines = [
			spanRow(days, spent),
			...USAGE_DIMENSIONS.map(by => dimensionRow('today', by)),
			...sliceRows(
				'today',
				'model',
				[
					{ name: 'claude-sonnet-4-5', totals: spent },
					{ name: 'local', totals: totals({ requests: 1, input_tokens: 10, cost: null, unpriced_requests: 1, unpriced_tokens: 10 }) },
				],
				'/home/user',
			),
			...sliceRows('today', 'project', [{ name: '/home/user/proj', totals: spent }], '/home/user'),
		].map(row => `${row.icon} ${row.label} | ${row.description} | ${row.open} | ${row.context}`);
		assert.deepEqual(lines, [
			'calendar Today | $3.12 · 1.2M tokens | expanded | span',
			'chip By Model |  | expanded | dimension',
			'person By Agent |  | collapsed | dimension',
			'folder By Project |  | collapsed | dimension',
			'chip claude-sonnet-4-5 | $3.12 · 1.2M | leaf | model copy',
			'question local | unpriced · 10 tokens | leaf | model unpriced copy',
			'folder proj | $3.12 · 1.2M | leaf | project copy',
		]);
	});

	it('ids are stable over refreshes and differ within the tree', () => {
		const rows = (cost: number) =>
			(['today', 'week'] as const).flatMap(span =>
				USAGE_DIMENSIONS.flatMap(by => sliceRows(span, by, [{ name: 'same', totals: totals({ requests: 1, cost }) }], '')),
			);
		const ids = rows(1).map(row => row.id);
		assert.equal(new Set(ids).size, ids.length);
		assert.deepEqual(
			rows(2).map(row => row.id),
			ids,
		);
	});

	it('two projects of one name differ by id and tooltip', () => {
		const [one, two] = sliceRows(
			'week',
			'project',
			['/a/app', '/b/app'].map(name => ({ name, totals: spent })),
			'',
		);
		assert.equal(one?.label, two?.label);
		assert.notEqual(one?.id, two?.id);
		assert.notEqual(one?.tooltip, two?.tooltip);
	});

	it('sums up what is beyond the first fifty', () => {
		const slices = Array.from({ length: MOST_SLICES + 3 }, (_, index) => ({ name: `m${index}`, totals: spent }));
		const rows = sliceRows('month', 'model', slices, '');
		assert.equal(rows.length, MOST_SLICES + 1);
		assert.equal(rows.at(-1)?.label, '3 more in the dashboard');
		assert.deepEqual(
			sliceRows('month', 'model', [], '').map(row => row.label),
			['No usage'],
		);
	});

	it('speaks in words', () => {
		assert.equal(spanRow({ span: 'today', start: '2026-11-21', end: '2026-11-21' }, spent).spoken, 'Today, $3.12, 1.2M tokens, 12 calls');
		const [row] = sliceRows('today', 'model', [{ name: 'm', totals: totals({ requests: 1, cost: 0.001 }) }], '');
		assert.equal(row?.spoken, 'm, less than $0.01, 0 tokens, 1 call');
	});

	it('SE23 a project named like a link stays text', () => {
		const [row] = sliceRows('today', 'project', [{ name: '/x/[a](command:b)', totals: spent }], '');
		assert.doesNotMatch(row?.tooltip ?? '', /\(command:/);
	});
});
