// OpenClaw's folder as versions up to 2026.7.1 wrote it: one JSONL a session, deleted twins, forks with the same event ids.
import { sink } from './files.mjs';

const MODELS = [
	['anthropic', 'claude-sonnet-4-5', 'anthropic-messages'],
	['anthropic', 'claude-opus-4-5', 'anthropic-messages'],
	['openai', 'gpt-5.2', 'openai-responses'],
];

/** Writes sessions until the share of bytes and of files is used up. */
export function writeOpenClaw({ random, text, truth, files, bytes, folder, days }) {
	const perFile = bytes / files;
	for (let made = 0; made < files; made++) {
		const agent = random.pick(['main', 'ops', 'research', 'writer']);
		const [provider, model, api] = random.pick(MODELS);
		const session = { id: random.uuid(), agent, provider, model, api, time: days.start + random.below(days.length - 14_400_000) };
		const path = `${folder}/agents/${agent}/sessions/${session.id}.jsonl`;
		const kept = writeSession({ random, text, truth, session, path, size: random.long(perFile * 0.3, perFile * 4.4) });
		if (random.chance(0.04) && made + 1 < files) {
			const twin = sink(`${path}.deleted.${new Date(session.time).toISOString().replaceAll(':', '-')}`);
			for (const line of kept) twin.write(line);
			twin.end();
			made++;
		}
	}
}

function writeSession({ random, text, truth, session, path, size }) {
	const out = sink(path);
	const kept = [];
	const put = line => {
		out.write(line);
		if (kept.length < 60) kept.push(line);
	};
	const iso = () => new Date(session.time).toISOString();
	put(
		`{"type":"session","version":3,"id":"${session.id}","timestamp":"${iso()}","cwd":"/home/user/.openclaw/workspace-${session.agent}"}\n`,
	);
	put(
		`{"type":"model_change","id":"${random.hex(8)}","parentId":null,"timestamp":"${iso()}","provider":"${session.provider}","modelId":"${session.model}"}\n`,
	);
	while (out.size < size) {
		session.time += random.between(800, 60_000);
		const user = random.hex(8);
		const role = random.chance(0.7) ? 'toolResult' : 'user';
		put(
			`{"type":"message","id":"${user}","parentId":"${random.hex(8)}","timestamp":"${iso()}","message":{"role":"${role}","content":[{"type":"text","text":"${text.cut(random.long(60, 25_000))}"}],"timestamp":${session.time}}}\n`,
		);
		session.time += random.between(500, 9_000);
		const call = {
			input: random.long(5, 2_000),
			output: random.long(20, 4_000),
			cacheRead: random.between(0, 100_000),
			cacheWrite5m: random.long(0, 5_000),
		};
		truth.add('openclaw', session.model, call);
		const total = call.input + call.output + call.cacheRead + call.cacheWrite5m;
		put(
			`{"type":"message","id":"${random.hex(8)}","parentId":"${user}","timestamp":"${iso()}","message":{"role":"assistant","content":[{"type":"text","text":"${text.cut(random.long(60, 4_000))}"}],` +
				`"api":"${session.api}","provider":"${session.provider}","model":"${session.model}","usage":{"input":${call.input},"output":${call.output},"cacheRead":${call.cacheRead},"cacheWrite":${call.cacheWrite5m},` +
				`"totalTokens":${total},"cost":{"input":0.001,"output":0.002,"cacheRead":0.003,"cacheWrite":0.004,"total":0.01}},"stopReason":"stop","timestamp":${session.time}}}\n`,
		);
	}
	out.end();
	return kept;
}
