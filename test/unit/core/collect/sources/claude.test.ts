// Claude Code: fixtures to the token, and each rule of its logs on files made here.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../../../../src/base/clock';
import type { Collector } from '../../../../../src/core/collect/collector';
import { createLineMemory } from '../../../../../src/core/collect/pick/lineMemory';
import { createClaudeCollector } from '../../../../../src/core/collect/sources/claude';
import {
	calls,
	listOf,
	type Memory,
	newMemory,
	noTurn,
	permutations,
	placesAt,
	randomFrom,
	scan,
	totalsOf,
} from '../../../../support/sink';

const FIXTURES = path.join(process.cwd(), 'test/fixtures/claude');
const REAL = path.join(FIXTURES, 'real/2.1.329');
const SYNTHETIC = path.join(FIXTURES, 'synthetic');

it('has the picker on this machine', () => assert.ok(createLineMemory()));

interface Given {
	id?: string;
	uuid?: string;
	ts?: string;
	model?: string;
	usage?: Record<string, unknown>;
	line?: Record<string, unknown>;
	text?: string;
}

let given = 0;

/** Ids as long and random as the model's own host gives them, so that lines with them need no second look. */
const genuine = (id: string): string => (/^msg_[a-z]$/.test(id) ? id.replace('msg_', 'msg_01XYZabcdefghijklmnopqr') : id);

/** An assistant's line as Claude Code writes it. */
function answer({
	id,
	uuid,
	ts = '2026-11-01T10:00:00.000Z',
	model = 'claude-sonnet-4-6',
	usage = {},
	line = {},
	text = 'x',
}: Given): object {
	const message = {
		...(id === undefined ? {} : { id: genuine(id) }),
		type: 'message',
		role: 'assistant',
		model,
		content: [{ type: 'text', text }],
		usage: { input_tokens: 10, cache_creation_input_tokens: 0, cache_read_input_tokens: 100, output_tokens: 20, ...usage },
	};
	const common = { parentUuid: null, isSidechain: false, cwd: '/home/user/proj', sessionId: 's1', version: '2.1.329' };
	return { ...common, message, type: 'assistant', uuid: uuid ?? `u-${++given}`, timestamp: ts, ...line };
}

const memory = createLineMemory();
const ways = [
	['line by line', undefined],
	['picked from the bytes', memory],
] as const;

