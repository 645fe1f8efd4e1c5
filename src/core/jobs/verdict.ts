// What the end of a run means: for its row, for its job, and for whoever should be told.
import type { JobNotice, RunStatus } from '../../contract';
import type { Writer } from '../../storage/store';
import type { RunOutcome } from './action';
import { jobOf, type StoredJob } from './jobRow';
import { disableJob, insertNotice, readJobRow, setLast, wasToldFailing } from './jobsStore';
import type { Item } from './lanes';
import { FAILING_AT, holdAfter } from './policies';
import { endRun, type RunEnd } from './runsStore';

/** Why a run was told to end. */
export type Cause = 'timeout' | 'cancel' | 'stop';

/** A run that failed this soon (ms) after its planned time waits from then, so that the wait fits the grid. */
const AT_ONCE = 5000;

export function endOf(outcome: RunOutcome, cause: Cause | undefined, job: StoredJob): RunEnd {
	const { exitCode, session, cwd } = outcome;
	const said = outcome.summary === '' ? '' : ` ${outcome.summary}`;
	const common = { exitCode, session, cwd };
	switch (cause) {
		case 'timeout':
			return { ...common, status: 'timeout', summary: `Stopped at its time limit of ${job.policies.timeout} s.${said}` };
		case 'cancel':
			return { ...common, status: 'cancelled', summary: 'Cancelled.' };
		case 'stop':
			return { ...common, status: 'interrupted', summary: 'Mission Control was stopped while this ran.' };
		default:
			return { ...common, status: outcome.status, reason: outcome.status === 'missed' ? 'no-window-open' : null, summary: outcome.summary };
	}
}

/** Writes an end; gives the notice that comes of it. Nothing where it was written before. */
export function writeEnd(writer: Writer, item: Item, end: RunEnd, startedAt: number, now: number): JobNotice | undefined {
	if (!endRun(writer, item.run, end, now)) return undefined;
	const row = readJobRow(writer, item.jobId);
	if (row === undefined) return undefined;
	const job = jobOf(row);
	const failed = isFailure(end.status);
	const errorCount = failed ? job.errorCount + 1 : end.status === 'success' ? 0 : job.errorCount;
	const byHand = item.trigger === 'manual';
	const planned = item.trigger === 'schedule' && item.slot !== null && now - item.slot <= AT_ONCE ? item.slot : now;
	const holdUntil = failed && !byHand ? holdAfter(errorCount, planned) : end.status === 'success' ? null : job.holdUntil;
	setLast(writer, job.id, { at: startedAt, status: end.status, result: end.summary, errorCount, holdUntil });
	if (!failed || byHand || !job.enabled) return undefined;
	const notice = { job_id: job.id, run_id: item.run };
	if (job.policies.disableAfter > 0 && errorCount >= job.policies.disableAfter) {
		const reason = `Disabled after ${errorCount} errors in a row. The last: ${end.summary}`;
		disableJob(writer, job.id, reason, now);
		return insertNotice(
			writer,
			{ ...notice, kind: 'disabled', message: `“${job.name}” was disabled after ${errorCount} errors in a row. The last: ${end.summary}` },
			now,
		);
	}
	// Once an episode, which a run by hand may have brought past the number.
	if (errorCount < FAILING_AT || wasToldFailing(writer, job.id, errorCount)) return undefined;
	return insertNotice(
		writer,
		{ ...notice, kind: 'failing', message: `“${job.name}” failed ${errorCount} times in a row. The last: ${end.summary}` },
		now,
	);
}

export const isFailure = (status: RunStatus): boolean => status === 'error' || status === 'timeout';

/** The seeds' word for an end. */
export function seedStatus(status: RunStatus): 'success' | 'error' | 'skipped' {
	if (status === 'success') return 'success';
	return isFailure(status) || status === 'interrupted' ? 'error' : 'skipped';
}
