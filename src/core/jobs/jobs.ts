// The jobs: added, changed, removed, listed, and the product's own among them.
import { isoInstant } from '../../base/clock';
import { machineZone } from '../../base/day';
import { AppError, messageOf } from '../../base/errors';
import type { HubEvent, Job } from '../../contract';
import type { Writer } from '../../storage/store';
import { changedJob, checkedJob } from './checked';
import { TimeHeap } from './heap';
import { definitionOf, jobOf, type StoredJob } from './jobRow';
import {
	insertJob,
	type JobState,
	type Reader,
	readJobRow,
	readJobRows,
	readKeys,
	readNotices,
	setDeleted,
	setNextRun,
	takeNotice,
	updateJob,
} from './jobsStore';
import { insertOrder, readOrder } from './ordersStore';
import { MOST_COUNTED, spanOf } from './policies';
import type { Jobs, JobsParts } from './ports';
import { findRun, runOf } from './runs';
import { foldSkip, insertMissed, pruneRuns, readHistory, readOpenRun, readOpenRuns, readRunsIn } from './runsStore';
import type { Slots } from './schedule';
import { firstOpen } from './slotsAhead';
import { systemJobs } from './systemJobs';

const DAY = 86_400_000;
const MOST = 2000;

export function createJobs(parts: JobsParts): Jobs {
	const { store, clock, log, checkedSchedule, words, monthlyCost = () => null, emit = () => {} } = parts;
	const cache = new Map<string, Slots>();
	const listeners = new Set<(id: number) => void>();
	const slotsOf = (job: StoredJob) => parts.slotsOf(job.schedule, cache);

	function find(reader: Reader, id: number, removedToo = false): StoredJob {
		const row = readJobRow(reader, id);
		const job = row && jobOf(row);
		if (job === undefined || (job.deletedAt !== null && !removedToo))
			throw new AppError('NOT_FOUND', `There is no job ${id}; it may have been removed.`);
		return job;
	}

	function shown(job: StoredJob, running: number | null): Job {
		return {
			id: job.id,
			name: job.name,
			component: job.component,
			key: job.component === 'workspace' ? job.key : null,
			task_type: job.taskType,
			schedule: job.schedule,
			words: job.broken === null ? wordsOf(job) : '',
			action: job.action,
			policies: job.policies,
			enabled: job.enabled,
			disabled_reason: job.enabled ? null : job.disabledReason,
			next_run: instant(nextShown(job)),
			last_run: instant(job.lastRun),
			last_status: job.lastStatus,
			last_result: job.lastResult,
			error_count: job.errorCount,
			running,
			revision: job.revision,
			created_at: isoInstant(job.createdAt),
			updated_at: isoInstant(job.updatedAt),
			monthly_cost: monthlyCost(job.id),
		};
	}

	function wordsOf(job: StoredJob): string {
		try {
			return words(job.schedule);
		} catch (error) {
			log.warn(`No words for the schedule of job ${job.id}: ${messageOf(error)}`);
			return '';
		}
	}

	/** While a job waits after errors, the slots until then are skipped. */
	function nextShown(job: StoredJob): number | null {
		if (!job.enabled || job.nextRun === null) return null;
		if (job.holdUntil === null || job.holdUntil <= job.nextRun) return job.nextRun;
		return usable(job)?.next(job.holdUntil - 1) ?? null;
	}

	/** Undefined where a schedule that was fine once is not any more; the job is paused when its time comes. */
	function usable(job: StoredJob): Slots | undefined {
		try {
			return slotsOf(job);
		} catch {
			return undefined;
		}
	}

	/** Run or wait, by job; the first of each. */
	function runningNow(): Map<number, number> {
		const running = new Map<number, number>();
		for (const row of readOpenRuns(store)) if (!running.has(Number(row.job_id))) running.set(Number(row.job_id), Number(row.id));
		return running;
	}

	const get = (id: number): Job => shown(find(store, id), readOpenRun(store, id));

	function told(id: number): void {
		const row = readJobRow(store, id);
		const gone = row === undefined || row.deleted_at !== null;
		send({ type: 'job', id, job: gone ? null : get(id) });
		for (const listener of [...listeners]) listener(id);
	}

	function send(event: HubEvent): void {
		try {
			emit(event);
		} catch (error) {
			log.error('An event about a job was not sent', error);
		}
	}

	/** Slots that a change takes away, or that passed while the job rested, get their row before they are forgotten. */
	function account(writer: Writer, job: StoredJob, now: number): void {
		if (job.broken !== null || job.nextRun === null || job.nextRun > now) return;
		try {
			const span = spanOf(slotsOf(job), job.nextRun, now);
			if (span === undefined) return;
			const many = span.count >= MOST_COUNTED ? `At least ${span.count} times passed` : 'Passed';
			if (job.enabled && job.deletedAt === null) {
				insertMissed(
					writer,
					job.id,
					{ ...span, summary: `${many} before they could run, and the job was changed then.` },
					'asleep',
					0,
					now,
				);
			} else {
				const why = job.deletedAt !== null ? 'removed' : 'disabled';
				foldSkip(writer, job.id, { ...span, summary: `${many} while the job was ${why}.` }, 'disabled', 'schedule', 0, now);
			}
		} catch (error) {
			log.warn(`Job ${job.id}: what passed could not be counted: ${messageOf(error)}`);
		}
	}

	/** `moved`: the schedule or whether it is enabled is another now. A job that rests keeps the slot it rests from, to count what passes. */
	function stateAfter(job: StoredJob, enabled: boolean, moved: boolean, next: () => number | null): JobState {
		const woken = enabled && !job.enabled;
		return {
			nextRun: moved ? next() : job.nextRun,
			disabledReason: enabled || job.enabled ? null : job.disabledReason,
			errorCount: woken ? 0 : job.errorCount,
			holdUntil: moved ? null : job.holdUntil,
		};
	}

	/**
	 * One transaction: the order and, by the name its sender gave it, the proof that it was carried out. Sent again it only finds the
	 * job it made or changed. `work` gives that job; undefined where there was nothing to do.
	 */
	function once<T extends number | undefined>(kind: string, op: string | undefined, work: (writer: Writer) => T): Promise<number | T> {
		return store.write('now', writer => {
			const name = op === undefined ? undefined : `${kind} ${op}`;
			const before = name === undefined ? undefined : readOrder(writer, name);
			if (before !== undefined) return before;
			const id = work(writer);
			if (name !== undefined && id !== undefined) insertOrder(writer, name, id, clock.now());
			return id;
		});
	}

	return {
		list() {
			const running = runningNow();
			return readJobRows(store).map(row => {
				const job = jobOf(row);
				return shown(job, running.get(job.id) ?? null);
			});
		},
		get,
		async add(given, owner, op) {
			const now = clock.now();
			const id = await once('add', op, writer => {
				const job = checkedJob(given, checkedSchedule, now);
				const next = parts.slotsOf(job.schedule, cache).next(now) ?? null;
				return insertJob(writer, definitionOf(job), { component: owner?.component ?? 'user', key: owner?.key ?? null }, next, now);
			});
			told(id);
			return get(id);
		},
		async change(id, given, op) {
			const now = clock.now();
			await once('change', op, writer => {
				const job = find(writer, id);
				if (given.revision !== undefined && given.revision !== job.revision) {
					throw new AppError('CONFLICT', `“${job.name}” was changed meanwhile; look at it as it is now and change it again.`);
				}
				const after = changedJob(job, given, checkedSchedule, now);
				const anew = JSON.stringify(after.schedule) !== JSON.stringify(job.schedule) || job.broken !== null;
				if (after.enabled && !job.enabled) checkedSchedule(after.schedule, now);
				const moved = anew || after.enabled !== job.enabled;
				if (moved) account(writer, job, now);
				const state = stateAfter(job, after.enabled, moved, () => firstOpen(writer, id, parts.slotsOf(after.schedule, cache), now));
				updateJob(writer, id, definitionOf(after), state, now);
				return id;
			});
			told(id);
			return get(id);
		},
		async remove(id, op) {
			const removed = await once('remove', op, writer => {
				const job = find(writer, id, true);
				if (job.component === 'system') {
					throw new AppError(
						'FORBIDDEN',
						`“${job.name}” is the product’s own job and cannot be removed; disable it, or let it run less often.`,
					);
				}
				if (job.deletedAt !== null) return undefined;
				setDeleted(writer, id, clock.now(), clock.now());
				return id;
			});
			if (removed !== undefined) told(id);
			return removed !== undefined;
		},
		async restore(id, op) {
			const now = clock.now();
			await once('restore', op, writer => {
				const job = find(writer, id, true);
				if (job.deletedAt === null) return id;
				if (job.enabled && job.nextRun !== null && job.nextRun <= now) {
					account(writer, job, now);
					setNextRun(writer, id, firstOpen(writer, id, slotsOf(job), now));
				}
				setDeleted(writer, id, null, now);
				return id;
			});
			told(id);
			return get(id);
		},
		history(id, page = {}) {
			find(store, id, true);
			return readHistory(store, id, page.limit ?? 50, page.before).map(runOf);
		},
		runs: (from, to) => readRunsIn(store, from, to, MOST).map(runOf),
		run: id => findRun(store, id),
		upcoming(from, to) {
			const heap = new TimeHeap();
			const slots = new Map<number, Slots>();
			for (const row of readJobRows(store)) {
				const job = jobOf(row);
				const next = nextShown(job);
				const times = next === null || next > to ? undefined : usable(job);
				if (next === null || times === undefined) continue;
				slots.set(job.id, times);
				const first = next >= from ? next : times.next(from - 1);
				if (first !== undefined) heap.push(first, job.id);
			}
			const found: { job_id: number; at: string }[] = [];
			for (let top = heap.pop(); top !== undefined && top.time <= to && found.length < MOST; top = heap.pop()) {
				found.push({ job_id: top.id, at: isoInstant(top.time) });
				const next = slots.get(top.id)?.next(top.time);
				if (next !== undefined) heap.push(next, top.id);
			}
			return found;
		},
		notices: () => readNotices(store),
		claimNotice: id => store.write('now', writer => takeNotice(writer, id, clock.now())),
		async ensureSystemJobs() {
			const there = readKeys(store);
			const lacking = systemJobs(machineZone()).filter(({ key }) => !there.has(key));
			if (lacking.length === 0) return;
			const now = clock.now();
			const ids = await store.write('now', writer =>
				lacking.map(({ key, ...job }) => {
					const schedule = checkedSchedule(job.schedule, now);
					const next = parts.slotsOf(schedule, cache).next(now) ?? null;
					return insertJob(writer, definitionOf({ ...job, schedule, enabled: true }), { component: 'system', key }, next, now);
				}),
			);
			for (const id of ids) told(id);
		},
		pruneHistory: () =>
			store.write('now', writer => {
				const before = clock.now() - 30 * DAY;
				return readJobRows(writer).reduce((sum, row) => sum + pruneRuns(writer, Number(row.id), before, 200, MOST), 0);
			}),
		onChange(listener) {
			listeners.add(listener);
			return { dispose: () => listeners.delete(listener) };
		},
	};
}

const instant = (ms: number | null): string | null => (ms === null ? null : isoInstant(ms));
