// Invented usage for the development page: repeatable, and of every shape that has to be drawn.
import { addDays, addMonths, monthEnd, monthStart, weekStart } from '../../src/base/day';
import type { Meter, Overview, Period, PeriodMeter, Slice, Source, Totals } from '../../src/contract';

export const SCENES = [
	'normal',
	'warning',
	'error',
	'unpriced',
	'hostile',
	'scanning',
	'empty',
	'gone',
	'waiting',
	'nolimit',
	'failing',
] as const;
export type Scene = (typeof SCENES)[number];

export const HOME = '/home/sam';
const TODAY = '2026-11-21';
const ZONE = 'Europe/Vienna';

interface Maker {
	model: string;
	agent: string;
	project: string;
	/** Dollars per million tokens; null where nobody knows. */
	price: number | null;
	weight: number;
}

export function fakeHub(scene: Scene, now: () => string) {
	const makers = makersOf(scene);
	const days = new Map<string, Map<Maker, Totals>>();
	const random = seeded(7);
	for (let index = 0; index < 400; index++) {
		const day = addDays(TODAY, -index);
		const weekend = [addDays(weekStart(day), 5), addDays(weekStart(day), 6)].includes(day) ? 0.3 : 1;
		const quiet = random() < 0.08;
		days.set(day, new Map(makers.map(maker => [maker, quiet ? nothing() : call(maker, weekend, random)])));
	}
	const on = (day: string): Map<Maker, Totals> => days.get(day) ?? new Map<Maker, Totals>();

	const sum = (start: string, end: string): Map<Maker, Totals> => {
		const sums = new Map<Maker, Totals>();
		for (let day = start; day <= end; day = addDays(day, 1)) {
			for (const [maker, totals] of on(day)) sums.set(maker, add(sums.get(maker) ?? nothing(), totals));
		}
		return sums;
	};
	const slices = (parts: Map<Maker, Totals>, nameOf: (maker: Maker) => string): Slice[] => {
		const byName = new Map<string, Totals>();
		for (const [maker, totals] of parts) byName.set(nameOf(maker), add(byName.get(nameOf(maker)) ?? nothing(), totals));
		return [...byName]
			.map(([name, totals]) => ({ name, totals }))
			.filter(({ totals }) => totals.requests > 0)
			.sort((a, b) => (b.totals.cost ?? -1) - (a.totals.cost ?? -1));
	};
	const all = (parts: Map<Maker, Totals>): Totals => [...parts.values()].reduce(add, nothing());
	const none = scene === 'empty';
	const meterOf = (start: string, end: string, limit: number): PeriodMeter => {
		const parts = none ? new Map<Maker, Totals>() : sum(start, end > TODAY ? TODAY : end);
		const totals = all(parts);
		const used = totals.cost ?? 0;
		const percent = limit > 0 ? (used / limit) * 100 : 0;
		return {
			start,
			end,
			limit,
			used,
			percent,
			level: limit === 0 ? 'off' : percent >= 90 ? 'error' : percent >= 75 ? 'warning' : 'normal',
			unpriced_requests: totals.unpriced_requests,
			models: slices(parts, maker => maker.model).slice(0, 5),
		};
	};
	const asOf = () => (scene === 'scanning' ? null : now());
	return {
		/** A little more usage of today. */
		grow() {
			const maker = makers[Math.floor(random() * 3)];
			if (maker === undefined) return;
			on(TODAY).set(maker, add(on(TODAY).get(maker) ?? nothing(), call(maker, 0.05, random)));
		},
		meter(): Meter {
			const day = all(sum(TODAY, TODAY)).cost ?? 0;
			const month = all(sum(monthStart(TODAY), TODAY)).cost ?? 0;
			const limits = {
				warning: [day / 0.78, month / 0.5],
				error: [day / 0.942, month / 1.08],
				nolimit: [0, 0],
			}[scene as string] ?? [Math.ceil(day * 2.2), Math.ceil(month / 40) * 80];
			return {
				zone: ZONE,
				daily: meterOf(TODAY, TODAY, limits[0] ?? 5),
				monthly: meterOf(monthStart(TODAY), monthEnd(TODAY), limits[1] ?? 200),
				thresholds: [75, 90],
				as_of: asOf(),
				scanning: scene === 'scanning',
				any_source: !none,
			};
		},
		overview(period: Period, count: number): Overview {
			const buckets = Array.from({ length: count }, (_, index) => {
				const back = index - count + 1;
				const start =
					period === 'daily' ? addDays(TODAY, back) : period === 'weekly' ? addDays(weekStart(TODAY), back * 7) : addMonths(TODAY, back);
				const end = period === 'daily' ? start : period === 'weekly' ? addDays(start, 6) : monthEnd(start);
				const parts = none ? new Map<Maker, Totals>() : sum(start, end);
				return { start, end, totals: all(parts), models: slices(parts, maker => maker.model) };
			});
			const whole = none ? new Map<Maker, Totals>() : sum(buckets[0]?.start ?? TODAY, TODAY);
			return {
				zone: ZONE,
				period,
				today: TODAY,
				as_of: asOf(),
				buckets,
				totals: all(whole),
				models: slices(whole, maker => maker.model),
				agents: slices(whole, maker => maker.agent),
				projects: slices(whole, maker => maker.project),
			};
		},
		sources(): Source[] {
			const source = (name: string, label: string, roots: string[]): Source => ({
				name,
				label,
				found: !none,
				roots: roots.map(path => ({ path, found: false })),
				files: 214,
				events: 18_422,
				bad_lines: 0,
				last_read: asOf(),
				notes: [],
				unpriced: [],
				ahead: null,
			});
			return [
				source('claude', 'Claude Code', [`${HOME}/.config/claude/projects`, `${HOME}/.claude/projects`]),
				source('codex', 'Codex CLI', [`${HOME}/.codex/sessions`, `${HOME}/.codex/archived_sessions`]),
				source('openclaw', 'OpenClaw', [`${HOME}/.openclaw`]),
			];
		},
	};
}

