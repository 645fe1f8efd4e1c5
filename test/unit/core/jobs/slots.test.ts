// Slots by a calculator that may be wrong.
import assert from 'node:assert/strict';
import { calculatedSlots } from '../../../../src/core/jobs/slots';

describe('slots by a calculator', () => {
	it('SC08 an answer that is not later is asked for again, a second on', () => {
		const asked: number[] = [];
		const slots = calculatedSlots({
			next: after => {
				asked.push(after);
				return after < 12_000 ? 9000 : 60_000; // Stuck in the past, as inside a repeated hour.
			},
			before: () => undefined,
		});
		assert.equal(slots.next(10_000), 60_000);
		assert.deepEqual(asked, [10_000, 11_000, 12_000]);
	});

	it('SC08 one that stays in the past is refused, never believed', () => {
		const stuck = calculatedSlots({ next: () => 5000, before: instant => instant + 1 });
		assert.throws(() => stuck.next(5000), /no slot after 1970-01-01T00:00:05.000Z was found/);
		assert.equal(stuck.last(0, 5000), undefined);
	});

	it('asks once for what lies between two slots', () => {
		let asked = 0;
		const slots = calculatedSlots({
			next: after => {
				asked++;
				return Math.floor(after / 1000) * 1000 + 1000;
			},
			before: () => undefined,
		});
		assert.deepEqual([slots.next(1), slots.next(999), slots.next(2), slots.next(0), slots.next(1000)], [1000, 1000, 1000, 1000, 2000]);
		assert.equal(asked, 3);
	});

	it('has an end', () => {
		const slots = calculatedSlots({ next: after => (after < 7 ? 7 : undefined), before: instant => (instant > 7 ? 7 : undefined) });
		assert.deepEqual(
			[slots.next(0), slots.next(7), slots.last(0, 9), slots.last(7, 9), slots.count(0, 9, 5)],
			[7, undefined, 7, undefined, 1],
		);
	});
});
