// A limit as a person types it.
import assert from 'node:assert/strict';
import { parseLimit } from '../../../../src/vscode/view/limit';

describe('limit', () => {
	it('reads amounts', () => {
		const amounts: [string, number][] = [
			['5', 5],
			[' 7.50 ', 7.5],
			['$5', 5],
			['$ 12.345', 12.35],
			['0', 0],
			['.5', 0.5],
			['5.', 5],
			['1,000', 1000],
			['1,000,000', 1_000_000],
			['$1,234.5', 1234.5],
		];
		for (const [text, dollars] of amounts) assert.deepEqual(parseLimit(text), { dollars }, text);
	});

	it('says what to type instead', () => {
		for (const text of ['', 'five', '-1', '1e3', '5 USD', '5,00', '1,00,000', '€5', 'NaN', 'Infinity', '0x10', '1.2.3']) {
			assert.match((parseLimit(text) as { problem: string }).problem, /amount in US dollars/, text);
		}
		assert.match((parseLimit('1000001') as { problem: string }).problem, /at most/);
		assert.match((parseLimit('0.001') as { problem: string }).problem, /smallest/);
	});
});
