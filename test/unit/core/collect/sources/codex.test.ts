// Codex: fixtures to the token, and each rule for totals, forks and archives on files made here.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { createCodexCollector } from '../../../../../src/core/collect/sources/codex';
import { at, context, count, countLine, meta, record } from '../../../../support/rollout';
import { calls, listOf, type Memory, newMemory, permutations, placesAt, randomFrom, scan, totalsOf } from '../../../../support/sink';
import { needs } from '../../../../support/tools';

const FIXTURES = path.join(process.cwd(), 'test/fixtures/codex');
const REAL = path.join(FIXTURES, 'real/0.169.0');
const SYNTHETIC = path.join(FIXTURES, 'synthetic');

const A = '01970000-0000-7000-8000-00000000000a';
const B = '01970000-0000-7000-8000-00000000000b';
const C = '01970000-0000-7000-8000-00000000000c';

describe('codex collector', () => {
	let home: string;
	let codex: string;

	beforeEach(() => {
		home = fs.mkdtempSync(path.join(os.tmpdir(), 'codex-'));
		codex = path.join(home, '.codex');
	});
	afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

	const once = (order?: Parameters<typeof scan>[3], memory?: Memory) => scan(createCodexCollector(), placesAt(home), memory, order);
	const write = (name: string, lines: readonly object[]) => {
		const file = path.join(codex, name);
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
		return file;
	};
	const rollout = (thread: string, lines: readonly object[]) =>
		write(`sessions/2026/11/01/rollout-2026-11-01T02-00-00-${thread}.jsonl`, lines);

	describe('fixtures', () => {
		it('counts the real capture to the token, in any order of files', async () => {
			fs.cpSync(REAL, codex, { recursive: true });
			const lists = new Set<string>();
			for (const order of permutations([0, 1, 2])) {
				const memory = await once(files => order.map(i => files[i]).filter(file => file !== undefined));
				assert.equal(totalsOf(memory), '4 7700 810 12000 400 0');
				lists.add(listOf(memory));
			}
			assert.equal(lists.size, 1);
			const [call] = calls(await once());
			assert.deepEqual(
				[call?.provider, call?.model, call?.agent, call?.project, call?.confidence],
				['mock', 'gpt-5.2-codex', 'main', '/home/user/proj', 'exact'],
			);
		});

		it('counts the synthetic traps as expected, in any order of files', async () => {
			fs.cpSync(SYNTHETIC, codex, { recursive: true });
			const lists = new Set<string>();
			for (const order of permutations([0, 1, 2, 3])) {
				lists.add(listOf(await once(files => order.map(i => files[i]).filter(file => file !== undefined))));
			}
			assert.equal(lists.size, 1);
			const memory = await once();
			const of = (session: string) =>
				calls(memory)
					.filter(call => call.session.endsWith(session))
					.sort((a, b) => a.ts - b.ts);
			const expected = JSON.parse(fs.readFileSync(path.join(SYNTHETIC, 'expected.json'), 'utf8')) as { events: Record<string, unknown>[] };
			for (const { session, ts, model, input, cacheRead, output, input_total, output_total } of expected.events) {
				const rows = of(String(session).slice(-12));
				if (input_total !== undefined) {
					assert.deepEqual(
						[rows.reduce((sum, row) => sum + row.input + row.cacheRead, 0), rows.reduce((sum, row) => sum + row.output, 0)],
						[input_total, output_total],
					);
					assert.ok(rows.every(row => row.model === model));
					continue;
				}
				const row = rows.find(each => each.ts === ts);
				assert.deepEqual([row?.model, row?.input, row?.cacheRead, row?.output], [model, input, cacheRead, output]);
			}
			assert.deepEqual([of('00a').length, of('00b').length, of('00c').length], [2, 1, 2]);
		});

		it('gives the same when read in pieces that end anywhere', async () => {
			for (const [source, seed] of [
				[REAL, 1],
				[SYNTHETIC, 2],
				[SYNTHETIC, 3],
				[REAL, 4],
			] as const) {
				fs.rmSync(codex, { recursive: true, force: true });
				fs.cpSync(source, codex, { recursive: true });
				const whole = listOf(await once());
				const files = fs
					.readdirSync(codex, { recursive: true, encoding: 'utf8' })
					.filter(name => name.endsWith('.jsonl'))
					.sort();
				const bytes = new Map(files.map(name => [name, fs.readFileSync(path.join(codex, name))]));
				for (const name of files) fs.rmSync(path.join(codex, name));
				const random = randomFrom(seed);
				const memory = newMemory();
				const at = new Map<string, number>();
				while (files.some(name => (at.get(name) ?? 0) < (bytes.get(name)?.length ?? 0))) {
					for (const name of files) {
						const all = bytes.get(name) ?? Buffer.alloc(0);
						const from = at.get(name) ?? 0;
						const to = Math.min(all.length, from + Math.floor(random() ** 3 * 6000));
						if (random() < 0.3 || to === from) continue;
						fs.appendFileSync(path.join(codex, name), all.subarray(from, to));
						at.set(name, to);
					}
					// A new collector each time: nothing may live in its memory alone.
					await once(undefined, memory);
				}
				await once(undefined, memory);
				assert.equal(listOf(memory), whole, `${source} seed ${seed}`);
			}
		});

		it('gives the same when stopped after every single line', async () => {
			fs.cpSync(SYNTHETIC, codex, { recursive: true });
			const whole = listOf(await once());
			const files = fs
				.readdirSync(codex, { recursive: true, encoding: 'utf8' })
				.filter(name => name.includes('rollout-'))
				.sort();
			const lines = new Map(files.map(name => [name, fs.readFileSync(path.join(codex, name), 'utf8').split(/(?<=\n)/)]));
			for (const reverse of [false, true]) {
				for (const name of files) fs.writeFileSync(path.join(codex, name), '');
				const memory = newMemory();
				for (const name of reverse ? [...files].reverse() : files) {
					for (const line of lines.get(name) ?? []) {
						fs.appendFileSync(path.join(codex, name), line);
						await once(undefined, memory);
					}
				}
				assert.equal(listOf(memory), whole, reverse ? 'children first' : 'parents first');
			}
		});

		it('reads nothing again that did not change', async () => {
			fs.cpSync(REAL, codex, { recursive: true });
			const memory = await once();
			assert.equal(memory.read.length, 3);
			await once(undefined, memory);
			assert.deepEqual(memory.read, []);
		});
	});

	describe('where sessions are', () => {
		it('looks in CODEX_HOME instead of the home folder, and in further roots', async () => {
			fs.cpSync(REAL, path.join(home, 'elsewhere'), { recursive: true });
			fs.cpSync(SYNTHETIC, codex, { recursive: true });
			assert.equal(totalsOf(await scan(createCodexCollector(), placesAt(home, { CODEX_HOME: '~/elsewhere' }))), '4 7700 810 12000 400 0');
			assert.equal(calls(await scan(createCodexCollector(), placesAt(home, {}, [path.join(home, 'elsewhere')]))).length, 4 + 8);
		});

		it('names a root that is missing and finds nothing there', () => {
			const roots = createCodexCollector().roots(placesAt(home));
			assert.deepEqual(roots, [{ path: codex, found: false }]);
		});

		it('counts a session once when it is archived between scans, or there twice', async () => {
			fs.cpSync(REAL, codex, { recursive: true });
			const memory = await once();
			const before = listOf(memory);
			const [active] = fs.readdirSync(path.join(codex, 'sessions/2026/11/21'));
			assert.ok(active);
			const from = path.join(codex, 'sessions/2026/11/21', active);
			fs.copyFileSync(from, path.join(codex, 'archived_sessions', active));
			await once(undefined, memory);
			assert.deepEqual(memory.read, [], 'the active copy wins');
			fs.rmSync(from);
			await once(undefined, memory);
			assert.equal(memory.read.length, 1);
			assert.equal(listOf(memory), before);
			assert.equal(listOf(await once()), before);
		});

		it('tells sessions of different days apart, should their files have one name', async () => {
			write('sessions/2026/11/01/rollout-1.jsonl', [meta(A), context('gpt-5.4'), count(1, [1000, 200], [1000, 200])]);
			write('sessions/2026/11/02/rollout-1.jsonl', [meta(B), context('gpt-5.4'), count(1, [30, 4], [30, 4])]);
			write('sessions/2026/11/03/rollout-1.jsonl', [meta(B), context('gpt-5.4'), count(1, [30, 4], [30, 4])]);
			assert.equal(totalsOf(await once()), '2 1030 204 0 0 0');
		});

		it('counts a legacy session once when it is archived while it grows', async () => {
			const file = rollout(A, [meta(A), context('gpt-5.4'), count(1, [1000, 200], [1000, 200])]);
			const memory = await once();
			const moved = path.join(codex, 'archived_sessions', path.basename(file));
			fs.mkdirSync(path.dirname(moved));
			fs.renameSync(file, moved);
			fs.appendFileSync(moved, `${JSON.stringify(count(2, [2500, 500], [1500, 300]))}\n`);
			await once(undefined, memory);
			assert.equal(totalsOf(memory), '2 2500 500 0 0 0');
		});

		it('counts a session once when it is compressed between scans', async function () {
			needs(this, 'zstd');
			fs.cpSync(REAL, codex, { recursive: true });
			fs.cpSync(SYNTHETIC, codex, { recursive: true });
			const memory = await once();
			const before = listOf(memory);
			for (const name of fs.readdirSync(codex, { recursive: true, encoding: 'utf8' }).filter(each => each.includes('rollout-'))) {
				execFileSync('zstd', ['-q', '--rm', path.join(codex, name)]);
			}
			await once(undefined, memory);
			assert.equal(memory.read.length, 7);
			assert.equal(listOf(memory), before);
			assert.equal(listOf(await once()), before, 'read from nothing');
		});
	});

	describe('running totals', () => {
		const read = async (...lines: object[]) => {
			rollout(A, [meta(A), context('gpt-5.4'), ...lines]);
			return totalsOf(await once());
		};

		it('skips a total that is written again', async () => {
			assert.equal(
				await read(count(1, [1000, 200], [1000, 200]), count(2, [1000, 200], [1000, 200]), count(3, [1000, 200], [0, 0])),
				'1 1000 200 0 0 0',
			);
		});
		it('counts two equal calls twice', async () => {
			assert.equal(await read(count(1, [1000, 200], [1000, 200]), count(2, [2000, 400], [1000, 200])), '2 2000 400 0 0 0');
		});
		it('takes differences where a call is not named', async () => {
			assert.equal(await read(count(1, [1000, 200]), count(2, [1600, 450])), '2 1600 450 0 0 0');
		});
		it('begins anew after a reset, with or without the call named', async () => {
			assert.equal(await read(count(1, [1000, 200]), count(2, [300, 40]), count(3, [700, 90])), '3 1700 290 0 0 0');
			assert.equal(
				await read(count(1, [9000, 200], [9000, 200]), count(2, [0, 0], [0, 0]), count(3, [300, 40], [300, 40])),
				'2 9300 240 0 0 0',
			);
			assert.equal(
				await read(
					count(1, [1000, 200], [1000, 200]),
					count(2, [1000, 200], [1000, 200]),
					count(3, [400, 20], [400, 20]),
					count(4, [1000, 30], [600, 10]),
				),
				'3 2000 230 0 0 0',
			);
		});
		it('counts a reset that outgrows its old height', async () => {
			assert.equal(
				await read(count(1, [1000, 0], [1000, 0]), count(2, [400, 0], [400, 0]), count(3, [1200, 0], [800, 0])),
				'3 2200 0 0 0 0',
			);
			assert.equal(await read(count(1, [1000, 0]), count(2, [500, 0]), count(3, [900, 0]), count(4, [1300, 0])), '4 2300 0 0 0 0');
		});
		it('never counts the gap between two counters in one file, named calls or not', async () => {
			const named = [
				count(1, [100000, 1000], [100000, 1000]),
				count(2, [5000, 50], [5000, 50]),
				count(3, [101000, 1100], [1000, 100]),
				count(4, [6000, 60], [1000, 10]),
				count(5, [102000, 1200], [1000, 100]),
			];
			assert.equal(await read(...named), '3 102000 1200 0 0 0');
			const three = [
				count(1, [100000, 0]),
				count(2, [50000, 0]),
				count(3, [5000, 0]),
				count(4, [51000, 0]),
				count(5, [6000, 0]),
				count(6, [101000, 0]),
				count(7, [52000, 0]),
			];
			assert.match(await read(...three), /^\d 101000 0 0 0 0$/);
		});
		it('splits input into its parts and never counts below nothing', async () => {
			rollout(A, [
				meta(A),
				context('gpt-5.4'),
				countLine(1, {
					input_tokens: 5000,
					cached_input_tokens: 3000,
					cache_write_input_tokens: 100,
					output_tokens: 200,
					reasoning_output_tokens: 64,
				}),
			]);
			assert.equal(totalsOf(await once()), '1 1900 200 3000 100 0');
			rollout(A, [
				meta(A),
				context('gpt-5.4'),
				countLine(1, {
					input_tokens: 100,
					cached_input_tokens: 3000,
					cache_write_input_tokens: 100,
					output_tokens: -5,
					reasoning_output_tokens: 64,
				}),
			]);
			const memory = await once();
			assert.equal(totalsOf(memory), '1 0 0 100 0 0');
			assert.equal(memory.bad.length, 1);
		});
		it('reads past lines that are none', async () => {
			const file = rollout(A, [meta(A), context('gpt-5.4'), count(1, [1000, 200], [1000, 200])]);
			fs.appendFileSync(file, '{"type":"event_msg","payload":{"type":"token_count",\n{"a":"token_count"}{"type":"token_count"}\n');
			fs.appendFileSync(file, `${JSON.stringify(count(2, [1500, 250], [500, 50]))}\n`);
			const memory = await once();
			assert.equal(totalsOf(memory), '2 1500 250 0 0 0');
			assert.equal(memory.bad.length, 2);
		});
		it('takes gpt-5 where no model is named, as an estimate', async () => {
			rollout(A, [meta(A), count(1, [1000, 200], [1000, 200])]);
			const [call] = calls(await once());
			assert.deepEqual([call?.model, call?.confidence], ['gpt-5', 'estimated']);
		});
	});

	describe('records of single calls', () => {
		it('ignores totals beside records, whichever comes first', async () => {
			const pair = [record(1, A, 'r1', [1000, 200], [1000, 200]), count(1, [1000, 200], [1000, 200])];
			rollout(A, [meta(A), context('gpt-5.4'), ...pair]);
			assert.equal(totalsOf(await once()), '1 1000 200 0 0 0');
			rollout(A, [meta(A), context('gpt-5.4'), ...[...pair].reverse()]);
			assert.equal(totalsOf(await once()), '1 1000 200 0 0 0');
			const bare = record(1, A, 'r1', [1000, 200]);
			rollout(A, [
				meta(A),
				context('gpt-5.4'),
				count(1, [1000, 200], [1000, 200]),
				count(2, [1200, 300], [200, 100]),
				bare,
				record(2, A, 'r2', [200, 100]),
			]);
			assert.equal(totalsOf(await once()), '2 1200 300 0 0 0');
		});
		it('keeps what an older version counted in the same file', async () => {
			rollout(A, [
				meta(A),
				context('gpt-5.4'),
				count(1, [1000, 200], [1000, 200]),
				record(9, A, 'r1', [500, 50], [1500, 250]),
				count(9, [1500, 250], [500, 50]),
			]);
			assert.equal(totalsOf(await once()), '2 1500 250 0 0 0');
		});
		it('counts a record that a fork copied once, for the thread that made it', async () => {
			rollout(A, [meta(A), context('gpt-5.4'), record(1, A, 'r1', [1000, 200])]);
			rollout(B, [meta(B, { forked_from_id: A }, 60), context('gpt-5.4'), record(60, A, 'r1', [1000, 200]), record(70, B, 'r2', [10, 20])]);
			for (const order of permutations([0, 1])) {
				const memory = await once(files => order.map(i => files[i]).filter(file => file !== undefined));
				assert.equal(totalsOf(memory), '2 1010 220 0 0 0');
				const first = calls(memory).find(call => call.input === 1000);
				assert.deepEqual([first?.session, first?.ts], [A, Date.parse(at(1))]);
			}
		});
	});

	describe('forks and sub-agents', () => {
		const parent = [
			meta(A),
			context('gpt-5.4'),
			count(1, [1000, 100], [1000, 100]),
			count(1.3, [1000, 100], [1000, 100]),
			count(30, [2500, 300], [1500, 200]),
		];
		const copied = [count(60, [1000, 100], [1000, 100]), count(60, [1000, 100], [1000, 100]), count(60, [2500, 300], [1500, 200])];
		const ownCall = count(75, [2900, 340], [400, 40]);
		const all = '3 2900 340 0 0 0';

		for (const [name, how] of [
			['forked_from_id', { forked_from_id: A }],
			['a spawned thread', { source: { subagent: { thread_spawn: { parent_thread_id: A, depth: 1, agent_role: 'explorer' } } } }],
			['parent_thread_id', { parent_thread_id: A, thread_source: 'subagent' }],
		] as const) {
			it(`skips what ${name} copied from its parent`, async () => {
				rollout(A, parent);
				rollout(B, [meta(B, how, 60), context('gpt-5.4'), ...copied, ownCall]);
				assert.equal(totalsOf(await once()), all);
			});
		}

		it('names the sub-agent', async () => {
			rollout(B, [
				meta(B, { source: { subagent: { thread_spawn: { parent_thread_id: A, depth: 1, agent_role: 'explorer' } } } }, 60),
				context('gpt-5.4'),
				count(90, [10, 1], [10, 1]),
			]);
			rollout(C, [meta(C, { source: { subagent: 'review' } }, 60), context('gpt-5.4'), count(90, [10, 1], [10, 1])]);
			assert.deepEqual(
				calls(await once())
					.map(call => call.agent)
					.sort(),
				['explorer', 'review'],
			);
		});

		it('skips a copy with its old times, and one that is known by its second header only', async () => {
			rollout(A, parent);
			rollout(B, [
				meta(B, { forked_from_id: A }, 60),
				context('gpt-5.4'),
				count(1, [1000, 100], [1000, 100]),
				count(30, [2500, 300], [1500, 200]),
				ownCall,
			]);
			assert.equal(totalsOf(await once()), all);
			rollout(B, [meta(B, {}, 60), meta(A, {}, 60), context('gpt-5.4'), ...copied, ownCall]);
			assert.equal(totalsOf(await once()), all);
		});

		it('counts what a parent and its fork did after the fork', async () => {
			rollout(A, [...parent, count(100, [2900, 341], [400, 41])]);
			rollout(B, [meta(B, { forked_from_id: A }, 60), context('gpt-5.4'), ...copied, ownCall]);
			assert.equal(totalsOf(await once()), '4 3300 381 0 0 0');
		});

		it('counts a first call that equals the parent’s first, if it is the child’s own', async () => {
			rollout(A, parent);
			rollout(B, [
				meta(B, { source: { subagent: { thread_spawn: { parent_thread_id: A, depth: 1 } } } }, 60),
				context('gpt-5.4'),
				count(75, [1000, 100], [1000, 100]),
			]);
			assert.equal(totalsOf(await once()), '3 3500 400 0 0 0');
		});

		it('counts a quick first call of a fork whose parent is known', async () => {
			rollout(A, parent);
			rollout(B, [meta(B, { forked_from_id: A }, 60), context('gpt-5.4'), ...copied, count(60.5, [2900, 340], [400, 40])]);
			assert.equal(totalsOf(await once()), all);
		});

		it('counts siblings with equal calls apart', async () => {
			rollout(A, parent);
			rollout(B, [meta(B, { forked_from_id: A }, 60), context('gpt-5.4'), ...copied, ownCall]);
			rollout(C, [meta(C, { forked_from_id: A }, 60), context('gpt-5.4'), ...copied, ownCall]);
			assert.equal(totalsOf(await once()), '4 3300 380 0 0 0');
		});

		it('follows a fork of a fork, also when the one between is gone', async () => {
			rollout(A, parent);
			rollout(B, [meta(B, { forked_from_id: A }, 60), meta(A, {}, 60), context('gpt-5.4'), ...copied, ownCall]);
			const last = [
				meta(C, { forked_from_id: B }, 120),
				meta(B, {}, 120),
				meta(A, {}, 120),
				context('gpt-5.4'),
				...[...copied, ownCall].map(line => ({ ...line, timestamp: at(120) })),
				count(140, [3000, 350], [100, 10]),
			];
			rollout(C, last);
			assert.equal(totalsOf(await once()), '4 3000 350 0 0 0');
			const memory = await once();
			fs.rmSync(path.join(codex, `sessions/2026/11/01/rollout-2026-11-01T02-00-00-${B}.jsonl`));
			await once(undefined, memory);
			assert.equal(totalsOf(memory), '4 3000 350 0 0 0');
			assert.equal(totalsOf(await once()), '3 2600 310 0 0 0', 'what only the lost file had is not guessed');
		});

		it('without the parent, skips the burst at the beginning', async () => {
			rollout(B, [meta(B, { forked_from_id: A }, 60), context('gpt-5.4'), ...copied, ownCall]);
			assert.equal(totalsOf(await once()), '1 400 40 0 0 0');
		});

		it('reads an orphan again when its parent turns up', async () => {
			// The first own call is quick: without the parent it looks like part of the copy.
			rollout(B, [
				meta(B, { forked_from_id: A }, 60),
				context('gpt-5.4'),
				...copied,
				count(60.5, [2600, 310], [100, 10]),
				count(80, [2900, 340], [300, 30]),
			]);
			const memory = await once();
			assert.equal(totalsOf(memory), '1 300 30 0 0 0');
			rollout(A, parent);
			await once(undefined, memory);
			assert.equal(totalsOf(memory), '4 2900 340 0 0 0');
			assert.equal(listOf(memory), listOf(await once()));
		});

		it('follows the copy further when the parent was caught half written', async () => {
			rollout(A, parent.slice(0, 3));
			rollout(B, [meta(B, { forked_from_id: A }, 60), context('gpt-5.4'), ...copied, ownCall]);
			const memory = await once();
			rollout(A, parent);
			await once(undefined, memory);
			assert.equal(totalsOf(memory), all);
		});

		it('trusts the first own ordinal where the file names it', async () => {
			const numbered = [...copied, ownCall].map((line, i) => ({ ordinal: 200 + i, ...line }));
			rollout(B, [
				{ ordinal: 0, ...meta(B, { parent_thread_id: A, subagent_history_start_ordinal: 203 }, 60) },
				context('gpt-5.4'),
				...numbered,
			]);
			assert.equal(totalsOf(await once()), '1 400 40 0 0 0');
		});

		it('counts only the named call of a fork that refers to its parent', async () => {
			const base = { forked_from_id: A, history_mode: 'paginated', history_base: { thread_id: A, end_ordinal_exclusive: 9 } };
			rollout(A, parent);
			rollout(B, [meta(B, base, 60), context('gpt-5.4'), count(60.2, [2900, 340], [400, 40])]);
			assert.equal(totalsOf(await once()), all);
			rollout(B, [meta(B, base, 60), context('gpt-5.4'), count(60.2, [2900, 340]), count(70, [3000, 350])]);
			assert.equal(totalsOf(await once()), '3 2600 310 0 0 0', 'its first total is not its own');
		});

		it('does not take the time of a second header for a fork in the midst of a session', async () => {
			rollout(A, [meta(A), context('gpt-5.4'), count(1, [1000, 100], [1000, 100]), meta(C, {}, 2), count(2, [2000, 200], [1000, 100])]);
			assert.equal(totalsOf(await once()), '2 2000 200 0 0 0');
		});
	});
});
