// A job whose slot has come, from its row to what is written about it.
import { machineZone } from '../../base/day';
import { messageOf } from '../../base/errors';
import type { JobNotice } from '../../contract';
import type { Writer } from '../../storage/store';
import { jobOf, type StoredJob } from './jobRow';
import { disableJob, dropQuestions, insertNotice, moveOn, readJobRow } from './jobsStore';
import type { Item, Lanes } from './lanes';
import { type Decision, decide } from './policies';
import type { SchedulerParts } from './ports';
import { foldSkip, insertMissed, insertRun } from './runsStore';
import type { Slots } from './schedule';

/** What is to be done about one job. `items` have their places in the lanes already. */
export interface Plan {
	job: StoredJob;
	/** The slot it was made for. */
	slot: number;
	decision: Decision;
	items: Item[];
}

/** What a plan became. `runs`: of its items, in order; 0 where the slot was claimed before. Undefined where the job has changed meanwhile. */
export type Applied = { runs: number[]; rows: number[]; notice: JobNotice | undefined } | undefined;

export interface Planner {
	/** Undefined where nothing is to be done: the job's time is another now. Throws where the job cannot be used. */
	plan(id: number, slot: number, now: number, hubStart: number, unwritable: boolean): Plan | undefined;
	apply(writer: Writer, plan: Plan, now: number): Applied;
	/** Of a job's schedule; one calculator for equal ones. */
	slots(job: StoredJob): Slots;
}

/** A job that rests until somebody edits it. */
export class BrokenJob extends Error {}

export function createPlanner({ store, slotsOf, budget, epoch }: SchedulerParts, lanes: Lanes): Planner {
	const cache = new Map<string, Slots>();
	const minutes = new Map<string, (ms: number) => number>();
	const slots = (job: StoredJob) => slotsOf(job.schedule, cache);

	function minuteOf(job: StoredJob): (ms: number) => number {
		const zone = (job.schedule.kind === 'interval' ? '' : job.schedule.zone) || machineZone();
		const known = minutes.get(zone) ?? minuteIn(zone);
		minutes.set(zone, known);
		return known;
	}

	return {
		slots,
		plan(id, slot, now, hubStart, unwritable) {
			const row = readJobRow(store, id);
			if (row === undefined || row.enabled !== 1 || row.deleted_at !== null || Number(row.next_run) !== slot) return undefined;
			const job = jobOf(row);
			if (job.broken !== null) throw new BrokenJob(job.broken);
			const decision = decide({
				slot,
				now,
				hubStart,
				slots: slots(job),
				policies: job.policies,
				holdUntil: job.holdUntil,
				errorCount: job.errorCount,
				lane: lanes.of(id).length,
				minuteOf: ms => minuteOf(job)(ms),
				budget,
				unwritable,
			});
			// Where nothing is kept, a slot cannot be claimed, so nothing that was planned may run.
			if (store.mode === 'memory' && decision.runs.length > 0) {
				decision.skip = {
					slot,
					until: null,
					count: 1,
					reason: 'unclaimed',
					summary: 'Nothing can be saved now, so planned runs do not start.',
				};
				decision.runs = [];
			}
			const items = decision.runs.map(run =>
				lanes.reserve({ jobId: id, system: job.component === 'system', ...run, attempt: 1 }, run.trigger === 'catch-up'),
			);
			return { job, slot, decision, items };
		},
		apply(writer, { job, slot, decision, items }, now) {
			if (!moveOn(writer, job.id, slot, decision.next)) return undefined;
			const rows: number[] = [];
			let notice: JobNotice | undefined;
			if (decision.missed) {
				const { reason, ...span } = decision.missed;
				const row = insertMissed(writer, job.id, span, reason, epoch, now);
				rows.push(row);
				if (decision.ask) {
					const message = `“${job.name}”: ${span.summary} Run it now?`;
					dropQuestions(writer, job.id, now);
					notice = insertNotice(writer, { job_id: job.id, run_id: row, kind: 'ask-missed', message }, now);
				}
			}
			const runs = items.map(
				item =>
					insertRun(
						writer,
						{ jobId: job.id, slot: item.slot, claims: true, trigger: item.trigger, status: item.direct ? 'running' : 'queued', attempt: 1 },
						epoch,
						now,
					) ?? 0,
			);
			if (decision.skip) {
				const { reason, ...span } = decision.skip;
				rows.push(foldSkip(writer, job.id, span, reason, 'schedule', epoch, now));
			}
			return { runs, rows, notice };
		},
	};
}

/** Pauses a job that cannot be used; gives the notice. */
export function quarantine(writer: Writer, id: number, error: unknown, now: number): JobNotice | undefined {
	const row = readJobRow(writer, id);
	if (row === undefined || row.enabled !== 1) return undefined;
	const reason = error instanceof BrokenJob ? error.message : `Paused: ${messageOf(error)}. Edit it to let it run again.`;
	disableJob(writer, id, reason, now);
	return insertNotice(
		writer,
		{ job_id: id, run_id: null, kind: 'disabled', message: `“${String(row.name)}” does not run. ${reason}` },
		now,
	);
}

/** Minutes since midnight in a zone. */
function minuteIn(zone: string): (ms: number) => number {
	const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, hourCycle: 'h23', hour: '2-digit', minute: '2-digit' });
	return ms => {
		const part: Record<string, string> = {};
		for (const { type, value } of format.formatToParts(ms)) part[type] = value;
		return Number(part.hour) * 60 + Number(part.minute);
	};
}
