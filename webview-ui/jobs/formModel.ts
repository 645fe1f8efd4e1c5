// The form of a job as it is typed, what is wrong with it, and the job it makes; shares its rules with the window's dialogs.
import type { Job, JobChange, NewJob, Policies } from '../../src/contract';
import { actionOf, draftOf, type JobDraft, newDraft, newJobOf, problemOf } from '../../src/vscode/view/jobDraft';
import { missedCapProblem, missedWindowProblem, spanProblem, TIME_HINT, wholeProblem } from '../../src/vscode/view/jobFields';
import { spanWords, usualPolicies } from '../../src/vscode/view/policyText';
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
	limits: PolicyTexts;
}

export type Problems = Partial<Record<keyof JobForm | keyof PolicyTexts | keyof JobDraft['when'], string>>;

export const newForm = (zone: string, cwd: string): JobForm => ({ ...newDraft(zone, cwd), limits: limitsOf(usualPolicies) });

export const formOf = (job: Job, zone: string): JobForm => ({ ...draftOf(job, zone), limits: limitsOf(job.policies) });

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
	if (['daily', 'weekdays', 'weekly', 'monthly'].includes(when.kind) && parseTime(when.time) === undefined) set('time', TIME_HINT);
	if (when.kind === 'once' && parseAt(when.at) === undefined) set('at', 'Type a date and a time, such as 2026-12-24 18:00.');
	if (when.kind === 'cron' && when.expression.trim() === '') set('expression', 'Type a cron expression, such as 0 9 * * 1-5.');
	if (when.kind !== 'interval' && when.zone.trim() === '') set('zone', 'Type a time zone, such as Europe/Vienna.');
	if (when.kind === 'interval') set('every', spanProblem(when.every));
	if (limits.missed !== 'skip') set('missedWindow', missedWindowProblem(limits.missedWindow));
	if (limits.missed === 'all') set('missedCap', missedCapProblem(limits.missedCap));
	if (limits.timeout.trim() !== '') set('timeout', spanProblem(limits.timeout, 1, 7 * 86_400));
	if (limits.disableAfter.trim() !== '') set('disableAfter', wholeProblem(limits.disableAfter, 1, 1000));
	const hours = limits.from.trim() !== '' || limits.to.trim() !== '';
	if (hours && parseTime(limits.from) === undefined) set('from', TIME_HINT);
	if (hours && parseTime(limits.to) === undefined) set('to', TIME_HINT);
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
	policies: policiesOf(form.limits),
});

export function changeOfForm(form: JobForm, job: Job): JobChange {
	const base: JobChange = { schedule: scheduleOf(form.when), policies: policiesOf(form.limits), revision: job.revision };
	return job.component === 'system' ? base : { ...base, name: form.name.trim(), action: actionOf(form, job.action) };
}

/** True where any policy is not the usual one: then the fold is open. */
export const hasOwnPolicies = ({ limits }: JobForm): boolean => JSON.stringify(limits) !== JSON.stringify(limitsOf(usualPolicies));

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
		missedWindow: seconds(limits.missedWindow, usualPolicies.missedWindow),
		missedCap: Number(limits.missedCap) || usualPolicies.missedCap,
		timeout: limits.timeout.trim() === '' ? 0 : seconds(limits.timeout, usualPolicies.timeout),
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

function fieldProblem(name: (typeof FIELDS)[JobForm['kind']][number], form: JobForm): string | undefined {
	switch (name) {
		case 'command':
			return form.command.trim() === '' ? 'Type the id of a command, such as workbench.action.files.saveAll.' : undefined;
		case 'task':
			return form.task.trim() === '' ? 'Type the name of a task.' : undefined;
		default:
			return problemOf(name, form[name]);
	}
}
