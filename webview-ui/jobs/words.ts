// What a card and a row of a history say: pure words, so that they can be tested without a browser.
import { parseInstant } from '../../src/base/clock';
import type { Job, JobRun } from '../../src/contract';
import { actionWords } from '../../src/vscode/view/actionText';
import { ago, counted, dateTime, money, timeOfDay, tokens } from '../../src/vscode/view/format';
import { costOf, inTime } from '../../src/vscode/view/jobRows';
import { isFailing, jobState, REASON_WORDS, runLook, stateLook } from '../../src/vscode/view/jobState';
import { tookText } from '../../src/vscode/view/runRows';
import { shownName } from '../parts/name';

const DAY = 86_400_000;

/** Errors in a row from which a card has a banner. */
export const BANNER_FROM = 3;

export interface Moment {
	/** ms. */
	now: number;
	/** The user's zone, for times of the past. */
	zone: string;
}

export const jobName = (job: Pick<Job, 'name' | 'id'>): string => shownName(job.name, `Job ${job.id}`);

/** `in 2 h` and `Nov 21, 09:00`, the clock time in the zone of the schedule. */
export function nextWords({ next_run, enabled, running, schedule }: Job, { now, zone }: Moment): { relative: string; exact: string } {
	const at = next_run === null ? undefined : parseInstant(next_run);
	if (!enabled) return { relative: 'not planned', exact: '' };
	if (at === undefined) return { relative: running === null ? 'no next time' : 'none after this run', exact: '' };
	const own = schedule.kind === 'interval' || schedule.zone === '' ? zone : schedule.zone;
	const foreign = own !== zone && own !== '' ? ` (${own})` : '';
	return { relative: at <= now ? 'due now' : inTime(at - now), exact: `${momentText(at, { now, zone: own })}${foreign}` };
}

/** What the last run came to: `ok`, `3 h ago`, `2 min 5 s`, `$0.12`; undefined where it never ran. */
export function lastWords(
	{ last_run, last_status }: Job,
	run: JobRun | undefined,
	{ now, zone }: Moment,
): { word: string; age: string; exact: string; took: string; cost: string } | undefined {
	const over = run !== undefined && (last_status === 'running' || last_status === 'queued' || last_status === null);
	const status = over ? run.status : last_status;
	const at = parseInstant((over ? (run.started_at ?? run.slot) : last_run) ?? '');
	if (status === null || status === 'running' || status === 'queued' || at === undefined) return undefined;
	const same = run !== undefined && run.status === status;
	return {
		word: runLook(status).word,
		age: ago(now - at),
		exact: dateTime(at, zone),
		took: same ? tookText(run) : '',
		cost: same ? costWords(run) : '',
	};
}

/** `about $3.60 a month` at the mean of the last runs; '' where nobody knows. */
export const monthWords = ({ monthly_cost }: Job): string => (monthly_cost === null ? '' : `about ${money(monthly_cost)} a month`);

/** What failed, how often, and what becomes of it; undefined below three errors. */
export function bannerOf(job: Job): { title: string; text: string } | undefined {
	if (!job.enabled && job.disabled_reason !== null)
		return { title: /^paused/i.test(job.disabled_reason) ? '' : 'Paused.', text: shownName(job.disabled_reason, '') };
	if (job.error_count < BANNER_FROM) return undefined;
	const { disableAfter } = job.policies;
	const rest = job.enabled && disableAfter > job.error_count ? ` It is paused after ${disableAfter}.` : '';
	return { title: `${counted(job.error_count, 'error')} in a row.${rest}`, text: shownName(job.last_result ?? '', '') };
}

