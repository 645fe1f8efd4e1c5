// What a workspace offers in `.vscode/mission-control.json`, checked by hand field by field: jobs, and sentences on what is wrong.
import type { Action, NewJob, Schedule } from '../../contract';
import { AGENT_NAMES } from './actionText';
import type { AgentId, HttpMethod } from './jobDraft';
import { stripComments } from './jsonc';
import { isStringList, type Reading, record, text, whole } from './offerFields';
import { parseAt, parseEvery } from './scheduleInput';

/** A job of the file. */
export interface Offer {
	/** Unique in the file. */
	name: string;
	description: string;
	job: NewJob;
	/** All that the file says of the job, in a fixed order: what an approval is bound to, as a hash of it. */
	canonical: string;
}

/** More than this in a file is a mistake. */
const MOST_JOBS = 100;
/** Characters of a file. */
export const LONGEST_FILE = 1_000_000;

const JOB_FIELDS = [
	'name',
	'description',
	'cron',
	'every',
	'at',
	'zone',
	'command',
	'shell',
	'agent',
	'http',
	'vscodeCommand',
	'task',
	'cwd',
	'policies',
];
const METHODS: readonly HttpMethod[] = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'];

/** `zone` where a job names none; `inFolder` makes a path below the workspace folder absolute, or gives undefined for one outside. */
export interface OfferPlace {
	zone: string;
	folder: string;
	inFolder(path: string): string | undefined;
}

export function readOffers(content: string, place: OfferPlace): { offers: Offer[]; problems: string[] } {
	const problems: string[] = [];
	const offers: Offer[] = [];
	if (content.length > LONGEST_FILE) return { offers, problems: ['The file is too long.'] };
	let parsed: unknown;
	try {
		parsed = JSON.parse(stripComments(content));
	} catch (error) {
		return { offers, problems: [`It is no JSON: ${error instanceof Error ? error.message : String(error)}`] };
	}
	const jobs = record(parsed)?.jobs;
	if (!Array.isArray(jobs)) return { offers, problems: ['“jobs” must be a list.'] };
	for (const [index, value] of jobs.slice(0, MOST_JOBS).entries()) {
		const reading: Reading = { at: `jobs[${index}]`, problems };
		const before = problems.length;
		const offer = readOffer(value, reading, place);
		if (offer === undefined || problems.length > before) continue;
		if (offers.some(({ name }) => name === offer.name)) problems.push(`${reading.at}: the name “${offer.name}” stands twice.`);
		else offers.push(offer);
	}
	if (jobs.length > MOST_JOBS) problems.push(`Only the first ${MOST_JOBS} jobs are read.`);
	return { offers, problems };
}

function readOffer(value: unknown, reading: Reading, place: OfferPlace): Offer | undefined {
	const fields = record(value);
	if (fields === undefined) return fail(reading, 'a job must be an object.');
	for (const name of Object.keys(fields)) if (!JOB_FIELDS.includes(name)) fail(reading, `there is no field “${name}”.`);
	const name = text(fields, 'name', reading, 200)?.trim();
	const description = text(fields, 'description', reading, 1000, '') ?? '';
	const schedule = readSchedule(fields, reading, place);
	const action = readAction(fields, reading, place);
	const policies = readPolicies(fields.policies, reading);
	if (name === undefined || name === '' || schedule === undefined || action === undefined) {
		return name === '' ? fail(reading, '“name” is empty.') : undefined;
	}
	const job: NewJob = { name, schedule, action, policies };
	return { name, description, job, canonical: canonical(fields) };
}

function readSchedule(fields: Record<string, unknown>, reading: Reading, place: OfferPlace): Schedule | undefined {
	const given = ['cron', 'every', 'at'].filter(field => fields[field] !== undefined);
	if (given.length !== 1) return fail(reading, 'one of “cron”, “every” and “at” says when it runs.');
	const zone = text(fields, 'zone', reading, 64, place.zone);
	if (zone === undefined) return undefined;
	if (fields.cron !== undefined) {
		const expression = text(fields, 'cron', reading, 256);
		return expression === undefined ? undefined : { kind: 'cron', expression, zone };
	}
	if (fields.every !== undefined) {
		const typed = text(fields, 'every', reading, 64);
		const every = typed === undefined ? undefined : parseEvery(typed);
		if (every === undefined) return undefined;
		return 'problem' in every ? fail(reading, `“every”: ${every.problem}`) : { kind: 'interval', seconds: every.seconds };
	}
	const at = parseAt(text(fields, 'at', reading, 32) ?? '');
	return at === undefined ? fail(reading, '“at” is a local time such as 2026-12-24T18:00.') : { kind: 'once', at, zone };
}

function readAction(fields: Record<string, unknown>, reading: Reading, place: OfferPlace): Action | undefined {
	const kinds = ['command', 'shell', 'agent', 'http', 'vscodeCommand', 'task'].filter(field => fields[field] !== undefined);
	const [kind] = kinds;
	if (kind === undefined || kinds.length > 1) {
		return fail(reading, 'one of “command”, “shell”, “agent”, “http”, “vscodeCommand” and “task” says what it does.');
	}
	const cwd = place.inFolder(text(fields, 'cwd', reading, 4096, '.') ?? '.');
	if (cwd === undefined) return fail(reading, '“cwd” must lie inside the workspace folder.');
	const value = fields[kind];
	switch (kind) {
		case 'command':
			if (!isStringList(value) || value.length === 0 || value[0] === '')
				return fail(reading, '“command” is a list of texts: a program and its arguments.');
			return { kind: 'command', argv: value, cwd };
		case 'shell': {
			const line = text(fields, 'shell', reading, 32_768);
			return line === undefined || line === '' ? fail(reading, '“shell” is empty.') : { kind: 'shell', line, cwd };
		}
		case 'task': {
			const task = text(fields, 'task', reading, 512);
			return task === undefined || task === '' ? fail(reading, '“task” is empty.') : { kind: 'vscode.task', task, folder: place.folder };
		}
		default: {
			const inner = record(value);
			if (inner === undefined) return fail(reading, `“${kind}” must be an object.`);
			const inside: Reading = { at: `${reading.at}.${kind}`, problems: reading.problems };
			if (kind === 'agent') return readAgent(inner, inside, cwd);
			return kind === 'http' ? readHttp(inner, inside) : readVscodeCommand(inner, inside);
		}
	}
}

