// The form's groups of fields: what the job does, when, and how it behaves when the world is not as planned.
import { html, nothing, type TemplateResult } from 'lit';
import { AGENT_NAMES } from '../../src/vscode/view/actionText';
import { ACTION_KINDS, type AgentId, type HttpMethod, KIND_LABELS } from '../../src/vscode/view/jobDraft';
import { WEEKDAYS, WHEN_KINDS, WHEN_LABELS } from '../../src/vscode/view/scheduleInput';
import { checkField, pickField, textField } from './fields';
import type { JobForm, PolicyTexts, Problems } from './formModel';

export interface FormView {
	form: JobForm;
	/** Only of fields that were touched, or all of them after a try to save. */
	problems: Problems;
	set(change: Partial<JobForm>, touched: keyof Problems): void;
}

const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];
const AGENTS = Object.keys(AGENT_NAMES) as AgentId[];

export function actionFields({ form, problems, set }: FormView): TemplateResult {
	const text = (
		name:
			| 'prompt'
			| 'cwd'
			| 'budget'
			| 'model'
			| 'commandLine'
			| 'shellLine'
			| 'env'
			| 'url'
			| 'headers'
			| 'body'
			| 'expect'
			| 'command'
			| 'args'
			| 'task'
			| 'folder',
		label: string,
		options: { hint?: string; placeholder?: string; code?: boolean; rows?: number } = {},
	) => {
		const { hint, ...rest } = options;
		return textField(
			{ id: name, label, problem: problems[name], ...(hint === undefined ? {} : { hint }) },
			form[name],
			value => set({ [name]: value }, name),
			rest,
		);
	};
	const cwd = () => text('cwd', 'Working folder', { hint: 'Empty is your home folder.', code: true });
	const env = () => text('env', 'Environment', { hint: 'One NAME=value a line, added to the usual ones.', rows: 2, code: true });
	const kind = pickField(
		{ id: 'kind', label: 'Action' },
		form.kind,
		ACTION_KINDS.map(value => ({ value, label: `${KIND_LABELS[value].label}: ${KIND_LABELS[value].description}` })),
		value => set({ kind: value }, 'kind'),
	);
	switch (form.kind) {
		case 'agent':
			return html`${kind}
				${text('prompt', 'Prompt', { rows: 4, placeholder: 'What the agent is to do' })}
				<div class="pair">
					${pickField(
						{ id: 'agent', label: 'Agent' },
						form.agent,
						AGENTS.map(value => ({ value, label: AGENT_NAMES[value] })),
						value => set({ agent: value }, 'agent'),
					)}
					${text('model', 'Model', { placeholder: 'The tool’s own default' })}
				</div>
				<div class="pair">${cwd()} ${text('budget', 'Budget of a run, US$', { hint: 'Passed on where the tool has a flag for it.', placeholder: 'None' })}</div>`;
		case 'command':
			return html`${kind} ${text('commandLine', 'Command', { hint: 'A program and its arguments; quotes hold words together. No shell.', placeholder: 'npm run report', code: true })} ${cwd()} ${env()}`;
		case 'shell':
			return html`${kind} ${text('shellLine', 'Line', { hint: 'For your shell, with its pipes and variables.', placeholder: 'git fetch --all && git status -sb', code: true })} ${cwd()} ${env()}`;
		case 'http':
			return html`${kind}
				<div class="pair narrow">
					${pickField(
						{ id: 'method', label: 'Method' },
						form.method,
						METHODS.map(value => ({ value, label: value })),
						value => set({ method: value }, 'method'),
					)}
					${text('url', 'URL', { code: true })}
				</div>
				${text('headers', 'Headers', { hint: 'One “Name: value” a line. No secrets here: write ${secret:NAME} for one, and set it with “Set Job Secret…”.', rows: 2, code: true })}
				${form.method === 'GET' || form.method === 'HEAD' ? nothing : text('body', 'Body', { rows: 3, code: true })}
				${text('expect', 'Expected status', { placeholder: '200 to 299' })}`;
		case 'vscode.command':
			return html`${kind} ${text('command', 'Command id', { placeholder: 'workbench.action.files.saveAll', code: true })}
				${text('args', 'Arguments', { hint: 'JSON, or nothing.', placeholder: '["name", 3]', code: true })}`;
		case 'vscode.task':
			return html`${kind} ${text('task', 'Task', { hint: 'Its name, as in Run Task.' })} ${text('folder', 'Folder of the task', { hint: 'Empty is any.', code: true })}`;
	}
}

