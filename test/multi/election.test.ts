// Real processes stand for election at the same moment: exactly one wins, round after round.
import * as assert from 'node:assert/strict';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { newestEpoch, readOwner } from '../../src/contract/owner';

const PROCESSES = 8;
const ROUNDS = 40;

interface Outcome {
	after: number;
	won: number | null;
	token: string;
}

describe('election among processes', function () {
	this.timeout(60_000);
	let folder: string;
	let children: ChildProcess[] = [];
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-elect-'));
	});
	afterEach(() => {
		for (const child of children) child.kill('SIGKILL');
		fs.rmSync(folder, { recursive: true, force: true });
	});

	it(`MW01 ${PROCESSES} processes start together where a dead owner left its record: one owner, the others see the same epoch, ${ROUNDS} rounds`, async () => {
		children = Array.from({ length: PROCESSES }, () => fork(path.join(__dirname, 'election.child.js')));
		await Promise.all(children.map(child => once(child, 'message')));
		for (let round = 1; round <= ROUNDS; round++) {
			const answers = children.map(child => once(child, 'message'));
			const start = Date.now() + 15;
			for (const child of children) child.send({ folder, start });
			const outcomes = (await Promise.all(answers)).map(([answer]) => answer as Outcome);
			const winners = outcomes.filter(({ won }) => won !== null);
			// One that was late may have read the new epoch already and won the next: then it followed a whole election.
			const epochs = winners.map(({ won }) => won).sort();
			assert.deepEqual(epochs, [...new Set(epochs)], `round ${round}: two winners of one epoch`);
			const newest = winners.find(({ won }) => won === newestEpoch(folder));
			assert.ok(newest, `round ${round}: no owner`);
			assert.equal(readOwner(folder)?.token, newest.token, `round ${round}: everybody finds the winner`);
			for (const { after, won } of winners) assert.equal(won, after + 1);
			const together = outcomes.filter(({ after }) => after === outcomes[0]?.after);
			const won = together.filter(outcome => outcome.won !== null).length;
			// Who published first and was followed before it looked again counts itself out: then the one that followed is the owner.
			const followed = newestEpoch(folder) > (outcomes[0]?.after ?? 0) + 1;
			assert.ok(won === 1 || (won === 0 && followed), `round ${round}: ${won} winners of those who stood together`);
		}
		assert.ok(newestEpoch(folder) >= ROUNDS);
		assert.equal(fs.readdirSync(path.join(folder, 'hub')).filter(name => name.startsWith('.t-')).length, 0);
	});
});
