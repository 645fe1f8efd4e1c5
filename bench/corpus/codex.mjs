// Codex CLI's folder: rollouts with cumulative token counts, per-response records in newer versions, forks that replay their parent.
import { sink } from './files.mjs';

const MODELS = ['gpt-5.2-codex', 'gpt-5.1-codex', 'gpt-5.4'];

/** Writes rollouts until the share of bytes and of files is used up. */
export function writeCodex({ random, text, truth, files, bytes, folder, days }) {
	const perFile = bytes / files;
	for (let made = 0; made < files; made++) {
		const time = days.start + random.below(days.length - 14_400_000);
		const thread = {
			id: random.uuid(),
			model: random.pick(MODELS),
			cwd: `/home/user/work/project-${random.below(24)}`,
			time,
			newer: random.chance(0.5),
			calls: [],
		};
		writeRollout({ random, text, truth, thread, folder, size: random.long(perFile * 0.3, perFile * 4.4) });
		if (!thread.newer && thread.calls.length > 2 && random.chance(0.05) && made + 1 < files) {
			const parent = thread.calls.slice(0, random.between(2, thread.calls.length));
			const fork = { ...thread, id: random.uuid(), time: thread.time + 600_000, parent: thread.id, replay: parent, calls: [] };
			writeRollout({ random, text, truth, thread: fork, folder, size: random.long(perFile * 0.2, perFile) });
			made++;
		}
	}
}

function writeRollout({ random, text, truth, thread, folder, size }) {
	const day = new Date(thread.time).toISOString();
	const out = sink(
		`${folder}/sessions/${day.slice(0, 10).replaceAll('-', '/')}/rollout-${day.slice(0, 19).replaceAll(':', '-')}-${thread.id}.jsonl`,
	);
	let ordinal = 0;
	const line = (type, payload, time = thread.time) =>
		out.write(
			`{"timestamp":"${new Date(time).toISOString()}",${thread.newer ? `"ordinal":${ordinal++},` : ''}"type":"${type}","payload":${payload}}\n`,
		);
	const fork = thread.parent ? `,"forked_from_id":"${thread.parent}"` : '';
	line(
		'session_meta',
		`{"id":"${thread.id}","timestamp":"${day}","cwd":"${thread.cwd}","originator":"codex_cli_rs","cli_version":"${thread.newer ? '0.169.0' : '0.98.0'}","source":"cli","model_provider":"openai"${fork},"base_instructions":{"text":"${text.cut(9_000)}"},"git":{"branch":"main"}}`,
	);
	const total = { input_tokens: 0, cached_input_tokens: 0, output_tokens: 0, reasoning_output_tokens: 0, total_tokens: 0 };
	const context = () =>
		line(
			'turn_context',
			`{"turn_id":"${random.uuid()}","cwd":"${thread.cwd}","approval_policy":"never","model":"${thread.model}","effort":"medium","summary":"auto"}`,
		);
	const count = (last, time) => {
		for (const name of Object.keys(total)) total[name] += last[name];
		thread.calls.push({ last, time });
		line(
			'event_msg',
			`{"type":"token_count","info":{"total_token_usage":${JSON.stringify(total)},"last_token_usage":${JSON.stringify(last)},"model_context_window":258400},"rate_limits":{"primary":{"used_percent":12.0,"window_minutes":300,"resets_at":1795239630}}}`,
			time,
		);
	};
	context();
	for (const call of thread.replay ?? []) count(call.last, call.time);
	while (out.size < size) {
		thread.time += random.between(1_000, 60_000);
		if (random.chance(0.2)) {
			context();
			const words = text.cut(random.long(40, 2_000));
			line('response_item', `{"type":"message","role":"user","content":[{"type":"input_text","text":"${words}"}]}`);
			line('event_msg', `{"type":"user_message","message":"${words}","images":[]}`);
		}
		const last = usageOf(random);
		line('response_item', `{"type":"reasoning","summary":[],"content":null,"encrypted_content":"${text.blob(random.long(600, 5_000))}"}`);
		if (random.chance(0.8)) {
			const call = `call_${random.hex(24)}`;
			line(
				'response_item',
				`{"type":"function_call","name":"shell","arguments":"{\\"command\\":[\\"bash\\",\\"-lc\\",\\"ls\\"]}","call_id":"${call}"}`,
			);
			report({ random, thread, truth, last, line, count });
			const output = text.cut(random.long(200, 40_000));
			line('response_item', `{"type":"function_call_output","call_id":"${call}","output":"${output}"}`);
			// Every version says it again for the screen: the whole, or its beginning.
			const shown = output.slice(0, output.lastIndexOf(' ', 10_000));
			if (thread.newer) {
				line(
					'event_msg',
					`{"type":"item_completed","thread_id":"${thread.id}","item":{"type":"CommandExecution","id":"${call}","aggregated_output":"${shown}","exit_code":0}}`,
				);
			} else line('event_msg', `{"type":"exec_command_end","call_id":"${call}","exit_code":0,"stdout":"${shown}"}`);
		} else {
			line(
				'response_item',
				`{"type":"message","role":"assistant","content":[{"type":"output_text","text":"${text.cut(random.long(60, 3_000))}"}]}`,
			);
			report({ random, thread, truth, last, line, count });
		}
	}
	out.end();
}

function report({ random, thread, truth, last, line, count }) {
	truth.add('codex', thread.model, {
		input: last.input_tokens - last.cached_input_tokens,
		output: last.output_tokens,
		reasoning: last.reasoning_output_tokens,
		cacheRead: last.cached_input_tokens,
	});
	if (thread.newer) {
		line(
			'token_usage_record',
			`{"thread_id":"${thread.id}","turn_id":"${random.uuid()}","session_id":"${thread.id}","response_id":"resp_${random.hex(32)}","usage":${JSON.stringify(last)}}`,
		);
	}
	count(last, thread.time);
}

function usageOf(random) {
	const cached = random.between(0, 900) * 128;
	const output = random.long(30, 5_000);
	const input = cached + random.long(100, 12_000);
	return {
		input_tokens: input,
		cached_input_tokens: cached,
		output_tokens: output,
		reasoning_output_tokens: Math.floor(output * 0.4),
		total_tokens: input + output,
	};
}