export function whenFields({ form, problems, set }: FormView, zones: readonly string[]): TemplateResult {
	const { when } = form;
	const change = (part: Partial<JobForm['when']>, touched: keyof Problems) => set({ when: { ...when, ...part } }, touched);
	const timed = when.kind === 'daily' || when.kind === 'weekdays' || when.kind === 'weekly' || when.kind === 'monthly';
	return html`
		<div class="pair">
			${pickField(
				{ id: 'when', label: 'When' },
				when.kind,
				WHEN_KINDS.map(value => ({ value, label: WHEN_LABELS[value].label })),
				kind => change({ kind }, 'when'),
			)}
			${
				when.kind === 'weekly'
					? pickField(
							{ id: 'weekday', label: 'Day' },
							String(when.weekday),
							WEEKDAYS.map((label, index) => ({ value: String(index), label })),
							value => change({ weekday: Number(value) }, 'weekday'),
						)
					: nothing
			}
			${timed ? textField({ id: 'time', label: 'Time', problem: problems.time }, when.time, time => change({ time }, 'time'), { placeholder: '09:00' }) : nothing}
			${when.kind === 'interval' ? textField({ id: 'every', label: 'Every', problem: problems.every }, when.every, every => change({ every }, 'every'), { placeholder: '45 min' }) : nothing}
			${when.kind === 'once' ? textField({ id: 'at', label: 'Date and time', problem: problems.at }, when.at.replace('T', ' '), at => change({ at }, 'at'), { placeholder: '2026-12-24 18:00' }) : nothing}
			${
				when.kind === 'cron'
					? textField(
							{ id: 'expression', label: 'Cron expression', problem: problems.expression, hint: 'minute hour day month weekday' },
							when.expression,
							expression => change({ expression }, 'expression'),
							{ placeholder: '0 9 * * 1-5', code: true },
						)
					: nothing
			}
			${
				when.kind === 'interval'
					? nothing
					: html`${textField({ id: 'zone', label: 'Time zone', problem: problems.zone }, when.zone, zone => change({ zone }, 'zone'), { list: 'zones' })}
						<datalist id="zones">${zones.map(zone => html`<option value=${zone}></option>`)}</datalist>`
			}
		</div>
	`;
}

export function policyFields({ form, problems, set }: FormView): TemplateResult {
	const { limits } = form;
	const change = (part: Partial<PolicyTexts>, touched: keyof Problems) => set({ limits: { ...limits, ...part } }, touched);
	const text = (
		name: 'missedWindow' | 'missedCap' | 'timeout' | 'disableAfter' | 'from' | 'to' | 'daily' | 'monthly',
		label: string,
		options: { hint?: string; placeholder?: string } = {},
	) =>
		textField(
			{ id: `limit-${name}`, label, problem: problems[name], ...(options.hint === undefined ? {} : { hint: options.hint }) },
			limits[name],
			value => change({ [name]: value }, name),
			{ placeholder: options.placeholder ?? '' },
		);
	return html`
		<div class="pair">
			${pickField(
				{ id: 'missed', label: 'Missed runs', hint: 'Runs that passed while the machine was off or asleep.' },
				limits.missed,
				[
					{ value: 'once', label: 'Catch up once' },
					{ value: 'skip', label: 'Do not catch up' },
					{ value: 'all', label: 'Catch up all' },
					{ value: 'ask', label: 'Ask me' },
				],
				missed => change({ missed }, 'missed'),
			)}
			${limits.missed === 'skip' ? nothing : text('missedWindow', 'If no older than', { placeholder: '1 day' })}
			${limits.missed === 'all' ? text('missedCap', 'At most', { placeholder: '10' }) : nothing}
		</div>
		<div class="pair">
			${pickField(
				{ id: 'overlap', label: 'While the last run is not over' },
				limits.overlap,
				[
					{ value: 'skip', label: 'Skip the run' },
					{ value: 'queue-one', label: 'Let one run wait' },
				],
				overlap => change({ overlap }, 'overlap'),
			)}
			${text('timeout', 'Timeout', { placeholder: 'None' })}
			${text('disableAfter', 'Pause after errors in a row', { placeholder: 'Never' })}
		</div>
		<div class="pair">
			${text('from', 'Only from', { placeholder: 'Any time' })} ${text('to', 'Only until', { hint: 'May pass midnight.', placeholder: 'Any time' })}
		</div>
		<div class="pair">
			${text('daily', 'Not from % of the daily budget', { placeholder: 'No gate' })} ${text('monthly', 'Not from % of the monthly budget', { placeholder: 'No gate' })}
		</div>
		${checkField({ id: 'retry', label: 'Start a run again that a crash cut off', hint: 'For work that may be done twice.' }, limits.retryInterrupted, retryInterrupted => change({ retryInterrupted }, 'retryInterrupted'))}
	`;
}
