// Where a job goes on after a change, or after the clock was set back.
import type { Log } from '../../base/log';
import type { Writer } from '../../storage/store';
import { jobOf, type StoredJob } from './jobRow';
import { type Reader, readJobRow, setNextRun } from './jobsStore';
import { isClaimed } from './runsStore';
import type { Slots } from './schedule';

const MOST_CLAIMED = 2000;

/** The first slot after `now` that was not claimed before, which only a clock that was set back leads to; null where none is left. */
export function firstOpen(reader: Reader, jobId: number, slots: Slots, now: number): number | null {
	let slot = slots.next(now);
	for (let tries = 0; slot !== undefined && tries < MOST_CLAIMED && isClaimed(reader, jobId, slot); tries++) slot = slots.next(slot);
	return slot ?? null;
}

/** After the clock was set back: jobs go on from `now`, past what ran already. What is due already stays due. */
export function rewind(writer: Writer, ids: readonly number[], slotsOf: (job: StoredJob) => Slots, now: number, log: Log): void {
	for (const id of ids) {
		const row = readJobRow(writer, id);
		const job = row && jobOf(row);
		if (job === undefined || !job.enabled || job.nextRun === null || job.nextRun <= now) continue;
		try {
			setNextRun(writer, id, firstOpen(writer, id, slotsOf(job), now));
		} catch (error) {
			log.error(`Job ${id} could not be planned anew`, error); // it is paused when its time comes
		}
	}
}
