// OpenClaw: fixtures of every layout to the token; forks, archives, moved stores, live logs, and what Codex and Claude did for it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import initSqlJs from 'sql.js';
import type { Planned } from '../../../../../src/core/collect/collector';
import { createCodexCollector } from '../../../../../src/core/collect/sources/codex';
import { createOpenClawCollector } from '../../../../../src/core/collect/sources/openclaw';
import { context, count, meta, record } from '../../../../support/rollout';
import { calls, listOf, type Memory, newMemory, permutations, placesAt, randomFrom, scan, totalsOf } from '../../../../support/sink';
import { needs } from '../../../../support/tools';
import { walOf } from '../../../../support/wal';

const WASM = path.join(process.cwd(), 'node_modules/sql.js/dist/sql-wasm.wasm');
const FIXTURES = path.join(process.cwd(), 'test/fixtures/openclaw');
const THREAD = '01980000-0000-7000-8000-0000000000aa';

describe('openclaw collector', () => {
	let home: string;
	let state: string;

	beforeEach(() => {
		home = fs.mkdtempSync(path.join(os.tmpdir(), 'openclaw-'));
		state = path.join(home, '.openclaw');
	});
	afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

	const once = (memory?: Memory, order?: (files: Planned[]) => Planned[], env?: Record<string, string>) =>
		scan(createOpenClawCollector({ wasm: WASM }), placesAt(home, env), memory, order);
	const lay = (fixture: string, to = state) => fs.cpSync(path.join(FIXTURES, fixture), to, { recursive: true });
	const write = (name: string, lines: readonly object[]) => {
		const file = path.join(state, name);
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
		return file;
	};
	const transcript = (lines: readonly object[], agent = 'main', session = 's1') =>
		write(`agents/${agent}/sessions/${session}.jsonl`, [
			{ type: 'session', version: 3, id: session, timestamp: '2026-11-01T02:00:00.000Z', cwd: '/home/user/ws' },
			...lines,
		]);

	describe('fixtures', () => {
		for (const [name, expected] of [
			['real/2026.5.28', '4 1237 267 1800 4000 0'],
			['real/2026.7.1', '4 1249 279 1800 4000 0'],
			['real/2026.9.6', '9 4249 529 3800 3000 1000'],
			['synthetic', '2 110 55 900 0 0'],
			['synthetic-codex-harness', '4 1520 191 6330 44 0'],
		] as const) {
			it(`counts ${name} to the token, in any order of files`, async function () {
				this.timeout(20_000);
				lay(name);
				const lists = new Set<string>();
				const some = (await once()).files.size;
				for (const order of permutations([...Array(Math.min(some, 4)).keys()])) {
					const memory = await once(newMemory(), files => [
						...order.map(i => files[i]).filter(file => file !== undefined),
						...files.slice(order.length),
					]);
					assert.equal(totalsOf(memory), expected);
					assert.deepEqual([memory.bad, memory.notes, memory.errors], [[], [], []]);
					lists.add(listOf(memory));
				}
				assert.equal(lists.size, 1);
			});
		}

		it('attributes calls to agent, folder and session', async () => {
			lay('real/2026.9.6');
			const memory = await once();
			assert.deepEqual([...new Set(calls(memory).map(call => `${call.agent} ${call.provider}/${call.model}`))].sort(), [
				'main mock/mock-1',
				'ops mockan/claude-mock-5',
			]);
			const folders = calls(memory).filter(call => /^(?:9e3ec3e2|38b5c0af)/.test(call.session));
			assert.deepEqual([...new Set(folders.map(call => call.project))].sort(), [
				'/home/user/.openclaw/workspace',
				'/home/user/.openclaw/workspace-ops',
			]);
			const forked = calls(memory).filter(call => call.session.startsWith('aa6cf00d'));
			assert.deepEqual(forked, [], 'copies belong to the session they were copied from');
			assert.deepEqual([...new Set(calls(memory).map(call => call.cacheWrite1h))].sort(), [0, 500]);
		});

		it('expects of the harness what its fixture says', async () => {
			lay('synthetic-codex-harness');
			const expected = JSON.parse(fs.readFileSync(path.join(FIXTURES, 'synthetic-codex-harness/expected.json'), 'utf8')) as {
				events: Record<string, unknown>[];
			};
			const line = ({ agent, model, input, cacheRead, output, cw5m = 0 }: Record<string, unknown>) =>
				`${agent} ${model} ${input} ${cacheRead} ${output} ${cw5m}`;
			const found = calls(await once()).map(call => line({ ...call, cw5m: call.cacheWrite5m }));
			assert.deepEqual(found.sort(), expected.events.map(line).sort());
		});

		it('takes a cost that was billed, and no estimate', async () => {
			lay('synthetic');
			assert.deepEqual(
				calls(await once())
					.map(call => call.loggedCost)
					.sort(),
				[0.00234, undefined],
			);
			lay('real/2026.5.28', path.join(home, '.openclaw-work'));
			assert.equal(calls(await once()).filter(call => call.loggedCost !== undefined).length, 1);
		});

		it('counts a migrated session once', async () => {
			lay('real/2026.5.28');
			const sessions = path.join(state, 'agents/main/sessions');
			const archive = path.join(state, 'agents/main/session-sqlite-import-archive');
			fs.mkdirSync(archive);
			const memory = await once();
			const before = listOf(memory);
			for (const name of fs.readdirSync(sessions).filter(each => each.endsWith('.jsonl'))) {
				fs.copyFileSync(path.join(sessions, name), path.join(archive, `agent_main_main.${name}.imported-1795238685684`));
				fs.writeFileSync(
					path.join(archive, `agent_main_main.${name.replace('.jsonl', '.trajectory.jsonl')}.imported-1795238685684`),
					fs.readFileSync(path.join(sessions, name)),
				);
				await store('agents/main/agent/openclaw-agent.sqlite', rowsOf(path.join(sessions, name)));
				fs.rmSync(path.join(sessions, name));
			}
			await once(memory);
			assert.equal(memory.read.filter(file => file.includes('trajectory')).length, 0);
			assert.equal(listOf(memory), before);
			assert.equal(listOf(await once()), before);
		});

		it('gives the same when read in pieces that end anywhere', async () => {
			for (const [name, seed] of [
				['real/2026.5.28', 1],
				['real/2026.7.1', 2],
				['synthetic', 3],
				['synthetic-codex-harness', 4],
				['synthetic-codex-harness', 5],
			] as const) {
				fs.rmSync(state, { recursive: true, force: true });
				lay(name);
				const whole = listOf(await once());
				const files = fs
					.readdirSync(state, { recursive: true, encoding: 'utf8' })
					.filter(each => each.includes('.jsonl'))
					.sort();
				const bytes = new Map(files.map(each => [each, fs.readFileSync(path.join(state, each))]));
				for (const each of files) fs.rmSync(path.join(state, each));
				const random = randomFrom(seed);
				const memory = newMemory();
				const at = new Map<string, number>();
				while (files.some(each => (at.get(each) ?? 0) < (bytes.get(each)?.length ?? 0))) {
					for (const each of files) {
						const all = bytes.get(each) ?? Buffer.alloc(0);
						const from = at.get(each) ?? 0;
						const to = Math.min(all.length, from + Math.floor(random() * 900));
						if (random() < 0.4 || to === from) continue;
						fs.appendFileSync(path.join(state, each), all.subarray(from, to));
						at.set(each, to);
					}
					await once(memory);
				}
				await once(memory);
				assert.equal(listOf(memory), whole, `${name} seed ${seed}`);
			}
		});
	});

	describe('where files are', () => {
		it('looks in every profile and older name, or where the environment says', async () => {
			lay('real/2026.5.28', path.join(home, '.openclaw-work'));
			lay('real/2026.7.1', path.join(home, '.moltbot'));
			assert.equal(calls(await once()).length, 8);
			lay('synthetic', path.join(home, 'there'));
			for (const name of ['OPENCLAW_STATE_DIR', 'CLAWDBOT_STATE_DIR']) {
				assert.equal(totalsOf(await once(undefined, undefined, { [name]: '~/there' })), '2 110 55 900 0 0');
			}
			fs.mkdirSync(path.join(home, 'other'));
			lay('synthetic', path.join(home, 'other/.openclaw'));
			assert.equal(totalsOf(await once(undefined, undefined, { OPENCLAW_HOME: path.join(home, 'other') })), '2 110 55 900 0 0');
		});

		it('names the usual folder where there is none', () => {
			assert.deepEqual(createOpenClawCollector({ wasm: WASM }).roots(placesAt(home)), [{ path: state, found: false }]);
		});

		it('counts deleted, reset and cold sessions, live twins once, and nothing that is no transcript', async function () {
			const sessions = path.join(state, 'agents/main/sessions');
			transcript([message('a'.repeat(32), 1, 10)]);
			write('agents/main/sessions/s1.jsonl.deleted.2026-11-01T03-00-00.000Z', [message('a'.repeat(32), 1, 10)]);
			write('agents/main/sessions/s2.jsonl.reset.2026-11-01T03-00-00.000Z', [message('b'.repeat(32), 2, 20)]);
			write('agents/main/sessions/s1.trajectory.jsonl', [message('x'.repeat(32), 3, 1000)]);
			write('agents/main/sessions/s1.jsonl.bak-1', [message('y'.repeat(32), 3, 1000)]);
			write('agents/main/sessions/sessions.json', [message('z'.repeat(32), 3, 1000)]);
			assert.equal(totalsOf(await once()), '2 30 0 0 0 0');
			needs(this, 'zstd');
			write('agents/main/sessions/cold/c0ffee.jsonl', [message('c'.repeat(32), 3, 30)]);
			execFileSync('zstd', ['-q', '--rm', path.join(sessions, 'cold/c0ffee.jsonl')]);
			assert.equal(totalsOf(await once()), '3 60 0 0 0 0');
		});

		it('follows agentDir and session.store of the configuration', async () => {
			fs.mkdirSync(state);
			fs.writeFileSync(
				path.join(state, 'openclaw.json'),
				`// mine\n{ agents: { entries: { ops: { agentDir: '~/ops' } } }, session: { store: '$\{WHERE}/{agentId}/sessions.json', }, }`,
			);
			fs.mkdirSync(path.join(home, 'ops'));
			await store(path.join(home, 'ops/openclaw-agent.sqlite'), [['s9', 0, JSON.stringify(message('d'.repeat(32), 1, 40))]]);
			fs.mkdirSync(path.join(home, 'talk/ops'), { recursive: true });
			fs.writeFileSync(path.join(home, 'talk/ops/s3.jsonl'), `${JSON.stringify(message('e'.repeat(32), 2, 50))}\n`);
			const memory = await once(undefined, undefined, { WHERE: path.join(home, 'talk') });
			assert.equal(totalsOf(memory), '2 90 0 0 0 0');
			assert.deepEqual(
				calls(memory).map(call => call.agent),
				['ops', 'ops'],
			);
		});

		it('says which configuration it could not read, and goes on', async () => {
			transcript([message('a'.repeat(32), 1, 10)]);
			fs.writeFileSync(path.join(state, 'openclaw.json'), '{ agents: ');
			const memory = await once();
			assert.equal(totalsOf(memory), '1 10 0 0 0 0');
			assert.match(memory.errors.join(), /openclaw\.json/);
		});

		it('finds stores that only the state database lists, in the first scan and after', async () => {
			await store(path.join(home, 'far/openclaw-agent.sqlite'), [['s9', 0, JSON.stringify(message('d'.repeat(32), 1, 40))]]);
			await database(path.join(state, 'state/openclaw.sqlite'), [
				'CREATE TABLE agent_databases (agent_id TEXT, path TEXT, schema_version INTEGER)',
				`INSERT INTO agent_databases VALUES ('far', '../far/openclaw-agent.sqlite', 23)`,
			]);
			const memory = await once();
			assert.equal(totalsOf(memory), '1 40 0 0 0 0');
			assert.equal(calls(memory)[0]?.agent, 'far');
			await store(path.join(home, 'far/openclaw-agent.sqlite'), [
				['s9', 0, JSON.stringify(message('d'.repeat(32), 1, 40))],
				['s9', 1, JSON.stringify(message('e'.repeat(32), 2, 2))],
			]);
			const collector = createOpenClawCollector({ wasm: WASM });
			await scan(collector, placesAt(home), memory);
			await scan(collector, placesAt(home), memory);
			assert.equal(totalsOf(memory), '2 42 0 0 0 0');
		});
	});

	describe('rows', () => {
		it('keeps two calls of equal usage apart, and short ids of two files', async () => {
			transcript([message('1111aaaa-0000-4000-8000-000000000001', 1, 10), message('1111aaaa-0000-4000-8000-000000000002', 1, 10)]);
			transcript([message('cafe0001', 1, 10)], 'main', 's2');
			transcript([message('cafe0001', 2, 10), message('cafe0002', 2, 10), { ...message('cafe0003', 3, 10), id: undefined }], 'ops', 's3');
			assert.equal(totalsOf(await once()), '6 60 0 0 0 0');
		});

		it('takes model and provider from what was said before, where the message names none', async () => {
			const bare = (id: string, second: number) => ({
				...message(id, second, 10),
				message: { ...message(id, second, 10).message, model: undefined, provider: undefined },
			});
			const lines = [
				bare('a'.repeat(32), 1),
				{ type: 'model_change', id: 'm1', timestamp: '2026-11-01T02:00:02.000Z', provider: 'openrouter', modelId: 'x/one' },
				bare('b'.repeat(32), 3),
				{ type: 'custom', customType: 'model-snapshot', data: { provider: 'openai', modelId: 'two' }, id: 'm2' },
				bare('c'.repeat(32), 5),
			];
			transcript(lines);
			const expected = ['/unknown estimated', 'openrouter/x/one exact', 'openai/two exact'];
			const said = (memory: Memory) =>
				calls(memory)
					.sort((a, b) => a.ts - b.ts)
					.map(call => `${call.provider}/${call.model} ${call.confidence}`);
			assert.deepEqual(said(await once()), expected);
			fs.rmSync(state, { recursive: true });
			await store(
				'agents/main/agent/openclaw-agent.sqlite',
				lines.map((line, seq) => ['s1', seq, JSON.stringify(line)]),
			);
			assert.deepEqual(said(await once()), ['window/model exact', ...expected.slice(1)]);
		});

		it('takes the answering model of a router', async () => {
			const auto = message('a'.repeat(32), 1, 10);
			transcript([{ ...auto, message: { ...auto.message, model: 'openrouter/auto', responseModel: 'anthropic/claude-sonnet-4.6' } }]);
			assert.equal(calls(await once())[0]?.model, 'anthropic/claude-sonnet-4.6');
		});

		it('splits cache writes by their life, and bears fields that are no counts', async () => {
			const usage = (fields: object) => ({ ...message('a'.repeat(32), 1, 0), message: { ...message('', 1, 0).message, usage: fields } });
			transcript([usage({ input: 12, output: 77, cacheRead: 500, cacheWrite: 2000, cacheWrite1h: 500, reasoningTokens: 90 })]);
			const memory = await once();
			assert.equal(totalsOf(memory), '1 12 77 500 1500 500');
			assert.equal(calls(memory)[0]?.reasoning, 77);
			transcript([usage({ input: -5, output: '12', cacheRead: 2 ** 53, cacheWrite: 3.7, cacheWrite1h: 9 })]);
			const odd = await once();
			assert.equal(totalsOf(odd), '1 0 0 0 0 3');
			assert.equal(odd.bad.length, 1);
		});

		it('skips rows OpenClaw wrote itself, people’s, and empty ones', async () => {
			const own = (fields: object) => ({ ...message('a'.repeat(32), 1, 10), message: { ...message('', 1, 10).message, ...fields } });
			transcript([
				own({ api: 'openclaw-transcript' }),
				own({ provider: 'openclaw', model: 'gateway-injected' }),
				own({ role: 'user' }),
				own({ usage: { input: 0 } }),
				{ type: 'message', id: 'x' },
			]);
			assert.equal(totalsOf(await once()), '0 0 0 0 0 0');
		});

		it('counts a forked transcript once, for the session it came from', async () => {
			transcript([message('a'.repeat(32), 1, 10)]);
			write('agents/ops/sessions/s0.jsonl', [
				{ type: 'session', id: 's0', cwd: '/elsewhere', parentSession: '/x/s1.jsonl' },
				message('a'.repeat(32), 1, 10),
				message('b'.repeat(32), 2, 5),
			]);
			for (const order of permutations([0, 1])) {
				const memory = await once(newMemory(), files => order.map(i => files[i]).filter(file => file !== undefined));
				assert.equal(totalsOf(memory), '2 15 0 0 0 0');
				assert.deepEqual(
					calls(memory)
						.map(call => `${call.agent} ${call.session}`)
						.sort(),
					['main s1', 'ops s0'],
				);
			}
		});
	});

	describe('databases', () => {
		const STORE = 'agents/main/agent/openclaw-agent.sqlite';
		const event = (n: number, session = 's1', seq = n): [string, number, string] => [
			session,
			seq,
			JSON.stringify(message(`${n}`.padStart(32, '0'), n, 2 ** n)),
		];

		it('sees rows that are in the log only, and the log alone makes it look again', async () => {
			lay('real/2026.9.6');
			const file = path.join(state, STORE);
			const memory = await once();
			assert.equal(totalsOf(memory), '9 4249 529 3800 3000 1000');
			const before = fs.readFileSync(file);
			const after = await changed(before, [
				`INSERT INTO transcript_events (session_id, seq, event_json, created_at) VALUES ('9e3ec3e2-7ce2-4f5e-9011-27855df1f1a4', 900, '${JSON.stringify(message('f'.repeat(32), 1, 1000))}', 1)`,
			]);
			fs.writeFileSync(`${file}-wal`, walOf(before, [after]));
			await once(memory);
			assert.deepEqual(memory.read, [file]);
			assert.equal(totalsOf(memory), '10 5249 529 3800 3000 1000');
			assert.equal(listOf(await once()), listOf(memory));
			assert.deepEqual(fs.readFileSync(file), before);
			assert.ok(!fs.existsSync(`${file}-shm`));
		});

		it('reads on from the last row', async () => {
			await store(STORE, [event(0), event(1)]);
			const memory = await once();
			await store(STORE, [event(0), event(1), event(2), event(3, 's2', 0)]);
			await once(memory);
			assert.equal(totalsOf(memory), '4 15 0 0 0 0');
			assert.equal(memory.files.get(path.join(state, STORE))?.cursor.position, 4);
		});

		it('reads anew after deletes, whose row numbers are used again, and keeps what was deleted', async () => {
			await store(STORE, [event(0), event(1), event(2, 's2', 0), event(3, 's2', 1)]);
			const memory = await once();
			await store(STORE, [event(0), event(1), event(4, 's3', 0), event(5, 's3', 1)]);
			await once(memory);
			assert.equal(totalsOf(memory), '6 63 0 0 0 0');
			await store(STORE, [event(6, 's4', 0)]);
			await once(memory);
			assert.equal(totalsOf(memory), '7 127 0 0 0 0');
		});

		it('reads anew a session that was rewritten', async () => {
			await store(STORE, [event(0), event(1)], 'first');
			const memory = await once();
			await store(STORE, [event(0), event(2, 's1', 1)], 'second');
			await once(memory);
			assert.equal(totalsOf(memory), '3 7 0 0 0 0');
		});

		it('reads a table without compressed rows, and says so of one it does not know', async () => {
			await database(path.join(state, STORE), [
				'CREATE TABLE transcript_events (session_id TEXT, seq INTEGER, event_json TEXT, created_at INTEGER, PRIMARY KEY (session_id, seq))',
				insert(event(1)),
			]);
			const memory = await once();
			assert.equal(totalsOf(memory), '1 2 0 0 0 0');
			fs.rmSync(path.join(state, STORE));
			await database(path.join(state, STORE), ['CREATE TABLE transcript_things (x)']);
			assert.match((await once()).notes.join(), /no transcripts/);
		});

		it('refuses an event that claims to be larger than any is', async () => {
			// A frame header that names 8 MiB, and nothing behind it.
			const bomb = '28b52ffda000008000';
			await database(path.join(state, STORE), [
				'CREATE TABLE transcript_events (session_id TEXT, seq INTEGER, event_json TEXT, created_at INTEGER, event_zstd BLOB, PRIMARY KEY (session_id, seq))',
				insert(event(1)),
				`INSERT INTO transcript_events VALUES ('s1', 7, NULL, 0, x'${bomb}')`,
			]);
			const memory = await once();
			assert.equal(totalsOf(memory), '1 2 0 0 0 0');
			assert.equal(memory.bad.length, 1);
		});

		it('counts what is put away inside the database', async () => {
			const text = [{ type: 'session', id: 's7', cwd: '/ws' }, message('a'.repeat(32), 1, 10)].map(line => JSON.stringify(line)).join('\n');
			await store(STORE, [event(0)]);
			const file = path.join(state, STORE);
			const bytes = await changed(fs.readFileSync(file), [
				'CREATE TABLE session_transcript_archives (session_id TEXT, session_key TEXT, encoding TEXT, archive_blob BLOB, archive_name TEXT)',
				`INSERT INTO session_transcript_archives VALUES ('s7', 'agent:ops:main', 'identity', x'${Buffer.from(text).toString('hex')}', 'n')`,
			]);
			fs.writeFileSync(file, bytes);
			const memory = await once();
			assert.equal(totalsOf(memory), '2 11 0 0 0 0');
			assert.deepEqual(
				calls(memory)
					.map(call => `${call.agent} ${call.session}`)
					.sort(),
				['main s1', 'ops s7'],
			);
		});
	});

	describe('work done by other tools', () => {
		const mirror = (thread: string, turn: string, second: number, input: number) => ({
			...message(`${turn}`.padStart(32, '0'), second, input),
			message: {
				...message('', second, input).message,
				provider: 'openai-codex',
				idempotencyKey: `codex-app-server:${thread}:${turn}:assistant`,
			},
		});
		const rollout = (folder: string, lines: readonly object[]) => {
			const file = path.join(folder, `sessions/2026/11/01/rollout-2026-11-01T02-00-00-${THREAD}.jsonl`);
			fs.mkdirSync(path.dirname(file), { recursive: true });
			fs.writeFileSync(file, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
			return file;
		};
		const both = async (memory: Memory, first: 'codex' | 'openclaw') => {
			const collectors = [createCodexCollector(), createOpenClawCollector({ wasm: WASM })];
			for (const collector of first === 'codex' ? collectors : collectors.reverse()) await scan(collector, placesAt(home), memory);
			return memory;
		};

		it('counts the rollout instead of the rows that mirror it, whichever comes first', async () => {
			const codexHome = path.join(state, 'agents/main/agent/codex-home');
			const lines = [
				meta(THREAD),
				context('gpt-5.5'),
				record(2, THREAD, 'r1', [100, 1]),
				record(2, THREAD, 'r2', [200, 2]),
				record(5, THREAD, 'r3', [400, 4]),
			];
			const rows = [mirror(THREAD, 't2', 3, 200), mirror(THREAD, 't5', 6, 400)];
			rollout(codexHome, lines);
			transcript(rows);
			assert.equal(totalsOf(await once()), '3 700 7 0 0 0');
			fs.rmSync(codexHome, { recursive: true });
			const memory = await once();
			assert.equal(totalsOf(memory), '2 600 0 0 0 0', 'without a rollout the rows count');
			rollout(codexHome, lines.slice(0, 3));
			await once(memory);
			assert.equal(totalsOf(memory), '1 100 1 0 0 0', 'a thread that has a rollout is counted there, turn by turn or not');
			rollout(codexHome, lines);
			await once(memory);
			assert.equal(totalsOf(memory), '3 700 7 0 0 0');
			assert.equal(listOf(memory), listOf(await once()));
		});

		it('counts a legacy rollout of an agent’s own Codex', async () => {
			rollout(path.join(state, 'agents/ops/agent/cli-auth/codex/abc'), [meta(THREAD), context('gpt-5.5'), count(1, [100, 1], [100, 1])]);
			const memory = await once();
			assert.deepEqual(
				calls(memory).map(call => [call.source, call.agent, call.input]),
				[['openclaw', 'ops', 100]],
			);
		});

		it('takes over a thread of the user’s own Codex, once, whichever tool is read first', async () => {
			const lines = [meta(THREAD), context('gpt-5.5'), record(2, THREAD, 'r1', [100, 1])];
			const rows = [mirror(THREAD, 't2', 3, 100)];
			const lists = new Set<string>();
			for (const first of ['codex', 'openclaw'] as const) {
				rollout(path.join(home, '.codex'), lines);
				transcript(rows);
				const memory = await both(newMemory(), first);
				assert.deepEqual(
					calls(memory).map(call => `${call.source} ${call.agent} ${call.input}`),
					['openclaw main 100'],
				);
				rollout(path.join(home, '.codex'), [...lines, record(9, THREAD, 'r2', [50, 5])]);
				transcript([...rows, mirror(THREAD, 't9', 10, 50)]);
				await both(memory, first);
				await both(memory, first);
				lists.add(listOf(memory));
				assert.deepEqual(
					calls(memory)
						.map(call => `${call.source} ${call.agent} ${call.input}`)
						.sort(),
					['openclaw main 100', 'openclaw main 50'],
				);
			}
			assert.equal(lists.size, 1);
		});

		it('takes over a legacy thread of the user’s own Codex', async () => {
			rollout(path.join(home, '.codex'), [meta(THREAD), context('gpt-5.5'), count(1, [100, 1], [100, 1]), count(2, [300, 3], [200, 2])]);
			transcript([mirror(THREAD, 't2', 3, 200)]);
			assert.deepEqual(
				calls(await both(newMemory(), 'codex'))
					.map(call => `${call.source} ${call.input}`)
					.sort(),
				['openclaw 100', 'openclaw 200'],
			);
		});

		it('leaves to Claude Code what it has logged itself', async () => {
			const call = message('a'.repeat(32), 1, 10);
			transcript([{ ...call, message: { ...call.message, provider: 'claude-cli' } }]);
			assert.equal(totalsOf(await once()), '1 10 0 0 0 0');
			const logs = path.join(home, '.claude/projects/-home-user-ws');
			fs.mkdirSync(logs, { recursive: true });
			fs.writeFileSync(path.join(logs, 'x.jsonl'), '');
			const later = new Date('2026-11-01T02:10:00Z');
			fs.utimesSync(path.join(logs, 'x.jsonl'), later, later);
			assert.equal(totalsOf(await once()), '0 0 0 0 0 0');
		});
	});

	/** An agent's database with these rows, as OpenClaw 9.6 has it; rows keep the numbers of their order. */
	async function store(name: string, rows: readonly [string, number, string][], generation = 'g'): Promise<void> {
		const sessions = [...new Set(rows.map(([session]) => session))];
		await database(path.resolve(state, name), [
			'CREATE TABLE session_windows (session_id TEXT PRIMARY KEY, session_key TEXT, model_provider TEXT, model TEXT)',
			...sessions.map(session => `INSERT INTO session_windows VALUES ('${session}', '', 'window', 'model')`),
			'CREATE TABLE transcript_rewrite_watermarks (session_id TEXT PRIMARY KEY, generation TEXT, updated_at INTEGER)',
			...sessions.map(session => `INSERT INTO transcript_rewrite_watermarks VALUES ('${session}', '${generation}', 1)`),
			'CREATE TABLE transcript_events (session_id TEXT, seq INTEGER, event_json TEXT, created_at INTEGER, event_zstd BLOB, PRIMARY KEY (session_id, seq))',
			...rows.map(insert),
		]);
	}
});

function insert([session, seq, json]: readonly [string, number, string]): string {
	return `INSERT INTO transcript_events (session_id, seq, event_json, created_at) VALUES ('${session}', ${seq}, '${json.replaceAll("'", "''")}', 0)`;
}

function message(id: string, second: number, input: number) {
	return {
		type: 'message',
		id,
		timestamp: new Date(Date.parse('2026-11-01T02:00:00.000Z') + second * 1000).toISOString(),
		message: {
			role: 'assistant',
			provider: 'anthropic',
			model: 'claude-opus-4-6',
			usage: { input, output: 0, cacheRead: 0, cacheWrite: 0, cost: { total: 0.5 } },
			timestamp: Date.parse('2026-11-01T02:00:00.000Z') + second * 1000,
		},
	};
}

function rowsOf(file: string): [string, number, string][] {
	return fs
		.readFileSync(file, 'utf8')
		.trim()
		.split('\n')
		.map((line, seq) => [path.basename(file).split('.')[0] ?? '', seq, line]);
}

async function changed(bytes: Uint8Array, sql: readonly string[]): Promise<Uint8Array> {
	const sqlite = await initSqlJs({ locateFile: () => WASM });
	const image = Uint8Array.from(bytes);
	image[18] = 1;
	image[19] = 1;
	const db = new sqlite.Database(image);
	for (const each of sql) db.run(each);
	const after = db.export();
	db.close();
	after[18] = 2;
	after[19] = 2;
	return after;
}

async function database(file: string, sql: readonly string[]): Promise<void> {
	const sqlite = await initSqlJs({ locateFile: () => WASM });
	const db = new sqlite.Database();
	for (const each of sql) db.run(each);
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, db.export());
	db.close();
}
