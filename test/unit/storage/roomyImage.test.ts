// The bytes a database is opened from: its file in memory grows where it stands, and arrays that are given back are gone.
import assert from 'node:assert/strict';
import { giveBack } from '../../../src/base/memory';
import { RoomyImage } from '../../../src/storage/roomyImage';

describe('roomy image', () => {
	it('is copied with room behind it, whatever part of a buffer it is', () => {
		const buffer = Uint8Array.from([9, 1, 2, 3, 9]);
		const image = new RoomyImage(buffer.subarray(1, 4));
		assert.deepEqual([...image], [1, 2, 3]);
		const copy = image.slice(0, image.length);
		assert.deepEqual([...copy.subarray(0, 5)], [1, 2, 3, 0, 0]);
		assert.ok(copy.length > 16 * 1024 * 1024);
		copy[0] = 7;
		assert.equal(buffer[1], 1);
		assert.deepEqual([...image.slice(1, 2).subarray(0, 2)], [2, 0]);
	});

	it('an array that is given back is empty', () => {
		const array = new Float64Array(1000);
		giveBack(array);
		assert.equal(array.length, 0);
	});
});
