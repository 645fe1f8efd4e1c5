// A fork that is in two places, or moves from one to the other, while its parent is still being written: the place that is not read counts nothing wrong.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { hash53 } from '../../../../src/core/usage/event';
import { type Pipeline, pipeline, type Running } from '../../../support/pipeline';
import { context, count, meta } from '../../../support/rollout';
import { stoppedStore } from '../../../support/stoppedStore';
import { storedCalls } from '../../../support/storedCalls';

const PARENT = '01a1b2c3-0000-7000-8000-00000000000a';
const FORK = '01a1b2c3-0000-7000-8000-00000000000b';
/** Calls of the fork alone: more than one transaction holds. */
const OWN = 3_500;

for (const home of ['.codex', '.openclaw/agents/main/agent/codex-home'])
	describe(`a fork in two places, ${home.slice(1).split('/')[0]}`, () => {
		let lines: Pipeline[];
		let line: Pipeline;
		let hub: Running;
		beforeEach(async () => {
			lines = [];
			line = await begin();
			hub = await line.start('UTC');
		});
		afterEach(() => {
			for (const each of lines) each.end();
		});

		async function begin(): Promise<Pipeline> {
			const other = await pipeline();
			lines.push(other);
			return other;
		}

		const parent = `${home}/sessions/2026/11/01/rollout-2026-11-01T02-00-00-${PARENT}.jsonl`;
		const name = `rollout-2026-11-01T02-30-00-${FORK}.jsonl`;
		const session = `${home}/sessions/2026/11/01/${name}`;
		const archived = `${home}/archived_sessions/${name}`;

		const at = (file: string): string => path.join(line.home, file);
		const move = (from: string, to: string): void => {
			fs.mkdirSync(path.dirname(at(to)), { recursive: true });
			fs.renameSync(at(from), at(to));
		};
		/** The parent's calls, of which the fork has copies. */
		const calls = (second: number) => [1, 2, 3, 4].map(n => count(second + n / 10, [100 * n, 10 * n], [100, 10]));
		const writeParent = (known: number) => line.write(parent, [meta(PARENT), context('gpt-5.2'), ...calls(1).slice(0, known)]);
		const forkOf = (own: number) => [
			meta(FORK, { forked_from_id: PARENT }, 60),
			meta(PARENT, {}, 60),
			context('gpt-5.2'),
			...calls(60),
			...Array.from({ length: own }, (_, n) => count(70 + n, [401 + n, 42 + 2 * n], [1, 2])),
		];

		/** What was read bit by bit is what one reading of all that is there gives. */
		async function equal(says = ''): Promise<void> {
			const other = await begin();
			fs.cpSync(line.home, other.home, { recursive: true, preserveTimestamps: true });
			await (await other.start('UTC')).scanner.scan();
			assert.equal(counted(line), counted(other), says);
		}

		const counted = ({ store }: Pipeline): string => {
			const { calls, output } = store.get('SELECT sum(requests) AS calls, sum(output) AS output FROM usage_daily') ?? {};
			const keys = storedCalls(store).flatMap(({ key, requests }) => (requests > 0 ? [key] : []));
			assert.equal(calls, keys.length, 'the sums are those of the calls');
			return `${calls} calls, out ${output}, ${hash53(keys.join())}`;
		};

		it('IN08 an archived fork that turns up under the sessions before its parent is complete', async () => {
			writeParent(0);
			line.write(archived, forkOf(0).slice(0, 6));
			await hub.scanner.scan();
			line.write(session, forkOf(3));
			line.write(archived, forkOf(3));
			await hub.scanner.scan();
			writeParent(4);
			await hub.scanner.scan();
			await equal();
			assert.deepEqual(await hub.scanner.scan(), { events: 0, files: 0 });
		});

		it('IN08 an archived fork that turns up under the sessions together with its complete parent', async () => {
			writeParent(2);
			line.write(archived, forkOf(3));
			await hub.scanner.scan();
			line.write(session, forkOf(3));
			writeParent(4);
			await hub.scanner.scan();
			await equal();
			assert.deepEqual(await hub.scanner.scan(), { events: 0, files: 0 });
		});

		for (const restarts of [false, true])
			it(`IN08 a fork that was archived before its parent was complete${restarts ? ', over a restart' : ''}`, async () => {
				writeParent(2);
				line.write(session, forkOf(3));
				await hub.scanner.scan();
				move(session, archived);
				await hub.scanner.scan();
				if (restarts) hub = await line.start('UTC');
				writeParent(4);
				await hub.scanner.scan(undefined, new Set([at(parent)]));
				await equal();
				assert.deepEqual(await hub.scanner.scan(), { events: 0, files: 0 });
			});

		it('IN08 a fork whose file does not name it, archived before its parent was complete', async () => {
			writeParent(2);
			line.write(`${home}/sessions/2026/11/01/rollout-mine.jsonl`, forkOf(3));
			await hub.scanner.scan();
			move(`${home}/sessions/2026/11/01/rollout-mine.jsonl`, `${home}/archived_sessions/rollout-mine.jsonl`);
			writeParent(4);
			await hub.scanner.scan();
			await equal();
			assert.deepEqual(await hub.scanner.scan(), { events: 0, files: 0 });
		});

		it('IN08 a fork whose calls are void in the place it left counts there again when it comes back', async () => {
			writeParent(2);
			line.write(session, forkOf(3));
			await hub.scanner.scan();
			move(session, archived);
			await hub.scanner.scan();
			writeParent(4);
			await hub.scanner.scan();
			move(archived, session);
			await hub.scanner.scan();
			await equal('back');
			writeParent(3);
			await hub.scanner.scan();
			await equal('with less of its parent');
		});

		it('IN08 a purged fork keeps its calls, whatever becomes of its parent', async () => {
			writeParent(2);
			const file = line.write(session, forkOf(3));
			await hub.scanner.scan();
			assert.match(counted(line), /^7 calls, /);
			fs.rmSync(file);
			await hub.scanner.scan();
			assert.match(counted(line), /^7 calls, /);
			writeParent(4);
			await hub.scanner.scan();
			assert.match(counted(line), /^9 calls, /, 'those of the fork as they were read last');
		});

		it('IN08 a large fork that was archived, and a scan that ends at any transaction', async function () {
			this.timeout(60_000);
			for (let stop = 1, ended = false; !ended; stop++) {
				line = await begin();
				hub = await line.start('UTC');
				writeParent(2);
				line.write(session, forkOf(OWN));
				await hub.scanner.scan();
				move(session, archived);
				writeParent(4);
				const stopped = stoppedStore(line.store, stop, 'after');
				await (await line.start('UTC', stopped)).scanner.scan().catch(() => {});
				ended = !stopped.stopped;
				hub = await line.start('UTC');
				await hub.scanner.scan();
				await equal(`after transaction ${stop}`);
			}
		});
	});
