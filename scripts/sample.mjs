// Invented logs in the real shapes of Claude Code, Codex and OpenClaw, dated relative to today: for a first look without logs, for pictures and for tests.
// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';

const DAY = 86_400_000;

/** One model call. Token counts are disjoint. @typedef {{tool: 'claude' | 'codex' | 'openclaw', model: string, input: number, output: number, cacheRead: number, cacheWrite: number, at: number, project: string}} Call */
/** Dollars per million tokens, to come near a wanted sum; the extension prices by its own list. @type {Record<string, {input: number, output: number, read: number, write: number}>} */
const rates = {
	'claude-opus-4-5': { input: 5, output: 25, read: 0.5, write: 6.25 },
	'claude-sonnet-4-5': { input: 3, output: 15, read: 0.3, write: 3.75 },
	'claude-haiku-4-5': { input: 1, output: 5, read: 0.1, write: 1.25 },
	'gpt-5.2-codex': { input: 1.75, output: 14, read: 0.175, write: 1.75 },
};
const projects = ['orchard-api', 'tidepool-web', 'lantern-docs'];

/**
 * Writes the logs into `home` (which must be empty of such logs). The same arguments give the same files.
 * @param {string} home
 * @param {{now: number, today?: number, perDay?: number, days?: number}} options now: ms; today: dollars spent on the day of `now` so far (default 3.1);
 *   perDay: dollars of an ordinary working day before (default 3.4); days: how many before today (default 45)
 * @returns {Call[]} every call that was written
 */
export function writeSample(home, { now, today = 3.1, perDay = 3.4, days = 45 }) {
	const random = generator(20_261_121);
	/** @type {Call[]} */
	const all = [];
	for (let back = days; back >= 0; back--) {
		const noon = now - back * DAY;
		const weekday = new Date(noon).getDay();
		const quiet = weekday === 0 || weekday === 6;
		const dollars = back === 0 ? today : perDay * (quiet ? 0.15 : 0.55 + 0.9 * random());
		all.push(...writeDay(home, random, noon, dollars, back));
	}
	return all;
}

/**
 * One day's sessions, three tools, until the dollars are spent.
 * @param {string} home
 * @param {() => number} random
 * @param {number} at the latest moment of the day that may be used
 * @param {number} dollars
 * @param {number} back
 */
function writeDay(home, random, at, dollars, back) {
	// Everything happens in the 50 minutes before `at`, so that it stays one day in every zone where it is not just past midnight.
	const start = at - 50 * 60_000;
	/** @type {Call[]} */
	const all = [];
	/** @type {[Call['tool'], string, number, (calls: Call[]) => void][]} */
	const shares = [
		['claude', 'claude-opus-4-5', 0.42, calls => writeClaude(home, random, calls, back)],
		['claude', 'claude-sonnet-4-5', 0.24, calls => writeClaude(home, random, calls, back)],
		['codex', 'gpt-5.2-codex', 0.2, calls => writeCodex(home, random, calls)],
		['openclaw', 'claude-haiku-4-5', 0.14, calls => writeOpenClaw(home, random, calls, back)],
	];
	for (const [tool, model, share, write] of shares) {
		const project = projects[Math.floor(random() * projects.length)] ?? 'orchard-api';
		/** @type {Call[]} */
		const calls = [];
		for (let left = dollars * share; left > 0.0005; ) {
			const call = callOf(random, model, left);
			left -= costOf(call);
			calls.push({ ...call, tool, at: 0, project: `/home/you/code/${project}` });
		}
		for (const [index, call] of calls.entries()) call.at = Math.round(start + ((at - start) * (index + 1)) / (calls.length + 1));
		if (calls.length > 0) write(calls);
		all.push(...calls);
	}
	return all;
}

/**
 * A call of a usual size, or smaller where less money is left.
 * @param {() => number} random
 * @param {string} model
 * @param {number} left dollars
 */
function callOf(random, model, left) {
	const size = 0.5 + random();
	const call = {
		model,
		input: Math.round(1800 * size),
		output: Math.round(1500 * size),
		cacheRead: Math.round(38_000 * size),
		cacheWrite: model.startsWith('claude') ? Math.round(3200 * size) : 0,
	};
	const scale = Math.min(1, left / costOf(call));
	if (scale === 1) return call;
	return {
		...call,
		input: Math.round(call.input * scale),
		output: Math.ceil(call.output * scale),
		cacheRead: Math.round(call.cacheRead * scale),
		cacheWrite: Math.round(call.cacheWrite * scale),
	};
}

/** @param {{model: string, input: number, output: number, cacheRead: number, cacheWrite: number}} call */
function costOf({ model, input, output, cacheRead, cacheWrite }) {
	const rate = rates[model];
	return rate === undefined ? 0 : (input * rate.input + output * rate.output + cacheRead * rate.read + cacheWrite * rate.write) / 1e6;
}

/**
 * @param {string} home
 * @param {() => number} random
 * @param {Call[]} calls
 * @param {number} back
 */
