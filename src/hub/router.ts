// The contract's router: hands each question and order to its subject, and says no to who may not ask.
import { implement, ORPCError } from '@orpc/server';
import { AppError, messageOf } from '../base/errors';
import type { Log } from '../base/log';
import {
	type AgentUsageRow,
	type ApiUsageRow,
	type BudgetStatus,
	contract,
	type Dimension,
	type HubEvent,
	type HubInfo,
	type HubSettings,
	type Meter,
	type Overview,
	type Period,
	type ScanProgress,
	type Slice,
	type Source,
	type Totals,
	type UsageRow,
} from '../contract';
import type { Role } from '../contract/rendezvous';
import type { SettingsChange } from '../core/settings/settings';

/** First and last day, each open where absent. */
export interface Range {
	start?: string | undefined;
	end?: string | undefined;
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
	watch(signal: AbortSignal | undefined, role: Role): AsyncGenerator<HubEvent, void, void>;
	hub: {
		info(): HubInfo;
		settings(): HubSettings;
		configure(change: SettingsChange): Promise<HubSettings>;
		stop(): void;
	};
}

/** What a door knows of its caller. */
export interface Caller {
	role: Role;
}

export type HubRouter = ReturnType<typeof createRouter>;

export function createRouter({ usage, budget, collect, watch, hub }: Subjects, log: Log) {
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
		events: {
			watch: ask.events.watch.handler(({ signal, context }) => watch(signal, context.role)),
		},
		hub: {
			info: ask.hub.info.handler(() => hub.info()),
			settings: ask.hub.settings.handler(() => hub.settings()),
			configure: own.hub.configure.handler(({ input }) => hub.configure(input)),
			stop: own.hub.stop.handler(() => {
				hub.stop();
				return { stopping: true as const };
			}),
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
