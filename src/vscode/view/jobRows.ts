// The jobs tree: the user's own jobs, what this workspace offers, and the product's own recurring work.
import { parseInstant } from '../../base/clock';
import type { Job, JobRun } from '../../contract';
import { actionWords, codeText } from './actionText';
import { ago, counted, dateTime, money, timeOfDay } from './format';
import { isFailing, jobState, runLook, stateLook } from './jobState';
import { plain } from './markdown';
import { policyWords } from './policyText';
import type { Row } from './row';

export interface JobContext {
	/** ms. */
	now: number;
	/** The user's zone, for times of the past; IANA or ''. */
	zone: string;
	/** The last run of a job that has ended with a result, where it is known. */
	lastRun(job: number): JobRun | undefined;
}

export type JobGroup = 'own' | 'offers' | 'system';

const GROUPS: Record<JobGroup, { label: string; icon: string; open: Row['open'] }> = {
	own: { label: 'My Jobs', icon: 'checklist', open: 'expanded' },
	offers: { label: 'Offered by This Workspace', icon: 'gift', open: 'expanded' },
	system: { label: 'System', icon: 'gear', open: 'collapsed' },
};

const DAY = 86_400_000;

export function groupRow(group: JobGroup, jobs: readonly Job[], offers = 0): Row {
	const { label, icon, open } = GROUPS[group];
	const failing = jobs.filter(isFailing).length;
	const number = group === 'offers' ? counted(offers, 'offer') : counted(jobs.length, 'job');
	const description = failing > 0 ? `${number} · ${failing} failing` : number;
	return {
		id: `jobs/${group}`,
		label,
		description,
		tooltip: '',
		icon,
		open,
		context: `group ${group}`,
		spoken: `${label}, ${description}`,
	};
}

export function jobRow(context: JobContext, job: Job): Row {
	const state = jobState(job);
	const look = stateLook(state);
	const description = jobDescription(context, job);
	return {
		id: `job/${job.id}`,
		label: job.name,
		description,
		tooltip: jobTooltip(context, job),
		icon: look.icon,
		...(look.color ? { color: look.color } : {}),
		open: 'leaf',
		context: [
			'job',
			job.component,
			job.enabled ? 'enabled' : 'disabled',
			job.running === null ? 'idle' : 'active',
			...(job.component === 'system' ? [] : ['deletable']),
			...(isFailing(job) ? ['failing'] : []),
			'copy',
		].join(' '),
		copies: codeText(job.action),
		spoken: `${job.name}, ${look.word}, ${description.replaceAll(' · ', ', ')}`,
	};
}

/** `next in 2 h · last ok 07:00 · $0.12` */
export function jobDescription(context: JobContext, job: Job): string {
	const state = jobState(job);
	const parts: string[] = [];
	if (state === 'running' || state === 'queued') parts.push(stateLook(state).word);
	else if (!job.enabled) parts.push(stateLook(state).word);
	else parts.push(nextText(context, job));
	const last = lastText(context, job);
	if (last !== '') parts.push(last);
	if (job.error_count > 1) parts.push(`${job.error_count} errors in a row`);
	const cost = costOf(context.lastRun(job.id));
	if (cost !== '') parts.push(cost);
	return parts.join(' · ');
}

/** What a run cost: `$0.12`, `~$0.12` where the calls were found by folder and time alone, `unpriced`, `cost unknown` of an agent whose logs are
 * not read; '' where nothing was found. */
export function costOf(run: JobRun | undefined): string {
	const usage = run?.usage;
	if (usage?.certainty === 'unknown') return 'cost unknown';
	if (!usage || usage.certainty === 'none' || usage.requests === 0) return '';
	return usage.cost !== null && usage.certainty === 'likely' ? `~${money(usage.cost)}` : money(usage.cost);
}

/** `in 2 h`, `in 45 s`, `in 3 days`; `now` for what is due. */
export function inTime(left: number): string {
	const seconds = Math.ceil(left / 1000);
	if (seconds <= 0) return 'now';
	if (seconds < 60) return `in ${seconds} s`;
	const minutes = Math.floor(seconds / 60);
	if (minutes < 60) return `in ${minutes} min`;
	const hours = Math.floor(minutes / 60);
	if (hours < 24) return `in ${hours} h${hours < 6 && minutes % 60 > 0 ? ` ${minutes % 60} min` : ''}`;
	return `in ${counted(Math.floor(hours / 24), 'day')}`;
}

/** The zone a job's schedule is in; '' for an interval, which has none. */
export const jobZone = (job: Pick<Job, 'schedule'>): string => (job.schedule.kind === 'interval' ? '' : job.schedule.zone);

function nextText({ now }: JobContext, job: Job): string {
	const next = job.next_run === null ? undefined : parseInstant(job.next_run);
	if (next === undefined) return 'no next time';
	const left = inTime(next - now);
	return left === 'now' ? 'due now' : `next ${left}`;
}

function lastText({ now, zone }: JobContext, job: Job): string {
	const at = job.last_run === null ? undefined : parseInstant(job.last_run);
	if (at === undefined || job.last_status === null || job.last_status === 'running' || job.last_status === 'queued') return '';
	return `last ${runLook(job.last_status).word} ${now - at < DAY / 2 ? timeOfDay(at, zone) : dateTime(at, zone)}`;
}

function jobTooltip(context: JobContext, job: Job): string {
	const { now, zone } = context;
	const state = jobState(job);
	const own = jobZone(job);
	const next = job.next_run === null ? undefined : parseInstant(job.next_run);
	const last = job.last_run === null ? undefined : parseInstant(job.last_run);
	const lines: [string, string][] = [
		['Status', stateLook(state).word],
		['When', own === '' || job.words.includes(own) ? job.words : `${job.words} (${own})`],
	];
	if (job.enabled && next !== undefined) lines.push(['Next', `${dateTime(next, own || zone)}, ${inTime(next - now)}`]);
	if (last !== undefined && job.last_status !== null) {
		lines.push(['Last', `${runLook(job.last_status).word}, ${dateTime(last, zone)} (${ago(now - last)})`]);
	}
	const cost = costOf(context.lastRun(job.id));
	if (cost !== '') lines.push(['Last cost', cost]);
	if (job.monthly_cost !== null) lines.push(['A month', `about ${money(job.monthly_cost)}`]);
	lines.push(['Does', actionWords(job.action)], ...policyWords(job.policies));
	const table = ['| | |', '|:--|:--|', ...lines.map(([name, text]) => `| ${name} | ${plain(text, 300)} |`)].join('\n');
	const parts = [`**${plain(job.name, 200)}**`, table];
	if (job.disabled_reason !== null) parts.push(`Paused: ${plain(job.disabled_reason, 400)}`);
	if (job.last_result !== null && job.last_result !== '') parts.push(`Last: ${plain(job.last_result, 400)}`);
	return parts.join('\n\n');
}
