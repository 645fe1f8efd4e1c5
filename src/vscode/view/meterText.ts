// The status bar meter: what it says, in which colour, what its hover tells and what a screen reader reads.
import type { BudgetPeriod, Meter, PeriodMeter, ScanProgress, StoreStatus } from '../../contract';
import { allTokens, cost, counted, dayLabel, money, percent, tokens } from './format';
import { freshness, type HubWord } from './freshness';
import { type BudgetChoice, chosenBudget, levelLook } from './level';
import { plain } from './markdown';
import { type StoreNews, storeNews } from './storeText';

export interface MeterState {
	/** The last one known, from the hub or from the last session; undefined where there never was one. */
	meter: Meter | undefined;
	hub: HubWord;
	/** Why the hub does not answer, in a sentence; '' where there is nothing to say. */
	problem: string;
	progress: ScanProgress | undefined;
	/** How the store is right now; undefined while no hub says so. */
	store?: StoreStatus | undefined;
	/** ms. */
	now: number;
	/** The meter's day or month is over, so what it says about it is no statement about the one that runs now. */
	over: Readonly<Record<BudgetPeriod, boolean>>;
	choice: BudgetChoice;
}

export interface MeterLook {
	text: string;
	background: 'warning' | 'error' | undefined;
	/** Markdown with theme icons and the commands of `TOOLTIP_COMMANDS`; every name in it is escaped. */
	tooltip: string;
	/** For screen readers, who would otherwise hear the icons' names. */
	label: string;
}

/** The only commands a hover may run. */
export const TOOLTIP_COMMANDS = [
	'missionControl.openDashboard',
	'missionControl.setDailyBudget',
	'missionControl.setMonthlyBudget',
	'missionControl.checkStore',
	'missionControl.showSources',
] as const;

const NAME = 'Mission Control';
/** Hovers set table cells without room between them. */
const GAP = '&ensp;';

export function meterLook(state: MeterState): MeterLook {
	const { meter, hub } = state;
	if (meter === undefined) return withoutFigures(state);
	if (hub === 'live' && meter.as_of === null) return firstReading(state);
	const { period, budget } = chosenBudget(meter, state.choice);
	const over = hub !== 'live' && state.over[period];
	const look = levelLook(budget);
	// A level outranks it; the hover says both.
	const liveIcon = meter.notice !== undefined && look.background === undefined ? 'lock' : look.icon;
	const amounts = over ? withLimit('–', budget) : withLimit(used(budget), budget);
	return {
		text: `$(${hub === 'live' ? liveIcon : 'history'}) ${amounts}`,
		background: hub === 'live' ? look.background : undefined, // a colour is a claim about now
		tooltip: tooltip(state, meter),
		label: label(state, period, budget, over),
	};
}

/** How much of the first reading is done, whole percent by bytes; 0 where nothing is known yet. */
export function readPercent(progress: ScanProgress | undefined): number {
	if (progress === undefined || progress.bytes_total <= 0) return 0;
	return Math.min(100, Math.floor((progress.bytes_done / progress.bytes_total) * 100));
}

function withoutFigures({ hub, problem }: MeterState): MeterLook {
	const sentence = hub === 'gone' ? `The hub does not answer. ${problem}`.trim() : 'Waiting for the hub';
	return {
		text: `$(${hub === 'gone' ? 'debug-disconnect' : 'sync~spin'}) ${NAME}`,
		background: undefined,
		tooltip: `**${NAME}**\n\n${hub === 'gone' ? plain(sentence, 400) : sentence}`,
		label: `${NAME}: ${sentence}`,
	};
}

function firstReading({ progress }: MeterState): MeterLook {
	const done = percent(readPercent(progress));
	const files = progress === undefined || progress.files_total === 0 ? '' : `, ${counted(progress.files_total, 'file')}`;
	return {
		text: `$(sync~spin) Reading logs ${done}`,
		background: undefined,
		tooltip: `**${NAME}**\n\nReading the agents' logs for the first time: ${done}${files}. The next start only reads what is new.`,
		label: `${NAME}: reading logs for the first time, ${done} done`,
	};
}

