// Each question of the add and edit dialogs.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { HubConnection } from '../../client/port';
import { AGENT_NAMES } from '../view/actionText';
import {
	ACTION_KINDS,
	type AgentId,
	type Edited,
	type HttpMethod,
	type JobDraft,
	KIND_LABELS,
	problemOf,
	type Step,
} from '../view/jobDraft';
import { parseAt, parseEvery, parseTime, scheduleOf, WEEKDAYS, WHEN_KINDS, WHEN_LABELS, type When } from '../view/scheduleInput';
import { type Answer, type Choice, type Message, pickOne, pickOrType, type StepFrame, typeIn, typeOver } from './multiStep';
import { judgeSchedule } from './schedulePreview';

export interface StepContext {
	hub: HubConnection;
	title: string;
	edited?: Edited;
}

type Ask = (context: StepContext, frame: StepFrame, draft: JobDraft) => Promise<Answer<JobDraft>>;

export const STEPS: Record<Exclude<Step, 'confirm'>, Ask> = {
	name: text('name', 'What is the job called?', 'Morning report'),
	kind: async (_, frame, draft) =>
		then(
			await pickOne(
				{ ...frame, placeholder: 'What does it do?' },
				ACTION_KINDS.map(kind => {
					const { label, description, icon } = KIND_LABELS[kind];
					return { label: `$(${icon}) ${label}`, description, value: kind };
				}),
				kind => kind === draft.kind,
			),
			kind => ({ ...draft, kind }),
		),
	agent: async (_, frame, draft) =>
		then(
			await pickOne(
				{ ...frame, placeholder: 'Which agent? Its command line must be installed on this machine.' },
				(Object.keys(AGENT_NAMES) as AgentId[]).map(agent => ({ label: AGENT_NAMES[agent], value: agent })),
				agent => agent === draft.agent,
			),
			agent => ({ ...draft, agent }),
		),
	prompt: text(
		'prompt',
		'The prompt. The agent works without questions in the folder you choose next.',
		'Summarise yesterday’s commits into REPORT.md',
	),
	budget: text('budget', 'The most one run may cost, in US dollars, where the agent has a flag for it. Empty for no limit.', '0.50'),
	commandLine: text(
		'commandLine',
		'The program and its arguments. No shell is asked: no pipes, no variables.',
		'npm run report -- "last week"',
	),
	shellLine: text('shellLine', 'A line for your shell.', 'git log --since=yesterday | wc -l > count.txt'),
	cwd: async (_, frame, draft) => await folder(frame, draft),
	method: async (_, frame, draft) =>
		then(
			await pickOne(
				{ ...frame, placeholder: 'Which method?' },
				(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] satisfies HttpMethod[]).map(method => ({ label: method, value: method })),
				method => method === draft.method,
			),
			method => ({ ...draft, method }),
		),
	url: text('url', 'The URL. A status of 200 to 299 is a success.', 'https://example.org/hook'),
	command: async (_, frame, draft) => {
		const known = (await vscode.commands.getCommands(true)).sort();
		const choices = known.map(label => ({ label }));
		return then(await pickOrType({ ...frame, placeholder: 'Which command? Its ID.' }, choices, draft.command), command => ({
			...draft,
			command,
		}));
	},
	args: text('args', 'Arguments as JSON, for example ["name", 3]. Empty for none.', ''),
	task: async (_, frame, draft) => await task(frame, draft),
	when: async (_, frame, draft) => {
		const choices: Choice<When['kind']>[] = WHEN_KINDS.map(kind => ({ ...WHEN_LABELS[kind], value: kind }));
		const answer = await pickOne({ ...frame, placeholder: 'When does it run?' }, choices, kind => kind === draft.when.kind);
		return then(answer, kind => whenChanged(draft, { kind }));
	},
	weekday: async (_, frame, draft) => {
		const order = [1, 2, 3, 4, 5, 6, 0];
		const choices = order.map(value => ({ label: WEEKDAYS[value] ?? '', value }));
		const answer = await pickOne({ ...frame, placeholder: 'On which day?' }, choices, day => day === draft.when.weekday);
		return then(answer, weekday => whenChanged(draft, { weekday }));
	},
	time: scheduled(
		'time',
		'At what time? 24 hours, such as 07:30.',
		'09:00',
		typed => parseTime(typed),
		'Type a time of day such as 07:30 or 18:00.',
	),
	every: scheduled(
		'every',
		'How often? Counted from when it is added, not from the end of a run.',
		'45 min',
		typed => ('seconds' in parseEvery(typed) ? typed.trim() : undefined),
		typed => {
			const every = parseEvery(typed);
			return 'problem' in every ? every.problem : '';
		},
	),
	at: scheduled(
		'at',
		'When? A date and a time.',
		'2026-12-24 18:00',
		typed => parseAt(typed),
		'Type a date and a time such as 2026-12-24 18:00.',
	),
	expression: scheduled(
		'expression',
		'Minute, hour, day of the month, month, day of the week.',
		'*/15 9-17 * * 1-5',
		typed => (typed.trim() === '' ? undefined : typed.trim()),
		'Type five fields, such as 0 9 * * 1-5.',
	),
	zone: async (_, frame, draft) => {
		const zones = Intl.supportedValuesOf('timeZone');
		const all = zones.includes(draft.when.zone) ? zones : [draft.when.zone, ...zones];
		const choices = [draft.when.zone, ...all.filter(zone => zone !== draft.when.zone)].map(zone => ({ label: zone, value: zone }));
		return then(await pickOne({ ...frame, placeholder: 'In which time zone?' }, choices), zone => whenChanged(draft, { zone }));
	},
};

