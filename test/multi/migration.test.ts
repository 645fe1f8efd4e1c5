// The update of the stored data in a process that is killed: all or nothing, and the next one succeeds.
import assert from 'node:assert/strict';
import { quickFolder, scratch } from '../unit/storage/scratch';
import { killMigration, timeOfMigration, toMigrate } from './migrators';

describe('a migration that is killed', function () {
	this.timeout(60_000);

	it('DU14 kill -9 at five moments of it: the old store or the new one, a backup, and another try succeeds', async () => {
		const room = scratch(quickFolder());
		try {
			const told = await toMigrate(room);
			const whole = await timeOfMigration(room, quickFolder());
			let killed = 0;
			for (const part of [0.4, 0.6, 0.7, 0.8, 0.9]) {
				const { lost, ...seen } = await killMigration(room, told, part * whole, quickFolder());
				assert.deepEqual(lost, []);
				if (seen.killed) killed++;
			}
			assert.ok(killed > 0, 'each of them was faster');
		} finally {
			await room.end();
		}
	});
});
