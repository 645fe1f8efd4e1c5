// Counts the usage under a home folder a second time, as simply as it can be done: no code of src, whole files, no state.
// node test/oracle/count.mjs HOME [--json]  (or --claude DIR, --codex DIR, --openclaw DIR for single tools)
// @ts-nocheck: log records have no types here on purpose; a second set of types would be the same reading of the format again.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { decompress } from 'fzstd';

const none = () => ({ rows: 0, input: 0, output: 0, reasoning: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 });

/** Totals by `source model`, of the folders given. */
export async function countUsage({ claude, codex, openclaw }) {
	const calls = new Map();
	for (const folder of claude ?? []) countClaude(folder, calls);
	const threads = new Set();
	for (const folder of openclaw ?? []) await countOpenClaw(folder, codex ?? [], calls, threads);
	for (const folder of codex ?? []) countCodex(folder, 'codex', calls, thread => !threads.has(thread));
	const totals = {};
	for (const { source, model, ...tokens } of calls.values()) {
		totals[`${source} ${model}`] ??= none();
		const sum = totals[`${source} ${model}`];
		sum.rows++;
		for (const name of Object.keys(sum)) if (name !== 'rows') sum[name] += tokens[name];
	}
	return Object.fromEntries(Object.entries(totals).sort());
}

/** The usual folders below a home. */
export const foldersOf = home => ({
	claude: [path.join(home, '.claude'), path.join(home, '.config/claude')],
	codex: [path.join(home, '.codex')],
	openclaw: [path.join(home, '.openclaw')],
});

/** Of copies the larger counts, and of a session's own record and a sidechain's copy the session's. */
function keep(calls, key, call, better = (a, b) => sizeOf(a) > sizeOf(b)) {
	if (sizeOf(call) === 0) return;
	const known = calls.get(key);
	if (!known || better(call, known)) calls.set(key, call);
}

const sizeOf = call => call.input + call.output + call.cacheRead + call.cacheWrite5m + call.cacheWrite1h;

// ---- Claude Code

function countClaude(folder, calls) {
	for (const file of filesIn(path.join(folder, 'projects'), name => name.endsWith('.jsonl'))) {
		for (const line of linesOf(file)) {
			const record = line.type === 'assistant' ? line : line.data?.message?.type === 'assistant' ? line.data.message : undefined;
			const message = record?.message;
			if (!message?.usage || message.model === '<synthetic>' || record.isApiErrorMessage) continue;
			const parts = [message.usage, ...(message.usage.iterations ?? []).filter(each => each.type && each.type !== 'message')];
			const call = { source: 'claude', model: message.model, side: record.isSidechain === true, ...none() };
			for (const usage of parts) {
				const written = number(usage.cache_creation_input_tokens);
				const split = usage.cache_creation;
				const hour = number(split?.ephemeral_1h_input_tokens);
				call.input += number(usage.input_tokens);
				call.output += number(usage.output_tokens);
				call.reasoning += number(usage.output_tokens_details?.thinking_tokens);
				call.cacheRead += number(usage.cache_read_input_tokens);
				call.cacheWrite1h += hour;
				call.cacheWrite5m += split ? number(split.ephemeral_5m_input_tokens) : written;
			}
			keep(calls, `claude ${message.id ?? record.uuid}`, call, (a, b) => (a.side === b.side ? sizeOf(a) > sizeOf(b) : b.side));
		}
	}
}

// ---- Codex

function countCodex(home, source, calls, wanted = () => true) {
	const seen = new Map();
	for (const part of ['sessions', 'archived_sessions']) {
		for (const file of filesIn(path.join(home, part), name => /^rollout-.*\.jsonl(\.zst)?$/.test(name))) {
			const name = path.basename(file).replace(/\.zst$/, '');
			if (!seen.has(name)) seen.set(name, linesOf(file));
		}
	}
	const rollouts = [...seen.values()].map(lines => ({ lines, meta: lines.find(line => line.type === 'session_meta')?.payload }));
	const byThread = new Map(rollouts.map(rollout => [rollout.meta?.id, rollout]));
	for (const { lines, meta } of rollouts) {
		if (!meta || !wanted(meta.id)) continue;
		let model = 'gpt-5';
		const call = tokens => ({ source, model, ...tokens });
		const records = lines.some(line => line.type === 'token_usage_record');
		const copied = records ? 0 : copiedCounts(lines, meta, byThread);
		const counts = [];
		for (const line of lines) {
			if (line.type === 'turn_context') model = line.payload.model ?? model;
			if (line.type === 'token_usage_record') keep(calls, `codex ${line.payload.response_id}`, call(codexTokens(line.payload.usage)));
			const info = line.payload?.type === 'token_count' && line.payload.info;
			if (info && !records) counts.push({ info, model });
		}
		for (const [i, { tokens, model: of }] of callsOfTotals(counts, copied).entries()) {
			keep(calls, `codex ${meta.id} ${i}`, { source, model: of, ...tokens });
		}
	}
}

