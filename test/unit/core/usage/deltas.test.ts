// What came in for the live figures, and what an undone transaction takes back of it.
import * as assert from 'node:assert/strict';
import { createDeltas } from '../../../../src/core/usage/deltas';

describe('usage deltas', () => {
	it('lose only the undone transaction, however many stand undrained before it', () => {
		for (const transactions of [1, 2, 199, 200, 201, 202, 400, 401, 1000]) {
			const deltas = createDeltas();
			for (let serial = 1; serial <= transactions; serial++) {
				deltas.add('a', 1, 10, 0.5);
				deltas.mark(serial);
			}
			deltas.undoAfter(transactions - 1);
			const kept = transactions - 1;
			const expected = kept === 0 ? [] : [{ model: 'a', tokens_in: kept, tokens_out: 10 * kept, cost: kept / 2 }];
			assert.deepEqual(deltas.drain(), expected, `${transactions} transactions`);
		}
	});
});