function readAgent(fields: Record<string, unknown>, reading: Reading, cwd: string): Action | undefined {
	only(fields, ['agent', 'prompt', 'model', 'budget'], reading);
	const agent = (Object.keys(AGENT_NAMES) as AgentId[]).find(name => name === (fields.agent ?? 'claude'));
	if (agent === undefined) return fail(reading, `“agent” is one of ${Object.keys(AGENT_NAMES).join(', ')}.`);
	const prompt = text(fields, 'prompt', reading, 100_000);
	const model = fields.model === undefined ? undefined : text(fields, 'model', reading, 200);
	const { budget } = fields;
	if (budget !== undefined && (typeof budget !== 'number' || !(budget > 0) || !Number.isFinite(budget))) {
		return fail(reading, '“budget” is an amount in US dollars.');
	}
	if (prompt === undefined || prompt === '') return fail(reading, '“prompt” is empty.');
	return {
		kind: 'agent',
		agent,
		prompt,
		cwd,
		...(model === undefined ? {} : { model }),
		...(typeof budget === 'number' ? { budget } : {}),
	};
}

function readHttp(fields: Record<string, unknown>, reading: Reading): Action | undefined {
	only(fields, ['method', 'url', 'body', 'expect'], reading);
	const method = METHODS.find(name => name === (fields.method ?? 'GET'));
	if (method === undefined) return fail(reading, `“method” is one of ${METHODS.join(', ')}.`);
	const url = text(fields, 'url', reading, 4096) ?? '';
	if (!/^https?:\/\/[^\s/]/i.test(url)) return fail(reading, '“url” starts with https:// or http://.');
	const body = fields.body === undefined ? undefined : text(fields, 'body', reading, 1_000_000);
	const { expect } = fields;
	if (expect !== undefined && !(Array.isArray(expect) && expect.every(status => Number.isInteger(status)))) {
		return fail(reading, '“expect” is a list of statuses such as [200, 204].');
	}
	return {
		kind: 'http',
		method,
		url,
		...(body === undefined ? {} : { body }),
		...(Array.isArray(expect) ? { expect: expect.map(Number) } : {}),
	};
}

function readVscodeCommand(fields: Record<string, unknown>, reading: Reading): Action | undefined {
	only(fields, ['command', 'args'], reading);
	const command = text(fields, 'command', reading, 256);
	const { args } = fields;
	if (args !== undefined && (!Array.isArray(args) || args.length > 32)) return fail(reading, '“args” is a list.');
	if (command === undefined || command === '') return fail(reading, '“command” is empty.');
	return { kind: 'vscode.command', command, ...(Array.isArray(args) ? { args } : {}) };
}

function readPolicies(value: unknown, outer: Reading): NonNullable<NewJob['policies']> {
	if (value === undefined) return {};
	const reading: Reading = { at: `${outer.at}.policies`, problems: outer.problems };
	const fields = record(value);
	if (fields === undefined) return fail(outer, '“policies” must be an object.') ?? {};
	only(fields, ['overlap', 'missed', 'timeout', 'disableAfter', 'retryInterrupted', 'budgetGate'], reading);
	const overlap = (['skip', 'queue-one'] as const).find(word => word === fields.overlap);
	const missed = (['once', 'skip', 'all', 'ask'] as const).find(word => word === fields.missed);
	if (fields.overlap !== undefined && overlap === undefined) fail(reading, '“overlap” is skip or queue-one.');
	if (fields.missed !== undefined && missed === undefined) fail(reading, '“missed” is once, skip, all or ask.');
	const { retryInterrupted } = fields;
	if (retryInterrupted !== undefined && typeof retryInterrupted !== 'boolean') fail(reading, '“retryInterrupted” is true or false.');
	const gate = whole(fields, 'budgetGate', reading, 1, 1000);
	const timeout = whole(fields, 'timeout', reading, 0, 604_800);
	const disableAfter = whole(fields, 'disableAfter', reading, 0, 1000);
	return {
		...(overlap === undefined ? {} : { overlap }),
		...(missed === undefined ? {} : { missed }),
		...(timeout === undefined ? {} : { timeout }),
		...(disableAfter === undefined ? {} : { disableAfter }),
		...(typeof retryInterrupted === 'boolean' ? { retryInterrupted } : {}),
		...(gate === undefined ? {} : { budgetGate: { daily: gate, monthly: gate } }),
	};
}

/** The same text for the same content, whatever the order of its fields. */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	const fields = record(value);
	if (fields === undefined) return JSON.stringify(value) ?? 'null';
	const names = Object.keys(fields)
		.filter(name => fields[name] !== undefined)
		.sort();
	return `{${names.map(name => `${JSON.stringify(name)}:${canonical(fields[name])}`).join(',')}}`;
}

function only(fields: Record<string, unknown>, names: readonly string[], reading: Reading): void {
	for (const name of Object.keys(fields)) if (!names.includes(name)) fail(reading, `there is no field “${name}”.`);
}

function fail({ at, problems }: Reading, problem: string): undefined {
	problems.push(`${at}: ${problem}`);
	return undefined;
}