function tooltip(state: MeterState, meter: Meter): string {
	const parts = [budgetTable(meter)];
	const today = state.hub === 'live' || !state.over.daily ? 'today' : `on ${dayLabel(meter.daily.end)}`;
	if (meter.daily.models.length > 0) parts.push(modelTable(meter.daily, today));
	else if (!meter.any_source) parts.push('No logs of Claude Code, Codex or OpenClaw were found on this machine.');
	const unpriced = Math.max(meter.daily.unpriced_requests, meter.monthly.unpriced_requests);
	if (unpriced > 0) {
		parts.push(`$(info) ${counted(unpriced, 'call')} without a price this month: amounts marked ≥ are lower bounds.`);
	}
	const [dashboard, daily, monthly, check, sources] = TOOLTIP_COMMANDS;
	if (state.hub === 'live' && meter.unread !== undefined) {
		const what = `${counted(meter.unread, 'file')} of logs could not be read`;
		parts.push(`$(warning) ${what}, so amounts may be too low. [Show Sources](command:${sources})`);
	}
	const words = freshness(meter.as_of, { now: state.now, zone: meter.zone, hub: state.hub });
	const reading = meter.scanning && state.hub === 'live' ? ', reading logs now' : '';
	parts.push(`$(${state.hub === 'live' ? 'clock' : 'history'}) ${capital(words)}${reading}`);
	if (state.hub === 'live' && meter.notice !== undefined) parts.push(`$(lock) ${plain(meter.notice, 400)}`);
	if (state.hub === 'gone' && state.problem !== '') parts.push(plain(state.problem, 400));
	const news = newsOf(state, meter);
	if (news !== undefined) {
		const sentences = news.sentences.slice(0, 3).map(sentence => plain(sentence, 600));
		// The first of them is the notice, which stands there already.
		const said = meter.notice === undefined ? [`${news.text}.`, ...sentences] : sentences.slice(1);
		parts.push([`$(${news.icon})`, ...said, `[Check Store](command:${check})`].join(' '));
	}
	parts.push(`[Open Dashboard](command:${dashboard}) · [Set Daily Budget](command:${daily}) · [Set Monthly Budget](command:${monthly})`);
	return parts.join('\n\n');
}

const newsOf = ({ hub, store, now }: MeterState, { zone }: Meter): StoreNews | undefined =>
	hub === 'live' && store !== undefined ? storeNews(store, { now, zone }) : undefined;

function budgetTable(meter: Meter): string {
	const row = (name: string, budget: PeriodMeter) =>
		budget.limit > 0
			? `| ${name} | ${GAP}${used(budget)} | of ${money(budget.limit)} | ${GAP}${percent(budget.percent, meter.thresholds)} | ${GAP}${left(budget)} |`
			: `| ${name} | ${GAP}${used(budget)} | no limit | | |`;
	return [`| ${NAME} | | | | |`, '|:--|--:|:--|--:|:--|', row('Daily budget', meter.daily), row('Monthly budget', meter.monthly)].join(
		'\n',
	);
}

function modelTable(daily: PeriodMeter, when: string): string {
	const rows = daily.models.map(
		({ name, totals }) => `| ${plain(name, 48)} | ${GAP}${cost(totals)} | ${GAP}${tokens(allTokens(totals))} |`,
	);
	return [`| Top models ${when} | | |`, '|:--|--:|--:|', ...rows].join('\n');
}

function left(budget: PeriodMeter): string {
	const rest = budget.limit - budget.used;
	const unsure = budget.unpriced_requests > 0;
	return rest >= 0 ? `${unsure ? 'at most ' : ''}${money(rest)} left` : `${unsure ? 'at least ' : ''}${money(-rest)} over`;
}

function label(state: MeterState, period: BudgetPeriod, budget: PeriodMeter, over: boolean): string {
	const name = `${NAME}: ${period} budget`;
	const amount =
		budget.limit > 0
			? `${used(budget)} of ${money(budget.limit)}, ${percent(budget.percent, state.meter?.thresholds)} used`
			: `${used(budget)} used, no limit`;
	const words = freshness(state.meter?.as_of ?? null, { now: state.now, zone: state.meter?.zone ?? '', hub: state.hub });
	if (over) return `${name}: nothing known for ${period === 'daily' ? 'today' : 'this month'}, ${words}`;
	const warning = state.hub === 'live' ? levelLook(budget).spoken : '';
	const news = state.meter && newsOf(state, state.meter);
	const unsaved = news?.icon === 'warning' ? news.text : '';
	return [`${name} ${amount}`, warning, state.hub === 'live' ? (state.meter?.notice ?? unsaved) : words]
		.filter(part => part !== '')
		.join(', ')
		.replace('≥', 'at least');
}

const used = (budget: PeriodMeter): string => money(budget.used, { lowerBound: budget.unpriced_requests > 0 });

const withLimit = (amount: string, budget: PeriodMeter): string => (budget.limit > 0 ? `${amount} / ${money(budget.limit)}` : amount);

const capital = (text: string): string => text.slice(0, 1).toUpperCase() + text.slice(1);
