// The SQL of runs: one row for each slot that ran, was skipped or was missed, folded where many are alike.
import type { RunStatus, SkipReason } from '../../contract';
import type { Row, Value, Writer } from '../../storage/store';
import type { Reader } from './jobsStore';

export type Trigger = 'schedule' | 'manual' | 'catch-up' | 'retry';

/** A run to be written. Times in ms. */
export interface NewRun {
	jobId: number;
	slot: number | null;
	/** Claims the slot: there is never a second row with it. */
	claims: boolean;
	trigger: Trigger;
	status: 'queued' | 'running';
	attempt: number;
}

/** Slots that did not run. */
export interface Span {
	/** Null for a manual start. */
	slot: number | null;
	/** The last one, where there are several. */
	until: number | null;
	count: number;
	summary: string;
}

export interface RunEnd {
	status: RunStatus;
	reason?: SkipReason | null;
	summary: string;
	exitCode?: number | null;
	session?: string | undefined;
	cwd?: string | undefined;
	output?: string;
	outputCut?: boolean;
}

const COLUMNS =
	'id, job_id, slot, slot_key, until_slot, count, "trigger", status, reason, summary, attempt, epoch, pid, pid_started, queued_at, started_at, finished_at, exit_code, session, cwd, usage';

/** Writes the row of a run; undefined where its slot was claimed before. */
export function insertRun(writer: Writer, run: NewRun, epoch: number, now: number): number | undefined {
	const row = writer.get(
		`INSERT INTO job_runs (job_id, slot, slot_key, "trigger", status, attempt, epoch, queued_at, started_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING RETURNING id`,
		[
			run.jobId,
			run.slot,
			run.claims ? run.slot : null,
			run.trigger,
			run.status,
			run.attempt,
			epoch,
			now,
			run.status === 'running' ? now : null,
		],
	);
	return row && Number(row.id);
}

/** Writes that slots were missed. */
export function insertMissed(writer: Writer, jobId: number, span: Span, reason: SkipReason, epoch: number, now: number): number {
	return insertSpan(writer, jobId, span, { status: 'missed', reason, trigger: 'schedule', epoch, now });
}

/** Writes that slots were skipped: onto the row before where it says the same of the same job. Gives the row. */
export function foldSkip(
	writer: Writer,
	jobId: number,
	span: Span,
	reason: SkipReason,
	trigger: Trigger,
	epoch: number,
	now: number,
): number {
	const before = writer.get('SELECT id, status, reason, "trigger" FROM job_runs WHERE job_id = ? ORDER BY id DESC LIMIT 1', [jobId]);
	if (before === undefined || before.status !== 'skipped' || before.reason !== reason || before.trigger !== trigger) {
		return insertSpan(writer, jobId, span, { status: 'skipped', reason, trigger, epoch, now });
	}
	writer.run('UPDATE job_runs SET count = count + ?, until_slot = ?, summary = ?, finished_at = ? WHERE id = ?', [
		span.count,
		span.until ?? span.slot,
		span.summary,
		now,
		Number(before.id),
	]);
	return Number(before.id);
}

/** Writes that a person did not want to catch up what a row says was missed (undefined where that row is gone). */
export function insertDeclined(writer: Writer, jobId: number, missed: Row | undefined, epoch: number, now: number): number {
	const count = Number(missed?.count ?? 1);
	const summary = `${count === 1 ? 'A missed run was' : `${count} missed runs were`} not caught up: you chose so.`;
	const until = missed?.until_slot ?? null;
	const span: Span = {
		slot: missed?.slot == null ? null : Number(missed.slot),
		until: until === null ? null : Number(until),
		count,
		summary,
	};
	return insertSpan(writer, jobId, span, { status: 'skipped', reason: 'declined', trigger: 'catch-up', epoch, now });
}

/** A waiting run begins; false where it waits no longer. */
export function startRun(writer: Writer, id: number, now: number): boolean {
	return writer.run("UPDATE job_runs SET status = 'running', started_at = ? WHERE id = ? AND status = 'queued'", [now, id]) === 1;
}

/** The last word on a run that is not over; false where it has been said. */
export function endRun(writer: Writer, id: number, end: RunEnd, now: number): boolean {
	const changed = writer.run(
		`UPDATE job_runs SET status = ?, reason = ?, summary = ?, finished_at = ?, exit_code = ?, session = coalesce(?, session), cwd = coalesce(?, cwd),
		output = coalesce(?, output), output_cut = ? WHERE id = ? AND status IN ('queued', 'running')`,
		[
			end.status,
			end.reason ?? null,
			end.summary,
			now,
			end.exitCode ?? null,
			end.session ?? null,
			end.cwd ?? null,
			end.output ?? null,
			end.outputCut ? 1 : 0,
			id,
		],
	);
	return changed === 1;
}

