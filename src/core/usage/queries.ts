// What people ask about usage, from the roll-up: by model, by agent, row by row, and everything a chart shows.
import { type Clock, isoInstant } from '../../base/clock';
import { addDays, addMonths, dayIn, isDay, monthEnd, monthOf, monthStart, weekStart } from '../../base/day';
import { AppError } from '../../base/errors';
import type { AgentUsageRow, ApiUsageRow, Dimension, Overview, Period, Slice, Totals, UsageRow } from '../../contract/usage';
import type { Store } from '../../storage/store';
import { type Cell, hasUsage, type NamedTable, readCells, readLastRead, readNames, readVersion } from './cellStore';
import { addCell, basisOf, costOf, countsOf, dollars, Groups, noSums, slicesOf, totalsOf } from './sums';

/** First and last day, both included, each open where absent. */
export interface Range {
	start?: string | undefined;
	end?: string | undefined;
}

/** All throw AppError BAD_INPUT for a day that does not exist and for a range that ends before it starts. */
export interface Usage {
	/** Per model and day, week (`usage_date` is its Monday) or month (`YYYY-MM`); oldest first, then by model. */
	byModel(range: Range, period: Period): ApiUsageRow[];
	/** Per agent, day and model, with the four parts of the cost. */
	byAgent(range: Range): AgentUsageRow[];
	/** The finest the roll-up keeps; oldest first. */
	rows(range: Range): UsageRow[];
	/** The last `count` days, weeks or months, the present one up to today. */
	overview(period: Period, count: number): Overview;
	breakdown(range: Range, by: Dimension): { totals: Totals; slices: Slice[] };
	/** True where nothing was ever recorded. */
	isEmpty(): boolean;
	/** When the figures were last read from the logs, ISO 8601; null before the first time, and until that is done. */
	asOf(): string | null;
}

export interface UsageParts {
	store: Pick<Store, 'get' | 'all'>;
	clock: Pick<Clock, 'now'>;
	/** The user's zone now. */
	zone: () => string;
	/** When the logs were last looked through, ms, whether or not anything was new; 0 for never. */
	scannedAt?: () => number;
	/** True while logs are read. */
	reading?: () => boolean;
}

export function createUsage({ store, clock, zone, scannedAt = () => 0, reading = () => false }: UsageParts): Usage {
	const nameOf = createNameLookup(store);
	let kept: { key: string; cells: Cell[] } | undefined;

	/** The last answer is kept: a dashboard asks for one range in several ways. */
	function cellsOf(start: string, end: string): Cell[] {
		const key = `${readVersion(store)} ${start} ${end}`;
		if (kept?.key !== key) kept = { key, cells: readCells(store, start, end) };
		return kept.cells;
	}

	function cellsIn(range: Range): Cell[] {
		const { start, end } = checked(range);
		return cellsOf(start, end);
	}

	/** Until the logs have been read to their end once, what is there of them are no figures yet. */
	let begun = hasUsage(store);
	function asOf(): string | null {
		if (!begun && reading()) return null;
		const at = Math.max(scannedAt(), readLastRead(store));
		begun ||= at > 0;
		return at > 0 ? isoInstant(at) : null;
	}

	return {
		asOf,
		isEmpty: () => !hasUsage(store),
		byModel(range, period) {
			const groups = new Groups<string>();
			const start = startOf(period);
			for (const cell of cellsIn(range)) groups.add(`${start(cell[0])} ${cell[3]}`, cell);
			const rows = Array.from(groups.entries(), ([key, sums]): ApiUsageRow => {
				const [date = '', model] = key.split(' ');
				const { requests, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens } = countsOf(sums);
				return {
					usage_date: period === 'monthly' ? monthOf(date) : date,
					model: nameOf('models', Number(model)),
					requests,
					tokens_in: input_tokens,
					tokens_out: output_tokens,
					cache_read_tokens,
					cache_write_tokens,
					cost: costOf(sums),
					unpriced_requests: sums.unpricedRequests,
				};
			});
			return rows.sort((a, b) => compare(a.usage_date, b.usage_date) || compare(a.model, b.model));
		},
		byAgent(range) {
			const groups = new Groups<string>();
			const models = new Map<string, Set<string>>();
			for (const cell of cellsIn(range)) {
				const key = `${cell[0]} ${cell[4]}`;
				groups.add(key, cell);
				const names = models.get(key) ?? new Set();
				models.set(key, names.add(nameOf('models', cell[3])));
			}
			const rows = Array.from(groups.entries(), ([key, sums]): AgentUsageRow => {
				const [date = '', agent] = key.split(' ');
				const { requests, input_tokens, output_tokens, cache_read_tokens, cache_write_tokens } = countsOf(sums);
				return {
					agent_id: nameOf('agents', Number(agent)),
					date,
					model: [...(models.get(key) ?? [])].sort(compare).join(', '),
					input_tokens,
					output_tokens,
					cache_read_tokens,
					cache_write_tokens,
					input_cost: dollars(sums.inputCost),
					output_cost: dollars(sums.outputCost),
					cache_read_cost: dollars(sums.cacheReadCost),
					cache_write_cost: dollars(sums.cacheWriteCost),
					total_cost: costOf(sums),
					message_count: requests,
				};
			});
			return rows.sort((a, b) => compare(a.date, b.date) || compare(a.agent_id, b.agent_id));
		},
		rows(range) {
			const groups = new Groups<string>();
			for (const cell of cellsIn(range)) groups.add(cell.slice(0, 6).join(' '), cell);
			const rows = Array.from(groups.entries(), ([key, sums]): UsageRow => {
				const [day = '', source, provider, model, agent, project] = key.split(' ');
				return {
					day,
					source: nameOf('sources', Number(source)),
					provider: nameOf('providers', Number(provider)),
					model: nameOf('models', Number(model)),
					agent: nameOf('agents', Number(agent)),
					project: nameOf('projects', Number(project)),
					...countsOf(sums),
					cost: costOf(sums),
					cost_basis: basisOf(sums),
				};
			});
			const order = ['day', 'source', 'provider', 'model', 'agent', 'project'] as const;
			return rows.sort((a, b) => order.reduce((found, name) => found || compare(a[name], b[name]), 0));
		},
		overview(period, count) {
			const today = dayIn(zone())(clock.now());
			const columns = columnsOf(period, count, today);
			const [first, last] = [columns[0], columns.at(-1)];
			// Up to today: what a log dates ahead of the clock is of no day yet.
			const cells = first && last ? cellsOf(first.start, today) : [];
			const start = startOf(period);
			const all = noSums();
			const byColumn = new Map(columns.map(column => [column.start, { sums: noSums(), models: new Groups<number>() }]));
			const [models, agents, projects] = [new Groups<number>(), new Groups<number>(), new Groups<number>()];
			for (const cell of cells) {
				const column = byColumn.get(start(cell[0]));
				if (!column) continue;
				addCell(column.sums, cell);
				column.models.add(cell[3], cell);
				addCell(all, cell);
				models.add(cell[3], cell);
				agents.add(cell[4], cell);
				projects.add(cell[5], cell);
			}
			const modelName = (id: number) => nameOf('models', id);
			return {
				zone: zone(),
				period,
				today,
				as_of: asOf(),
				buckets: columns.map(column => {
					const found = byColumn.get(column.start);
					return {
						...column,
						totals: totalsOf(found?.sums ?? noSums()),
						models: found ? slicesOf(found.models, modelName) : [],
					};
				}),
				totals: totalsOf(all),
				models: slicesOf(models, modelName),
				agents: slicesOf(agents, id => nameOf('agents', id)),
				projects: slicesOf(projects, id => nameOf('projects', id)),
			};
		},
		breakdown(range, by) {
			const { column, table } = DIMENSIONS[by];
			const all = noSums();
			const groups = new Groups<number>();
			for (const cell of cellsIn(range)) {
				addCell(all, cell);
				groups.add(cell[column], cell);
			}
			return { totals: totalsOf(all), slices: slicesOf(groups, id => nameOf(table, id)) };
		},
	};
}

