// The usage tree: this day, week and month, each by model, agent and project.
import { addDays, weekStart } from '../../base/day';
import type { Dimension, Meter, Slice, Totals } from '../../contract';
import { allTokens, cost, count, counted, dayLabel, tokens } from './format';
import { plain } from './markdown';
import { folderName, shortPath } from './path';
import type { Row } from './row';

export type UsageSpan = 'today' | 'week' | 'month';

/** A span's first and last day, both included. */
export interface SpanDays {
	span: UsageSpan;
	start: string;
	end: string;
}

/** The three ways a span is taken apart, in the order shown. */
export const USAGE_DIMENSIONS = ['model', 'agent', 'project'] as const satisfies readonly Dimension[];
export type UsageDimension = (typeof USAGE_DIMENSIONS)[number];

/** More slices than this are summed up in one last row. */
export const MOST_SLICES = 50;

const SPAN_LABEL: Record<UsageSpan, string> = { today: 'Today', week: 'This Week', month: 'This Month' };
const BY_LABEL: Record<UsageDimension, string> = { model: 'By Model', agent: 'By Agent', project: 'By Project' };
const BY_ICON: Record<UsageDimension, string> = { model: 'chip', agent: 'person', project: 'folder' };

/** The user's own day, week (from Monday) and month, as the hub's meter has them. */
export function spansOf(meter: Meter): SpanDays[] {
	const today = meter.daily.start;
	const monday = weekStart(today);
	return [
		{ span: 'today', start: today, end: today },
		{ span: 'week', start: monday, end: addDays(monday, 6) },
		{ span: 'month', start: meter.monthly.start, end: meter.monthly.end },
	];
}

export function spanRow({ span, start, end }: SpanDays, totals: Totals): Row {
	const days = start === end ? dayLabel(start, { weekday: true }) : `${dayLabel(start)} – ${dayLabel(end)}`;
	return {
		id: span,
		label: SPAN_LABEL[span],
		description: amounts(totals),
		tooltip: `**${SPAN_LABEL[span]}** (${days})\n\n${totalsTable(totals)}`,
		icon: 'calendar',
		open: span === 'today' ? 'expanded' : 'collapsed',
		context: 'span',
		spoken: `${SPAN_LABEL[span]}, ${spoken(totals)}`,
	};
}

export function dimensionRow(span: UsageSpan, by: UsageDimension): Row {
	return {
		id: `${span}/${by}`,
		label: BY_LABEL[by],
		description: '',
		tooltip: '',
		icon: BY_ICON[by],
		open: span === 'today' && by === 'model' ? 'expanded' : 'collapsed',
		context: 'dimension',
		spoken: `${SPAN_LABEL[span]} ${BY_LABEL[by].toLowerCase()}`,
	};
}

/** A row a slice, dearest first as the hub sends them; what is beyond `MOST_SLICES` is counted in a last row. */
export function sliceRows(span: UsageSpan, by: UsageDimension, slices: readonly Slice[], home: string): Row[] {
	const rows = slices.slice(0, MOST_SLICES).map(slice => sliceRow(span, by, slice, home));
	const rest = slices.length - rows.length;
	if (rest > 0) rows.push(quietRow(`${span}/${by}/…`, `${count(rest)} more in the dashboard`));
	if (slices.length === 0) rows.push(quietRow(`${span}/${by}/none`, 'No usage'));
	return rows;
}

function sliceRow(span: UsageSpan, by: UsageDimension, { name, totals }: Slice, home: string): Row {
	const label = by === 'project' ? folderName(name) : name === '' ? `(no ${by})` : name;
	const full = by === 'project' && name !== '' ? shortPath(name, home) : label;
	const unpriced = totals.unpriced_requests > 0;
	return {
		id: `${span}/${by}/${name}`,
		label,
		// Beside a model's name there is room for little; behind dollars, the row above says what is counted.
		description: amounts(totals, { unit: totals.cost === null }),
		tooltip: `**${plain(full, 200)}**\n\n${totalsTable(totals)}`,
		icon: unpriced ? 'question' : BY_ICON[by],
		open: 'leaf',
		context: `${by}${unpriced ? ' unpriced' : ''} copy`,
		copies: name,
		spoken: `${label}, ${spoken(totals)}`,
	};
}

function quietRow(id: string, label: string): Row {
	return { id, label, description: '', tooltip: '', icon: 'blank', open: 'leaf', context: 'quiet', spoken: label };
}

const amounts = (totals: Totals, options?: { unit: boolean }): string =>
	totals.requests === 0 ? 'no usage' : `${cost(totals)} · ${tokens(allTokens(totals), options)}`;

const spoken = (totals: Totals): string =>
	totals.requests === 0
		? 'no usage'
		: `${cost(totals).replace('≥', 'at least').replace('<', 'less than ')}, ${tokens(allTokens(totals))}, ${counted(totals.requests, 'call')}`;

function totalsTable(totals: Totals): string {
	const line = (name: string, text: string) => `| ${name} | ${text} |`;
	const lines = [
		line('Cost', cost(totals)),
		line('Calls', count(totals.requests)),
		line('Input (uncached)', tokens(totals.input_tokens)),
		line('Output', tokens(totals.output_tokens)),
		line('Cache read', tokens(totals.cache_read_tokens)),
		line('Cache write', tokens(totals.cache_write_tokens)),
	];
	if (totals.unpriced_requests > 0) {
		lines.push(line('Without a price', `${counted(totals.unpriced_requests, 'call')}, ${tokens(totals.unpriced_tokens)}`));
	}
	return ['| | |', '|:--|--:|', ...lines].join('\n');
}
