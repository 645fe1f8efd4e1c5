// The filter before the look-up: a key that was added is never fresh, others nearly always are.
import assert from 'node:assert/strict';
import { hash53 } from '../../../../src/core/usage/event';
import { FreshKeys } from '../../../../src/core/usage/freshKeys';

describe('fresh keys', () => {
	it('never calls a key fresh that was added, and few others seen', () => {
		const keys = new FreshKeys();
		const added = Array.from({ length: 200_000 }, (_, i) => hash53(`added ${i}`));
		for (const key of added) keys.add(key);
		assert.ok(added.every(key => !keys.isFresh(key)));
		const others = Array.from({ length: 100_000 }, (_, i) => hash53(`other ${i}`));
		const seen = others.filter(key => !keys.isFresh(key)).length;
		assert.ok(seen < 1_000, `${seen} of 100000`);
	});

	it('takes the smallest and the largest key', () => {
		const keys = new FreshKeys();
		for (const key of [0, 1, Number.MAX_SAFE_INTEGER]) {
			assert.ok(keys.isFresh(key));
			keys.add(key);
			assert.ok(!keys.isFresh(key));
		}
	});
});