/** How many of a fork's first counts are its parent's. */
function copiedCounts(lines, meta, byThread) {
	const metas = lines.filter(line => line.type === 'session_meta');
	const parent =
		meta.forked_from_id ??
		meta.source?.subagent?.thread_spawn?.parent_thread_id ??
		meta.parent_thread_id ??
		metas.find(line => line.payload.id !== meta.id)?.payload.id;
	if (!parent || meta.history_base) return 0;
	const states = of => of.filter(line => line.payload?.type === 'token_count' && line.payload.info);
	const own = states(lines);
	const theirs = byThread.has(parent) ? states(byThread.get(parent).lines) : undefined;
	const begun = Date.parse(metas[0].timestamp);
	const early = line => Date.parse(line.timestamp) - begun <= 2000;
	const text = line => JSON.stringify([line.payload.info.total_token_usage, line.payload.info.last_token_usage]);
	let n = 0;
	while (
		n < own.length &&
		(theirs ? n < theirs.length && text(own[n]) === text(theirs[n]) && (metas.length > 1 || early(own[n])) : early(own[n]))
	)
		n++;
	return n;
}

/** Single calls of running totals, after the first `copied` of them. */
function callsOfTotals(counts, copied) {
	const size = usage => number(usage?.input_tokens) + number(usage?.output_tokens);
	const heights = counts.map(({ info }) => size(info.total_token_usage));
	// Two counters in one file: a total goes back up past an earlier height in one leap.
	const shared = heights.some((height, k) => {
		const top = Math.max(0, ...heights.slice(0, k));
		return (
			k > 0 &&
			heights[k - 1] < top &&
			height >= top &&
			height - heights[k - 1] > 2 * (height - top) &&
			height - heights[k - 1] !== size(counts[k].info.last_token_usage)
		);
	});
	const calls = [];
	let before = {};
	for (const [i, { info, model }] of counts.entries()) {
		const { total_token_usage: total, last_token_usage: last } = info;
		if (!total || JSON.stringify(codexTokens(total)) === JSON.stringify(codexTokens(before))) continue;
		const fell = size(total) < size(before);
		const from = fell && !shared ? {} : before;
		const rise = Object.fromEntries(Object.entries(total).map(([name, value]) => [name, Math.max(0, number(value) - number(from[name]))]));
		const used = !last || (shared && size(rise) < size(last)) ? rise : last;
		before = shared && fell ? before : total;
		if (i >= copied && sizeOf(codexTokens(used)) > 0) calls.push({ tokens: codexTokens(used), model });
	}
	return calls;
}

function codexTokens(usage) {
	const cacheRead = Math.min(number(usage.cached_input_tokens), number(usage.input_tokens));
	const cacheWrite5m = Math.min(number(usage.cache_write_input_tokens), number(usage.input_tokens) - cacheRead);
	return {
		...none(),
		input: number(usage.input_tokens) - cacheRead - cacheWrite5m,
		output: number(usage.output_tokens),
		reasoning: number(usage.reasoning_output_tokens),
		cacheRead,
		cacheWrite5m,
	};
}

// ---- OpenClaw

