// Phase: hubs that are killed while they read logs that grow or are rewritten.
import assert from 'node:assert/strict';
import { chaosWorld } from '../../multi/chaos';
import { growAndKill } from '../../multi/growingLogs';
import { rewriteAndKill } from '../../multi/rewritingLogs';
import type { Phase } from '../phase';
import { secondOpinions } from '../secondOpinions';

export const collectors: Phase = {
	name: 'collectors',
	says: 'kill -9 on hubs that read logs of three tools while these grow or sessions are rewritten; the totals against an independent count',
	limit: 240_000,
	async round({ dice, folder, tally }) {
		const world = chaosWorld(folder);
		try {
			const growth = { megabytes: dice.between(5, 40), files: dice.between(20, 300), kills: dice.between(10, 30), dice };
			const { kills, calls, names, differences } = await (dice.chance(0.3) ? rewriteAndKill : growAndKill)(world, growth);
			tally.add('kills', kills);
			tally.add('megabytes of logs', growth.megabytes);
			tally.add('model calls counted', calls);
			tally.add('totals compared', names * 12);
			tally.add('totals that differ', differences.length);
			assert.deepEqual(differences, []);
			await world.end();
			await secondOpinions(world.data, tally);
		} finally {
			await world.end();
		}
	},
};
