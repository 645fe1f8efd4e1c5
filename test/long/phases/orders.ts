// Phase: hubs that are killed while clients give them orders of every kind.
import assert from 'node:assert/strict';
import { chaosWorld } from '../../multi/chaos';
import { ordersUnderKills } from '../../multi/ordersUnderKills';
import type { Phase } from '../phase';
import { secondOpinions } from '../secondOpinions';

export const orders: Phase = {
	name: 'orders',
	says: 'kill -9 on hubs while clients change settings and jobs, start runs and have logs read, all through the contract',
	limit: 240_000,
	async round({ dice, folder, tally }) {
		const world = chaosWorld(folder);
		try {
			const { kills, acknowledged, open, looks, lost } = await ordersUnderKills(world, { kills: 10, dice });
			tally.add('kills', kills);
			tally.add('writes acknowledged', acknowledged);
			tally.add('orders under way at a kill', open);
			tally.add('times all of it was looked at', looks);
			tally.add('writes lost', lost.length);
			assert.deepEqual(lost, []);
			await world.end();
			await secondOpinions(world.data, tally);
		} finally {
			await world.end();
		}
	},
};
