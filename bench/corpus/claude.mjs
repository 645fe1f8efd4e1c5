// Claude Code's folder: sessions with content blocks repeated under one message id, sub-agents, forks, streaming growth.
import { sink } from './files.mjs';

const MODELS = [
	'claude-sonnet-4-5-20250929',
	'claude-opus-4-5-20251101',
	'claude-haiku-4-5-20251001',
	'claude-sonnet-4-6',
	'claude-opus-4-6',
];
const LATEST = '2.1.329';
const LATEST_USAGE =
	',"output_tokens_details":{"thinking_tokens":0},"server_tool_use":{"web_search_requests":0,"web_fetch_requests":0},"inference_geo":"","iterations":[],"speed":"standard","fallback_credit":null';
const TOOLS = ['Read', 'Bash', 'Edit', 'Grep', 'Write', 'Glob', 'TodoWrite'];

/** Writes sessions until the share of bytes and of files is used up. */
export function writeClaude({ random, text, truth, files, bytes, folder, days }) {
	const projects = Array.from({ length: 24 }, (_, i) => `/home/user/work/project-${i}`);
	const perFile = bytes / files;
	let made = 0;
	while (made < files) {
		const cwd = random.pick(projects);
		const session = {
			id: random.uuid(),
			cwd,
			folder: `${folder}/projects/${cwd.replace(/[^a-zA-Z0-9]/g, '-')}`,
			version: random.pick(['2.0.76', '2.1.112', '2.1.329', '2.1.329']),
			model: random.pick(MODELS),
			time: days.start + random.below(days.length - 14_400_000),
		};
		const kept = [];
		made += writeSession({
			random,
			text,
			truth,
			session,
			file: `${session.folder}/${session.id}.jsonl`,
			size: random.long(perFile * 0.4, perFile * 6),
			kept,
		});
		if (random.chance(0.06) && kept.length > 0 && made < files) made += writeFork({ random, text, truth, session, kept, perFile });
		for (let agents = random.chance(0.45) ? random.between(1, 4) : 0; agents > 0 && made < files; agents--) {
			const agentId = random.hex(8);
			const path = `${session.folder}/${session.id}/subagents/agent-${agentId}.jsonl`;
			const agent = {
				...session,
				agentId,
				agentType: random.pick(['Explore', 'general-purpose', 'code-reviewer']),
				time: session.time + random.below(3_600_000),
			};
			made += writeSession({ random, text, truth, session: agent, file: path, size: random.long(perFile * 0.2, perFile * 1.5), kept: [] });
			const meta = sink(path.replace(/\.jsonl$/, '.meta.json'));
			meta.write(`{"agentType":"${agent.agentType}","description":"${text.cut(30)}","toolUseId":"toolu_${random.hex(24)}"}`);
			meta.end();
		}
	}
}

function writeSession({ random, text, truth, session, file, size, kept }) {
	const out = sink(file);
	out.write(`{"type":"summary","summary":"${text.cut(40)}","leafUuid":"${random.uuid()}"}\n`);
	writeTurns({ random, text, truth, session, out, size, kept });
	out.end();
	return 1;
}

/** A fork repeats the parent's lines under a new session id (same uuid, same message id), then goes its own way. */
function writeFork({ random, text, truth, session, kept, perFile }) {
	const fork = { ...session, id: random.uuid(), time: session.time + 7_200_000 };
	const out = sink(`${session.folder}/${fork.id}.jsonl`);
	for (const line of kept.slice(0, random.between(1, kept.length))) out.write(line.replaceAll(session.id, fork.id));
	writeTurns({ random, text, truth, session: fork, out, size: random.long(perFile * 0.2, perFile * 2), kept: [] });
	out.end();
	return 1;
}

function writeTurns({ random, text, truth, session, out, size, kept }) {
	const start = out.size;
	let parent = 'null';
	let cached = random.between(8_000, 24_000);
	const put = line => {
		out.write(line);
		if (kept.length < 60) kept.push(line);
	};
	while (out.size - start < size) {
		session.time += random.between(500, 40_000);
		parent = writeUser({ random, text, session, put, parent });
		if (random.chance(0.02)) session.model = random.pick(MODELS);
		cached = random.chance(0.02) ? random.between(8_000, 24_000) : cached;
		const call = callOf({ random, cached });
		cached = Math.min(180_000, cached + call.cacheWrite5m + call.cacheWrite1h);
		truth.add('claude', session.model, call);
		if (session.version === LATEST) writeHousekeeping({ random, text, session, put });
		parent = writeAnswer({ random, text, session, put, parent, call });
	}
}