for (const [way, lines] of ways)
	describe(`claude collector, ${way}`, () => {
		let home: string;
		let claude: string;

		beforeEach(() => {
			home = fs.mkdtempSync(path.join(os.tmpdir(), 'claude-'));
			claude = path.join(home, '.claude');
		});
		afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

		const collector = (): Collector => {
			const claude = createClaudeCollector(systemClock);
			const turn = lines ? { ...noTurn, lines, scratch: lines.scratch } : noTurn;
			return { ...claude, read: (file, cursor, sink) => claude.read(file, cursor, sink, turn) };
		};
		const once = (order?: Parameters<typeof scan>[3], memory?: Memory) => scan(collector(), placesAt(home), memory, order);
		const write = (name: string, records: readonly (object | string)[], root = claude) => {
			const file = path.join(root, 'projects/-home-user-proj', name);
			fs.mkdirSync(path.dirname(file), { recursive: true });
			fs.writeFileSync(file, records.map(each => `${typeof each === 'string' ? each : JSON.stringify(each)}\n`).join(''));
			return file;
		};
		const only = async () => {
			const [call, ...others] = calls(await once());
			assert.ok(call);
			assert.equal(others.length, 0);
			return call;
		};

		describe('fixtures', () => {
			it('counts the real capture to the token, in any order of files', async () => {
				fs.cpSync(REAL, claude, { recursive: true });
				const lists = new Set<string>();
				for (const order of permutations([0, 1, 2])) {
					const memory = await once(files => order.map(i => files[i]).filter(file => file !== undefined));
					assert.equal(totalsOf(memory), '6 72 574 3000 9000 3000');
					assert.deepEqual([memory.bad, memory.notes, memory.errors], [[], [], []]);
					lists.add(listOf(memory));
				}
				assert.equal(lists.size, 1);
				const agents = calls(await once()).map(call => call.agent);
				assert.deepEqual([...new Set(agents)].sort(), ['general-purpose', 'main']);
			});

			it('counts the synthetic traps as expected, in any order of files', async () => {
				fs.cpSync(SYNTHETIC, claude, { recursive: true });
				const lists = new Set<string>();
				for (const order of permutations([0, 1, 2])) {
					lists.add(listOf(await once(files => order.map(i => files[i]).filter(file => file !== undefined))));
				}
				assert.equal(lists.size, 1);
				const expected = JSON.parse(fs.readFileSync(path.join(SYNTHETIC, 'expected.json'), 'utf8')) as {
					events: Record<string, unknown>[];
				};
				const text = ({ model, input, output, cacheRead, cacheWrite5m, cacheWrite1h }: Record<string, unknown>) =>
					`${model} ${input} ${output} ${cacheRead} ${cacheWrite5m} ${cacheWrite1h}`;
				const memory = await once();
				assert.deepEqual(
					calls(memory)
						.map(call => text({ ...call }))
						.sort(),
					expected.events.map(text).sort(),
				);
				assert.equal(calls(memory).find(call => call.model === 'claude-opus-4-6' && call.input === 10)?.variant, 'fast,geo:us');
			});

			it('IN21 gives the same when read in pieces that end anywhere', async () => {
				for (const [source, seed] of [
					[REAL, 1],
					[SYNTHETIC, 2],
					[SYNTHETIC, 3],
				] as const) {
					fs.rmSync(claude, { recursive: true, force: true });
					fs.cpSync(source, claude, { recursive: true });
					const whole = listOf(await once());
					const files = fs.readdirSync(claude, { recursive: true, encoding: 'utf8' }).filter(name => name.endsWith('.jsonl'));
					const bytes = new Map(files.map(name => [name, fs.readFileSync(path.join(claude, name))]));
					for (const name of files) fs.rmSync(path.join(claude, name));
					const random = randomFrom(seed);
					const memory = newMemory();
					const at = new Map<string, number>();
					while (files.some(name => (at.get(name) ?? 0) < (bytes.get(name)?.length ?? 0))) {
						for (const name of files) {
							const all = bytes.get(name) ?? Buffer.alloc(0);
							const from = at.get(name) ?? 0;
							const to = Math.min(all.length, from + Math.floor(random() ** 3 * 6000));
							if (random() < 0.3 || to === from) continue;
							fs.appendFileSync(path.join(claude, name), all.subarray(from, to));
							at.set(name, to);
						}
						// A new collector each time: nothing is known but what was stored.
						await once(undefined, memory);
					}
					assert.equal(listOf(memory), whole);
				}
			});
		});

		describe('one call, many lines', () => {
			it('IN06 counts a line per content block once', async () => {
				write('a.jsonl', [answer({ id: 'msg_a' }), answer({ id: 'msg_a', ts: '2026-11-01T10:00:01.000Z' }), answer({ id: 'msg_a' })]);
				assert.equal(totalsOf(await once()), '1 10 20 100 0 0');
			});

			it('IN07 takes the largest of a growing answer, at its earliest time', async () => {
				write('a.jsonl', [
					answer({ id: 'msg_a', usage: { output_tokens: 1 }, ts: '2026-11-01T23:59:59.000Z' }),
					answer({ id: 'msg_a', usage: { output_tokens: 70 }, ts: '2026-11-02T00:00:03.000Z' }),
					answer({ id: 'msg_a', usage: { output_tokens: 9 }, ts: '2026-11-02T00:00:01.000Z' }),
				]);
				const call = await only();
				assert.deepEqual([call.output, new Date(call.ts).toISOString()], [70, '2026-11-01T23:59:59.000Z']);
			});

			it('IN07 takes the real counts after a placeholder of zeros, and keeps them before one', async () => {
				const zeros = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 };
				const [none, real] = [answer({ id: 'msg_a', usage: zeros }), answer({ id: 'msg_a', ts: '2026-11-01T10:00:09.000Z' })];
				for (const lines of [
					[none, real],
					[real, none],
					[none, real, none],
				]) {
					write('a.jsonl', lines);
					assert.equal(totalsOf(await once()), '1 10 20 100 0 0');
				}
			});

			it('IN08 counts a call once that a fork, a resumed session and a second configuration folder repeat, whichever is read first', async () => {
				const line = answer({ id: 'msg_a', uuid: 'u' });
				write('parent.jsonl', [line, answer({ id: 'msg_b' })]);
				write('fork.jsonl', [{ ...line, sessionId: 's2' }, answer({ id: 'msg_c', line: { sessionId: 's2' } })]);
				write('parent.jsonl', [line], path.join(home, '.config/claude'));
				const lists = new Set<string>();
				for (const order of permutations([0, 1, 2])) {
					const memory = await once(files => order.map(i => files[i]).filter(file => file !== undefined));
					assert.equal(calls(memory).length, 3);
					lists.add(listOf(memory));
				}
				assert.equal(lists.size, 1);
			});

			it('IN09 needs no request id, and does not tell calls apart by it', async () => {
				write('a.jsonl', [answer({ id: 'msg_a' }), answer({ id: 'msg_a', line: { requestId: 'req_2' } })]);
				assert.equal(calls(await once()).length, 1);
			});

			it('prefers what the session logged to what a sub-agent replayed', async () => {
				write('s1.jsonl', [answer({ id: 'msg_a' })]);
				write('s1/subagents/agent-x.jsonl', [answer({ id: 'msg_a', usage: { output_tokens: 99 }, line: { isSidechain: true } })]);
				assert.equal((await only()).output, 20);
			});

			it('takes a sub-agent answer shown in its parent session for the same call', async () => {
				const inner = answer({ id: 'msg_a', uuid: 'inner' }) as { message: object };
				write('s1.jsonl', [
					{
						type: 'progress',
						cwd: '/home/user/proj',
						sessionId: 's1',
						timestamp: '2026-11-01T10:00:00Z',
						data: { type: 'agent_progress', message: { ...inner, message: inner.message } },
					},
				]);
				assert.equal(totalsOf(await once()), '1 10 20 100 0 0');
				write('s1/subagents/agent-x.jsonl', [answer({ id: 'msg_a', line: { isSidechain: true } })]);
				assert.equal(totalsOf(await once()), '1 10 20 100 0 0');
			});

			it('tells calls without an id apart by their lines', async () => {
				const line = answer({ uuid: 'u1' });
				write('a.jsonl', [line, answer({ uuid: 'u2' })]);
				write('fork.jsonl', [line]);
				assert.equal(calls(await once()).length, 2);
			});
		});

		describe('an id that a proxy gives to every answer', () => {
			const hours = (n: number, given: Given = {}) =>
				answer({
					id: 'chatcmpl-1',
					ts: `2026-11-01T${String(10 + n).padStart(2, '0')}:00:00.000Z`,
					usage: { output_tokens: 20 + n },
					...given,
				});

			it('is found out in one file, and across files in any order', async () => {
				write('a.jsonl', [hours(0), hours(2), hours(4)]);
				assert.equal(totalsOf(await once()), '3 30 66 300 0 0');
				write('a.jsonl', [hours(0)]);
				write('b.jsonl', [hours(2)]);
				write('c.jsonl', [hours(4)]);
				for (const order of permutations([0, 1, 2])) {
					const memory = await once(files => order.map(i => files[i]).filter(file => file !== undefined));
					assert.equal(totalsOf(memory), '3 30 66 300 0 0');
				}
			});

			it('is found out whichever call is read first, also one that is less than an hour from every other', async () => {
				const at = (time: string) => hours(0, { ts: `2026-11-01T${time}:00.000Z` });
				const [early, middle, late] = [at('10:00'), at('10:50'), at('11:40')];
				for (const order of permutations([early, middle, late])) {
					write('a.jsonl', order);
					assert.equal(calls(await once()).length, 3, 'in one file');
					for (const [n, line] of order.entries()) write(`${'abc'[n]}.jsonl`, [line]);
					assert.equal(calls(await once()).length, 3, 'in three files');
					for (const name of ['b.jsonl', 'c.jsonl']) fs.rmSync(path.join(claude, 'projects/-home-user-proj', name));
					const file = write('a.jsonl', []);
					const memory = newMemory();
					for (const line of order) {
						fs.appendFileSync(file, `${JSON.stringify(line)}\n`);
						await once(undefined, memory);
					}
					assert.equal(calls(memory).length, 3, 'one at a time');
				}
			});

			it('is found out when the lines come one at a time', async () => {
				const file = write('a.jsonl', [hours(0)]);
				const memory = await once();
				for (const n of [2, 4, 6]) {
					fs.appendFileSync(file, `${JSON.stringify(hours(n))}\n`);
					await once(undefined, memory);
				}
				assert.equal(totalsOf(memory), '4 40 92 400 0 0');
			});

			it('is not seen in copies: same line, same request, same time', async () => {
				const line = hours(0, { uuid: 'u1', line: { requestId: 'req_1' } }) as Record<string, unknown>;
				write('a.jsonl', [line, { ...line, uuid: 'u2' }, { ...line, uuid: 'u3', timestamp: '2026-11-01T18:00:00.000Z' }]);
				assert.equal(calls(await once()).length, 1);
			});
		});

		describe('counts', () => {
			it('splits cache writes where the log does, and takes them for five minutes where it does not', async () => {
				write('a.jsonl', [
					answer({
						id: 'msg_a',
						usage: {
							cache_creation_input_tokens: 2000,
							cache_creation: { ephemeral_5m_input_tokens: 1500, ephemeral_1h_input_tokens: 500 },
						},
					}),
					answer({ id: 'msg_b', usage: { cache_creation_input_tokens: 300 } }),
				]);
				assert.equal(totalsOf(await once()), '2 20 40 200 1800 500');
			});

			it('adds what the server did beside the message itself', async () => {
				const iterations = [
					{ type: 'compaction', input_tokens: 1000, output_tokens: 50, cache_read_input_tokens: 7 },
					{ type: 'message', input_tokens: 10, output_tokens: 20 },
				];
				write('a.jsonl', [answer({ id: 'msg_a', usage: { iterations } })]);
				assert.equal(totalsOf(await once()), '1 1010 70 107 0 0');
			});

			it('passes over errors, invented answers, empty usage and other records', async () => {
				const zero = { input_tokens: 0, output_tokens: 0, cache_read_input_tokens: 0 };
				write('a.jsonl', [
					answer({ id: 'msg_a', model: '<synthetic>' }),
					answer({ id: 'msg_b', line: { isApiErrorMessage: true } }),
					answer({ id: 'msg_c', usage: zero }),
					{
						type: 'user',
						message: { content: [{ type: 'tool_result' }] },
						toolUseResult: { usage: { input_tokens: 5, output_tokens: 5 } },
					},
					{ type: 'cost-state', modelUsage: { x: { input_tokens: 5 } } },
				]);
				const memory = await once();
				assert.deepEqual([calls(memory).length, memory.bad.length], [0, 0]);
			});

			it('is not fooled by usage inside a text', async () => {
				const text = JSON.stringify(answer({ id: 'msg_inner', usage: { output_tokens: 9999 } }));
				write('a.jsonl', [
					answer({ id: 'msg_a', text }),
					{ type: 'user', message: { content: text } },
					{ type: 'user', message: JSON.parse(text) as object },
				]);
				assert.equal(totalsOf(await once()), '1 10 20 100 0 0');
			});

			it('IN10 counts nothing for what is no count, and says so', async () => {
				write('a.jsonl', [
					answer({ id: 'msg_a', usage: { input_tokens: -5 } }),
					answer({ id: 'msg_b', usage: { input_tokens: '12' } }),
					JSON.stringify(answer({ id: 'msg_c', usage: { input_tokens: 1234 } })).replace('1234', '1e999'),
					answer({ id: 'msg_d', usage: { input_tokens: null } }),
				]);
				const memory = await once();
				assert.equal(totalsOf(memory), '4 0 80 400 0 0');
				assert.deepEqual(
					memory.bad.map(each => each.split(':').at(-1)),
					['1', '2', '3'],
				);
			});

			it('keeps the thinking as a part of the output', async () => {
				write('a.jsonl', [answer({ id: 'msg_a', usage: { output_tokens_details: { thinking_tokens: 15 } } })]);
				assert.deepEqual([(await only()).output, (await only()).reasoning], [20, 15]);
			});
		});

		describe('what a call is filed under', () => {
			it('names project, session, agent, provider and what changes the price', async () => {
				const file = write('s9/subagents/agent-x.jsonl', [
					answer({ id: 'msg_a', usage: { speed: 'fast', inference_geo: 'us', service_tier: 'batch' } }),
				]);
				fs.writeFileSync(file.replace('.jsonl', '.meta.json'), '{"agentType":"Explore"}');
				const call = await only();
				assert.deepEqual(
					[call.source, call.project, call.session, call.agent, call.provider, call.variant],
					['claude', '/home/user/proj', 's1', 'Explore', 'anthropic', 'batch,fast,geo:us'],
				);
			});

			it('tells hosts by the shape of ids', async () => {
				write('a.jsonl', [
					answer({ id: 'msg_bdrk_0123456789', model: 'claude-opus-4-6' }),
					answer({ id: 'msg_b', model: 'us.anthropic.claude-opus-4-6-v1:0' }),
					answer({ id: 'msg_c', model: 'claude-opus-4-6@20260101' }),
					answer({ id: 'msg_d', model: 'kimi-k2.6' }),
				]);
				assert.deepEqual(
					calls(await once()).map(call => call.provider),
					['aws', 'aws', 'google', ''],
				);
			});

			it('calls counts of versions before 2.1.97 estimated', async () => {
				const versions = ['1.0.9', '2.0.76', '2.1.96', '2.1.97', '2.2.0', '3.0.1'];
				write(
					'a.jsonl',
					versions.map((version, i) => answer({ id: `msg_${i}`, line: { version } })),
				);
				assert.deepEqual(
					calls(await once()).map(call => call.confidence),
					['estimated', 'estimated', 'estimated', 'exact', 'exact', 'exact'],
				);
			});

			it('IN04 reads names beyond ASCII as text, raw or escaped, and replaces bad bytes', async () => {
				const raw = JSON.stringify(answer({ id: 'msg_a', text: '→ ö', line: { cwd: '/home/jürgen/größe 日本' } }));
				const escaped = JSON.stringify(answer({ id: 'msg_b', line: { cwd: 'CWD' } })).replace('CWD', '/home/j\\u00fcrgen');
				const windows = JSON.stringify(answer({ id: 'msg_c', line: { cwd: 'C:\\Users\\jürgen' } }));
				const file = write('a.jsonl', [raw, escaped, windows]);
				const broken = Buffer.from(JSON.stringify(answer({ id: 'msg_d', line: { cwd: '/home/XX' } })));
				broken.fill(0xff, broken.indexOf('XX'), broken.indexOf('XX') + 1);
				fs.appendFileSync(file, Buffer.concat([broken, Buffer.from('\n')]));
				assert.deepEqual(
					calls(await once()).map(call => call.project),
					['/home/jürgen/größe 日本', '/home/jürgen', 'C:\\Users\\jürgen', '/home/\ufffdX'],
				);
			});

			it('takes a cost the tool has written', async () => {
				write('a.jsonl', [answer({ id: 'msg_a', line: { costUSD: 0.25 } })]);
				assert.equal((await only()).loggedCost, 0.25);
			});
		});

		describe('folders', () => {
			it('looks where the environment says, in each folder of the list, and nowhere else then', async () => {
				write('a.jsonl', [answer({ id: 'msg_a' })], path.join(home, 'one'));
				write('a.jsonl', [answer({ id: 'msg_b' })], path.join(home, 'two'));
				write('a.jsonl', [answer({ id: 'msg_c' })]);
				const env = { CLAUDE_CONFIG_DIR: `${path.join(home, 'one')}, ~/two` };
				assert.equal(calls(await scan(collector(), placesAt(home, env))).length, 2);
				assert.equal(calls(await scan(collector(), placesAt(home, {}, [path.join(home, 'one/projects')]))).length, 2);
				write('a.jsonl', [answer({ id: 'msg_d' })], path.join(home, 'xdg/claude'));
				assert.equal(calls(await scan(collector(), placesAt(home, { XDG_CONFIG_HOME: path.join(home, 'xdg') }))).length, 2);
			});

			it('says of a missing folder that it was not found, and of one named twice nothing twice', () => {
				assert.deepEqual(
					collector()
						.roots(placesAt(home))
						.map(({ path: root, found }) => [path.relative(home, root), found]),
					[
						['.config/claude', false],
						['.claude', false],
					],
				);
				write('a.jsonl', []);
				fs.mkdirSync(path.join(home, '.config'));
				fs.symlinkSync(claude, path.join(home, '.config/claude'));
				assert.equal(collector().roots(placesAt(home)).length, 1);
			});

			it('IN18 ends in no loop of links, follows none that leads out, and counts a second name of a file once', async () => {
				const file = write('a.jsonl', [answer({ id: 'msg_a' })]);
				fs.symlinkSync(path.join(claude, 'projects'), path.join(claude, 'projects/-home-user-proj/loop'));
				fs.symlinkSync(path.join(home, 'elsewhere'), path.join(claude, 'projects/nowhere'));
				fs.mkdirSync(path.join(home, 'outside'));
				fs.symlinkSync(path.join(home, 'outside'), path.join(claude, 'projects/out'));
				fs.linkSync(file, path.join(claude, 'projects/-home-user-proj/second\nname.jsonl'));
				const memory = await once();
				assert.equal(calls(memory).length, 1);
				assert.equal(memory.errors.length, 1);
				assert.match(memory.errors[0] ?? '', /projects\/out: Error: It is a link that leads out/);
			});

			it('finds the sessions of the desktop app', async () => {
				write('a.jsonl', [answer({ id: 'msg_a' })], path.join(home, '.config/Claude/local-agent-mode-sessions/x/y/.claude'));
				assert.equal(calls(await once()).length, 1);
			});
		});
	});
