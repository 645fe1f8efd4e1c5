// A job as it is stored and as it is read back: a row that cannot be read is a job too, one that says why it rests.
import { isoInstant, parseInstant } from '../../base/clock';
import { messageOf } from '../../base/errors';
import { Action, DEFAULT_POLICIES, Policies, type RunStatus, Schedule } from '../../contract';
import type { Row } from '../../storage/store';
import type { JobDefinition } from './jobsStore';

/** Times in ms. */
export interface StoredJob {
	id: number;
	name: string;
	component: string;
	taskType: string;
	key: string | null;
	schedule: Schedule;
	action: Action;
	policies: Policies;
	enabled: boolean;
	disabledReason: string | null;
	nextRun: number | null;
	lastRun: number | null;
	lastStatus: RunStatus | null;
	lastResult: string | null;
	errorCount: number;
	holdUntil: number | null;
	revision: number;
	deletedAt: number | null;
	createdAt: number;
	updatedAt: number;
	/** Why the row cannot be used; then schedule and action are stand-ins. */
	broken: string | null;
}

/** Reads a row; never throws. */
export function jobOf(row: Row): StoredJob {
	const read = readable(row);
	return {
		id: Number(row.id),
		name: String(row.name),
		component: String(row.component),
		taskType: String(row.task_type),
		key: text(row.task_key),
		...read,
		enabled: row.enabled === 1 && read.broken === null,
		disabledReason: read.broken ?? text(row.disabled_reason),
		nextRun: number(row.next_run),
		lastRun: number(row.last_run),
		lastStatus: text(row.last_status) as RunStatus | null,
		lastResult: text(row.last_result),
		errorCount: Number(row.error_count),
		holdUntil: number(row.hold_until),
		revision: Number(row.revision),
		deletedAt: number(row.deleted_at),
		createdAt: Number(row.created_at),
		updatedAt: Number(row.updated_at),
	};
}

/** What is stored of a job that was checked. */
export function definitionOf(job: Pick<StoredJob, 'name' | 'schedule' | 'action' | 'policies' | 'enabled'>): JobDefinition {
	const { schedule } = job;
	return {
		name: job.name,
		taskType: job.action.kind,
		frequencyCron: schedule.kind === 'cron' ? schedule.expression : null,
		frequencySeconds: schedule.kind === 'interval' ? schedule.seconds : null,
		runAt: schedule.kind === 'once' ? schedule.at : null,
		zone: schedule.kind === 'interval' ? '' : schedule.zone,
		anchor: schedule.kind === 'interval' ? (parseInstant(schedule.anchor ?? '') ?? 0) : 0,
		payload: JSON.stringify(job.action),
		policies: JSON.stringify(job.policies),
		enabled: job.enabled,
	};
}

const REST = { schedule: { kind: 'cron', expression: '?', zone: '' }, action: { kind: 'command', argv: ['?'] } } satisfies {
	schedule: Schedule;
	action: Action;
};

function readable(row: Row): Pick<StoredJob, 'schedule' | 'action' | 'policies' | 'broken'> {
	try {
		return {
			schedule: scheduleOf(row),
			action: parsed('action', Action, json('action', row.payload)),
			policies: parsed('policies', Policies, { ...DEFAULT_POLICIES, ...(json('policies', row.policies) as object) }),
			broken: null,
		};
	} catch (error) {
		return {
			...REST,
			policies: DEFAULT_POLICIES,
			broken: `Paused: what is stored of it cannot be read (${messageOf(error)}). Edit or remove it.`,
		};
	}
}

function scheduleOf(row: Row): Schedule {
	const given = [row.frequency_cron, row.frequency_seconds, row.run_at].filter(value => value !== null);
	if (given.length !== 1) throw new Error(`schedule: ${given.length === 0 ? 'there is none' : 'there are several'}`);
	const zone = String(row.zone);
	if (row.frequency_cron !== null) return parsed('schedule', Schedule, { kind: 'cron', expression: row.frequency_cron, zone });
	if (row.run_at !== null) return parsed('schedule', Schedule, { kind: 'once', at: row.run_at, zone });
	return parsed('schedule', Schedule, { kind: 'interval', seconds: row.frequency_seconds, anchor: isoInstant(Number(row.anchor)) });
}

interface Schema<T> {
	safeParse(
		value: unknown,
	): { success: true; data: T } | { success: false; error: { issues: readonly { path: PropertyKey[]; message: string }[] } };
}

/** The value as the schema has it; throws a sentence that begins with the field. */
export function parsed<T>(field: string, schema: Schema<T>, value: unknown): T {
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	const [issue] = result.error.issues;
	const path = [...(field === '' ? [] : [field]), ...(issue?.path ?? [])].map(String).join('.');
	throw new Error(`${path || 'job'}: ${issue?.message ?? 'not as expected'}`);
}

function json(field: string, value: unknown): unknown {
	try {
		return JSON.parse(String(value));
	} catch {
		throw new Error(`${field}: no JSON`);
	}
}

const text = (value: unknown): string | null => (value === null || value === undefined ? null : String(value));
const number = (value: unknown): number | null => (value === null || value === undefined ? null : Number(value));
