// The usage table of the terminal: a line a day, tool and model, and the sum.
import type { Slice, Source, Totals, UsageRow } from '../../contract';
import { type Column, cut, table, wrap } from './table';
import { plain, type Words } from './words';

type Figures = Omit<UsageRow, 'day' | 'source' | 'provider' | 'model' | 'agent' | 'project' | 'cost' | 'cost_basis'> & {
	cost: number | null;
	unpriced_requests: number;
};
interface Line extends Figures {
	day: string;
	source: string;
	model: string;
}

/** From this width on there is room for each kind of token. */
const WIDE = 116;

/** Models without a price that are named; the others are counted. */
const NAMED = 5;
/** Cells of a model's name in a sentence. */
const LONGEST_NAME = 40;

export interface Usage {
	/** Of one range, in any order. */
	rows: readonly UsageRow[];
	/** The same range by model. */
	breakdown: { totals: Totals; slices: readonly Slice[] };
	sources: readonly Source[];
	/** The range has a first or a last day. */
	ranged: boolean;
}

/** Lines to print. */
export function usageReport({ rows, breakdown, sources, ranged }: Usage, words: Words, width: number): string[] {
	if (rows.length === 0) return [...nothing(sources, ranged), ...notRead(sources, words).flatMap(text => wrap(text, width))];
	const lines = sumUp(rows, row => `${row.day}\n${row.source}\n${row.model}`);
	const labels = new Map(sources.map(source => [source.name, source.label]));
	const wide = width >= WIDE;
	const columns: Column[] = [
		{ title: 'Day', align: 'left' },
		...(wide ? [{ title: 'Tool', align: 'left' as const, shrink: true }] : []),
		{ title: 'Model', align: 'left', shrink: true },
		...(wide
			? ['Requests', 'Input', 'Output', 'Cache read', 'Cache write', 'Cost'].map(title => ({ title, align: 'right' as const }))
			: ['Requests', 'Tokens', 'Cost'].map(title => ({ title, align: 'right' as const }))),
	];
	const figures = (line: Figures) => [
		words.count(line.requests),
		...(wide
			? [line.input_tokens, line.output_tokens, line.cache_read_tokens, line.cache_write_tokens]
			: [line.input_tokens + line.output_tokens + line.cache_read_tokens + line.cache_write_tokens]
		).map(words.count),
		words.cost({ ...line, cost_basis: line.cost === null ? 'unpriced' : 'mixed' }),
	];
	let day = '';
	const body = lines.map(line => {
		const shown = line.day === day ? '' : line.day;
		day = line.day;
		return [shown, ...(wide ? [plain(labels.get(line.source) ?? line.source)] : []), plain(line.model), ...figures(line)];
	});
	const sum = ['Total', ...(wide ? [''] : []), '', ...figures(breakdown.totals)];
	return [
		...table(columns, [...body, undefined, sum], width),
		...remarks(breakdown.slices, sources, words).flatMap(text => ['', ...wrap(text, width)]),
	];
}

/** One object per row and line, as `--json` prints them. */
export function usageJson(rows: readonly UsageRow[]): string {
	const ordered = rows.map(row => ({
		day: row.day,
		source: row.source,
		provider: row.provider,
		model: row.model,
		agent: row.agent,
		project: row.project,
		requests: row.requests,
		input_tokens: row.input_tokens,
		output_tokens: row.output_tokens,
		reasoning_tokens: row.reasoning_tokens,
		cache_read_tokens: row.cache_read_tokens,
		cache_write_tokens: row.cache_write_tokens,
		cache_write_1h_tokens: row.cache_write_1h_tokens,
		cost: row.cost,
		cost_basis: row.cost_basis,
	}));
	return ordered.length === 0 ? '[]\n' : `[\n${ordered.map(row => JSON.stringify(row)).join(',\n')}\n]\n`;
}

function nothing(sources: readonly Source[], ranged: boolean): string[] {
	const looked = sources.flatMap(source =>
		source.roots.map(root => `  ${source.label}: ${plain(root.path)}${root.found ? '' : ' (not there)'}`),
	);
	return [
		`No usage found${ranged ? ' in this range' : ''}. Looked for the logs of:`,
		...looked,
		`Another place: --home DIR.${ranged ? ' Another range: --since DAY, --until DAY.' : ''}`,
	];
}

/** Files that could not be read, in a sentence: how many, and why the first could not. Nothing where all could. */
export function notRead(sources: readonly Source[], words: Words): string[] {
	const files = sources.flatMap(({ notes }) => notes.filter(({ note }) => note !== ''));
	const [first] = files;
	if (!first) return [];
	const many = files.length === 1 ? 'A file of logs' : words.counted(files.length, 'file');
	return [`${many} could not be read, so sums may be too low: ${plain(first.path)}: ${plain(first.note)}`];
}

function remarks(models: readonly Slice[], sources: readonly Source[], words: Words): string[] {
	const unpriced = models
		.filter(({ totals }) => totals.unpriced_requests > 0)
		.sort((a, b) => b.totals.unpriced_requests - a.totals.unpriced_requests);
	const names = unpriced
		.slice(0, NAMED)
		.map(({ name, totals }) => `${cut(plain(name), LONGEST_NAME)} (${words.counted(totals.unpriced_requests, 'request')})`);
	const more = unpriced.length - names.length;
	const bad = sources.filter(source => source.bad_lines > 0).map(source => `${source.label}: ${words.count(source.bad_lines)}`);
	const ahead = sources.flatMap(({ label, ahead: of }) => (of ? [`${label}: ${words.count(of.requests)}, up to ${of.last_day}`] : []));
	return [
		...(names.length > 0
			? [`No price is known for: ${names.join(', ')}${more > 0 ? `, and ${words.counted(more, 'more model')}` : ''}. Sums leave them out.`]
			: []),
		...notRead(sources, words),
		...(bad.length > 0 ? [`Lines that could not be read: ${bad.join(', ')}.`] : []),
		...(ahead.length > 0 ? [`Requests dated later than tomorrow, in no budget before their day: ${ahead.join('; ')}.`] : []),
	];
}

function sumUp(rows: readonly UsageRow[], keyOf: (row: UsageRow) => string): Line[] {
	const sums = new Map<string, Line>();
	for (const row of rows) {
		const key = keyOf(row);
		const unpriced = row.cost_basis === 'unpriced' ? row.requests : 0;
		const sum = sums.get(key);
		if (!sum) {
			sums.set(key, { ...row, unpriced_requests: unpriced });
			continue;
		}
		sum.requests += row.requests;
		sum.input_tokens += row.input_tokens;
		sum.output_tokens += row.output_tokens;
		sum.reasoning_tokens += row.reasoning_tokens;
		sum.cache_read_tokens += row.cache_read_tokens;
		sum.cache_write_tokens += row.cache_write_tokens;
		sum.cache_write_1h_tokens += row.cache_write_1h_tokens;
		sum.cost = row.cost === null ? sum.cost : (sum.cost ?? 0) + row.cost;
		sum.unpriced_requests += unpriced;
	}
	return [...sums.values()].sort(
		(a, b) => compare(a.day, b.day) || (b.cost ?? -1) - (a.cost ?? -1) || compare(a.model, b.model) || compare(a.source, b.source),
	);
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
