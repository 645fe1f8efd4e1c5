// The meter kept between two sessions.
import assert from 'node:assert/strict';
import { readLastMeter, rememberedMeter } from '../../../../src/vscode/view/lastMeter';
import { meter, period, totals } from './sample';

describe('lastMeter', () => {
	const ends = { daily: 1_764_000_000_000, monthly: 1_765_000_000_000 };
	const kept = () =>
		rememberedMeter(meter(period(4, 5, { models: [{ name: 'secret-model', totals: totals() }] }), { scanning: true }), ends);

	it('comes back as it was kept, without names', () => {
		const stored = JSON.parse(JSON.stringify(kept())) as unknown;
		assert.deepEqual(readLastMeter(stored), kept());
		assert.doesNotMatch(JSON.stringify(stored), /secret-model/);
	});

	it('anything of another shape is no meter', () => {
		const without = (key: string) => Object.fromEntries(Object.entries(kept().meter).filter(([name]) => name !== key));
		for (const value of [
			undefined,
			null,
			'x',
			[],
			{},
			kept().meter,
			{ meter: kept().meter },
			{ ...kept(), ends: { daily: 'soon', monthly: 0 } },
			...[
				{ ...kept().meter, as_of: null },
				{ ...kept().meter, daily: { ...kept().meter.daily, level: 'red' } },
				{ ...kept().meter, daily: { ...kept().meter.daily, used: '4' } },
				{ ...kept().meter, thresholds: ['75'] },
				...['zone', 'daily', 'monthly', 'thresholds', 'as_of'].map(without),
			].map(bad => ({ ...kept(), meter: bad })),
		]) {
			assert.equal(readLastMeter(value), undefined, JSON.stringify(value));
		}
	});
});
