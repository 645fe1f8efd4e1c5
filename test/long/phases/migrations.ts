// Phase: updates of the stored data that are killed on their way.
import assert from 'node:assert/strict';
import { killMigration, timeOfMigration, toMigrate } from '../../multi/migrators';
import { scratch } from '../../unit/storage/scratch';
import type { Phase } from '../phase';
import { secondOpinions } from '../secondOpinions';

const KILLS = 12;

export const migrations: Phase = {
	name: 'migrations',
	says: 'kill -9 on a process that brings the stored data to a newer schema',
	limit: 120_000,
	async round({ dice, folder, tally }) {
		const room = scratch(folder);
		try {
			const told = await toMigrate(room);
			const whole = await timeOfMigration(room, folder);
			for (let i = 0; i < KILLS; i++) {
				const { killed, backedUp, lost } = await killMigration(room, told, Math.floor(dice() * whole), folder);
				tally.add(killed ? 'migrations killed' : 'migrations that were faster');
				if (killed && backedUp) tally.add('migrations killed after the backup was made');
				tally.add('writes lost', lost.length);
				assert.deepEqual(lost, []);
			}
			await secondOpinions(room.folder, tally);
		} finally {
			await room.end();
		}
	},
};
