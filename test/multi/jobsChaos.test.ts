// Hubs that are killed, frozen and thawed at random, with clocks that disagree, while jobs run: told by the jobs themselves.
// CHAOS_SECONDS makes it longer (60 for the proof), CHAOS_SEED repeats one.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { dice } from '../support/dice';
import { type ChaosWorld, chaos, chaosWorld, talkative } from './chaos';
import { kill, until } from './playground';

const SECONDS = Number(process.env.CHAOS_SECONDS ?? 12);
const SEED = Number(process.env.CHAOS_SEED ?? systemClock.now() % 1_000_000);
/** ms that the clocks of the hubs are off. */
const OFFSETS = [0, 700, -700];

describe('jobs among hubs that die', function () {
	this.timeout(SECONDS * 1000 + 60_000);
	let root: string;
	let world: ChaosWorld;
	beforeEach(() => {
		root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-chaos-')));
		world = chaosWorld(root);
	});
	afterEach(async () => {
		await world.end();
		fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
	});

	it(`MW03 ${SECONDS} s of kill -9, freezes and clocks that are off: no slot twice, no two runs at once, none without a row (seed ${SEED})`, async () => {
		const found = await chaos(world, { seconds: SECONDS, dice: dice(SEED), offsets: OFFSETS, kills: SECONDS / 10 });
		const { starts, slots, kills, freezes, owners } = found;
		console.log(`      ${starts} runs of ${slots} slots; ${kills} kills, ${freezes} freezes, ${owners} owners seen`);
		assert.deepEqual(
			{ twice: found.twice, unknown: found.unknown, overlapping: found.overlapping, vanished: found.vanished },
			{ twice: [], unknown: [], overlapping: [], vanished: [] },
		);
		assert.ok(starts >= SECONDS / 3, `only ${starts} runs`);
		assert.ok(kills >= SECONDS / 10, `only ${kills} kills`);
	});

	it('MW04 frozen in the middle of its work, replaced, thawed: no run and no word of the old one', async () => {
		world.start(0);
		await until('the first hub', () => world.owner() !== undefined);
		const first = world.owner() ?? 0;
		await world.asked(api => api.jobs.add(talkative(root, 'every', 1, 0.1)));
		await until('a run', () => world.said().length >= 2);
		kill(first, 'SIGSTOP');
		world.start(11_000); // to whom the first is old enough not to be waited for long
		await until('the second hub', () => world.owner() !== first, 15_000);
		const second = world.owner() ?? 0;
		await until('its runs', () => world.said().some(({ hub }) => hub === second), 15_000);
		const before = world.said().length;
		kill(first, 'SIGCONT');
		await until('the first to notice', () => /fenced by epoch \d/.test(fs.readFileSync(path.join(root, 'hubs.log'), 'utf8')));
		await until('more runs', () => world.said().length >= before + 4);
		assert.deepEqual(
			world
				.said()
				.slice(before)
				.filter(({ hub, what }) => hub === first && what === 'start'),
			[],
		);
		for (const hub of world.hubs) hub.kill('SIGKILL');
		const { twice, unknown, overlapping } = await world.check();
		assert.deepEqual([...twice, ...unknown, ...overlapping], []);
	});
});
