// The update of the stored data in a process that is killed: all or nothing, and the next one succeeds.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { HubConnection } from '../../src/client/port';
import { readOwner } from '../../src/contract/owner';
import { quickFolder, scratch } from '../unit/storage/scratch';
import { killMigration, timeOfMigration, toMigrate } from './migrators';
import { LINGER, type Playground, playground, until } from './playground';

describe('a migration that fails', () => {
	let play: Playground;
	beforeEach(() => {
		play = playground();
	});
	afterEach(() => play.end());

	it('DU14 every window is told in words; nothing was changed, and the version from before goes on', async () => {
		play.log('a', 3);
		const calls = async (window: HubConnection) => {
			await (await window.api()).collect.refresh();
			return (await (await window.api()).usage.breakdown({ by: 'model' })).totals.requests;
		};
		const before = play.window();
		assert.equal(await calls(before), 3);
		before.dispose();
		await until('the hub to leave', () => readOwner(play.data) === undefined, LINGER + 5000);

		const hubScript = play.bundleOf('99.0.0');
		const program = path.join(path.dirname(hubScript), 'program.js');
		const whole = fs.readFileSync(program, 'utf8');
		const last = /(\{ ?version: ?\d+, ?name: ?"\d{4}_\w+", ?sql: ?[\w$]+ ?\})(\s*\])/;
		assert.match(whole, last);
		fs.writeFileSync(program, whole.replace(last, '$1, { version: 99, name: "0099_bad", sql: "SELECT no_such_function()" }$2'));
		const updated = [1, 2].map(() => play.window({ version: '99.0.0', hubScript }));
		const said = updated.map(window => {
			const errors: string[] = [];
			window.onState(state => state.kind === 'gone' && errors.push(state.error));
			return errors;
		});
		const words =
			/^The update 0099_bad of the stored data failed \(no such function: no_such_function\)\. Nothing was changed, and a backup .* is kept\..* the version you had before still works\.$/;
		await until('both windows to be told', () => said.every(errors => errors.some(error => words.test(error))));
		for (const window of updated) window.dispose();
		const after = play.window();
		assert.equal(await calls(after), 3);
		assert.deepEqual((await (await after.api()).hub.info()).store_notes, []);
	});
});

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
