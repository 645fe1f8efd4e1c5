// Calls as bytes and back, whatever they hold; and the index of their keys.
import assert from 'node:assert/strict';
import { decodeCalls, encodeCalls, keysOf, type StoredCall } from '../../../../src/core/usage/calls';
import { hash53 } from '../../../../src/core/usage/event';
import { KeyIndex } from '../../../../src/core/usage/keyIndex';
import { chance } from './fixture';

const one: StoredCall = {
	key: 1,
	ts: 0,
	requests: 1,
	input: 0,
	output: 0,
	reasoning: 0,
	cacheRead: 0,
	cacheWrite5m: 0,
	cacheWrite1h: 0,
	cost: 0,
	loggedCost: undefined,
};

describe('calls as bytes', () => {
	it('come back as they were, at every size a count, a time, a key and a cost can have', () => {
		const sizes = [0, 1, 127, 128, 16_383, 16_384, 2 ** 31 - 1, 2 ** 32, 1e12, 253_402_128_000_000, Number.MAX_SAFE_INTEGER];
		const calls = sizes.flatMap((size, i) => [
			{ ...one, key: size, ts: sizes[(i * 3) % sizes.length] ?? 0, input: size },
			{ ...one, output: size, reasoning: size, cacheRead: size, cost: size / 3, loggedCost: i % 2 ? size / 7 : undefined },
			{ ...one, key: Number.MAX_SAFE_INTEGER - i, cacheWrite5m: size, cacheWrite1h: size, requests: i },
		]);
		for (const some of [calls, calls.slice(0, 1), [one], [{ ...one, loggedCost: 0 }], []]) {
			assert.deepEqual(decodeCalls(encodeCalls(some)), some);
			assert.deepEqual(
				keysOf(encodeCalls(some)),
				some.map(({ key }) => key),
			);
		}
	});

	it('take about thirty bytes each', () => {
		const below = chance(7);
		const calls = Array.from({ length: 64 }, (_, i) => ({
			...one,
			key: hash53(String(i)),
			ts: 1_780_000_000_000 + below(3_600_000),
			input: below(2000),
			output: below(4000),
			cacheRead: below(150_000),
			cacheWrite5m: below(20_000),
			cost: below(1000) / 1e4,
		}));
		assert.ok(encodeCalls(calls).length <= 64 * 31, `${encodeCalls(calls).length} bytes`);
	});
});

describe('index of keys', () => {
	it('says of a hundred thousand keys what a Map says, the key 0 and keys that were taken out among them', () => {
		const index = new KeyIndex();
		const truth = new Map<number, number>();
		const below = chance(11);
		for (let i = 0; i < 100_000; i++) {
			const key = below(20) === 0 ? below(1000) : hash53(String(below(70_000)));
			const bundle = below(10) === 0 ? 0 : 1 + below(1e6);
			index.set(key, bundle);
			truth.set(key, bundle);
		}
		for (const [key, bundle] of truth) assert.equal(index.get(key), bundle);
		for (let i = 0; i < 1000; i++) assert.equal(index.get(hash53(`never ${i}`)), 0);
	});
});