const DIMENSIONS = {
	source: { column: 1, table: 'sources' },
	model: { column: 3, table: 'models' },
	agent: { column: 4, table: 'agents' },
	project: { column: 5, table: 'projects' },
} as const satisfies Record<Dimension, { column: number; table: NamedTable }>;

/** Names by number. They are never changed or removed, so a table is read again only for a number it did not have. */
function createNameLookup(store: UsageParts['store']): (table: NamedTable, id: number) => string {
	const tables = new Map<NamedTable, Map<number, string>>();
	return (table, id) => {
		const known = tables.get(table)?.get(id);
		if (known !== undefined) return known;
		const names = readNames(store, table);
		tables.set(table, names);
		return names.get(id) ?? '';
	};
}

/** Days are text, so the open ends are the least and the greatest text a day can be. */
function checked({ start, end }: Range): { start: string; end: string } {
	for (const [name, day] of [
		['first', start],
		['last', end],
	] as const) {
		if (day !== undefined && !isDay(day))
			throw new AppError('BAD_INPUT', `The ${name} day, "${day}", does not exist; write it YYYY-MM-DD.`);
	}
	if (start !== undefined && end !== undefined && start > end) {
		throw new AppError('BAD_INPUT', `The range starts on ${start}, after its last day ${end}; swap the two.`);
	}
	return { start: start ?? '0000-01-01', end: end ?? '9999-12-31' };
}

/** The first day of the period a day is in; remembers the last day's, for days come in order. */
function startOf(period: Period): (day: string) => string {
	if (period === 'daily') return day => day;
	const start = period === 'weekly' ? weekStart : monthStart;
	let last = '';
	let found = '';
	return day => {
		if (day !== last) {
			last = day;
			found = start(day);
		}
		return found;
	};
}

function columnsOf(period: Period, count: number, today: string): { start: string; end: string }[] {
	return Array.from({ length: count }, (_, i) => {
		const back = i - count + 1;
		if (period === 'daily') return { start: addDays(today, back), end: addDays(today, back) };
		if (period === 'weekly') {
			const start = addDays(weekStart(today), 7 * back);
			return { start, end: addDays(start, 6) };
		}
		const start = addMonths(today, back);
		return { start, end: monthEnd(start) };
	});
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
