// Orders of every kind to hubs that are killed: what was acknowledged is there, what was not is there or not, and nothing is there twice.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { dice } from '../support/dice';
import { chaosWorld } from './chaos';
import { ordersUnderKills } from './ordersUnderKills';

describe('orders to hubs that are killed', function () {
	this.timeout(60_000);

	it('DU03 four kills among settings, jobs, runs and readings: every acknowledged order is there', async () => {
		const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-orders-')));
		const world = chaosWorld(root);
		try {
			const { lost, acknowledged, kills } = await ordersUnderKills(world, { kills: 4, orders: 30, dice: dice(3) });
			assert.deepEqual(lost, []);
			assert.ok(kills === 4 && acknowledged >= 30, `${acknowledged} orders acknowledged, ${kills} kills`);
		} finally {
			await world.end();
			fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
		}
	});
});
