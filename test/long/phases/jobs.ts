// Phase: jobs under hubs that are killed, frozen and thawed, with clocks that disagree.
import assert from 'node:assert/strict';
import { chaos, chaosWorld } from '../../multi/chaos';
import type { Phase } from '../phase';
import { secondOpinions } from '../secondOpinions';

const SECONDS = 60;

export const jobs: Phase = {
	name: 'jobs',
	says: 'three hubs with clocks that are off are killed, frozen and thawed while jobs run; the jobs write down what they do',
	limit: 240_000,
	async round({ dice, folder, tally }) {
		const world = chaosWorld(folder);
		try {
			const offsets = [0, dice.between(-2000, 2000), dice.between(-2000, 2000)];
			const found = await chaos(world, { seconds: SECONDS, dice, offsets, paced: true });
			tally.add('kills', found.kills);
			tally.add('freezes', found.freezes);
			tally.add('runs', found.starts);
			tally.add('slots', found.slots);
			tally.add('slots run twice', found.twice.length);
			tally.add('overlapping runs', found.overlapping.length);
			tally.add('slots vanished', found.vanished.length);
			tally.add('runs that no row knows', found.unknown.length);
			const { twice, unknown, overlapping, vanished } = found;
			assert.deepEqual({ twice, unknown, overlapping, vanished }, { twice: [], unknown: [], overlapping: [], vanished: [] });
			await secondOpinions(world.data, tally);
		} finally {
			await world.end();
		}
	},
};
