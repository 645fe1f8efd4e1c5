// Invented jobs and runs for the development page: made of its plans, changed by orders.
import { isoInstant, parseInstant } from '../../src/base/clock';
import { AppError } from '../../src/base/errors';
import {
	DEFAULT_POLICIES,
	type GivenSchedule,
	type HubEvent,
	type Job,
	type JobRun,
	type NewJob,
	type Policies,
	type RunStatus,
	type Schedule,
} from '../../src/contract';
import { previewOf } from '../../src/core/jobs/preview';
import { checkedSchedule, slotsOf } from '../../src/core/jobs/schedule';
import { wordsOf } from '../../src/core/jobs/words';
import { plansOf } from './fakePlans';
import type { Scene } from './fakeUsage';

const DAY = 86_400_000;

const SUMMARY: Partial<Record<RunStatus, string>> = {
	success: 'Finished.',
	error: 'The answer was 502 Bad Gateway, and 200–299 was expected.',
	timeout: 'It took longer than 1 h and was ended.',
	interrupted: 'The hub ended while it ran.',
	skipped: 'The last run was not over yet.',
	missed: 'The machine was asleep.',
};

export function fakeJobs(scene: Scene, now: () => number, emit: (event: HubEvent) => void) {
	const jobs = new Map<number, Job>();
	const runs: JobRun[] = [];
	const removed = new Map<number, Job>();
	const cache = new Map();
	const plans = plansOf(scene);
	let lastRun = 1000;
	const next = (schedule: Schedule) => {
		const at = slotsOf(schedule, cache).next(now());
		return at === undefined ? null : isoInstant(at);
	};
	const make = (
		given: Pick<NewJob, 'name' | 'action'> & { schedule: Schedule },
		policies: Partial<Policies> = {},
		part: Partial<Job> = {},
	): Job => {
		const id = jobs.size + removed.size + 1;
		const job: Job = {
			id,
			component: 'user',
			task_type: given.action.kind,
			policies: { ...DEFAULT_POLICIES, ...policies },
			words: wordsOf(given.schedule),
			enabled: true,
			disabled_reason: null,
			next_run: next(given.schedule),
			last_run: null,
			last_status: null,
			last_result: null,
			error_count: 0,
			running: null,
			revision: 1,
			created_at: isoInstant(now()),
			updated_at: isoInstant(now()),
			monthly_cost: null,
			...given,
			...part,
		};
		jobs.set(id, job);
		return job;
	};
	for (const { name, schedule, action, policies, component = 'user', fate, cost, took = 5, job: part } of plans) {
		const job = make({ name, schedule, action }, policies, { component, ...part });
		if (fate === undefined) continue;
		const slots: number[] = [];
		const all = slotsOf(schedule, cache);
		for (let at = all.next(now() - 8 * DAY); at !== undefined && at < now() && slots.length < 600; at = all.next(at)) slots.push(at);
		slots.forEach((slot, index) => {
			const status = fate(slots.length - 1 - index);
			const ran = status !== 'skipped' && status !== 'missed';
			runs.push({
				id: ++lastRun,
				job_id: job.id,
				slot: isoInstant(slot),
				trigger: 'schedule',
				status,
				reason: status === 'skipped' ? 'overlap' : status === 'missed' ? 'asleep' : null,
				summary: SUMMARY[status] ?? '',
				count: status === 'skipped' ? 12 : 1,
				until: status === 'skipped' ? isoInstant(slot + 5_400_000) : null,
				started_at: ran ? isoInstant(slot) : null,
				finished_at: ran ? isoInstant(slot + took * 1000) : null,
				exit_code: action.kind === 'command' || action.kind === 'shell' ? (status === 'success' ? 0 : 1) : null,
				usage:
					cost === undefined || !ran
						? null
						: {
								requests: 4,
								tokens: 48_000,
								cost: cost === null ? null : cost * (0.6 + ((slot / 3_600_000) % 7) / 8),
								certainty: slot % 7 < 4 ? 'exact' : 'likely',
							},
			});
		});
		const last = runs.at(-1);
		if (last?.job_id === job.id && job.running === null)
			jobs.set(job.id, {
				...job,
				last_run: last.started_at ?? last.slot,
				last_status: last.status,
				last_result: job.last_result ?? last.summary,
			});
		if (job.running !== null) runs.push(running(job.running, job.id, now() - 38_000));
	}

	const find = (id: number): Job => {
		const job = jobs.get(id);
		if (job === undefined) throw new AppError('NOT_FOUND', `There is no job ${id}; it may have been removed.`);
		return job;
	};
	const put = (job: Job): Job => {
		jobs.set(job.id, job);
		emit({ type: 'job', id: job.id, job });
		return job;
	};
	const end = (run: JobRun, status: RunStatus) => {
		const over = { ...run, status, finished_at: isoInstant(now()), summary: SUMMARY[status] ?? 'Cancelled by hand.' };
		runs.splice(
			runs.findIndex(({ id }) => id === run.id),
			1,
			over,
		);
		emit({ type: 'job_run', run: over });
		put({ ...find(run.job_id), running: null, last_status: status, last_run: run.started_at, last_result: over.summary });
	};
	return {
		list: () => [...jobs.values()],
		get: find,
		add: (given: NewJob) => {
			const schedule = checkedSchedule(given.schedule, now());
			return put(make({ name: given.name, schedule, action: given.action }, given.policies as Partial<Policies> | undefined));
		},
		change(id: number, given: Partial<NewJob> & { revision?: number | undefined }) {
			const job = find(id);
			if (scene === 'failing' || (given.revision !== undefined && given.revision !== job.revision)) {
				if (scene === 'failing') jobs.set(id, { ...job, name: `${job.name} (by someone else)`, revision: job.revision + 1 });
				throw new AppError('CONFLICT', `“${job.name}” was changed meanwhile; look at it as it is now and change it again.`);
			}
			const schedule = checkedSchedule(given.schedule ?? job.schedule, now());
			const enabled = given.enabled ?? job.enabled;
			return put({
				...job,
				name: given.name ?? job.name,
				action: given.action ?? job.action,
				schedule,
				words: wordsOf(schedule),
				policies: { ...job.policies, ...(given.policies as Partial<Policies> | undefined) },
				enabled,
				disabled_reason: null,
				error_count: enabled && !job.enabled ? 0 : job.error_count,
				next_run: enabled ? next(schedule) : null,
				revision: job.revision + 1,
			});
		},
		remove(id: number) {
			removed.set(id, find(id));
			jobs.delete(id);
			emit({ type: 'job', id, job: null });
			return { removed: true };
		},
		restore(id: number) {
			const job = removed.get(id);
			if (job === undefined) throw new AppError('NOT_FOUND', `There is no job ${id}.`);
			removed.delete(id);
			return put(job);
		},
		run(id: number, after: (work: () => void) => void) {
			const job = find(id);
			if (job.running !== null) return { executed: false, result: 'skipped: already running', run_id: job.running };
			const run = running(++lastRun, id, now());
			runs.push(run);
			emit({ type: 'job_run', run });
			put({ ...job, running: run.id, last_status: 'running' });
			after(() => {
				if (jobs.get(id)?.running === run.id) end(run, 'success');
			});
			return { executed: true, result: 'started', run_id: run.id };
		},
		cancel(id: number) {
			const run = runs.find(one => one.id === id);
			if (run?.status !== 'running') return { cancelled: false };
			end(run, 'cancelled');
			return { cancelled: true };
		},
		history: (id: number, limit = 50, before = Number.POSITIVE_INFINITY) =>
			runs
				.filter(run => run.job_id === id && run.id < before)
				.sort((a, b) => b.id - a.id)
				.slice(0, limit),
		runs: (from: string, to: string) =>
			runs
				.filter(({ slot, started_at, until }) => {
					const start = started_at ?? slot ?? '';
					return start <= to && (until ?? start) >= from;
				})
				.sort((a, b) => b.id - a.id)
				.slice(0, 2000),
		upcoming(from: string, to: string) {
			const found: { job_id: number; at: string }[] = [];
			for (const { id, schedule, enabled } of jobs.values()) {
				const slots = slotsOf(schedule, cache);
				for (
					let at = slots.next((parseInstant(from) ?? 0) - 1);
					enabled && at !== undefined && at <= (parseInstant(to) ?? 0);
					at = slots.next(at)
				)
					found.push({ job_id: id, at: isoInstant(at) });
			}
			return found.sort((a, b) => (a.at < b.at ? -1 : 1)).slice(0, 2000);
		},
		output: (id: number) => ({
			text:
				scene === 'hostile'
					? '<script>document.title = "broken"</script>\n<img src=x onerror=alert(1)>\n'.repeat(40)
					: `${new Array(30)
							.fill(0)
							.map((_, line) => `[${String(line).padStart(2, '0')}] read notes/2026-11-${line + 1}.md, 4,812 tokens`)
							.join('\n')}\nWrote notes/today.md (run ${id})\n`,
			cut: id % 2 === 0,
		}),
		preview: (schedule: GivenSchedule, count?: number) => previewOf(schedule, now(), count),
	};

	function running(id: number, job: number, from: number): JobRun {
		return {
			id,
			job_id: job,
			slot: null,
			trigger: 'manual',
			status: 'running',
			reason: null,
			summary: '',
			count: 1,
			until: null,
			started_at: isoInstant(from),
			finished_at: null,
			exit_code: null,
			usage: null,
		};
	}
}
