// How the three tools write, for logs made by chance: ids, forks and moves as they do them.
import type { Random, Writer } from './fuzzWorld';

const START = Date.parse('2026-11-01T00:00:00.000Z');

/** Seconds go on with every line, whoever writes it: calls of one world have different times. */
function clockOf(): () => string {
	let seconds = 0;
	return () => new Date(START + 7_000 * ++seconds).toISOString();
}

const thread = (session: number): string => `01a1b2c3-0000-7000-8000-${String(session).padStart(12, '0')}`;

export const WRITERS: Readonly<Record<string, (random: Random) => Writer>> = {
	claude(random) {
		const now = clockOf();
		let calls = 0;
		return {
			fileOf: session => `.claude/projects/p${session % 3}/s${session}${session % 5 === 0 ? '/subagents/agent-x' : ''}.jsonl`,
			movedTo: (_, session) => `.claude/projects/moved/s${session}.jsonl`,
			begin: () => [{ type: 'summary', summary: 'fuzz', leafUuid: 'x' }],
			next(session) {
				const call = ++calls;
				// An id of a gateway is short; one line in ten has none.
				const id = random.chance(0.1) ? {} : { id: random.chance(0.2) ? `gw-${call}` : `msg_01abcdefghijklmnopqr${call}` };
				const input = random.below(5_000);
				return Array.from({ length: 'id' in id ? 1 + random.below(3) : 1 }, (_, block) => ({
					type: 'assistant',
					uuid: `u-${call}-${block}`,
					timestamp: now(),
					sessionId: `s${session}`,
					isSidechain: session % 5 === 0,
					cwd: `/work/${session % 3}`,
					version: '2.1.329',
					requestId: `req_${call}`,
					message: {
						...id,
						model: random.pick(['claude-sonnet-4-6', 'claude-opus-4-6', 'größe']),
						content: 'é→'.repeat(random.below(40)),
						usage: { input_tokens: input, output_tokens: 10 + block * random.below(100), cache_read_input_tokens: random.below(3) * 100 },
					},
				}));
			},
			fork: (session, parent, lines) => lines.map(line => line.replace(`"sessionId":"s${parent}"`, `"sessionId":"s${session}"`)),
		};
	},

	codex(random) {
		const now = clockOf();
		let calls = 0;
		const totals = new Map<number, { input: number; output: number }>();
		const usage = (input: number, output: number) => ({
			input_tokens: input,
			cached_input_tokens: 0,
			output_tokens: output,
			reasoning_output_tokens: 0,
			total_tokens: input + output,
		});
		const meta = (session: number, more: object = {}) => ({
			timestamp: now(),
			type: 'session_meta',
			payload: { id: thread(session), cwd: `/work/${session % 3}`, model_provider: 'openai', ...more },
		});
		const context = () => ({
			timestamp: now(),
			type: 'turn_context',
			payload: { cwd: '/work', model: random.pick(['gpt-5.2', 'gpt-5.4']) },
		});
		return {
			fileOf: session => `.codex/sessions/2026/11/0${1 + (session % 3)}/rollout-2026-11-01T00-00-00-${thread(session)}.jsonl`,
			movedTo: file => `.codex/archived_sessions/${file.slice(file.lastIndexOf('/') + 1)}`,
			begin: session => [meta(session), context()],
			next(session) {
				const call = ++calls;
				const [input, output] = [1 + random.below(5_000), 1 + random.below(300)];
				const lines: object[] = random.chance(0.2) ? [context()] : [];
				// Half of the sessions are of a version that writes a record for every call.
				if (session % 2 === 0) {
					const payload = { thread_id: thread(session), turn_id: `t${call}`, response_id: `resp_${call}`, usage: usage(input, output) };
					return [...lines, { timestamp: now(), type: 'token_usage_record', payload }];
				}
				const total = totals.get(session) ?? { input: 0, output: 0 };
				totals.set(session, { input: total.input + input, output: total.output + output });
				const info = { total_token_usage: usage(total.input + input, total.output + output), last_token_usage: usage(input, output) };
				const line = { timestamp: now(), type: 'event_msg', payload: { type: 'token_count', info } };
				return [...lines, line, ...(random.chance(0.3) ? [line] : [])];
			},
			fork(session, parent, lines) {
				const total = totals.get(parent);
				if (total) totals.set(session, total);
				return [`${JSON.stringify(meta(session, { forked_from_id: thread(parent) }))}\n`, ...lines];
			},
		};
	},

	openclaw(random) {
		const now = clockOf();
		let calls = 0;
		const header = (session: number, more: object = {}) => ({
			type: 'session',
			version: 3,
			id: `s${session}`,
			timestamp: now(),
			cwd: `/work/${session % 3}`,
			...more,
		});
		return {
			fileOf: session => `.openclaw/agents/a${session % 2}/sessions/s${session}.jsonl`,
			movedTo: (file, session) =>
				`${file.replace(/\.jsonl.*$/, '.jsonl')}.${random.pick(['deleted', 'reset'])}.2026-11-02T00-00-00.${String(session).padStart(3, '0')}Z`,
			begin: session => [header(session)],
			next(session) {
				const call = ++calls;
				const time = now();
				const id = session % 2 === 0 ? String(call).padStart(32, '0') : String(call).padStart(8, '0');
				const named = random.chance(0.8) ? { model: 'claude-opus-4-6', provider: 'anthropic' } : {};
				const change = {
					type: 'model_change',
					id: `${id}c`,
					timestamp: time,
					provider: 'openai',
					modelId: random.pick(['gpt-5.2', 'gpt-5.4']),
				};
				const usage = { input: 1 + random.below(5_000), output: random.below(300), cacheRead: random.below(3) * 100, cacheWrite: 0 };
				const message = { role: 'assistant', ...named, usage, timestamp: Date.parse(time) };
				return [...(random.chance(0.2) ? [change] : []), { type: 'message', id, timestamp: time, message }];
			},
			fork: (session, parent, lines) => [
				`${JSON.stringify(header(session, { parentSession: `s${parent}` }))}\n`,
				...lines.filter(line => !line.includes('"type":"session"')),
			],
		};
	},
};
