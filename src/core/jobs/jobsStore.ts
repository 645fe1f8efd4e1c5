// The SQL of jobs and of the notices about them.
import type { JobNotice } from '../../contract';
import type { Row, Store, Writer } from '../../storage/store';

export type Reader = Pick<Store, 'get' | 'all'>;

/** What a person decides about a job, as it is stored. */
export interface JobDefinition {
	name: string;
	taskType: string;
	frequencyCron: string | null;
	frequencySeconds: number | null;
	runAt: string | null;
	zone: string;
	/** ms */
	anchor: number;
	/** JSON */
	payload: string;
	/** JSON */
	policies: string;
	enabled: boolean;
}

/** What becomes of a job by itself. Times in ms. */
export interface JobState {
	nextRun: number | null;
	disabledReason: string | null;
	errorCount: number;
	holdUntil: number | null;
}

/** False for a database of a version that had no jobs yet. */
export const knowsJobs = (reader: Reader): boolean =>
	reader.get("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = 'job_runs'") !== undefined;

export const readJobRow = (reader: Reader, id: number): Row | undefined => reader.get('SELECT * FROM cron_jobs WHERE id = ?', [id]);

/** Those that are not removed. */
export const readJobRows = (reader: Reader): Row[] => reader.all('SELECT * FROM cron_jobs WHERE deleted_at IS NULL ORDER BY id');

export const readKeys = (reader: Reader): Set<string> =>
	new Set(reader.all('SELECT task_key FROM cron_jobs WHERE task_key IS NOT NULL').map(row => String(row.task_key)));

/** Of all jobs with a slot to come: two rows of numbers, so that ten thousand cost little. */
export const readDueTimes = (reader: Reader): Row[] =>
	reader.all('SELECT id, next_run FROM cron_jobs WHERE enabled = 1 AND deleted_at IS NULL AND next_run IS NOT NULL');

/** The next slot of a job that is to run; undefined where there is none. */
export function readDueTime(reader: Reader, id: number): number | undefined {
	const row = reader.get('SELECT next_run FROM cron_jobs WHERE id = ? AND enabled = 1 AND deleted_at IS NULL AND next_run IS NOT NULL', [
		id,
	]);
	return row && Number(row.next_run);
}

