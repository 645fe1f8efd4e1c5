// Jobs: what runs by itself, when, under which policies, and what became of each slot.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { defaultPolicies } from './defaultPolicies';
import { noticeRoutes } from './jobNotices';

const Zone = z.string().max(64);
const Cron = z.object({ kind: z.literal('cron'), expression: z.string().min(1).max(256), zone: Zone });
const Interval = z.object({
	kind: z.literal('interval'),
	seconds: z
		.number()
		.int()
		.min(1)
		.max(366 * 86_400),
	anchor: z.string().optional(),
});
/** `at` is local time in `zone`, `YYYY-MM-DDTHH:MM[:SS]`. */
const Once = z.object({ kind: z.literal('once'), at: z.string().max(32), zone: Zone });

/** When a job runs. Every cron and one-shot schedule has its IANA zone; an interval sits on a grid: anchor + k × seconds. */
export const Schedule = z.discriminatedUnion('kind', [Cron, Interval, Once]);

/** As it is given: where the zone is left out it is the one the job has, else the hub's. */
export const GivenSchedule = z.discriminatedUnion('kind', [
	Cron.extend({ zone: Zone.optional() }),
	Interval,
	Once.extend({ zone: Zone.optional() }),
]);

const Environment = z.record(z.string().max(128), z.string().max(32_768));

/** What a job does. The scheduler knows nothing of it; `src/core/jobs/actions/` does. */
export const Action = z.discriminatedUnion('kind', [
	/** argv without a shell. */
	z.object({
		kind: z.literal('command'),
		argv: z.array(z.string().max(32_768)).min(1).max(256),
		cwd: z.string().max(4096).optional(),
		env: Environment.optional(),
	}),
	/** One line for the user's shell, asked for explicitly. */
	z.object({
		kind: z.literal('shell'),
		line: z.string().min(1).max(32_768),
		cwd: z.string().max(4096).optional(),
		env: Environment.optional(),
	}),
	/** A prompt for an agent's command line. */
	z.object({
		kind: z.literal('agent'),
		agent: z.enum(['claude', 'codex', 'openclaw', 'gemini', 'opencode']),
		prompt: z.string().min(1).max(100_000),
		cwd: z.string().max(4096),
		model: z.string().max(200).optional(),
		/** Dollars; passed on where the tool has a flag for it. */
		budget: z.number().positive().optional(),
		args: z.array(z.string().max(4096)).max(64).optional(),
	}),
	z.object({
		kind: z.literal('http'),
		method: z.enum(['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD']),
		url: z.string().max(4096),
		/** `${secret:NAME}` in a value stands for what VS Code keeps under that name for this address; see jobsWindow.ts. */
		headers: z.record(z.string(), z.string()).optional(),
		body: z.string().max(1_000_000).optional(),
		/** Statuses that count as success; 200–299 where absent. */
		expect: z.array(z.number().int()).optional(),
	}),
	z.object({ kind: z.literal('vscode.command'), command: z.string().min(1).max(256), args: z.array(z.unknown()).max(32).optional() }),
	z.object({ kind: z.literal('vscode.task'), task: z.string().min(1).max(512), folder: z.string().max(4096).optional() }),
	z.object({ kind: z.literal('system'), task: z.enum(['collect', 'prune', 'backup']) }),
]);

/** How a job behaves when the world is not as planned. All have defaults. */
export const Policies = z.object({
	/** When the last run is not over yet. */
	overlap: z.enum(['skip', 'queue-one']),
	/** Slots that passed while nothing could run: none, one of them, all up to `missedCap`, or ask. Only within `missedWindow`. */
	missed: z.enum(['once', 'skip', 'all', 'ask']),
	/** Seconds. */
	missedWindow: z
		.number()
		.int()
		.min(10)
		.max(30 * 86_400),
	missedCap: z.number().int().min(1).max(100),
	/** Seconds; 0 is none. */
	timeout: z
		.number()
		.int()
		.min(0)
		.max(7 * 86_400),
	/** A run that a crash cut off is started again. */
	retryInterrupted: z.boolean(),
	/** Consecutive errors until the job is disabled; 0 never. */
	disableAfter: z.number().int().min(0).max(1000),
	/** Local times `HH:MM`; slots outside are skipped. May pass midnight. */
	window: z.object({ from: z.string(), to: z.string() }).nullable(),
	/** Does not start while a budget is at or above this percentage; null is no gate. */
	budgetGate: z.object({ daily: z.number().nullable(), monthly: z.number().nullable() }),
});

