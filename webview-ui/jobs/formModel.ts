// The form of a job as it is typed, what is wrong with it, and the job it makes; shares its rules with the window's dialogs.
import type { Action, Job, JobChange, NewJob, Policies } from '../../src/contract';
import { actionOf, draftOf, type JobDraft, newDraft, newJobOf, problemOf } from '../../src/vscode/view/jobDraft';
import { spanWords } from '../../src/vscode/view/policyText';
import { parseAt, parseEvery, parseTime, scheduleOf } from '../../src/vscode/view/scheduleInput';

/** Policies as typed. */
export interface PolicyTexts {
	missed: Policies['missed'];
	missedWindow: string;
	missedCap: string;
	overlap: Policies['overlap'];
	/** '' is none. */
	timeout: string;
	retryInterrupted: boolean;
	/** '' is never. */
	disableAfter: string;
	from: string;
	to: string;
	/** Percent; '' is no gate. */
	daily: string;
	monthly: string;
}

export interface JobForm extends JobDraft {
	model: string;
	/** `NAME=value`, one a line. */
	env: string;
	/** `Name: value`, one a line. */
	headers: string;
	body: string;
	/** Statuses apart by commas; '' is 200 to 299. */
	expect: string;
	limits: PolicyTexts;
}

export type Problems = Partial<Record<keyof JobForm | keyof PolicyTexts | keyof JobDraft['when'], string>>;

/** As the hub fills them in. */
const USUAL: Policies = {
	overlap: 'skip',
	missed: 'once',
	missedWindow: 86_400,
	missedCap: 10,
	timeout: 3600,
	retryInterrupted: false,
	disableAfter: 10,
	window: null,
	budgetGate: { daily: null, monthly: null },
};

export const newForm = (zone: string, cwd: string): JobForm => ({
	...newDraft(zone, cwd),
	model: '',
	env: '',
	headers: '',
	body: '',
	expect: '',
	limits: limitsOf(USUAL),
});

export function formOf(job: Job, zone: string): JobForm {
	const { action } = job;
	const form: JobForm = { ...newForm(zone, ''), ...draftOf(job, zone), limits: limitsOf(job.policies) };
	if (action.kind === 'agent') return { ...form, model: action.model ?? '' };
	if (action.kind === 'command' || action.kind === 'shell') return { ...form, env: linesOf(action.env, '=') };
	if (action.kind !== 'http') return form;
	return { ...form, headers: linesOf(action.headers, ': '), body: action.body ?? '', expect: (action.expect ?? []).join(', ') };
}

/** Every field that is wrong, with what to type. The hub judges the schedule as a whole. */
export function problemsOf(form: JobForm, system = false): Problems {
	const found: Problems = {};
	const set = (name: keyof Problems, problem: string | undefined) => {
		if (problem !== undefined) found[name] = problem;
	};
	if (!system) {
		set('name', problemOf('name', form.name));
		for (const name of FIELDS[form.kind]) set(name, fieldProblem(name, form));
	}
	const { when, limits } = form;
	if (['daily', 'weekdays', 'weekly', 'monthly'].includes(when.kind) && parseTime(when.time) === undefined) set('time', TIME);
	if (when.kind === 'once' && parseAt(when.at) === undefined) set('at', 'Type a date and a time, such as 2026-12-24 18:00.');
	if (when.kind === 'cron' && when.expression.trim() === '') set('expression', 'Type a cron expression, such as 0 9 * * 1-5.');
	if (when.kind !== 'interval' && when.zone.trim() === '') set('zone', 'Type a time zone, such as Europe/Vienna.');
	if (when.kind === 'interval') set('every', spanProblem(when.every));
	if (limits.missed !== 'skip') set('missedWindow', spanProblem(limits.missedWindow, 10, 30 * 86_400));
	if (limits.missed === 'all') set('missedCap', wholeProblem(limits.missedCap, 1, 100));
	if (limits.timeout.trim() !== '') set('timeout', spanProblem(limits.timeout, 1, 7 * 86_400));
	if (limits.disableAfter.trim() !== '') set('disableAfter', wholeProblem(limits.disableAfter, 1, 1000));
	const hours = limits.from.trim() !== '' || limits.to.trim() !== '';
	if (hours && parseTime(limits.from) === undefined) set('from', TIME);
	if (hours && parseTime(limits.to) === undefined) set('to', TIME);
	for (const name of ['daily', 'monthly'] as const) {
		const text = limits[name].trim();
		if (text !== '' && !(Number(text) > 0)) set(name, 'Type a percentage above 0, or nothing for no gate.');
	}
	return found;
}

/** The field that the hub's word on a schedule belongs to, and the word without the field's name before it. */
export function scheduleProblem({ when }: JobForm, error: string): Problems {
	const [, field = '', text = error] = /^(\w+): (.+)$/s.exec(error) ?? [];
	const name = field === 'zone' && when.kind !== 'interval' ? 'zone' : SCHEDULE_FIELD[when.kind];
	return { [name]: text.slice(0, 1).toUpperCase() + text.slice(1) };
}

const SCHEDULE_FIELD = {
	cron: 'expression',
	once: 'at',
	interval: 'every',
	hourly: 'zone',
	daily: 'time',
	weekdays: 'time',
	weekly: 'time',
	monthly: 'time',
} as const satisfies Record<JobForm['when']['kind'], keyof Problems>;

export const jobOfForm = (form: JobForm): NewJob => ({
	...newJobOf(form),
	action: fullAction(form, undefined),
	policies: policiesOf(form.limits),
});

export function changeOfForm(form: JobForm, job: Job): JobChange {
	const base: JobChange = { schedule: scheduleOf(form.when), policies: policiesOf(form.limits), revision: job.revision };
	return job.component === 'system' ? base : { ...base, name: form.name.trim(), action: fullAction(form, job.action) };
}

