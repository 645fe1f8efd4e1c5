// A job while a person fills it in: which questions come, in which order, and the job they make.
import type { Action, Job, JobChange, NewJob } from '../../contract';
import { joinCommand, splitCommand } from './actionText';
import { linesOf, pairs, statuses } from './jobFields';
import { newWhen, scheduleOf, type When, whenOf } from './scheduleInput';

export const ACTION_KINDS = ['agent', 'command', 'shell', 'http', 'vscode.command', 'vscode.task'] as const;
export type ActionKind = (typeof ACTION_KINDS)[number];
export type HttpMethod = Extract<Action, { kind: 'http' }>['method'];
export type AgentId = Extract<Action, { kind: 'agent' }>['agent'];

export const KIND_LABELS: Record<ActionKind, { label: string; description: string; icon: string }> = {
	agent: { label: 'Agent Prompt', description: 'ask Claude Code, Codex or another agent', icon: 'comment-discussion' },
	command: { label: 'Command', description: 'run a program, without a shell', icon: 'terminal' },
	shell: { label: 'Shell Line', description: 'one line for your shell, with pipes and variables', icon: 'terminal-bash' },
	http: { label: 'HTTP Request', description: 'call a URL', icon: 'globe' },
	'vscode.command': { label: 'VS Code Command', description: 'in an open window', icon: 'symbol-event' },
	'vscode.task': { label: 'VS Code Task', description: 'in an open window', icon: 'tools' },
};

/** Everything that can be typed or chosen, kept while a person goes back and forth between kinds. */
export interface JobDraft {
	name: string;
	kind: ActionKind;
	commandLine: string;
	shellLine: string;
	/** Working folder; '' is the user's home. */
	cwd: string;
	agent: AgentId;
	prompt: string;
	/** Dollars as typed; '' is none. */
	budget: string;
	/** '' is the tool's own. */
	model: string;
	/** `NAME=value`, one a line. */
	env: string;
	method: HttpMethod;
	url: string;
	/** `Name: value`, one a line. */
	headers: string;
	body: string;
	/** Statuses apart by commas; '' is 200 to 299. */
	expect: string;
	command: string;
	/** JSON; '' is none. */
	args: string;
	task: string;
	/** Of the task; '' is any. */
	folder: string;
	when: When;
	policies: NonNullable<NewJob['policies']>;
}

/** The job an edit started from. */
export interface Edited {
	job: Job;
}

/** One question. */
export type Step =
	| 'name'
	| 'kind'
	| 'agent'
	| 'prompt'
	| 'budget'
	| 'commandLine'
	| 'shellLine'
	| 'cwd'
	| 'method'
	| 'url'
	| 'command'
	| 'args'
	| 'task'
	| 'when'
	| 'weekday'
	| 'time'
	| 'every'
	| 'at'
	| 'expression'
	| 'zone'
	| 'confirm';

export function newDraft(zone: string, cwd: string): JobDraft {
	return {
		name: '',
		kind: 'agent',
		commandLine: '',
		shellLine: '',
		cwd,
		agent: 'claude',
		prompt: '',
		budget: '',
		model: '',
		env: '',
		method: 'GET',
		url: 'https://',
		headers: '',
		body: '',
		expect: '',
		command: '',
		args: '',
		task: '',
		folder: '',
		when: newWhen(zone),
		policies: {},
	};
}

export function draftOf(job: Job, zone: string): JobDraft {
	const draft = { ...newDraft(zone, ''), name: job.name, when: whenOf(job.schedule, zone), policies: job.policies };
	const { action } = job;
	switch (action.kind) {
		case 'command':
			return { ...draft, kind: 'command', commandLine: joinCommand(action.argv), cwd: action.cwd ?? '', env: linesOf(action.env, '=') };
		case 'shell':
			return { ...draft, kind: 'shell', shellLine: action.line, cwd: action.cwd ?? '', env: linesOf(action.env, '=') };
		case 'agent':
			return {
				...draft,
				kind: 'agent',
				agent: action.agent,
				prompt: action.prompt,
				cwd: action.cwd,
				budget: action.budget === undefined ? '' : String(action.budget),
				model: action.model ?? '',
			};
		case 'http':
			return {
				...draft,
				kind: 'http',
				method: action.method,
				url: action.url,
				headers: linesOf(action.headers, ': '),
				body: action.body ?? '',
				expect: (action.expect ?? []).join(', '),
			};
		case 'vscode.command':
			return { ...draft, kind: action.kind, command: action.command, args: action.args === undefined ? '' : JSON.stringify(action.args) };
		case 'vscode.task':
			return { ...draft, kind: action.kind, task: action.task, folder: action.folder ?? '' };
		case 'system':
			return draft;
	}
}

/** The questions of a draft, in order. Of the product's own jobs only the time can be changed. */
export function stepsOf(draft: JobDraft, edited?: Edited): Step[] {
	const what: Step[] = edited?.job.component === 'system' ? [] : ['name', 'kind', ...DETAILS[draft.kind]];
	const zone: Step[] = draft.when.kind === 'interval' ? [] : ['zone'];
	return [...what, 'when', ...WHEN_DETAILS[draft.when.kind], ...zone, 'confirm'];
}

const DETAILS: Record<ActionKind, Step[]> = {
	agent: ['agent', 'prompt', 'cwd', 'budget'],
	command: ['commandLine', 'cwd'],
	shell: ['shellLine', 'cwd'],
	http: ['method', 'url'],
	'vscode.command': ['command', 'args'],
	'vscode.task': ['task'],
};