/** What the latest versions note around every call: reminders, the request, the prompt the session stands at. */
function writeHousekeeping({ random, text, session, put }) {
	const id = `"sessionId":"${session.id}"`;
	const reminder = `"rendered":[{"content":"<system-reminder>\\n${text.cut(random.long(60, 4_000))}\\n</system-reminder>"}],"renderedRole":"system"`;
	put(
		`{"parentUuid":"${random.uuid()}",${common(session)},"attachment":{"type":"total_tokens_reminder"},"type":"attachment","uuid":"${random.uuid()}","timestamp":"${iso(session.time)}",${reminder}}\n`,
	);
	put(`{"type":"last-prompt","lastPrompt":"${text.cut(random.long(20, 400))}","leafUuid":"${random.uuid()}",${id}}\n`);
	put(`{"type":"api-request-blob",${id},"hash":"${random.hex(64)}"}\n`);
	put(
		`{"type":"api-request",${id},"id":"${random.uuid()}","timestamp":"${iso(session.time)}","version":"${session.version}","querySource":"sdk","shapeHash":"${random.hex(64)}","keep":1,"requestDigest":"${random.hex(64)}"}\n`,
	);
}

function callOf({ random, cached }) {
	const write = random.long(100, 9_000);
	const hour = random.chance(0.3);
	return {
		input: random.long(1, 900),
		output: random.long(20, 6_000),
		reasoning: 0,
		cacheRead: cached,
		cacheWrite5m: hour ? 0 : write,
		cacheWrite1h: hour ? write : 0,
	};
}

function writeUser({ random, text, session, put, parent }) {
	const uuid = random.uuid();
	const tool = random.chance(0.85);
	const body = text.cut(tool ? random.long(200, 30_000) : random.long(40, 3_000));
	const id = `toolu_${random.hex(24)}`;
	const content = tool ? `[{"tool_use_id":"${id}","type":"tool_result","content":"${body}"}]` : `"${body}"`;
	const result = tool
		? `,"toolUseResult":{"stdout":"${random.chance(0.6) ? body : ''}","stderr":"","interrupted":false,"isImage":false}`
		: '';
	put(
		`{"parentUuid":${parent},${common(session)},"type":"user","message":{"role":"user","content":${content}},"uuid":"${uuid}","timestamp":"${iso(session.time)}"${result}}\n`,
	);
	return `"${uuid}"`;
}

/** One line a content block, all under one message id; older versions grow `output_tokens` over the lines. */
function writeAnswer({ random, text, session, put, parent, call }) {
	const id = `msg_01${random.hex(22)}`;
	const request = `req_011${random.hex(21)}`;
	const blocks = [];
	if (random.chance(0.35))
		blocks.push(
			`{"type":"thinking","thinking":"${text.cut(random.long(100, 3_000))}","signature":"${text.blob(random.between(200, 900))}"}`,
		);
	if (random.chance(0.55)) blocks.push(`{"type":"text","text":"${text.cut(random.long(40, 2_500))}"}`);
	if (blocks.length === 0 || random.chance(0.8)) {
		blocks.push(
			`{"type":"tool_use","id":"toolu_${random.hex(24)}","name":"${random.pick(TOOLS)}","input":{"command":"${text.cut(random.long(20, 6_000))}","description":"${text.cut(30)}"}}`,
		);
	}
	const growing = session.version.startsWith('2.0') && random.chance(0.6);
	let before = parent;
	blocks.forEach((block, index) => {
		session.time += random.between(5, 900);
		const last = index === blocks.length - 1;
		const output = last || !growing ? call.output : Math.min(call.output, 1 + index * 3);
		const uuid = random.uuid();
		const write = call.cacheWrite5m + call.cacheWrite1h;
		const latest = session.version === LATEST;
		put(
			`{"parentUuid":${before},${common(session)},"message":{"model":"${session.model}","id":"${id}","type":"message","role":"assistant","content":[${block}],` +
				`"stop_reason":${last ? '"tool_use"' : 'null'},"stop_sequence":null,"usage":{"input_tokens":${call.input},"cache_creation_input_tokens":${write},` +
				`"cache_read_input_tokens":${call.cacheRead},"cache_creation":{"ephemeral_5m_input_tokens":${call.cacheWrite5m},"ephemeral_1h_input_tokens":${call.cacheWrite1h}},` +
				`"output_tokens":${output},"service_tier":"standard"${latest ? LATEST_USAGE : ''}}${latest ? ',"stop_details":null' : ''}},"requestId":"${request}",` +
				`${latest ? `"apiBlockIndex":${index},"requestRef":"${random.uuid()}","requestedModel":"${session.model}","promptCacheRequested":"5m",` : ''}` +
				`${latest && session.agentType ? `"attributionAgent":"${session.agentType}",` : ''}"type":"assistant","uuid":"${uuid}","timestamp":"${iso(session.time)}"}\n`,
		);
		before = `"${uuid}"`;
	});
	return before;
}

const iso = ms => new Date(ms).toISOString();

const common = session =>
	`"isSidechain":${session.agentId ? `true,"agentId":"${session.agentId}"` : 'false'},"userType":"external","cwd":"${session.cwd}","sessionId":"${session.id}","version":"${session.version}","gitBranch":"main"`;