/** True where any policy is not the usual one: then the fold is open. */
export const hasOwnPolicies = ({ limits }: JobForm): boolean => JSON.stringify(limits) !== JSON.stringify(limitsOf(USUAL));

export function limitsOf(policies: Policies): PolicyTexts {
	const { overlap, missed, missedWindow, missedCap, timeout, retryInterrupted, disableAfter, window, budgetGate } = policies;
	const text = (number: number | null) => (number === null ? '' : String(number));
	return {
		missed,
		missedWindow: spanWords(missedWindow),
		missedCap: String(missedCap),
		overlap,
		timeout: timeout === 0 ? '' : spanWords(timeout),
		retryInterrupted,
		disableAfter: disableAfter === 0 ? '' : String(disableAfter),
		from: window?.from ?? '',
		to: window?.to ?? '',
		daily: text(budgetGate.daily),
		monthly: text(budgetGate.monthly),
	};
}

/** What was typed is right already. */
export function policiesOf(limits: PolicyTexts): Policies {
	const seconds = (text: string, usual: number) => {
		const every = parseEvery(text);
		return 'seconds' in every ? every.seconds : usual;
	};
	const gate = (text: string) => (text.trim() === '' ? null : Number(text));
	const from = parseTime(limits.from);
	const to = parseTime(limits.to);
	return {
		overlap: limits.overlap,
		missed: limits.missed,
		missedWindow: seconds(limits.missedWindow, USUAL.missedWindow),
		missedCap: Number(limits.missedCap) || USUAL.missedCap,
		timeout: limits.timeout.trim() === '' ? 0 : seconds(limits.timeout, USUAL.timeout),
		retryInterrupted: limits.retryInterrupted,
		disableAfter: Number(limits.disableAfter),
		window: from === undefined || to === undefined ? null : { from, to },
		budgetGate: { daily: gate(limits.daily), monthly: gate(limits.monthly) },
	};
}

/** Fields of each kind of action, in the form's order. */
const FIELDS = {
	agent: ['prompt', 'cwd', 'budget'],
	command: ['commandLine', 'cwd', 'env'],
	shell: ['shellLine', 'cwd', 'env'],
	http: ['url', 'headers', 'expect'],
	'vscode.command': ['command', 'args'],
	'vscode.task': ['task'],
} as const satisfies Record<JobForm['kind'], readonly (keyof JobForm)[]>;

const TIME = 'Type a time of day, such as 07:30.';

function fieldProblem(name: (typeof FIELDS)[JobForm['kind']][number], form: JobForm): string | undefined {
	switch (name) {
		case 'env':
			return pairs(form.env, '=') === undefined ? 'Type one NAME=value a line.' : undefined;
		case 'headers':
			return pairs(form.headers, ':') === undefined ? 'Type one “Name: value” a line.' : undefined;
		case 'expect':
			return statuses(form.expect) === undefined ? 'Type status codes apart by commas, such as 200, 204.' : undefined;
		case 'command':
			return form.command.trim() === '' ? 'Type the id of a command, such as workbench.action.files.saveAll.' : undefined;
		case 'task':
			return form.task.trim() === '' ? 'Type the name of a task.' : undefined;
		default:
			return problemOf(name, form[name]);
	}
}

function spanProblem(text: string, least = 1, most = 366 * 86_400): string | undefined {
	const every = parseEvery(text);
	if ('problem' in every) return every.problem;
	return every.seconds < least || every.seconds > most ? `Between ${spanWords(least)} and ${spanWords(most)}.` : undefined;
}

const wholeProblem = (text: string, least: number, most: number): string | undefined =>
	/^\d+$/.test(text.trim()) && Number(text) >= least && Number(text) <= most ? undefined : `A whole number between ${least} and ${most}.`;

/** The action with what the dialogs do not ask for. */
function fullAction(form: JobForm, before: Action | undefined): Action {
	const action = actionOf(form, before);
	switch (action.kind) {
		case 'agent': {
			const { model: _, ...rest } = action;
			return form.model.trim() === '' ? rest : { ...rest, model: form.model.trim() };
		}
		case 'command':
		case 'shell': {
			const env = pairs(form.env, '=') ?? {};
			const { env: _, ...rest } = action;
			return Object.keys(env).length === 0 ? rest : { ...rest, env };
		}
		case 'http': {
			const { headers: _, body: __, expect: ___, ...rest } = action;
			const headers = pairs(form.headers, ':') ?? {};
			const expect = statuses(form.expect) ?? [];
			return {
				...rest,
				...(Object.keys(headers).length === 0 ? {} : { headers }),
				...(form.body === '' ? {} : { body: form.body }),
				...(expect.length === 0 ? {} : { expect }),
			};
		}
		default:
			return action;
	}
}

const linesOf = (values: Record<string, string> | undefined, between: string): string =>
	Object.entries(values ?? {})
		.map(([name, value]) => `${name}${between}${value}`)
		.join('\n');

/** Undefined where a line is none. */
function pairs(text: string, between: string): Record<string, string> | undefined {
	const found: [string, string][] = [];
	for (const line of text.split('\n').filter(one => one.trim() !== '')) {
		const at = line.indexOf(between);
		if (at < 1) return undefined;
		const value = line.slice(at + 1);
		found.push([line.slice(0, at).trim(), between === ':' ? value.trim() : value]);
	}
	return Object.fromEntries(found);
}

function statuses(text: string): number[] | undefined {
	const parts = text.split(/[\s,]+/).filter(part => part !== '');
	return parts.every(part => /^[1-5]\d\d$/.test(part)) ? parts.map(Number) : undefined;
}
