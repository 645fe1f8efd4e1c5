// The hub about itself, and what windows tell it.
import { oc } from '@orpc/contract';
import { z } from 'zod';

export const HubInfo = z.object({
	version: z.string(),
	protocol: z.number(),
	pid: z.number(),
	epoch: z.number(),
	/** `process`: a process of its own; `in-process`: inside the extension host. */
	mode: z.enum(['process', 'in-process']),
	data: z.string(),
	/** The home folder under which the tools' logs are looked for. */
	home: z.string(),
	log: z.string(),
	started_at: z.string(),
	/** What the store had to say when it was opened (restored, read-only, in memory only …); empty when all is well. */
	store_notes: z.array(z.string()),
});

/** Dollars per million tokens. What is not given is not priced separately: cache falls back to the input price. */
export const PriceOverride = z.object({
	/** `provider/model`, a bare model, or a pattern with `*`. The first that fits, exact ones before patterns, wins. */
	model: z.string().min(1).max(200),
	input: z.number().min(0),
	output: z.number().min(0),
	cacheRead: z.number().min(0).optional(),
	cacheWrite: z.number().min(0).optional(),
	cacheWrite1h: z.number().min(0).optional(),
	/** From this day on (UTC); for ever where absent. */
	effectiveFrom: z
		.string()
		.regex(/^\d{4}-\d{2}-\d{2}$/)
		.optional(),
});

/** Everything of the user's settings the hub works by. Windows send it at their start and when it changes. */
export const HubSettings = z.object({
	/** IANA zone; '' is the machine's. */
	zone: z.string().max(64),
	dailyLimit: z.number().min(0),
	monthlyLimit: z.number().min(0),
	/** Percent, ascending. */
	thresholds: z.array(z.number().min(1).max(1000)).min(1).max(10),
	costMode: z.enum(['auto', 'calculate', 'logged']),
	prices: z.array(PriceOverride).max(1000),
	/** Roots beside the tools' own: `{claude: ['/mnt/logs/.claude']}`. */
	extraRoots: z.record(z.string(), z.array(z.string())),
	keepRunning: z.boolean(),
});

export const hubContract = {
	info: oc.route({ method: 'GET', path: '/api/hub' }).output(HubInfo),
	settings: oc.route({ method: 'GET', path: '/api/hub/settings' }).output(HubSettings),
	configure: oc.route({ method: 'PUT', path: '/api/hub/settings' }).input(HubSettings.partial()).output(HubSettings),
	/** Saves, answers, ends; with `whenIdle` not before the runs that go on now are over (`stopping` is false then). */
	stop: oc
		.route({ method: 'POST', path: '/api/hub/stop' })
		.input(z.object({ whenIdle: z.boolean().optional() }).optional())
		.output(z.object({ stopping: z.boolean() })),
};

export type HubInfo = z.infer<typeof HubInfo>;
export type PriceOverride = z.infer<typeof PriceOverride>;
export type HubSettings = z.infer<typeof HubSettings>;
