// One call told again and again: counted once in the store and in the sums, whoever tells it and in whatever order it is read.
import assert from 'node:assert/strict';
import { type Pipeline, pipeline, type Running, TOOLS, type Told } from '../../../support/pipeline';
import { permutations } from '../../../support/sink';
import { storedCalls } from '../../../support/storedCalls';

const DAY = '2026-11-20';

for (const tool of TOOLS)
	describe(`copies of calls, ${tool.name}`, () => {
		let line: Pipeline;
		let hub: Running;
		beforeEach(async () => {
			line = await pipeline(() => Date.parse('2026-11-21T12:00:00.000Z'));
			hub = await line.start('UTC');
		});
		afterEach(() => line.end());

		const call = (id: string, output: number, time = `${DAY}T10:00:00.000Z`): Told => ({ id, time, input: 10, output });
		/** Requests, input, output, and days on which they stand; of the calls themselves, and as they are shown. */
		const counted = (): string => {
			const calls = storedCalls(line.store).filter(({ requests }) => requests > 0);
			const sum = (of: (each: (typeof calls)[number]) => number): number => calls.reduce((all, each) => all + of(each), 0);
			const days = [...new Set(calls.map(({ day }) => day))].sort().join();
			const { totals } = hub.usage.breakdown({}, 'model');
			assert.deepEqual([totals.requests, totals.output_tokens], [calls.length, sum(({ output }) => output)], 'as they are shown');
			return `${calls.length} calls, in ${sum(({ input }) => input)}, out ${sum(({ output }) => output)}, ${days}`;
		};
		const texts = (calls: readonly Told[]): string[] => tool.lines(calls).map(each => JSON.stringify(each));

		it('IN06 a call in 2 to 14 lines that say the same is one', async () => {
			for (const times of [2, 3, 14]) {
				line.write(tool.file, texts(Array.from({ length: times }, () => call('a', 20))));
				await hub.scanner.scan();
				assert.equal(counted(), `1 calls, in 10, out 20, ${DAY}`, `${times} lines`);
			}
		});

		it('IN07 of an answer that grows the largest counts, at the earliest time, in whatever order its lines stand', async () => {
			const growing = [
				call('a', 1, '2026-11-19T23:59:59.000Z'),
				call('a', 70, `${DAY}T00:00:03.000Z`),
				call('a', 9, `${DAY}T00:00:01.000Z`),
			];
			for (const told of permutations(growing)) {
				line.write(tool.file, texts(told));
				await hub.scanner.scan();
				assert.equal(counted(), '1 calls, in 10, out 70, 2026-11-19', told.map(({ output }) => output).join());
			}
		});

		// A rollout of Codex names its thread, and what a fork repeats of it is told by other means.
		if (tool.name === 'codex') return;

		it('IN08 a call in three sessions (resumed, forked, of a sub-agent) is one, whichever is read first', async () => {
			const sessions: [string, Told[]][] = [
				['s1', [call('a', 20, `${DAY}T10:00:00.000Z`), call('b', 5)]],
				['s2', [call('a', 20, `${DAY}T12:00:00.000Z`), call('c', 7)]],
				['s3', [call('a', 19, '2026-11-19T10:00:00.000Z')]],
			];
			const found = new Set<string>();
			for (const order of permutations(sessions)) {
				for (const [session, calls] of order) {
					line.write(
						tool.file.replace('s1', session),
						texts(calls).map(each => each.replaceAll('"s1"', `"${session}"`)),
					);
					await hub.scanner.scan();
				}
				found.add(JSON.stringify(storedCalls(line.store).map(({ key, output, ts }) => [key, output, ts])));
				assert.equal(counted(), `3 calls, in 30, out 32, 2026-11-19,${DAY}`);
				line.end();
				line = await pipeline(() => Date.parse('2026-11-21T12:00:00.000Z'));
				hub = await line.start('UTC');
			}
			assert.equal(found.size, 1, 'all orders end alike');
		});
	});