/** A run that never began gives its slot back; the row stays as what was missed. */
export function loseRun(writer: Writer, id: number, summary: string, now: number): void {
	writer.run("UPDATE job_runs SET status = 'missed', reason = 'closed', slot_key = NULL, summary = ?, finished_at = ? WHERE id = ?", [
		summary,
		now,
		id,
	]);
}

/** A later hub takes over a run that waits. */
export function adoptRun(writer: Writer, id: number, epoch: number): void {
	writer.run('UPDATE job_runs SET epoch = ? WHERE id = ?', [epoch, id]);
}

export function setSummary(writer: Writer, id: number, summary: string): void {
	writer.run('UPDATE job_runs SET summary = ? WHERE id = ?', [summary, id]);
}

export function setProcess(writer: Writer, id: number, pid: number, startedAt: string): void {
	writer.run('UPDATE job_runs SET pid = ?, pid_started = ? WHERE id = ?', [pid, startedAt, id]);
}

/** What waits or runs, oldest first. */
export const readOpenRuns = (reader: Reader): Row[] =>
	reader.all(`SELECT ${COLUMNS} FROM job_runs WHERE status IN ('queued', 'running') ORDER BY id`);

/** The run of a job that runs, or waits first. */
export function readOpenRun(reader: Reader, jobId: number): number | null {
	const row = reader.get("SELECT min(id) AS id FROM job_runs WHERE job_id = ? AND status IN ('queued', 'running')", [jobId]);
	return row === undefined || row.id === null ? null : Number(row.id);
}

export const readRun = (reader: Reader, id: number): Row | undefined => reader.get(`SELECT ${COLUMNS} FROM job_runs WHERE id = ?`, [id]);

export const readOutput = (reader: Reader, id: number): Row | undefined =>
	reader.get('SELECT output, output_cut FROM job_runs WHERE id = ?', [id]);

/** Newest first. */
export function readHistory(reader: Reader, jobId: number, limit: number, before: number | undefined): Row[] {
	const page: Value[] = [jobId, before ?? Number.MAX_SAFE_INTEGER, limit];
	return reader.all(`SELECT ${COLUMNS} FROM job_runs WHERE job_id = ? AND id < ? ORDER BY id DESC LIMIT ?`, page);
}

/** Runs that touch a span, newest first. */
export function readRunsIn(reader: Reader, from: number, to: number, most: number): Row[] {
	return reader.all(
		`SELECT ${COLUMNS} FROM job_runs WHERE min(coalesce(slot, queued_at), queued_at) <= ? AND
		(finished_at IS NULL OR max(finished_at, coalesce(until_slot, finished_at)) >= ?) ORDER BY id DESC LIMIT ?`,
		[to, from, most],
	);
}

export const isClaimed = (reader: Reader, jobId: number, slot: number): boolean =>
	reader.get('SELECT 1 AS found FROM job_runs WHERE job_id = ? AND slot_key = ?', [jobId, slot]) !== undefined;

/** When the last row was written; 0 where there is none. */
export const readLatest = (reader: Reader): number =>
	Number(reader.get('SELECT queued_at FROM job_runs ORDER BY id DESC LIMIT 1')?.queued_at ?? 0);

/** Removes ended runs of a job beyond its newest `few` that are older than `before` (ms), and all beyond its newest `many`. */
export function pruneRuns(writer: Writer, jobId: number, before: number, few: number, many: number): number {
	const nth = 'coalesce((SELECT id FROM job_runs WHERE job_id = ?1 ORDER BY id DESC LIMIT 1 OFFSET ?2), 0)';
	const open = "status NOT IN ('queued', 'running')";
	return (
		writer.run(`DELETE FROM job_runs WHERE job_id = ?1 AND ${open} AND id <= ${nth} AND queued_at < ?3`, [jobId, few, before]) +
		writer.run(`DELETE FROM job_runs WHERE job_id = ?1 AND ${open} AND id <= ${nth}`, [jobId, many])
	);
}

interface SpanKind {
	status: 'missed' | 'skipped';
	reason: SkipReason;
	trigger: Trigger;
	epoch: number;
	now: number;
}

function insertSpan(writer: Writer, jobId: number, span: Span, { status, reason, trigger, epoch, now }: SpanKind): number {
	const row = writer.get(
		`INSERT INTO job_runs (job_id, slot, until_slot, count, "trigger", status, reason, summary, epoch, queued_at, finished_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
		[jobId, span.slot, span.until, span.count, trigger, status, reason, span.summary, epoch, now, now],
	);
	return Number(row?.id);
}