export const DEFAULT_POLICIES: Policies = defaultPolicies;

/** running and queued are not final; every other state is. */
export const RunStatus = z.enum(['queued', 'running', 'success', 'error', 'timeout', 'cancelled', 'interrupted', 'skipped', 'missed']);

/** Why a slot did not run. */
export const SkipReason = z.enum([
	'overlap',
	/** Waits after errors: 30 s, 1, 5, 15, 60 minutes. */
	'backoff',
	'closed',
	'asleep',
	'budget',
	'disabled',
	'window',
	'unclaimed',
	'no-window-open',
	/** Of missed runs: a person was asked and did not want them. */
	'declined',
]);

/** What a run used, by the usage events its process wrote. */
export const RunUsage = z.object({
	requests: z.number(),
	tokens: z.number(),
	cost: z.number().nullable(),
	/** exact: by session id. likely: by working folder and time alone. none: no call was found. unknown: its agent's logs are not read; the zeros mean nothing. */
	certainty: z.enum(['exact', 'likely', 'none', 'unknown']),
});

export const JobRun = z.object({
	id: z.number(),
	job_id: z.number(),
	/** The planned instant, ISO 8601; null for a manual run. */
	slot: z.string().nullable(),
	trigger: z.enum(['schedule', 'manual', 'catch-up', 'retry']),
	status: RunStatus,
	reason: SkipReason.nullable(),
	/** One sentence a person reads: what happened and why. */
	summary: z.string(),
	/** How many slots this row stands for (a folded flood of skips, a span of missed slots). */
	count: z.number(),
	/** Last slot of a folded row, ISO 8601. */
	until: z.string().nullable(),
	started_at: z.string().nullable(),
	finished_at: z.string().nullable(),
	exit_code: z.number().nullable(),
	usage: RunUsage.nullable(),
});

export const Job = z.object({
	id: z.number(),
	name: z.string(),
	/** Who owns it: `user`, `system`, `workspace`. */
	component: z.string(),
	key: z.string().nullable().optional(), // a workspace's job: its owner's key
	task_type: z.string(),
	schedule: Schedule,
	/** In words, in the job's zone. */
	words: z.string(),
	action: Action,
	policies: Policies,
	enabled: z.boolean(),
	/** Why it is not enabled, where the product itself disabled it. */
	disabled_reason: z.string().nullable(),
	next_run: z.string().nullable(),
	last_run: z.string().nullable(),
	last_status: RunStatus.nullable(),
	last_result: z.string().nullable(),
	/** Consecutive errors. */
	error_count: z.number(),
	running: z.number().nullable(),
	/** Grows with every change; an edit names the one it was made from. */
	revision: z.number(),
	created_at: z.string(),
	updated_at: z.string(),
	/** Dollars a month at the mean cost of the last runs; null where unknown. */
	monthly_cost: z.number().nullable(),
});

/** What a person gives to make a job. Whatever is absent has its default. */
export const NewJob = z.object({
	name: z.string().trim().min(1).max(200),
	schedule: GivenSchedule,
	action: Action,
	policies: Policies.partial().optional(),
	enabled: z.boolean().optional(),
});

/** A change; `revision` is the one the change was made from: CONFLICT where the job has moved on. */
export const JobChange = NewJob.partial().extend({ revision: z.number().optional() });

/** Who a job belongs to where it is not the user: an approved offer of a workspace. `key` is its folder and name; one job a key. */
export const JobOwner = z.object({ component: z.literal('workspace'), key: z.string().min(1).max(8192) });

const Id = z.object({ id: z.coerce.number().int() });
/** The sender's own name for an order, never used twice: sent again with it, say to the next hub, the order is not carried out twice. */
const Order = z.object({ op: z.string().min(8).max(100).optional() });

/** What is written in one of the three schedule fields, checked; for forms and pick lists while a person types. */
export const Preview = z.object({
	/** Null where it is fine; else a sentence that names the field. */
	error: z.string().nullable(),
	words: z.string(),
	/** The next times with their offset in the zone, and a note where daylight saving moves, skips or doubles one. */
	next: z.array(z.object({ at: z.string(), local: z.string(), note: z.string().nullable() })),
});

