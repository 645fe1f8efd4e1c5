// The budget in a terminal, as text.
import assert from 'node:assert/strict';
import type { Meter } from '../../../../src/contract';
import { budgetReport } from '../../../../src/hub/cli/budgetReport';
import { createWords } from '../../../../src/hub/cli/words';

const meter = (daily: Partial<Meter['daily']>, monthly: Partial<Meter['monthly']>): Meter => {
	const period = {
		start: '2026-11-21',
		end: '2026-11-21',
		limit: 5,
		used: 0,
		percent: 0,
		level: 'normal' as const,
		unpriced_requests: 0,
		models: [],
	};
	return {
		zone: 'UTC',
		daily: { ...period, ...daily },
		monthly: { ...period, start: '2026-11-01', end: '2026-11-30', limit: 200, ...monthly },
		thresholds: [75, 90],
		as_of: null,
		scanning: false,
		any_source: true,
	};
};
const report = (...given: Parameters<typeof meter>) => budgetReport(meter(...given), createWords('en-US'), 80);

describe('budget report', () => {
	it('shows use, limit, share and a bar', () => {
		assert.deepEqual(report({ used: 3.749, percent: 74.98 }, { used: 190, percent: 95, level: 'error' }), [
			'Budget               Used    Limit  Share',
			'-----------------------------------------------------------------------',
			'Today 2026-11-21    $3.75    $5.00    74%  [##############......]',
			'Month 2026-11     $190.00  $200.00    95%  [###################.] error',
		]);
	});

	it('its percent is the one of --json and of the windows: rounded, but never up to a threshold that is not reached', () => {
		const lines = report({ used: 0.089091, percent: 1.78182 }, { used: 149.9, percent: 74.95 });
		assert.match(lines[2] ?? '', / 2% {2}\[/);
		assert.match(lines[3] ?? '', / 74% {2}\[/);
		assert.match(report({}, { used: 1.698727, percent: 0.849 })[3] ?? '', / <1% {2}\[/);
	});

	it('a sum that misses a part is never rounded up', () => {
		const lines = report({ used: 0.089091, percent: 1.78182, unpriced_requests: 9 }, { used: 1.209, percent: 0.6 });
		assert.match(lines[2] ?? '', /≥ \$0\.08 /);
		assert.match(lines[3] ?? '', / \$1\.21 /);
	});

	it('no limit is no share, more than all stays in the bar, and what has no price is said', () => {
		const lines = report({ used: 20, percent: 400, level: 'error' }, { used: 20, limit: 0, level: 'off', unpriced_requests: 1200 });
		assert.match(lines[2] ?? '', /400% {2}\[#{20}\] error$/);
		assert.match(lines[3] ?? '', /^Month 2026-11 +≥ \$20\.00 +none$/);
		assert.equal(lines.at(-1), '1,200 requests of this month have no known price and are not in the sum.');
	});
});
