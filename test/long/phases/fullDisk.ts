// Phase: disks that fill up in the middle of the store's work and are freed again.
import assert from 'node:assert/strict';
import { fillUp, smallDisk } from '../../unit/storage/fullDisk';
import type { Phase } from '../phase';

export const fullDisk: Phase = {
	name: 'disk',
	says: 'a small disk fills up while the store works on it, and is freed again',
	limit: 60_000,
	async round({ dice, folder, tally }) {
		const disk = smallDisk(folder, dice.between(1000, 4000) * 1024);
		try {
			const { kept, refused, lost } = await fillUp(disk, { dice, elsewhere: folder });
			tally.add(`disks filled up (${disk.kind})`);
			tally.add('writes acknowledged', kept);
			tally.add('writes refused, and said so', refused);
			tally.add('writes lost', lost.length);
			assert.deepEqual(lost, []);
		} finally {
			disk.end();
		}
	},
};
