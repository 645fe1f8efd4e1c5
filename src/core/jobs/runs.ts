// A run as people and programs see it.
import { isoInstant } from '../../base/clock';
import { AppError } from '../../base/errors';
import { type JobRun, type RunStatus, RunUsage, type SkipReason } from '../../contract';
import type { Row } from '../../storage/store';
import type { Reader } from './jobsStore';
import { readRun, type Trigger } from './runsStore';

export function runOf(row: Row): JobRun {
	return {
		id: Number(row.id),
		job_id: Number(row.job_id),
		slot: instant(row.slot),
		trigger: row.trigger as Trigger,
		status: row.status as RunStatus,
		reason: row.reason as SkipReason | null,
		summary: String(row.summary),
		count: Number(row.count),
		until: instant(row.until_slot),
		started_at: instant(row.started_at),
		finished_at: instant(row.finished_at),
		exit_code: row.exit_code === null ? null : Number(row.exit_code),
		usage: usageOf(row.usage),
	};
}

/** NOT_FOUND where there is no such run. */
export function findRun(reader: Reader, id: number): JobRun {
	const row = readRun(reader, id);
	if (row === undefined) throw new AppError('NOT_FOUND', `There is no run ${id}; its history may have been pruned.`);
	return runOf(row);
}

/** What a run used, as stored; null where it is not known (or torn). */
function usageOf(value: unknown): RunUsage | null {
	if (typeof value !== 'string') return null;
	try {
		return RunUsage.safeParse(JSON.parse(value)).data ?? null;
	} catch {
		return null;
	}
}

const instant = (value: unknown): string | null => (value === null || value === undefined ? null : isoInstant(Number(value)));
