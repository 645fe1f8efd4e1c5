// What is known of each agent's command line: how it takes a prompt, and where its answer says which session it was.
// Looked up in the tools' own documentation and sources; only Claude Code has a flag for a budget in dollars.
import type { ActionOf } from './parts';

type AgentAction = ActionOf<'agent'>;

export interface AgentTool {
	label: string;
	program: string;
	/** What to do where it is missing. */
	install: string;
	/** The arguments. The prompt is one of them, and stands where it cannot be taken for a flag or a subcommand. */
	args(action: AgentAction): string[];
	/** Has a flag for `budget`. */
	budget: boolean;
	/** It prints its failures, as JSON too, to standard error. */
	failsToErrors?: boolean;
	/** Reads a record of its output; what it gives is kept. */
	read(record: Fields): AgentSaid;
}

export interface AgentSaid {
	session?: string | undefined;
	/** The answer, or what went wrong. */
	text?: string | undefined;
	failed?: boolean | undefined;
}

export type Fields = Readonly<Record<string, unknown>>;

const model = (action: AgentAction, flag = '--model'): string[] => (action.model ? [flag, action.model] : []);
const own = (action: AgentAction): readonly string[] => action.args ?? [];

export const AGENT_TOOLS: Readonly<Record<AgentAction['agent'], AgentTool>> = {
	claude: {
		label: 'Claude Code',
		program: 'claude',
		install: 'Install it (npm install -g @anthropic-ai/claude-code) and sign in once with “claude”.',
		budget: true,
		args: action => [
			...['-p', '--output-format', 'json', ...model(action)],
			...(action.budget === undefined ? [] : ['--max-budget-usd', String(action.budget)]),
			...[...own(action), '--', action.prompt],
		],
		read: ({ type, session_id, result, is_error, subtype }) => ({
			session: textOf(session_id),
			...(type === 'result' ? { text: textOf(result) ?? textOf(subtype), failed: is_error === true } : {}),
		}),
	},
	codex: {
		label: 'Codex',
		program: 'codex',
		install: 'Install it (npm install -g @openai/codex) and sign in once with “codex login”.',
		budget: false,
		// A prompt that is just “-” would mean standard input, also behind “--”.
		args: action => ['exec', '--json', ...model(action), ...own(action), '--', action.prompt === '-' ? ' -' : action.prompt],
		read: ({ type, thread_id, item, error, message }) => {
			if (type === 'thread.started') return { session: textOf(thread_id) };
			if (type === 'turn.failed') return { text: textOf(fieldsOf(error)?.message), failed: true };
			if (type === 'turn.completed') return { failed: false };
			if (type === 'error') return { text: textOf(message) };
			const said = type === 'item.completed' ? fieldsOf(item) : undefined;
			return said?.type === 'agent_message' ? { text: textOf(said.text) } : {};
		},
	},
	openclaw: {
		label: 'OpenClaw',
		program: 'openclaw',
		install: 'Install it (npm install -g openclaw) and set it up once with “openclaw onboard”.',
		budget: false,
		args: action => {
			const chosen = own(action).some(arg => /^(--(to|agent|session-id|session-key)(=|$)|-t)/.test(arg));
			return ['agent', ...(chosen ? [] : ['--agent', 'main']), '--json', ...model(action), ...own(action), `--message=${action.prompt}`];
		},
		read: record => {
			if (!['result', 'payloads', 'status', 'error'].some(name => name in record)) return {}; // a line of its log
			const outer = fieldsOf(record.result) ?? record;
			const first = Array.isArray(outer.payloads) ? fieldsOf(outer.payloads[0]) : undefined;
			return {
				session: textOf(fieldsOf(fieldsOf(outer.meta)?.agentMeta)?.sessionId),
				text: textOf(first?.text) ?? textOf(fieldsOf(record.error)?.message) ?? textOf(record.error),
				failed: record.status === 'error' || record.ok === false || first?.isError === true,
			};
		},
	},
	gemini: {
		label: 'Gemini CLI',
		program: 'gemini',
		failsToErrors: true,
		install: 'Install it (npm install -g @google/gemini-cli) and sign in once with “gemini”.',
		budget: false,
		args: action => ['--output-format', 'json', ...model(action), ...own(action), `--prompt=${action.prompt}`],
		read: ({ session_id, response, stats, error }) => {
			if (response === undefined && stats === undefined && error === undefined) return {}; // a line of its log
			const trouble = fieldsOf(error);
			return { session: textOf(session_id), text: textOf(trouble?.message) ?? textOf(response), failed: trouble !== undefined };
		},
	},
	opencode: {
		label: 'OpenCode',
		program: 'opencode',
		install: 'Install it (npm install -g opencode-ai) and sign in once with “opencode auth login”.',
		budget: false,
		args: action => ['run', '--format', 'json', ...model(action), ...own(action), '--', action.prompt],
		read: ({ type, sessionID, part, error }) => ({
			session: textOf(sessionID),
			...(type === 'text' ? { text: textOf(fieldsOf(part)?.text) } : {}),
			...(type === 'error'
				? { text: textOf(fieldsOf(fieldsOf(error)?.data)?.message) ?? textOf(fieldsOf(error)?.name), failed: true }
				: {}),
		}),
	},
};

export const fieldsOf = (value: unknown): Fields | undefined =>
	typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;

const textOf = (value: unknown): string | undefined => (typeof value === 'string' && value !== '' ? value : undefined);