function writeClaude(home, random, calls, back) {
	const session = uuid(random);
	const cwd = calls[0]?.project ?? '';
	const common = { userType: 'external', cwd, sessionId: session, version: '2.1.329', gitBranch: 'main', isSidechain: false };
	/** @type {unknown[]} */
	const lines = [];
	let parent = null;
	for (const call of calls) {
		const asked = uuid(random);
		lines.push({
			parentUuid: parent,
			...common,
			type: 'user',
			message: { role: 'user', content: 'Sample question' },
			uuid: asked,
			timestamp: iso(call.at - 4000),
		});
		parent = uuid(random);
		lines.push({
			parentUuid: asked,
			...common,
			type: 'assistant',
			requestId: `req_sample${token(random)}`,
			message: {
				id: `msg_sample${token(random)}`,
				type: 'message',
				role: 'assistant',
				model: call.model,
				content: [{ type: 'text', text: 'Sample answer' }],
				stop_reason: 'end_turn',
				stop_sequence: null,
				usage: {
					input_tokens: call.input,
					cache_creation_input_tokens: call.cacheWrite,
					cache_read_input_tokens: call.cacheRead,
					output_tokens: call.output,
					service_tier: 'standard',
					cache_creation: { ephemeral_5m_input_tokens: call.cacheWrite, ephemeral_1h_input_tokens: 0 },
				},
			},
			uuid: parent,
			timestamp: iso(call.at),
		});
	}
	const agent = back % 3 === 1 ? path.join(session, 'subagents', `agent-${token(random)}.jsonl`) : `${session}.jsonl`;
	writeLines(path.join(home, '.claude', 'projects', cwd.replace(/[^a-zA-Z0-9]/g, '-'), agent), lines);
}

/**
 * @param {string} home
 * @param {() => number} random
 * @param {Call[]} calls
 */
function writeCodex(home, random, calls) {
	const [first] = calls;
	if (first === undefined) return;
	const id = uuid(random);
	const cwd = first.project;
	/** @type {unknown[]} */
	const lines = [
		{
			timestamp: iso(first.at - 9000),
			ordinal: 0,
			type: 'session_meta',
			payload: {
				id,
				session_id: id,
				timestamp: iso(first.at - 9000),
				cwd,
				originator: 'codex_cli',
				cli_version: '0.169.0',
				source: 'cli',
				model_provider: 'openai',
				history_mode: 'paginated',
				git: { branch: 'main' },
			},
		},
		{
			timestamp: iso(first.at - 8000),
			ordinal: 1,
			type: 'turn_context',
			payload: { turn_id: uuid(random), cwd, model: first.model, approval_policy: 'on-request' },
		},
	];
	for (const call of calls) {
		const usage = {
			input_tokens: call.input + call.cacheRead,
			cached_input_tokens: call.cacheRead,
			cache_write_input_tokens: 0,
			output_tokens: call.output,
			reasoning_output_tokens: Math.floor(call.output / 3),
			total_tokens: call.input + call.cacheRead + call.output,
		};
		lines.push({
			timestamp: iso(call.at),
			ordinal: lines.length,
			type: 'token_usage_record',
			payload: { thread_id: id, turn_id: uuid(random), session_id: id, response_id: `resp_sample${token(random)}`, usage },
		});
	}
	const stamp = iso(first.at);
	const folder = path.join(home, '.codex', 'sessions', stamp.slice(0, 4), stamp.slice(5, 7), stamp.slice(8, 10));
	writeLines(path.join(folder, `rollout-${stamp.slice(0, 19).replaceAll(':', '-')}-${id}.jsonl`), lines);
}

/**
 * @param {string} home
 * @param {() => number} random
 * @param {Call[]} calls
 * @param {number} back
 */
function writeOpenClaw(home, random, calls, back) {
	const [first] = calls;
	if (first === undefined) return;
	const agent = back % 2 === 0 ? 'main' : 'inbox';
	const session = uuid(random);
	/** @type {unknown[]} */
	const lines = [
		{ type: 'session', version: 3, id: session, timestamp: iso(first.at - 3000), cwd: `/home/you/.openclaw/workspace-${agent}` },
	];
	let parent = null;
	for (const call of calls) {
		const id = token(random);
		lines.push({
			type: 'message',
			id,
			parentId: parent,
			timestamp: iso(call.at),
			message: {
				role: 'assistant',
				content: [],
				api: 'anthropic-messages',
				provider: 'anthropic',
				model: call.model,
				usage: {
					input: call.input,
					output: call.output,
					cacheRead: call.cacheRead,
					cacheWrite: call.cacheWrite,
					totalTokens: call.input + call.output + call.cacheRead + call.cacheWrite,
					cost: { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, total: 0 },
				},
				stopReason: 'stop',
				timestamp: call.at,
				responseId: `msg_sample${token(random)}`,
			},
		});
		parent = id;
	}
	writeLines(path.join(home, '.openclaw', 'agents', agent, 'sessions', `${session}.jsonl`), lines);
}

/**
 * @param {string} file
 * @param {readonly unknown[]} lines
 */
function writeLines(file, lines) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	fs.writeFileSync(file, `${lines.map(line => JSON.stringify(line)).join('\n')}\n`);
}

/**
 * A small generator of numbers from 0 to 1 (a linear congruence): repeatable, which Math.random is not.
 * @param {number} seed
 */
function generator(seed) {
	let state = seed;
	return () => {
		state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
		return state / 2 ** 32;
	};
}

/** @param {() => number} random */
function token(random) {
	return Math.floor(random() * 2 ** 32)
		.toString(16)
		.padStart(8, '0');
}

/** @param {() => number} random */
function uuid(random) {
	const hex = token(random) + token(random) + token(random) + token(random);
	return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20)}`;
}

/** @param {number} ms */
function iso(ms) {
	return new Date(ms).toISOString();
}
