// Hubs that are killed without warning, one after another and several at a time: what was acknowledged is there.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { killAmongThree, killOneByOne, type Writers, writersOn } from './writers';

describe('durability among processes', function () {
	this.timeout(240_000);
	let folder: string;
	let writers: Writers;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-durable-'));
		writers = writersOn(folder);
	});
	afterEach(async () => {
		await writers.end();
		fs.rmSync(folder, { recursive: true, force: true });
	});

	/** The case wants 100; a run of every day does with less. */
	const rounds = Number(process.env.MISSION_CONTROL_TEST_KILLS ?? 25);

	it(`DU03 ${rounds} kills at random points: every acknowledged write is there`, async () => {
		await killOneByOne(writers, rounds, round => (round * 37) % 60);
		const { kept, opened, lost } = await writers.check();
		assert.deepEqual(lost, [], 'acknowledged and gone');
		assert.ok(opened === rounds && kept >= Math.floor((rounds * 2) / 3), `${kept} writes kept in ${opened} of ${rounds} rounds`);
	});

	it('MW05 three writers that each believe they own the folder, killed again and again: nothing acknowledged is lost', async () => {
		await killAmongThree(writers, Math.floor(rounds / 2), kills => (kills * 53) % 200);
		const { kept, opened, lost } = await writers.check();
		assert.deepEqual(lost, [], 'acknowledged and gone');
		assert.ok(kept > rounds && opened >= rounds / 2 - 1, `${kept} writes kept in ${opened} terms`);
	});
});
