// Hubs that are killed while they read logs that grow: no call is lost and none counts twice.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { dice } from '../support/dice';
import { chaosWorld } from './chaos';
import { growAndKill } from './growingLogs';

describe('hubs that are killed while they read', function () {
	this.timeout(90_000);

	it('eight kills while the logs of three tools grow: the totals are those of an independent count', async () => {
		const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-grow-')));
		const world = chaosWorld(root);
		try {
			const { calls, names, differences } = await growAndKill(world, { megabytes: 6, files: 40, kills: 8, dice: dice(20) });
			assert.deepEqual(differences, []);
			assert.ok(calls > 100 && names > 5, `${calls} calls of ${names} kinds`);
		} finally {
			await world.end();
			fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
		}
	});
});
