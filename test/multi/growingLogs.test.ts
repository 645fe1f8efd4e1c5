// Hubs that are killed while they read logs that grow or are rewritten: no call is lost and none counts twice.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { dice } from '../support/dice';
import { chaosWorld } from './chaos';
import { type Growth, growAndKill } from './growingLogs';
import { rewriteAndKill } from './rewritingLogs';

describe('hubs that are killed while they read', function () {
	this.timeout(90_000);

	const tried = async (attack: typeof growAndKill, growth: Growth): Promise<void> => {
		const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-grow-')));
		const world = chaosWorld(root);
		try {
			const { calls, names, differences } = await attack(world, growth);
			assert.deepEqual(differences, []);
			assert.ok(calls > 100 && names > 5, `${calls} calls of ${names} kinds`);
		} finally {
			await world.end();
			fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
		}
	};

	it('eight kills while the logs of three tools grow: the totals are those of an independent count', () =>
		tried(growAndKill, { megabytes: 6, files: 40, kills: 8, dice: dice(20) }));

	it('IN14 five kills while sessions are rewritten without some of their lines: the totals are those of an independent count', () =>
		tried(rewriteAndKill, { megabytes: 6, files: 50, kills: 5, dice: dice(20) }));
});