function then<T>(answer: Answer<T>, next: (value: T) => JobDraft): Answer<JobDraft> {
	return answer.kind === 'next' ? { kind: 'next', value: next(answer.value) } : answer;
}

const whenChanged = (draft: JobDraft, change: Partial<When>): JobDraft => ({ ...draft, when: { ...draft.when, ...change } });

/** A question whose answer is a field of the draft as it was typed. */
function text(step: 'name' | 'prompt' | 'budget' | 'commandLine' | 'shellLine' | 'url' | 'args', prompt: string, placeholder: string): Ask {
	return async (_, frame, draft) => {
		const judge = (typed: string): Message | undefined => {
			const problem = problemOf(step, typed);
			return problem === undefined ? undefined : { text: problem, level: 'error' };
		};
		return then(await typeOver({ ...frame, placeholder }, { prompt, value: draft[step], judge }), value => ({ ...draft, [step]: value }));
	};
}

/** A question of the schedule: judged here for its form, by the hub for its sense, and answered with the next times while typing. */
function scheduled(
	field: 'time' | 'every' | 'at' | 'expression',
	prompt: string,
	placeholder: string,
	read: (typed: string) => string | undefined,
	hint: string | ((typed: string) => string),
): Ask {
	return async ({ hub }, frame, draft) => {
		const judge = async (typed: string): Promise<Message | undefined> => {
			const value = read(typed);
			if (value === undefined) return { text: typeof hint === 'string' ? hint : hint(typed), level: 'error' };
			return await judgeSchedule(hub, scheduleOf({ ...draft.when, [field]: value }));
		};
		const answer = await typeIn({ ...frame, placeholder }, { prompt, value: draft.when[field], judge });
		return then(answer, typed => whenChanged(draft, { [field]: read(typed) ?? typed }));
	};
}

/** An open folder, the home folder, or any other. */
async function folder(frame: StepFrame, draft: JobDraft): Promise<Answer<JobDraft>> {
	const other = Symbol('other');
	const open = (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file').map(({ uri }) => uri.fsPath);
	const choices: Choice<string | typeof other>[] = [...new Set([...(draft.cwd === '' ? [] : [draft.cwd]), ...open, homedir()])].map(
		path => ({
			label: `$(folder) ${path}`,
			value: path,
		}),
	);
	choices.push({ label: '$(folder-opened) Other Folder…', value: other });
	const answer = await pickOne({ ...frame, placeholder: 'In which folder does it work?' }, choices, path => path === draft.cwd);
	if (answer.kind !== 'next') return answer;
	if (typeof answer.value === 'string') return { kind: 'next', value: { ...draft, cwd: answer.value } };
	const chosen = await vscode.window.showOpenDialog({
		canSelectFolders: true,
		canSelectFiles: false,
		canSelectMany: false,
		openLabel: 'Use This Folder',
		title: 'Working folder of the job',
	});
	const path = chosen?.[0]?.fsPath;
	return path === undefined ? await folder(frame, draft) : { kind: 'next', value: { ...draft, cwd: path } };
}

async function task(frame: StepFrame, draft: JobDraft): Promise<Answer<JobDraft>> {
	const tasks = await vscode.tasks.fetchTasks();
	const choices = tasks.map(each => {
		const home = typeof each.scope === 'object' ? each.scope : undefined;
		return { label: each.name, description: home?.name ?? '', detail: each.source, folder: home?.uri.fsPath ?? '' };
	});
	const answer = await pickOrType({ ...frame, placeholder: 'Which task?' }, choices, draft.task);
	return then(answer, name => ({ ...draft, task: name, folder: choices.find(({ label }) => label === name)?.folder ?? '' }));
}
