// What an earlier hub left open: runs it was cut off from, and runs that never began.
import { isoInstant } from '../../base/clock';
import type { JobNotice } from '../../contract';
import type { Row, Writer } from '../../storage/store';
import { jobOf, type StoredJob } from './jobRow';
import { readJobRow, setLast } from './jobsStore';
import type { Item, Lanes } from './lanes';
import type { ProcessMark, RunFiles } from './ports';
import { adoptRun, endRun, insertRun, loseRun, type NewRun, setSummary } from './runsStore';
import { endOf, writeEnd } from './verdict';

/** A run of an earlier hub whose process still lives. */
export interface Orphan {
	item: Item;
	row: Row;
	process: ProcessMark;
	cancelled: boolean;
}

export interface Recovered {
	orphans: Orphan[];
	/** Waiting runs that are ours now. */
	waiting: Item[];
	/** Runs whose rows were changed, and their jobs; `over` where that was their end. */
	told: { run: number; job: number; over: boolean }[];
	notices: JobNotice[];
}

export interface RecoverParts {
	lanes: Lanes;
	epoch: number;
	isAlive: (process: ProcessMark) => boolean;
	files: RunFiles | undefined;
}

/** Settles open runs of other hubs; inside one transaction. */
export function recover(writer: Writer, open: readonly Row[], { lanes, epoch, isAlive, files }: RecoverParts, now: number): Recovered {
	const found: Recovered = { orphans: [], waiting: [], told: [], notices: [] };
	for (const row of open) {
		const id = Number(row.id);
		const jobRow = readJobRow(writer, Number(row.job_id));
		if (jobRow === undefined) continue;
		const job = jobOf(jobRow);
		const told = { run: id, job: job.id, over: false };
		found.told.push(told);
		if (row.status === 'queued') {
			const again = takeOver(writer, row, job, epoch, now);
			if (again) found.waiting.push(queued(lanes, job, again));
			continue;
		}
		const process = processOf(row);
		if (process && isAlive(process)) {
			setSummary(writer, id, `Still running as process ${process.pid}, which an earlier Mission Control started.`);
			found.orphans.push({ item: lanes.occupy(job.id, id, slotOf(row)), row, process, cancelled: false });
			continue;
		}
		const { retry, notice } = writeLast(writer, row, { cancelled: false, epoch, now, files });
		told.over = true;
		if (retry) found.waiting.push(queued(lanes, job, retry));
		if (notice) found.notices.push(notice);
	}
	return found;
}

/** What came of the last word on a run: the run that repeats it where its job wants that, and what is to be told. */
export interface LastWord {
	retry?: (NewRun & { run: number }) | undefined;
	notice?: JobNotice | undefined;
}

/** A run whose hub died gets its last word: as its process left it, else that it was cut off. */
export function writeLast(
	writer: Writer,
	row: Row,
	{ cancelled, epoch, now, files }: { cancelled: boolean; epoch: number; now: number; files: RunFiles | undefined },
): LastWord {
	const id = Number(row.id);
	const jobRow = readJobRow(writer, Number(row.job_id));
	const job = jobRow && jobOf(jobRow);
	const startedAt = Number(row.started_at ?? row.queued_at);
	const kept = job && files?.output(job.action, id);
	const output = kept && kept.text !== '' ? { output: kept.text, outputCut: kept.cut } : {};
	const outcome = cancelled || job === undefined ? undefined : files?.outcome(job.action, id);
	if (job && outcome) {
		const end = endOf(outcome, undefined, job);
		const summary = `${end.summary} Mission Control had ended before, and started again.`;
		return {
			notice: writeEnd(writer, itemOf(row), { ...end, ...output, summary }, startedAt, Math.min(now, Math.max(startedAt, outcome.at))),
		};
	}
	const since = `started ${isoInstant(startedAt)} by hub ${Number(row.epoch)}`;
	const summary = cancelled
		? `Ended by you after an earlier Mission Control had left it (${since}).`
		: `Cut off: Mission Control ended while this ran (${since}). How far it came is not known.`;
	const status = cancelled ? 'cancelled' : 'interrupted';
	if (!endRun(writer, id, { status, summary, ...output }, now) || job === undefined) return {};
	setLast(writer, job.id, { at: startedAt, status, result: summary, errorCount: job.errorCount, holdUntil: job.holdUntil });
	if (cancelled || !job.policies.retryInterrupted || !mayRun(job) || Number(row.attempt) > 1) return {};
	return {
		retry: inserted(
			writer,
			{ jobId: job.id, slot: slotOf(row), claims: false, trigger: 'retry', status: 'queued', attempt: 2 },
			epoch,
			now,
		),
	};
}

const itemOf = (row: Row): Item => ({
	run: Number(row.id),
	jobId: Number(row.job_id),
	system: false,
	slot: slotOf(row),
	trigger: row.trigger as NewRun['trigger'],
	attempt: Number(row.attempt),
	direct: true,
});

/** The item of a run that waits in its row already. */
export function queued(
	lanes: Lanes,
	job: Pick<StoredJob, 'id' | 'component'>,
	{ run, slot, trigger, attempt }: NewRun & { run: number },
): Item {
	const item = lanes.reserve({ jobId: job.id, system: job.component === 'system', slot, trigger, attempt }, true);
	item.run = run;
	return item;
}

/** A run that never began: taken over, given up, or missed and caught up by the job's policy. */
function takeOver(writer: Writer, row: Row, job: StoredJob, epoch: number, now: number): (NewRun & { run: number }) | undefined {
	const run = Number(row.id);
	const slot = slotOf(row);
	const trigger = row.trigger as NewRun['trigger'];
	const inTime = slot === null || slot >= now - job.policies.missedWindow * 1000;
	// An overdue slot is looked at next: it is newer, and stands for this one where one run is enough.
	const overtaken = job.policies.missed === 'once' && job.nextRun !== null && job.nextRun <= now;
	if (trigger === 'manual') {
		loseRun(writer, run, 'Mission Control ended before this could begin. Run it again.', now);
		return undefined;
	}
	if (trigger !== 'schedule') {
		if (mayRun(job) && inTime && (trigger === 'retry' || !overtaken)) {
			adoptRun(writer, run, epoch);
			return { run, jobId: job.id, slot, claims: false, trigger, status: 'queued', attempt: Number(row.attempt) };
		}
		endRun(writer, run, { status: 'cancelled', summary: 'Mission Control ended before this could begin, and it is out of date now.' }, now);
		return undefined;
	}
	const catchUp = mayRun(job) && inTime && !overtaken && (job.policies.missed === 'once' || job.policies.missed === 'all');
	loseRun(writer, run, `Mission Control ended before this could begin; ${catchUp ? 'caught up' : 'not caught up'}.`, now);
	if (!catchUp) return undefined;
	return inserted(writer, { jobId: job.id, slot, claims: true, trigger: 'catch-up', status: 'queued', attempt: 1 }, epoch, now);
}

function inserted(writer: Writer, run: NewRun, epoch: number, now: number): (NewRun & { run: number }) | undefined {
	const id = insertRun(writer, run, epoch, now);
	return id === undefined ? undefined : { ...run, run: id };
}

const mayRun = (job: StoredJob): boolean => job.enabled && job.deletedAt === null && job.broken === null;

const slotOf = (row: Row): number | null => (row.slot === null || row.slot === undefined ? null : Number(row.slot));

const processOf = (row: Row): ProcessMark | undefined =>
	row.pid === null || row.pid === undefined ? undefined : { pid: Number(row.pid), startedAt: String(row.pid_started ?? '') };
