// What a person gave, checked before it is stored: whatever is off is refused with a sentence that names the field.
import { AppError, messageOf } from '../../base/errors';
import { type Action, DEFAULT_POLICIES, type GivenSchedule, JobChange, NewJob, type Policies } from '../../contract';
import { canNameSecret, secretsNamed } from '../../contract/secretNames';
import type { StoredJob } from './jobRow';
import { parsed } from './jobRow';
import type { JobsParts } from './ports';

export type CheckedJob = Pick<StoredJob, 'name' | 'schedule' | 'action' | 'policies' | 'enabled'>;

/** A new job with all defaults filled in. Throws BAD_INPUT. */
export function checkedJob(given: unknown, check: JobsParts['checkedSchedule'], now: number): CheckedJob {
	const job = input('job', NewJob, given);
	return {
		name: job.name,
		schedule: check(job.schedule, now),
		action: checkedAction(job.action),
		policies: checkedPolicies({ ...DEFAULT_POLICIES, ...present(job.policies) }),
		enabled: job.enabled ?? true,
	};
}

/** A job as it is after a change. Throws BAD_INPUT; FORBIDDEN for what may not be changed of a system job. */
export function changedJob(job: StoredJob, given: unknown, check: JobsParts['checkedSchedule'], now: number): CheckedJob {
	const change = input('change', JobChange, given);
	if (job.component === 'system' && (change.name !== undefined || change.action !== undefined || change.policies !== undefined)) {
		throw new AppError(
			'FORBIDDEN',
			`“${job.name}” is the product’s own job: its schedule can be changed and it can be disabled, nothing else.`,
		);
	}
	if (job.component === 'system' && change.schedule?.kind === 'once') {
		throw new AppError('BAD_INPUT', `schedule: “${job.name}” has to come again; choose an interval or a cron expression.`);
	}
	if (job.broken !== null && (change.schedule === undefined || change.action === undefined)) {
		throw new AppError('BAD_INPUT', `What is stored of “${job.name}” cannot be read: give schedule and action anew, or remove it.`);
	}
	return {
		name: change.name ?? job.name,
		schedule: change.schedule === undefined ? job.schedule : check(kept(job, change.schedule), now),
		action: change.action === undefined ? job.action : checkedAction(change.action),
		policies: checkedPolicies({ ...job.policies, ...present(change.policies) }),
		enabled: change.enabled ?? job.enabled,
	};
}

function checkedAction(action: Action): Action {
	if (action.kind === 'system') throw new AppError('BAD_INPUT', 'action: “system” is the product’s own; choose another kind.');
	for (const [header, value] of Object.entries(action.kind === 'http' ? (action.headers ?? {}) : {})) {
		const wrong = secretsNamed(value).find(name => !canNameSecret(name));
		if (wrong === undefined) continue;
		const rule = 'write a name of letters, digits, “.”, “_” and “-”, such as ${secret:github}';
		throw new AppError('BAD_INPUT', `action.headers.${header}: “${wrong}” is no name of a secret; ${rule}.`);
	}
	return action;
}

/** Without a zone it stays in the one it has; the same interval again, without a grid of its own, stays on the grid it has. */
function kept(job: StoredJob, schedule: GivenSchedule): GivenSchedule {
	if (schedule.kind !== 'interval') {
		if (schedule.zone !== undefined || job.broken !== null || job.schedule.kind === 'interval') return schedule;
		return { ...schedule, zone: job.schedule.zone };
	}
	if (schedule.anchor !== undefined) return schedule;
	if (job.schedule.kind !== 'interval' || job.schedule.seconds !== schedule.seconds || job.schedule.anchor === undefined) return schedule;
	return { ...schedule, anchor: job.schedule.anchor };
}

function checkedPolicies(policies: Policies): Policies {
	for (const side of ['from', 'to'] as const) {
		const time = policies.window?.[side];
		if (time !== undefined && !/^([01]\d|2[0-3]):[0-5]\d$/.test(time)) {
			throw new AppError('BAD_INPUT', `policies.window.${side}: “${time}” is no time of day; write one like 08:30.`);
		}
	}
	if (policies.window !== null && policies.window.from === policies.window.to) {
		throw new AppError('BAD_INPUT', 'policies.window: from and to are the same; choose two times, or no window at all.');
	}
	return policies;
}

function input<T>(what: string, schema: Parameters<typeof parsed<T>>[1], value: unknown): T {
	try {
		return parsed('', schema, value);
	} catch (error) {
		throw new AppError('BAD_INPUT', messageOf(error).replace(/^job:/, `${what}:`), { cause: error });
	}
}

/** Without what is undefined, which would hide a default. */
const present = (policies: { [K in keyof Policies]?: Policies[K] | undefined } | undefined): Partial<Policies> =>
	Object.fromEntries(Object.entries(policies ?? {}).filter(([, value]) => value !== undefined));
