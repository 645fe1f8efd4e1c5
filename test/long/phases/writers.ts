// Phase: stores that are killed while they write, one process after another or three at a time on one folder.
import assert from 'node:assert/strict';
import { killAmongThree, killOneByOne, writersOn } from '../../multi/writers';
import type { Phase } from '../phase';
import { secondOpinions } from '../secondOpinions';

const KILLS = 10;

export const writers: Phase = {
	name: 'writers',
	says: 'kill -9 on processes that write to the store as fast as they can, alone and three at once on one folder',
	limit: 240_000,
	async round({ dice, folder, tally }) {
		const writing = writersOn(folder);
		try {
			const wait = () => dice.below(250);
			if (dice.chance(0.5)) await killOneByOne(writing, KILLS, wait);
			else await killAmongThree(writing, KILLS, wait);
			const { kept, opened, lost } = await writing.check();
			tally.add('kills', KILLS);
			tally.add('hubs elected', opened);
			tally.add('writes acknowledged', kept);
			tally.add('writes lost', lost.length);
			assert.deepEqual(lost, [], 'acknowledged and gone');
			await secondOpinions(folder, tally);
		} finally {
			await writing.end();
		}
	},
};
