// Reading on and on, whatever happens to the logs in between, ends where one reading of everything does.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { MemoryStore } from '../../../support/memoryStore';
import { pipeline } from '../../../support/pipeline';
import { stoppedStore } from '../../../support/stoppedStore';
import { storedCalls } from '../../../support/storedCalls';
import { FuzzWorld, randomOf } from './fuzzWorld';
import { WRITERS } from './fuzzWriters';

/** Worlds of each tool. Each is some 60 things that happen and 15 scans. */
const WORLDS = Number(process.env.MISSION_CONTROL_TEST_FUZZ ?? 6);
/** The first of them, to see one again. */
const SEED = Number(process.env.MISSION_CONTROL_TEST_FUZZ_SEED ?? 1);
const STEPS = 60;

for (const [tool, writerOf] of Object.entries(WRITERS))
	describe(`fuzz, ${tool}`, function () {
		this.timeout(60_000 + WORLDS * 5_000);

		it(`IN21 ${WORLDS} worlds of chance: what is read bit by bit equals one full scan`, async () => {
			for (let seed = SEED; seed < SEED + WORLDS; seed++) await live(seed);
		});

		async function live(seed: number): Promise<void> {
			const random = randomOf(seed);
			const kills = randomOf(seed + 1_000_000);
			const line = await pipeline();
			/** What was in each file that was ever read when it was read last. */
			const read = new Map<string, Buffer>();
			/** As it was after the scan before. */
			let before: Calls = new Map();
			try {
				let hub = await line.start('UTC');
				const kind = random.pick(['rewriting', 'purging', 'both'] as const);
				const world = new FuzzWorld(line.home, writerOf(random), random, kind);
				for (let step = 0; step < STEPS; step++) {
					world.step();
					if (random.chance(0.06)) {
						hub = await line.start('UTC');
						world.said.push('restart');
					}
					if (!random.chance(0.25) && step < STEPS - 1) continue;
					if (kills.chance(0.3)) {
						const dying = await line.start('UTC', stoppedStore(line.store, 1 + kills.below(3), 'after'));
						await dying.scanner.scan().catch(() => {});
						hub = await line.start('UTC');
						world.said.push('killed in a scan');
						// What is purged then was never read to its end, perhaps.
						if (kind === 'rewriting') world.step();
					}
					await hub.scanner.scan();
					world.said.push('scan');
					for (const { file } of world.logs) read.set(file, fs.readFileSync(path.join(line.home, file)));
					const found = callsOf(line.store);
					const known = before;
					before = found;
					if (!random.chance(0.3) && step < STEPS - 1) continue;
					const story = `${kind} world, seed ${seed}, step ${step}:\n${world.said.slice(-60).join('\n')}`;
					const live = new Set(world.logs.map(log => log.file));
					const all = await fullScan(read, live);
					if (kind !== 'both') equal(found, withTimes(all, known, found), story);
					else between(found, await fullScan(new Map([...read].filter(([file]) => live.has(file))), live), all, story);
					assert.equal(rollUp(line.store), eventSums(line.store), `seed ${seed}: the roll-up is the sum of its calls`);
				}
			} finally {
				line.end();
			}
		}

		/** Everything read at once: purged files as they were read last, then only those that are there. */
		async function fullScan(read: ReadonlyMap<string, Buffer>, live: ReadonlySet<string>): Promise<Calls> {
			const other = await pipeline();
			try {
				for (const [file, bytes] of read) {
					fs.mkdirSync(path.dirname(path.join(other.home, file)), { recursive: true });
					fs.writeFileSync(path.join(other.home, file), bytes);
				}
				const hub = await other.start('UTC');
				await hub.scanner.scan();
				// One after the other: of a rollout that was archived, only one of both places is read at a time.
				for (const file of [...read.keys()].filter(file => !live.has(file))) {
					fs.rmSync(path.join(other.home, file));
					await hub.scanner.scan();
				}
				return callsOf(other.store);
			} finally {
				other.end();
			}
		}
	});

/**
 * A call may keep an earlier time of a copy that was rewritten since, for it is not stored which copy that was. So one that stood
 * with that time before is expected with it; with any other it is expected as one reading of everything has it.
 */
function withTimes(expected: Calls, before: Calls, found: Calls): Calls {
	const parsed = (call: string) => JSON.parse(call) as [{ ts: number; day: string }, unknown];
	const told = (key: number, call: string): string => {
		const [[now, names], [then], [{ ts }]] = [parsed(call), parsed(before.get(key) ?? call), parsed(found.get(key) ?? call)];
		return ts === then.ts && ts < now.ts ? JSON.stringify([{ ...now, ts, day: then.day }, names]) : call;
	};
	return new Map([...expected].map(([key, call]) => [key, told(key, call)]));
}

function equal(found: Calls, expected: Calls, story: string): void {
	if (String([...found]) !== String([...expected])) assert.deepEqual([...found.values()], [...expected.values()], story);
}

/**
 * Where a log is rewritten, its calls are gone; a copy in a log that was purged before is, too, for it cannot be read again. So
 * at least what is in the logs that are there counts, and nothing that never was in a log.
 */
function between(found: Calls, least: Calls, most: Calls, story: string): void {
	for (const [key, call] of least) assert.ok(found.has(key), `${story}\nmissing: ${call}`);
	for (const [key, call] of found) assert.ok(most.has(key), `${story}\ntoo many: ${call}`);
}

const COUNTS = 'requests, input, output, reasoning, cache_read, cache_write_5m, cache_write_1h';

type Calls = ReadonlyMap<number, string>;

/** Every call that counts with all that is known of it but the file it was found in, by its key. */
function callsOf(store: MemoryStore): Calls {
	const names = ['session', 'provider', 'agent', 'project'];
	const calls = storedCalls(store).filter(call => call.requests > 0);
	return new Map(
		calls.map(({ bundle, file_id, ...call }) => [
			call.key,
			JSON.stringify([{ ...call, cost: Number(call.cost.toFixed(9)) }, names.map(name => bundle[name])]),
		]),
	);
}

const sums = (names: string): string =>
	names
		.split(', ')
		.map(name => `coalesce(sum(${name}), 0) AS ${name}`)
		.join(', ');
const rollUp = (store: MemoryStore): string => JSON.stringify(store.get(`SELECT ${sums(COUNTS)} FROM usage_daily`));
const eventSums = (store: MemoryStore): string => JSON.stringify(store.get(`SELECT ${sums(COUNTS)} FROM usage_events WHERE daily_id > 0`));