export function insertJob(
	writer: Writer,
	job: JobDefinition,
	owner: { component: string; key: string | null },
	nextRun: number | null,
	now: number,
): number {
	const row = writer.get(
		`INSERT INTO cron_jobs (component, task_key, name, task_type, frequency_cron, frequency_seconds, run_at, zone, anchor, payload, policies, enabled,
		next_run, created_at, updated_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		[owner.component, owner.key, ...valuesOf(job), nextRun, now, now],
	);
	return Number(row?.id);
}

/** Writes a job as changed by a person. */
export function updateJob(writer: Writer, id: number, job: JobDefinition, state: JobState, now: number): void {
	writer.run(
		`UPDATE cron_jobs SET name = ?, task_type = ?, frequency_cron = ?, frequency_seconds = ?, run_at = ?, zone = ?, anchor = ?, payload = ?, policies = ?,
		enabled = ?, next_run = ?, disabled_reason = ?, error_count = ?, hold_until = ?, revision = revision + 1, updated_at = ? WHERE id = ?`,
		[...valuesOf(job), state.nextRun, state.disabledReason, state.errorCount, state.holdUntil, now, id],
	);
}

/** What a person decided about a job, and the product because of it: all that is worth more than the history. */
export const KEPT_COLUMNS = [
	'id',
	'name',
	'component',
	'task_key',
	'task_type',
	'frequency_cron',
	'frequency_seconds',
	'run_at',
	'zone',
	'anchor',
	'payload',
	'policies',
	'enabled',
	'disabled_reason',
	'created_at',
] as const;

/** True where there never was a job: the product's own are made first of all. */
export const knowsNoJob = (reader: Reader): boolean => reader.get('SELECT id FROM cron_jobs LIMIT 1') === undefined;

/** Changes whenever a job is added, changed, paused or removed, and not when it runs. */
export const jobsMark = (reader: Reader): string =>
	JSON.stringify(
		reader.get(
			'SELECT count(*) AS jobs, sum(revision) AS revisions, max(updated_at) AS updated, sum(enabled) AS enabled FROM cron_jobs WHERE deleted_at IS NULL',
		),
	);

/** Inserts a job by its kept columns, without a slot to come; gives its id. */
export function insertKeptJob(writer: Writer, kept: Row, now: number): number {
	writer.run(`INSERT INTO cron_jobs (${KEPT_COLUMNS.join(', ')}, updated_at) VALUES (${KEPT_COLUMNS.map(() => '?').join(', ')}, ?)`, [
		...KEPT_COLUMNS.map(column => kept[column] ?? null),
		now,
	]);
	return Number(kept.id);
}

/** `at` null takes the removal back. */
export function setDeleted(writer: Writer, id: number, at: number | null, now: number): void {
	writer.run('UPDATE cron_jobs SET deleted_at = ?, revision = revision + 1, updated_at = ? WHERE id = ?', [at, now, id]);
}

/** Moves the next slot on from `from`; false where the job is not as it was seen. */
export function moveOn(writer: Writer, id: number, from: number, to: number | null): boolean {
	return (
		writer.run('UPDATE cron_jobs SET next_run = ? WHERE id = ? AND next_run = ? AND enabled = 1 AND deleted_at IS NULL', [to, id, from]) ===
		1
	);
}

export function setNextRun(writer: Writer, id: number, nextRun: number | null): void {
	writer.run('UPDATE cron_jobs SET next_run = ? WHERE id = ?', [nextRun, id]);
}

/** What the end of a run leaves on its job. */
export function setLast(
	writer: Writer,
	id: number,
	last: { at: number; status: string; result: string; errorCount: number; holdUntil: number | null },
): void {
	writer.run('UPDATE cron_jobs SET last_run = ?, last_status = ?, last_result = ?, error_count = ?, hold_until = ? WHERE id = ?', [
		last.at,
		last.status,
		last.result,
		last.errorCount,
		last.holdUntil,
		id,
	]);
}

/** Where the product itself ends it. */
export function disableJob(writer: Writer, id: number, reason: string, now: number): void {
	writer.run('UPDATE cron_jobs SET enabled = 0, disabled_reason = ?, updated_at = ? WHERE id = ? AND enabled = 1', [reason, now, id]);
}

export function insertNotice(writer: Writer, notice: Omit<JobNotice, 'id'>, now: number): JobNotice {
	const row = writer.get('INSERT INTO job_notices (job_id, run_id, kind, message, raised_at) VALUES (?, ?, ?, ?, ?) RETURNING id', [
		notice.job_id,
		notice.run_id,
		notice.kind,
		notice.message,
		now,
	]);
	return { id: Number(row?.id), ...notice };
}

/** Whether it was said of one of the last `errors` failed runs of a job that the job fails. */
export const wasToldFailing = (reader: Reader, jobId: number, errors: number): boolean =>
	reader.get(
		`SELECT 1 AS found FROM job_notices WHERE job_id = ?1 AND kind = 'failing' AND run_id >=
		coalesce((SELECT id FROM job_runs WHERE job_id = ?1 AND status IN ('error', 'timeout') ORDER BY id DESC LIMIT 1 OFFSET ?2), 0)`,
		[jobId, errors - 1],
	) !== undefined;

/** Told to nobody yet, of jobs that are still there. */
export function readNotices(reader: Reader): JobNotice[] {
	return reader
		.all(
			`SELECT n.* FROM job_notices n JOIN cron_jobs j ON j.id = n.job_id WHERE n.claimed_at IS NULL AND j.deleted_at IS NULL ORDER BY n.id`,
		)
		.map(row => ({
			id: Number(row.id),
			job_id: Number(row.job_id),
			run_id: row.run_id === null ? null : Number(row.run_id),
			kind: row.kind as JobNotice['kind'],
			message: String(row.message),
		}));
}

/** A later question takes the place of those that wait for an answer. */
export function dropQuestions(writer: Writer, jobId: number, now: number): void {
	writer.run("UPDATE job_notices SET claimed_at = ? WHERE job_id = ? AND kind = 'ask-missed' AND claimed_at IS NULL", [now, jobId]);
}

/** True where it was still to be had. */
export function takeNotice(writer: Writer, id: number, now: number): boolean {
	return writer.run('UPDATE job_notices SET claimed_at = ? WHERE id = ? AND claimed_at IS NULL', [now, id]) === 1;
}

const valuesOf = (job: JobDefinition) => [
	job.name,
	job.taskType,
	job.frequencyCron,
	job.frequencySeconds,
	job.runAt,
	job.zone,
	job.anchor,
	job.payload,
	job.policies,
	job.enabled ? 1 : 0,
];
