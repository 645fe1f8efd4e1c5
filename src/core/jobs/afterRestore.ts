// What a restored backup may not do: run again what ran after it was taken, for it does not know of that.
import type { Schedule } from '../../contract';
import type { Row, Writer } from '../../storage/store';
import { jobOf } from './jobRow';
import { knowsJobs, readJobRows, setNextRun } from './jobsStore';
import { endRun, insertMissed, readOpenRuns } from './runsStore';
import type { Slots } from './slots';

const WHY = 'The stored data was restored from a backup that does not know whether this ran, so it does not run again.';
/** Slots are counted up to this many. */
const MOST = 100_000;

/**
 * Makes the jobs of an older state go on from `now` (ms): open runs are closed, slots that came meanwhile are written down as missed.
 * For a database of any version; one without jobs stays as it is.
 */
export function passOver(
	writer: Writer,
	slotsOf: (schedule: Schedule, cache: Map<string, Slots>) => Slots,
	epoch: number,
	now: number,
): void {
	if (!knowsJobs(writer)) return;
	for (const row of readOpenRuns(writer)) {
		const status = row.status === 'running' ? 'interrupted' : 'missed';
		endRun(writer, Number(row.id), { status, reason: status === 'missed' ? 'unclaimed' : null, summary: WHY }, now);
	}
	const cache = new Map<string, Slots>();
	for (const row of readJobRows(writer)) if (row.next_run !== null && Number(row.next_run) <= now) goOn(row);

	function goOn(row: Row): void {
		const job = jobOf(row);
		const first = Number(row.next_run);
		// One that cannot be used is paused when its time comes, and runs nothing.
		if (job.broken !== null) return;
		const slots = slotsOf(job.schedule, cache);
		if (job.enabled) {
			const until = slots.last(first, now) ?? null;
			const count = 1 + slots.count(first, now, MOST);
			insertMissed(writer, job.id, { slot: first, until, count, summary: WHY }, 'unclaimed', epoch, now);
		}
		setNextRun(writer, job.id, slots.next(now) ?? null);
	}
}
