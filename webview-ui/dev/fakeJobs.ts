// Invented jobs and runs for the development page: of every state and shape that has to be drawn; orders change them.
import { isoInstant, parseInstant } from '../../src/base/clock';
import { AppError } from '../../src/base/errors';
import {
	type Action,
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
import { HOME, type Scene } from './fakeUsage';

const ZONE = 'Europe/Vienna';
const DAY = 86_400_000;

interface Plan {
	name: string;
	schedule: Schedule;
	action: Action;
	policies?: Partial<Policies>;
	component?: string;
	/** What becomes of the n-th run, counted back from now. */
	fate?: (back: number) => RunStatus;
	cost?: number | null;
	took?: number;
	job?: Partial<Job>;
}

const cron = (expression: string, zone = ZONE): Schedule => ({ kind: 'cron', expression, zone });

const PLANS: Plan[] = [
	{
		name: 'Nightly report',
		schedule: cron('0 3 * * *'),
		action: {
			kind: 'agent',
			agent: 'claude',
			prompt: 'Summarise what changed in this repository since yesterday and write it to notes/today.md',
			cwd: `${HOME}/code/atlas`,
		},
		fate: back => (back === 3 ? 'interrupted' : 'success'),
		cost: 0.42,
		took: 124,
		job: { monthly_cost: 12.6 },
	},
	{
		name: 'Review open pull requests',
		schedule: cron('0 9-17/2 * * 1-5', 'America/New_York'),
		action: {
			kind: 'agent',
			agent: 'codex',
			prompt: 'Review the open pull requests',
			cwd: `${HOME}/code/billing-api`,
			model: 'gpt-5.2-codex',
			budget: 2,
		},
		policies: { budgetGate: { daily: 90, monthly: null } },
		fate: back => (back % 6 === 0 ? 'skipped' : 'success'),
		cost: 0.18,
		took: 65,
		job: { running: 900_001, last_status: 'running', monthly_cost: 19.8 },
	},
	{
		name: 'Sync issues',
		schedule: { kind: 'interval', seconds: 3600, anchor: '2026-01-01T00:20:00.000Z' },
		action: { kind: 'http', method: 'POST', url: 'https://tracker.example.com/api/sync?full=1', headers: { accept: 'application/json' } },
		fate: back => (back < 4 ? 'error' : 'success'),
		took: 3,
		job: {
			error_count: 4,
			last_result: 'The answer was 502 Bad Gateway, and 200–299 was expected; look whether tracker.example.com is up.',
		},
	},
	{
		name: 'Backup database',
		schedule: cron('30 23 * * 0'),
		action: { kind: 'command', argv: ['pg_dump', '--format=custom', '--file', 'backup file.dump', 'atlas'], cwd: `${HOME}/code/atlas` },
		policies: { disableAfter: 3 },
		fate: () => 'timeout',
		took: 3600,
		job: {
			enabled: false,
			next_run: null,
			error_count: 3,
			disabled_reason: 'Paused after 3 errors in a row; the last: it took longer than 1 h and was ended.',
		},
	},
	{
		name: 'Disk usage',
		schedule: cron('0 12 * * *'),
		action: { kind: 'shell', line: 'du -sh ~/code/* | sort -h | tail' },
		fate: back => (back < 2 ? 'missed' : 'success'),
		took: 8,
	},
	{
		name: 'Save all editors',
		schedule: { kind: 'interval', seconds: 900 },
		action: { kind: 'vscode.command', command: 'workbench.action.files.saveAll' },
		job: { enabled: false, next_run: null },
	},
	{
		name: 'Release notes',
		schedule: { kind: 'once', at: '2026-12-24T18:00', zone: ZONE },
		action: { kind: 'agent', agent: 'gemini', prompt: 'Draft the release notes', cwd: `${HOME}/code/site` },
	},
];
const SYSTEM: Plan[] = [
	{
		name: 'Read the agents’ logs',
		component: 'system',
		schedule: { kind: 'interval', seconds: 300 },
		action: { kind: 'system', task: 'collect' },
		fate: () => 'success',
		took: 1,
	},
	{
		name: 'Daily backup',
		component: 'system',
		schedule: cron('10 4 * * *'),
		action: { kind: 'system', task: 'backup' },
		fate: () => 'success',
		took: 2,
	},
];

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
	const plans =
		scene === 'empty'
			? SYSTEM
			: scene === 'hostile'
				? [...PLANS, ...hostile(), ...SYSTEM]
				: scene === 'warning'
					? [...many(), ...SYSTEM]
					: [...PLANS, ...SYSTEM];
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

const hostile = (): Plan[] => [
	{
		name: '<img src=x onerror="document.title=1">',
		schedule: cron('*/5 * * * *'),
		action: { kind: 'shell', line: '</script><script>alert(1)</script>' },
		fate: back => (back % 9 ? 'success' : 'error'),
	},
	{
		name: 'x'.repeat(200),
		schedule: cron('0 0 13 * 5'),
		action: { kind: 'http', method: 'GET', url: `https://example.com/${'y'.repeat(2000)}` },
	},
	{
		name: '\u202Egnp.exe',
		schedule: cron('0 6 * * 1'),
		action: { kind: 'command', argv: ['\u202Ecat', 'a\nb'] },
		job: { error_count: 5, last_result: 'z'.repeat(1500) },
	},
];

const many = (): Plan[] =>
	Array.from({ length: 60 }, (_, index) => ({
		name: `Job ${index + 1}`,
		schedule: cron(`${index} ${index % 24} * * *`),
		action: { kind: 'shell' as const, line: `echo ${index}` },
		fate: (back: number) => ((back + index) % 11 === 0 ? ('error' as const) : ('success' as const)),
	}));