async function countOpenClaw(state, codexHomes, calls, threads) {
	const mirrors = [];
	const rollouts = new Set();
	const take = lines => {
		let model = 'unknown';
		for (const line of lines) {
			if (line.type === 'model_change') model = line.modelId ?? model;
			if (line.type === 'custom' && line.customType === 'model-snapshot') model = line.data?.modelId ?? model;
			const message = line.type === 'message' && line.message?.role === 'assistant' ? line.message : undefined;
			if (
				!message?.usage ||
				message.api === 'openclaw-transcript' ||
				message.model === 'delivery-mirror' ||
				message.model === 'gateway-injected'
			)
				continue;
			const { input, output, cacheRead, cacheWrite, cacheWrite1h, reasoningTokens } = message.usage;
			const call = {
				source: 'openclaw',
				model: message.model ?? model,
				input: number(input),
				output: number(output),
				reasoning: number(reasoningTokens),
				cacheRead: number(cacheRead),
				cacheWrite5m: number(cacheWrite) - number(cacheWrite1h),
				cacheWrite1h: number(cacheWrite1h),
			};
			const mirror = /^codex-app-server:([^:]+):/.exec(message.idempotencyKey ?? '');
			const key = line.id?.length >= 32 ? line.id : [line.id, message.timestamp, input, output, cacheRead, cacheWrite].join('|');
			if (mirror) mirrors.push({ thread: mirror[1], key, call });
			else keep(calls, `openclaw ${key}`, call);
		}
	};
	for (const file of filesIn(path.join(state, 'agents'), () => true)) {
		const name = path.basename(file);
		if (name === 'openclaw-agent.sqlite') for (const session of sessionsOf(file)) take(session);
		else if (
			/trajectory|\.bak/.test(name) ||
			file.includes(`${path.sep}codex-home${path.sep}`) ||
			file.includes(`${path.sep}cli-auth${path.sep}`)
		)
			continue;
		else if (/\.jsonl(\.(deleted|reset)\..*|\.imported-\d+)?(\.zst)?$/.test(name)) take(linesOf(file));
	}
	const homes = filesIn(path.join(state, 'agents'), name => /^rollout-.*\.jsonl/.test(name)).map(file =>
		file
			.split(/[\\/](?:archived_)?sessions[\\/]/)
			.slice(0, -1)
			.join('/sessions/'),
	);
	for (const home of new Set(homes)) countCodex(home, 'openclaw', calls, thread => rollouts.add(thread));
	for (const home of codexHomes) {
		const theirs = new Set(mirrors.map(mirror => mirror.thread));
		countCodex(home, 'openclaw', calls, thread => theirs.has(thread) && threads.add(thread) && rollouts.add(thread));
	}
	for (const { thread, key, call } of mirrors) if (!rollouts.has(thread)) keep(calls, `openclaw ${key}`, call);
}

/** Events of each session of a store, in order; SQLite itself reads them, from a copy. */
function sessionsOf(file) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'count-'));
	try {
		const copy = path.join(folder, 'copy.sqlite');
		for (const end of ['', '-wal']) if (fs.existsSync(file + end)) fs.copyFileSync(file + end, copy + end);
		const ask = sql => JSON.parse(execFileSync('sqlite3', ['-json', copy, sql], { encoding: 'utf8', maxBuffer: 2 ** 30 }) || '[]');
		const packed = ask("SELECT name FROM pragma_table_info('transcript_events')").some(row => row.name === 'event_zstd');
		const sessions = new Map();
		for (const row of ask(
			`SELECT session_id, event_json, ${packed ? 'hex(event_zstd)' : "''"} AS packed FROM transcript_events ORDER BY session_id, seq`,
		)) {
			const text = row.event_json ?? new TextDecoder().decode(decompress(Buffer.from(row.packed, 'hex')));
			sessions.set(row.session_id, [...(sessions.get(row.session_id) ?? []), JSON.parse(text)]);
		}
		return [...sessions.values()];
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
	}
}

// ---- files

function filesIn(folder, wanted) {
	if (!fs.existsSync(folder)) return [];
	return fs
		.readdirSync(folder, { recursive: true, withFileTypes: true })
		.filter(entry => entry.isFile() && wanted(entry.name))
		.map(entry => path.join(entry.parentPath ?? entry.path, entry.name))
		.sort();
}

function linesOf(file) {
	const bytes = fs.readFileSync(file);
	const text = file.endsWith('.zst') ? new TextDecoder().decode(decompress(bytes)) : bytes.toString('utf8');
	return text.split('\n').flatMap(line => {
		try {
			const value = JSON.parse(line);
			return value && typeof value === 'object' ? [value] : [];
		} catch {
			return [];
		}
	});
}

function number(value) {
	return typeof value === 'number' && value > 0 && Number.isSafeInteger(Math.floor(value)) ? Math.floor(value) : 0;
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
	const [home, ...rest] = process.argv.slice(2);
	if (!home) {
		console.error('node test/oracle/count.mjs HOME [--json]\nnode test/oracle/count.mjs --claude DIR --codex DIR --openclaw DIR [--json]');
		process.exit(2);
	}
	const args = [home, ...rest];
	const given = name => args.flatMap((arg, i) => (arg === `--${name}` && args[i + 1] ? [args[i + 1]] : []));
	const folders = home.startsWith('--') ? { claude: given('claude'), codex: given('codex'), openclaw: given('openclaw') } : foldersOf(home);
	const totals = await countUsage(folders);
	if (args.includes('--json')) console.log(JSON.stringify(totals, null, '\t'));
	else console.table(totals);
}