const WHEN_DETAILS: Record<When['kind'], Step[]> = {
	hourly: [],
	daily: ['time'],
	weekdays: ['time'],
	weekly: ['weekday', 'time'],
	monthly: ['time'],
	interval: ['every'],
	once: ['at'],
	cron: ['expression'],
};

/** The action of a draft; what no draft has (an agent's own arguments) is kept from the action it started from. */
export function actionOf(draft: JobDraft, before?: Action): Action {
	const cwd = draft.cwd.trim();
	// A value of several lines cannot be typed, so variables that nobody touched are taken as they were.
	const had = before?.kind === 'command' || before?.kind === 'shell' ? before.env : undefined;
	const env = (draft.env === linesOf(had, '=') ? had : pairs(draft.env, '=')) ?? {};
	const place = { ...(cwd === '' ? {} : { cwd }), ...(Object.keys(env).length === 0 ? {} : { env }) };
	switch (draft.kind) {
		case 'agent': {
			const { budget: _, model: __, ...kept } = before?.kind === 'agent' ? before : {};
			const budget = Number(draft.budget);
			const model = draft.model.trim();
			return {
				...kept,
				kind: 'agent',
				agent: draft.agent,
				prompt: draft.prompt,
				cwd,
				...(model === '' ? {} : { model }),
				...(budget > 0 ? { budget } : {}),
			};
		}
		case 'command': {
			const words = splitCommand(draft.commandLine);
			return { kind: 'command', argv: 'argv' in words ? words.argv : [draft.commandLine], ...place };
		}
		case 'shell':
			return { kind: 'shell', line: draft.shellLine, ...place };
		case 'http': {
			const headers = pairs(draft.headers, ':') ?? {};
			const expect = statuses(draft.expect) ?? [];
			const bare = draft.body === '' || draft.method === 'GET' || draft.method === 'HEAD'; // these have no body
			return {
				kind: 'http',
				method: draft.method,
				url: draft.url.trim(),
				...(Object.keys(headers).length === 0 ? {} : { headers }),
				...(bare ? {} : { body: draft.body }),
				...(expect.length === 0 ? {} : { expect }),
			};
		}
		case 'vscode.command': {
			const args = parseArgs(draft.args);
			return { kind: 'vscode.command', command: draft.command, ...('args' in args && args.args !== undefined ? { args: args.args } : {}) };
		}
		case 'vscode.task':
			return { kind: 'vscode.task', task: draft.task, ...(draft.folder === '' ? {} : { folder: draft.folder }) };
	}
}

export const newJobOf = (draft: JobDraft): NewJob => ({
	name: draft.name.trim(),
	schedule: scheduleOf(draft.when),
	action: actionOf(draft),
	policies: draft.policies,
});

export function changeOf(draft: JobDraft, { job }: Edited): JobChange {
	const schedule = scheduleOf(draft.when);
	const base = { schedule, policies: draft.policies, revision: job.revision };
	return job.component === 'system' ? base : { ...base, name: draft.name.trim(), action: actionOf(draft, job.action) };
}

/** Arguments of a VS Code command: a JSON array, or one JSON value for the only argument. */
export function parseArgs(text: string): { args: unknown[] | undefined } | { problem: string } {
	if (text.trim() === '') return { args: undefined };
	try {
		const value: unknown = JSON.parse(text);
		return { args: Array.isArray(value) ? value : [value] };
	} catch {
		return { problem: 'Arguments are JSON, such as ["name", 3]. Leave it empty for none.' };
	}
}

/** What is wrong with a typed answer, or undefined. Schedules are judged by the hub as well. */
export function problemOf(step: Step | 'model' | 'env' | 'headers' | 'body' | 'expect', text: string): string | undefined {
	const empty = text.trim() === '';
	switch (step) {
		case 'name':
			return empty ? 'Give the job a name.' : text.trim().length > 200 ? 'A name has at most 200 characters.' : undefined;
		case 'prompt':
			return empty ? 'Type what the agent is to do.' : undefined;
		case 'shellLine':
			return empty ? 'Type a line for the shell.' : undefined;
		case 'commandLine': {
			const words = splitCommand(text);
			return 'problem' in words ? words.problem : undefined;
		}
		case 'budget':
			return empty || (/^\d+(\.\d+)?$/.test(text.trim()) && Number(text) > 0)
				? undefined
				: 'Type an amount in US dollars, such as 0.50, or nothing for no limit.';
		case 'cwd':
			return empty || /^([/\\~]|[A-Za-z]:[\\/])/.test(text.trim()) ? undefined : 'Type a whole path, such as /home/me/project.';
		case 'url':
			return /^https?:\/\/[^\s/]/i.test(text.trim()) ? undefined : 'Type a URL that starts with https:// or http://.';
		case 'env':
			return pairs(text, '=') === undefined ? 'Type one NAME=value a line.' : undefined;
		case 'headers':
			return pairs(text, ':') === undefined ? 'Type one “Name: value” a line.' : undefined;
		case 'expect':
			return statuses(text) === undefined ? 'Type status codes apart by commas, such as 200, 204.' : undefined;
		case 'args': {
			const args = parseArgs(text);
			return 'problem' in args ? args.problem : undefined;
		}
		default:
			return undefined;
	}
}
