// What is missing of rewritten logs: a call is made up for only by copies as early and as large as the one that is gone.
import assert from 'node:assert/strict';
import { Lost } from '../../../../src/core/collect/lost';
import { call } from '../usage/fixture';

describe('lost', () => {
	const removed = { key: 1, rank: 1, ts: 5_000, total: 110 };

	it('IN14 misses a call until one as early and as large has come by, in one line or in two', () => {
		const lost = new Lost();
		assert.equal(lost.some, false);
		lost.add([removed, { ...removed, key: 2 }, { ...removed, key: 3 }], ['claude']);
		lost.meet(call({ key: 1, ts: 5_000 }));
		lost.meet(call({ key: 2, ts: 4_000, output: 1 })); // as early, not as large
		lost.meet(call({ key: 2, ts: 9_000, output: 50 })); // as large, not as early
		assert.equal(lost.some, true);
		lost.meet(call({ key: 3, ts: 5_001 }));
		lost.meet(call({ key: 4, ts: 1 }));
		assert.equal(lost.some, true, 'a copy elsewhere was earlier');
		lost.meet(call({ key: 3, ts: 5_000, rank: 0, input: 1_000 }));
		assert.equal(lost.some, false);
	});

	it('IN14 takes no copy of a lower rank for the counts, and one of a higher rank whatever it counts', () => {
		const lost = new Lost();
		lost.add([removed], ['claude']);
		lost.meet(call({ key: 1, ts: 5_000, rank: 0, input: 1_000 }));
		assert.equal(lost.some, true);
		lost.meet(call({ key: 1, ts: 5_000, rank: 2, input: 1, output: 1 }));
		assert.equal(lost.some, false);
	});
});