/** `running for 12 s` */
export function runningWords(run: JobRun | undefined, now: number): string {
	if (run?.status === 'queued') return 'waits for its turn';
	const from = run?.started_at == null ? undefined : parseInstant(run.started_at);
	if (from === undefined) return 'running';
	const seconds = Math.max(0, Math.floor((now - from) / 1000));
	if (seconds < 60) return `running for ${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	return `running for ${minutes < 60 ? `${minutes} min ${seconds % 60} s` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`}`;
}

export interface RunWords {
	/** `Nov 21, 03:00`; of a folded row `Nov 21, 03:00 – 07:00`. */
	time: string;
	/** `skipped 12 times` */
	what: string;
	/** Why, or what it came to. */
	why: string;
	took: string;
	cost: string;
}

/** A history's row. */
export function runWords(run: JobRun, { now, zone }: Moment): RunWords {
	const at = startOf(run);
	const until = run.until === null ? undefined : parseInstant(run.until);
	const time = at === undefined ? 'not started' : spanText(at, until, { now, zone });
	const { word } = runLook(run.status);
	const what = run.count > 1 ? `${word} ${counted(run.count, 'time')}` : word;
	const reason = run.reason === null ? '' : REASON_WORDS[run.reason];
	const summary = shownName(run.summary, '').replace(/\.$/, '');
	const code =
		run.exit_code !== null && run.exit_code !== 0 && !summary.includes(String(run.exit_code)) ? `exit code ${run.exit_code}` : '';
	const why =
		run.status === 'skipped' || run.status === 'missed' ? reason || summary : [summary, code].filter(part => part !== '').join(', ');
	const took = tookText(run);
	const cost = costWords(run);
	return { time, what, why, took, cost };
}

const TRIGGER_WORDS: Record<JobRun['trigger'], string> = {
	schedule: 'by its schedule',
	manual: 'by hand',
	'catch-up': 'caught up after it was missed',
	retry: 'again, after a crash cut it off',
};

/** Everything else about a run, name by name. */
export function runDetails(run: JobRun, zone: string): [string, string][] {
	const exact = (text: string | null) => {
		const at = text === null ? undefined : parseInstant(text);
		return at === undefined ? '' : dateTime(at, zone);
	};
	const { usage } = run;
	const found = usage !== null && usage.requests > 0;
	const lines: [string, string][] = [
		['Started', TRIGGER_WORDS[run.trigger]],
		['Planned', exact(run.slot) + (run.until === null ? '' : ` to ${exact(run.until)}`)],
		['Began', exact(run.started_at)],
		['Ended', exact(run.finished_at)],
		['Reason', run.reason === null ? '' : REASON_WORDS[run.reason]],
		['Exit code', run.exit_code === null ? '' : String(run.exit_code)],
		['Used', found ? `${counted(usage.requests, 'call')}, ${tokens(usage.tokens)}, ${money(usage.cost)}` : usedOtherwise(usage)],
		['Known', found ? (usage.certainty === 'exact' ? 'by the session' : 'likely: by folder and time alone') : ''],
		['Result', shownName(run.summary, '')],
	];
	return lines.filter(([, text]) => text !== '');
}

function usedOtherwise(usage: JobRun['usage']): string {
	if (usage?.certainty === 'none') return 'no model call was found in the logs';
	return usage?.certainty === 'unknown' ? 'not known: the logs of this agent are not read' : '';
}

/** The last run of each job that came to a result. */
export function lastRuns(runs: Iterable<JobRun>): Map<number, JobRun> {
	const last = new Map<number, JobRun>();
	for (const run of runs) {
		if (['queued', 'running', 'skipped', 'missed'].includes(run.status)) continue;
		if ((last.get(run.job_id)?.id ?? -1) < run.id) last.set(run.job_id, run);
	}
	return last;
}

export interface JobGroups {
	own: Job[];
	system: Job[];
	/** Of the user's own, before the filter. */
	all: number;
	failing: number;
}

/** The user's jobs and the product's own, by name; `filter` is what must stand in name, state, schedule or action. */
export function groupJobs(jobs: readonly Job[], filter: string): JobGroups {
	const sorted = [...jobs].sort((a, b) => NAMES.compare(a.name, b.name) || a.id - b.id);
	const own = sorted.filter(({ component }) => component !== 'system');
	const words = filter
		.toLowerCase()
		.split(/\s+/)
		.filter(word => word !== '');
	return {
		own: words.length === 0 ? own : own.filter(job => words.every(word => searched(job).includes(word))),
		system: sorted.filter(({ component }) => component === 'system'),
		all: own.length,
		failing: own.filter(isFailing).length,
	};
}

/** As people sort: `Report 9` before `Report 10`, whatever the case. */
const NAMES = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });

const searched = (job: Job): string =>
	[job.name, stateLook(jobState(job)).word, job.words, actionWords(job.action), job.enabled ? 'enabled' : 'disabled']
		.join('\n')
		.toLowerCase();

/** ms; when it began, or was to begin. */
export const startOf = ({ started_at, slot, finished_at }: JobRun): number | undefined =>
	parseInstant(started_at ?? slot ?? finished_at ?? '');

/** `$0.12`, `likely $0.12`; '' where nothing was used. */
export const costWords = (run: JobRun): string => costOf(run).replace('~', 'likely ');

/** A time near enough for today has no date. */
export function momentText(at: number, { now, zone }: Moment): string {
	return Math.abs(now - at) < DAY / 2 && dateTime(at, zone).split(',')[0] === dateTime(now, zone).split(',')[0]
		? `today, ${timeOfDay(at, zone)}`
		: dateTime(at, zone);
}

/** `Nov 21, 03:00 – 07:00`, `Nov 20, 23:00 – Nov 21, 07:00`. */
export function spanText(from: number, until: number | undefined, { zone }: Moment): string {
	const start = dateTime(from, zone);
	if (until === undefined || until <= from) return start;
	const end = dateTime(until, zone);
	return `${start} – ${start.split(',')[0] === end.split(',')[0] ? timeOfDay(until, zone) : end}`;
}
