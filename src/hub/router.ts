// The contract's router: hands each question and order to its subject, and says no to who may not ask.
import { implement, ORPCError } from '@orpc/server';
import { AppError, messageOf } from '../base/errors';
import type { Log } from '../base/log';
import {
	type AgentUsageRow,
	type ApiUsageRow,
	type Backup,
	type BudgetStatus,
	contract,
	type Dimension,
	type GivenSchedule,
	type HubEvent,
	type HubInfo,
	type HubSettings,
	type Job,
	type JobChange,
	type JobRun,
	type Meter,
	type NewJob,
	type Overview,
	type Period,
	type Preview,
	type ScanProgress,
	type Slice,
	type Source,
	type StoreReport,
	type StoreStatus,
	type Totals,
	type UsageRow,
} from '../contract';
import type { Role } from '../contract/rendezvous';
import type { Owner } from '../core/jobs/ports';
import type { SettingsChange } from '../core/settings/settings';

/** First and last day, each open where absent. */
export interface Range {
	start?: string | undefined;
	end?: string | undefined;
}

/** From and to, ISO 8601. */
export interface Span {
	from: string;
	to: string;
}

/** The hub's subjects as the contract asks them. All may throw AppError. */
export interface Subjects {
	usage: {
		byModel(range: Range, period: Period): ApiUsageRow[];
		byAgent(range: Range): AgentUsageRow[];
		rows(range: Range): UsageRow[];
		overview(period: Period, count: number): Overview;
		breakdown(range: Range, by: Dimension): { totals: Totals; slices: Slice[] };
	};
	budget: {
		status(): BudgetStatus;
		meter(): Meter;
		/** True for the first caller. */
		claimAlert(id: number): Promise<boolean>;
		/** The last day without alerts. */
		muteToday(): Promise<string>;
	};
	collect: {
		sources(): Source[];
		refresh(): Promise<{ events: number; files: number }>;
		progress(): ScanProgress;
	};
	jobs: {
		list(): Job[];
		get(id: number): Job;
		/** `op` names the order: the same again is not carried out twice. */
		add(job: NewJob, owner: Owner | undefined, op?: string): Promise<Job>;
		change(id: number, change: JobChange, op?: string): Promise<Job>;
		/** False where it was removed already. */
		remove(id: number, op?: string): Promise<boolean>;
		restore(id: number, op?: string): Promise<Job>;
		run(id: number): Promise<{ executed: boolean; result: string; run_id: number }>;
		cancel(run: number): Promise<boolean>;
		history(id: number, page: { limit?: number | undefined; before?: number | undefined }): JobRun[];
		runs(span: Span): JobRun[];
		upcoming(span: Span): { job_id: number; at: string }[];
		output(run: number): { text: string; cut: boolean };
		preview(schedule: GivenSchedule, count: number | undefined): Preview;
		/** True for the first caller; `gone` aborts when its connection ends. */
		claimNotice(id: number, gone: AbortSignal | undefined): Promise<boolean>;
		answerMissed(id: number, catchUp: boolean): Promise<{ executed: boolean; result: string; run_id: number }>;
		/** True for the first caller; `gone` aborts when its connection ends. */
		claimCall(call: number, gone: AbortSignal | undefined): boolean;
		/** False where nobody waits for it. */
		answer(call: number, answer: { ok: boolean; text: string }): boolean;
	};
	store: {
		status(): StoreStatus;
		check(): Promise<StoreReport>;
		backups(): Promise<Backup[]>;
		restore(name: string): Promise<{ restored: Backup; kept: string }>;
	};
	watch(signal: AbortSignal | undefined, role: Role): AsyncGenerator<HubEvent, void, void>;
	hub: {
		info(): HubInfo;
		settings(): HubSettings;
		configure(change: SettingsChange): Promise<HubSettings>;
		/** False where it waits for runs to end first. */
		stop(whenIdle: boolean): boolean;
	};
}

/** What a door knows of its caller. */
export interface Caller {
	role: Role;
	/** Aborts when the caller's connection ends; a caller in the same process has none. */
	gone?: AbortSignal;
}

export type HubRouter = ReturnType<typeof createRouter>;