export const jobsContract = {
	list: oc.route({ method: 'GET', path: '/api/cron' }).output(z.array(Job)),
	get: oc.route({ method: 'GET', path: '/api/cron/{id}' }).input(Id).output(Job),
	/** With an `owner` only from a window: what a workspace offers and a person approved there. */
	add: oc
		.route({ method: 'POST', path: '/api/cron' })
		.input(NewJob.extend({ ...Order.shape, owner: JobOwner.optional() }))
		.output(Job),
	change: oc
		.route({ method: 'PUT', path: '/api/cron/{id}' })
		.input(JobChange.extend({ ...Id.shape, ...Order.shape }))
		.output(Job),
	remove: oc
		.route({ method: 'DELETE', path: '/api/cron/{id}' })
		.input(Id.extend(Order.shape))
		.output(z.object({ removed: z.boolean() })),
	/** Takes back a removal. */
	restore: oc.route({ method: 'POST', path: '/api/cron/{id}/restore' }).input(Id.extend(Order.shape)).output(Job),
	/** Starts a run now and answers when it has started, or at once with why not (`skipped: already running`). Works on disabled jobs. */
	run: oc
		.route({ method: 'POST', path: '/api/cron/{id}/run' })
		.input(Id)
		.output(z.object({ executed: z.boolean(), result: z.string(), run_id: z.number() })),
	cancel: oc
		.route({ method: 'POST', path: '/api/cron/runs/{id}/cancel' })
		.input(Id)
		.output(z.object({ cancelled: z.boolean() })),
	history: oc
		.route({ method: 'GET', path: '/api/cron/{id}/runs' })
		.input(Id.extend({ limit: z.coerce.number().int().min(1).max(500).optional(), before: z.coerce.number().int().optional() }))
		.output(z.array(JobRun)),
	/** Runs of every job that touch the span (ISO 8601), newest first, at most 2,000. */
	runs: oc
		.route({ method: 'GET', path: '/api/cron-runs' })
		.input(z.object({ from: z.string(), to: z.string() }))
		.output(z.array(JobRun)),
	/** Slots that are still to come in the span, at most 2,000. */
	upcoming: oc
		.route({ method: 'GET', path: '/api/cron-upcoming' })
		.input(z.object({ from: z.string(), to: z.string() }))
		.output(z.array(z.object({ job_id: z.number(), at: z.string() }))),
	/** The output of a run: its last 256 KB, safe to show. */
	output: oc
		.route({ method: 'GET', path: '/api/cron/runs/{id}/output' })
		.input(Id)
		.output(z.object({ text: z.string(), cut: z.boolean() })),
	preview: oc
		.route({ method: 'POST', path: '/api/cron/preview' })
		.input(z.object({ schedule: GivenSchedule, count: z.number().int().min(1).max(50).optional() }))
		.output(Preview),
	...noticeRoutes,
	/** Asked by a window before it does what a WindowCall says: true for the first, which then does it and answers. */
	claimCall: oc
		.route({ method: 'POST', path: '/api/cron/calls/claim' })
		.input(z.object({ call: z.number() }))
		.output(z.object({ taken: z.boolean() })),
	/** The answer of the window that claimed a WindowCall. */
	answer: oc
		.route({ method: 'POST', path: '/api/cron/answer' })
		.input(z.object({ call: z.number(), ok: z.boolean(), text: z.string().max(262_144) }))
		.output(z.object({ taken: z.boolean() })),
};

export type Schedule = z.infer<typeof Schedule>;
export type GivenSchedule = z.infer<typeof GivenSchedule>;
export type Action = z.infer<typeof Action>;
export type Policies = z.infer<typeof Policies>;
export type RunStatus = z.infer<typeof RunStatus>;
export type SkipReason = z.infer<typeof SkipReason>;
export type RunUsage = z.infer<typeof RunUsage>;
export type JobRun = z.infer<typeof JobRun>;
export type Job = z.infer<typeof Job>;
export type NewJob = z.infer<typeof NewJob>;
export type JobChange = z.infer<typeof JobChange>;
export type JobOwner = z.infer<typeof JobOwner>;
export type Preview = z.infer<typeof Preview>;
