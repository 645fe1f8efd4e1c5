// What people ask about usage. Token counts are disjoint; two are named subsets (reasoning of output, 1 h of cache write).
import { oc } from '@orpc/contract';
import { z } from 'zod';

/** A calendar day of the user's zone. */
export const Day = z.string().regex(/^\d{4}-\d{2}-\d{2}$/, 'a day is written YYYY-MM-DD');

/** How a cost is known: the tool wrote it, the price list gave it, a mixture, or not at all (then cost is null or only a part). */
export const CostBasis = z.enum(['logged', 'priced', 'mixed', 'unpriced']);

const counts = {
	requests: z.number(),
	/** Uncached input. */
	input_tokens: z.number(),
	/** Reasoning included. */
	output_tokens: z.number(),
	/** A subset of output_tokens. */
	reasoning_tokens: z.number(),
	cache_read_tokens: z.number(),
	/** All cache writes. */
	cache_write_tokens: z.number(),
	/** A subset of cache_write_tokens. */
	cache_write_1h_tokens: z.number(),
};

/** Sums over any set of calls. */
export const Totals = z.object({
	...counts,
	/** Dollars; null where no call of the set has a price. With unpriced calls beside priced ones it is a lower bound. */
	cost: z.number().nullable(),
	cost_basis: CostBasis,
	unpriced_requests: z.number(),
	unpriced_tokens: z.number(),
});

/** One row a day, source, provider, model, agent and project: the finest the roll-up keeps. */
export const UsageRow = z.object({
	day: Day,
	source: z.string(),
	provider: z.string(),
	model: z.string(),
	agent: z.string(),
	/** The working folder, or '' where the log names none. */
	project: z.string(),
	...counts,
	cost: z.number().nullable(),
	cost_basis: CostBasis,
});

/** `GET /api/api-usage`: the view `api_usage`. */
export const ApiUsageRow = z.object({
	usage_date: z.string(),
	model: z.string(),
	requests: z.number(),
	/** Uncached input tokens. */
	tokens_in: z.number(),
	tokens_out: z.number(),
	cache_read_tokens: z.number(),
	cache_write_tokens: z.number(),
	cost: z.number().nullable(),
	unpriced_requests: z.number(),
});

/** The view `agent_usage`: a row per agent and day, costs in their four parts. */
export const AgentUsageRow = z.object({
	agent_id: z.string(),
	date: Day,
	/** All it used that day, by name: `claude-opus-4-6, gpt-5.2`. */
	model: z.string(),
	input_tokens: z.number(),
	output_tokens: z.number(),
	cache_read_tokens: z.number(),
	cache_write_tokens: z.number(),
	input_cost: z.number(),
	output_cost: z.number(),
	cache_read_cost: z.number(),
	cache_write_cost: z.number(),
	total_cost: z.number().nullable(),
	message_count: z.number(),
});

/** The length of one chart column. Weeks start on Monday. */
export const Period = z.enum(['daily', 'weekly', 'monthly']);

export const Dimension = z.enum(['model', 'agent', 'project', 'source']);

/** One name of a dimension with its sums, dearest first. */
export const Slice = z.object({ name: z.string(), totals: Totals });

/** Everything a chart and its tables show, from one question. */
export const Overview = z.object({
	zone: z.string(),
	period: Period,
	/** The user's calendar day now. */
	today: Day,
	/** When the figures were last read from the logs, ISO 8601; null before the first scan. */
	as_of: z.string().nullable(),
	/** Oldest first; every column of the range is there, empty ones too. */
	buckets: z.array(z.object({ start: Day, end: Day, totals: Totals, models: z.array(Slice) })),
	totals: Totals,
	models: z.array(Slice),
	agents: z.array(Slice),
	projects: z.array(Slice),
});

const Range = z.object({ start: Day.optional(), end: Day.optional() });

export const usageContract = {
	list: oc.route({ method: 'GET', path: '/api/api-usage' }).input(Range).output(z.array(ApiUsageRow)),
	daily: oc.route({ method: 'GET', path: '/api/api-usage/daily' }).input(Range).output(z.array(ApiUsageRow)),
	/** `usage_date` is the Monday the week starts with. */
	weekly: oc.route({ method: 'GET', path: '/api/api-usage/weekly' }).input(Range).output(z.array(ApiUsageRow)),
	/** `usage_date` is the month, `YYYY-MM`. */
	monthly: oc.route({ method: 'GET', path: '/api/api-usage/monthly' }).input(Range).output(z.array(ApiUsageRow)),
	agents: oc.route({ method: 'GET', path: '/api/agent-usage' }).input(Range).output(z.array(AgentUsageRow)),
	rows: oc.route({ method: 'GET', path: '/api/usage/rows' }).input(Range).output(z.array(UsageRow)),
	overview: oc
		.route({ method: 'GET', path: '/api/usage/overview' })
		.input(z.object({ period: Period, count: z.coerce.number().int().min(1).max(400) }))
		.output(Overview),
	breakdown: oc
		.route({ method: 'GET', path: '/api/usage/breakdown' })
		.input(Range.extend({ by: Dimension }))
		.output(z.object({ totals: Totals, slices: z.array(Slice) })),
};

export type CostBasis = z.infer<typeof CostBasis>;
export type Totals = z.infer<typeof Totals>;
export type UsageRow = z.infer<typeof UsageRow>;
export type ApiUsageRow = z.infer<typeof ApiUsageRow>;
export type AgentUsageRow = z.infer<typeof AgentUsageRow>;
export type Period = z.infer<typeof Period>;
export type Dimension = z.infer<typeof Dimension>;
export type Slice = z.infer<typeof Slice>;
export type Overview = z.infer<typeof Overview>;