export function createRouter({ usage, budget, collect, jobs, store, watch, hub }: Subjects, log: Log) {
	const ask = implement(contract)
		.$context<Caller>()
		.use(async ({ next, path }) => {
			try {
				return await next();
			} catch (error) {
				throw answerOf(error, path.join('.'), log);
			}
		});
	const own = ask.use(({ context, next }) => {
		if (context.role === 'webview') throw new AppError('FORBIDDEN', "A view may not give the hub's own orders.");
		return next();
	});
	const window = ask.use(({ context, next }) => {
		if (context.role !== 'window') throw new AppError('FORBIDDEN', 'Only a window of VS Code may do that.');
		return next();
	});
	return ask.router({
		usage: {
			list: ask.usage.list.handler(({ input }) => usage.byModel(input, 'daily')),
			daily: ask.usage.daily.handler(({ input }) => usage.byModel(input, 'daily')),
			weekly: ask.usage.weekly.handler(({ input }) => usage.byModel(input, 'weekly')),
			monthly: ask.usage.monthly.handler(({ input }) => usage.byModel(input, 'monthly')),
			agents: ask.usage.agents.handler(({ input }) => usage.byAgent(input)),
			rows: ask.usage.rows.handler(({ input }) => usage.rows(input)),
			overview: ask.usage.overview.handler(({ input }) => usage.overview(input.period, input.count)),
			breakdown: ask.usage.breakdown.handler(({ input }) => usage.breakdown(input, input.by)),
		},
		budget: {
			status: ask.budget.status.handler(() => budget.status()),
			meter: ask.budget.meter.handler(() => budget.meter()),
			claimAlert: ask.budget.claimAlert.handler(async ({ input }) => ({ claimed: await budget.claimAlert(input.id) })),
			muteToday: ask.budget.muteToday.handler(async () => ({ until: await budget.muteToday() })),
		},
		collect: {
			sources: ask.collect.sources.handler(() => collect.sources()),
			refresh: ask.collect.refresh.handler(() => collect.refresh()),
			progress: ask.collect.progress.handler(() => collect.progress()),
		},
		jobs: {
			list: ask.jobs.list.handler(() => jobs.list()),
			get: ask.jobs.get.handler(({ input }) => jobs.get(input.id)),
			add: ask.jobs.add.handler(({ input: { owner, op, ...job }, context }) => {
				if (owner && context.role !== 'window')
					throw new AppError('FORBIDDEN', 'What a workspace offers is approved in a window of VS Code, where a person sees it.');
				return jobs.add(job, owner, op);
			}),
			change: ask.jobs.change.handler(({ input: { id, op, ...change } }) => jobs.change(id, change, op)),
			remove: ask.jobs.remove.handler(async ({ input }) => ({ removed: await jobs.remove(input.id, input.op) })),
			restore: ask.jobs.restore.handler(({ input }) => jobs.restore(input.id, input.op)),
			run: ask.jobs.run.handler(({ input }) => jobs.run(input.id)),
			cancel: ask.jobs.cancel.handler(async ({ input }) => ({ cancelled: await jobs.cancel(input.id) })),
			history: ask.jobs.history.handler(({ input: { id, ...page } }) => jobs.history(id, page)),
			runs: ask.jobs.runs.handler(({ input }) => jobs.runs(input)),
			upcoming: ask.jobs.upcoming.handler(({ input }) => jobs.upcoming(input)),
			output: ask.jobs.output.handler(({ input }) => jobs.output(input.id)),
			preview: ask.jobs.preview.handler(({ input }) => jobs.preview(input.schedule, input.count)),
			claimNotice: window.jobs.claimNotice.handler(async ({ input, context }) => ({
				claimed: await jobs.claimNotice(input.id, context.gone),
			})),
			answerMissed: ask.jobs.answerMissed.handler(({ input }) => jobs.answerMissed(input.id, input.catch_up)),
			claimCall: window.jobs.claimCall.handler(({ input, context }) => ({ taken: jobs.claimCall(input.call, context.gone) })),
			answer: window.jobs.answer.handler(({ input: { call, ...answer } }) => ({ taken: jobs.answer(call, answer) })),
		},
		store: {
			status: ask.store.status.handler(() => store.status()),
			check: ask.store.check.handler(() => store.check()),
			backups: ask.store.backups.handler(() => store.backups()),
			restore: own.store.restore.handler(({ input }) => store.restore(input.name)),
		},
		events: {
			watch: ask.events.watch.handler(({ signal, context }) => watch(signal, context.role)),
		},
		hub: {
			info: ask.hub.info.handler(() => hub.info()),
			settings: ask.hub.settings.handler(() => hub.settings()),
			configure: own.hub.configure.handler(({ input }) => hub.configure(input)),
			stop: own.hub.stop.handler(({ input }) => ({ stopping: hub.stop(input?.whenIdle === true) })),
		},
	});
}

/** The wire's form of anything thrown: expected failures keep code and sentence, the rest goes to the log. */
function answerOf(error: unknown, path: string, log: Log): ORPCError<string, unknown> {
	if (error instanceof AppError) return new ORPCError(error.code, { message: error.message, cause: error });
	if (error instanceof ORPCError) {
		const issue = firstIssue(error.data);
		return issue ? new ORPCError('BAD_INPUT', { status: 400, message: `${path}: ${issue}`, cause: error }) : error;
	}
	log.error(`${path} failed`, error);
	return new ORPCError('INTERNAL', {
		message: `The hub could not answer ${path}: ${messageOf(error).replace(/\.$/, '')}. Its log has more.`,
		cause: error,
	});
}

/** `thresholds.0: Too big` of what a schema refused. */
function firstIssue(data: unknown): string | undefined {
	const issue = (data as { issues?: { message?: string; path?: unknown[] }[] } | undefined)?.issues?.[0];
	if (!issue?.message) return undefined;
	const path = (issue.path ?? []).map(part => (typeof part === 'object' && part && 'key' in part ? part.key : part)).join('.');
	return path ? `${path}: ${issue.message}` : issue.message;
}