function makersOf(scene: Scene): Maker[] {
	const maker = (model: string, agent: string, project: string, price: number | null, weight: number): Maker => ({
		model,
		agent,
		project: project === '' ? '' : `${HOME}/${project}`,
		price,
		weight,
	});
	const usual = [
		maker('claude-opus-4-5-20251101', 'main', 'code/atlas', 1.9, 1),
		maker('gpt-5.2-codex', 'codex', 'code/atlas', 1.1, 0.8),
		maker('claude-sonnet-4-5-20250929', 'reviewer', 'code/billing-api', 0.7, 0.9),
		maker('claude-haiku-4-5', 'explore', 'code/billing-api', 0.2, 1.4),
		maker('gpt-5-mini', 'codex', 'code/site', 0.15, 0.7),
		maker('gemini-3-pro', 'researcher', 'notes', 0.9, 0.35),
		maker('o4-mini', 'codex', 'code/deep/nested/folder/of/some/length/telemetry-pipeline', 0.5, 0.3),
		maker('deepseek-v3.2', 'main', 'code/infra', 0.1, 0.5),
		maker('qwen3-coder', 'main', '', 0.05, 0.4),
	];
	if (scene === 'unpriced')
		return [...usual, maker('my-local-model', 'main', 'code/infra', null, 1.2), maker('acme/secret-9b', 'lab', 'notes', null, 0.2)];
	if (scene !== 'hostile') return usual;
	return [
		maker('<img src=x onerror="document.title=1">', '</script><script>alert(1)</script>', '../../<b>bold</b>', 1, 1),
		maker('${process.env.HOME}', '__proto__', 'constructor', 1, 0.6),
		maker('x'.repeat(10_000), 'y'.repeat(10_000), `z/${'z'.repeat(10_000)}`, 1, 0.5),
		maker('', '', '', 1, 0.3),
		maker('other', 'other', 'other', 1, 0.2),
		maker('\u202Egnp.exe \u0000 line\nbreak', 'tab\tagent', 'a\nb', null, 0.2),
		...Array.from({ length: 30 }, (_, index) => maker(`model-${index}`, `agent-${index}`, `code/p${index}`, 0.3, 0.1 + index / 100)),
	];
}

function call({ price, weight }: Maker, scale: number, random: () => number): Totals {
	const requests = Math.floor(random() * 40 * weight * scale);
	const each = (most: number) => Math.floor(requests * most * (0.5 + random()));
	const counts = { input_tokens: each(900), output_tokens: each(700), cache_read_tokens: each(24_000), cache_write_tokens: each(2600) };
	const size = counts.input_tokens + counts.output_tokens * 5 + counts.cache_read_tokens / 10 + counts.cache_write_tokens * 1.25;
	return {
		requests,
		...counts,
		reasoning_tokens: 0,
		cache_write_1h_tokens: 0,
		cost: price === null ? null : (size * price) / 1e6,
		cost_basis: price === null ? 'unpriced' : 'priced',
		unpriced_requests: price === null ? requests : 0,
		unpriced_tokens: price === null ? counts.input_tokens + counts.output_tokens : 0,
	};
}

const nothing = (): Totals => ({
	requests: 0,
	input_tokens: 0,
	output_tokens: 0,
	reasoning_tokens: 0,
	cache_read_tokens: 0,
	cache_write_tokens: 0,
	cache_write_1h_tokens: 0,
	cost: null,
	cost_basis: 'unpriced',
	unpriced_requests: 0,
	unpriced_tokens: 0,
});

function add(a: Totals, b: Totals): Totals {
	return {
		requests: a.requests + b.requests,
		input_tokens: a.input_tokens + b.input_tokens,
		output_tokens: a.output_tokens + b.output_tokens,
		reasoning_tokens: a.reasoning_tokens + b.reasoning_tokens,
		cache_read_tokens: a.cache_read_tokens + b.cache_read_tokens,
		cache_write_tokens: a.cache_write_tokens + b.cache_write_tokens,
		cache_write_1h_tokens: a.cache_write_1h_tokens + b.cache_write_1h_tokens,
		cost: a.cost === null && b.cost === null ? null : (a.cost ?? 0) + (b.cost ?? 0),
		cost_basis: a.cost_basis === 'priced' || b.cost_basis === 'priced' ? 'priced' : 'unpriced',
		unpriced_requests: a.unpriced_requests + b.unpriced_requests,
		unpriced_tokens: a.unpriced_tokens + b.unpriced_tokens,
	};
}

/** The same row of numbers in 0 … 1 every time. */
function seeded(start: number): () => number {
	let state = start;
	return () => {
		state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
		return state / 4_294_967_296;
	};
}
