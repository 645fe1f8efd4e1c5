// Lines of Codex rollouts, written by hand: seconds are counted from 2026-11-01T02:00Z.

const T0 = Date.parse('2026-11-01T02:00:00.000Z');

export const at = (second: number) => new Date(T0 + Math.round(second * 1000)).toISOString();

export const meta = (id: string, more: object = {}, second = 0) => ({
	timestamp: at(second),
	type: 'session_meta',
	payload: { id, timestamp: at(second), cwd: '/home/user/proj', cli_version: '0.131.0', source: 'cli', model_provider: 'openai', ...more },
});

export const context = (model: string) => ({ timestamp: at(0), type: 'turn_context', payload: { cwd: '/home/user/proj', model } });

const usage = ([input, output]: [number, number]) => ({
	input_tokens: input,
	cached_input_tokens: 0,
	output_tokens: output,
	reasoning_output_tokens: 0,
	total_tokens: input + output,
});

export const countLine = (second: number, total: object, last?: object) => ({
	timestamp: at(second),
	type: 'event_msg',
	payload: {
		type: 'token_count',
		info: { total_token_usage: total, ...(last ? { last_token_usage: last } : {}), model_context_window: 272000 },
		rate_limits: null,
	},
});

export const count = (second: number, total: [number, number], last?: [number, number]) =>
	countLine(second, usage(total), last && usage(last));

export const record = (second: number, thread: string, response: string, used: [number, number], total?: [number, number]) => ({
	timestamp: at(second),
	type: 'token_usage_record',
	payload: {
		thread_id: thread,
		turn_id: `t${second}`,
		session_id: thread,
		response_id: response,
		usage: usage(used),
		...(total ? { thread_token_usage: usage(total) } : {}),
	},
});
