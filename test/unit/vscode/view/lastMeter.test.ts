// The meter kept between two sessions.
import assert from 'node:assert/strict';
import { readLastMeter, rememberedMeter } from '../../../../src/vscode/view/lastMeter';
import { meter, period, totals } from './sample';

describe('lastMeter', () => {
	const kept = () => rememberedMeter(meter(period(4, 5, { models: [{ name: 'secret-model', totals: totals() }] }), { scanning: true }));

	it('comes back as it was kept, without names', () => {
		const stored = JSON.parse(JSON.stringify(kept())) as unknown;
		assert.deepEqual(readLastMeter(stored), kept());
		assert.doesNotMatch(JSON.stringify(stored), /secret-model/);
	});

	it('anything of another shape is no meter', () => {
		const without = (key: string) => Object.fromEntries(Object.entries(kept()).filter(([name]) => name !== key));
		for (const value of [
			undefined,
			null,
			'x',
			[],
			{},
			{ ...kept(), as_of: null },
			{ ...kept(), daily: { ...kept().daily, level: 'red' } },
			{ ...kept(), daily: { ...kept().daily, used: '4' } },
			{ ...kept(), thresholds: ['75'] },
			...['zone', 'daily', 'monthly', 'thresholds', 'as_of'].map(without),
		]) {
			assert.equal(readLastMeter(value), undefined, JSON.stringify(value));
		}
	});
});
