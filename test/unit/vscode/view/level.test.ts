// Which budget is shown and how a level looks.
import assert from 'node:assert/strict';
import { chosenBudget, levelLook } from '../../../../src/vscode/view/level';
import { meter, period } from './sample';

describe('level', () => {
	const both = (daily: number, dailyLimit: number, monthly: number, monthlyLimit: number) =>
		meter(period(daily, dailyLimit), { monthly: period(monthly, monthlyLimit) });

	it('closest is the budget with the greater part used; the day where they are equal', () => {
		assert.equal(chosenBudget(both(1, 5, 190, 200), 'closest').period, 'monthly');
		assert.equal(chosenBudget(both(4, 5, 100, 200), 'closest').period, 'daily');
		assert.equal(chosenBudget(both(1, 4, 50, 200), 'closest').period, 'daily');
	});

	it('a budget without a limit never wins against one with a limit', () => {
		assert.equal(chosenBudget(both(9, 0, 0, 200), 'closest').period, 'monthly');
		assert.equal(chosenBudget(both(0, 5, 900, 0), 'closest').period, 'daily');
		assert.equal(chosenBudget(both(9, 0, 900, 0), 'closest').period, 'daily');
	});

	it('the setting is obeyed whatever the levels are', () => {
		assert.equal(chosenBudget(both(5, 5, 0, 200), 'monthly').period, 'monthly');
		assert.equal(chosenBudget(both(0, 5, 200, 200), 'daily').period, 'daily');
	});

	it('icon and colour change together, and words say what the colour says', () => {
		assert.deepEqual(levelLook(period(3.7, 5)), { icon: 'dashboard', background: undefined, spoken: '' });
		assert.deepEqual(levelLook(period(3.75, 5)), { icon: 'warning', background: 'warning', spoken: 'warning' });
		assert.deepEqual(levelLook(period(4.5, 5)), { icon: 'error', background: 'error', spoken: 'almost used up' });
		assert.deepEqual(levelLook(period(5, 5)), { icon: 'error', background: 'error', spoken: 'over the limit' });
		assert.deepEqual(levelLook(period(99, 0)), { icon: 'dashboard', background: undefined, spoken: '' });
	});
});
