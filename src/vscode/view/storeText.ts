// The store for people: one line for the meter's hover, a row for the tree, a backup to choose, and what a restore will do.
import { parseInstant } from '../../base/clock';
import type { Backup, StoreContents, StoreStatus } from '../../contract';
import { ago, counted, dateTime, dayLabel, money, timeOfDay } from './format';
import { plain } from './markdown';
import type { Row } from './row';

export interface StoreContext {
	/** ms. */
	now: number;
	/** IANA zone or ''. */
	zone: string;
}

const DAY_MS = 86_400_000;

export interface StoreNews {
	icon: 'warning' | 'lock' | 'info';
	/** In short. */
	text: string;
	/** What happened, what was kept, what to do: the hub's own sentences, to be shown as plain text. */
	sentences: readonly string[];
}

/** What the store has to say right now; undefined where all is well. A note is news for a day. */
export function storeNews({ trouble, mode, notes, opened_at }: StoreStatus, context: StoreContext): StoreNews | undefined {
	if (trouble)
		return { icon: 'warning', text: `Nothing can be saved since ${timeAt(trouble.since, context)}`, sentences: [trouble.message] };
	if (mode === 'memory') return { icon: 'warning', text: 'Nothing can be saved; the figures are in memory only', sentences: notes };
	if (mode === 'read-only') return { icon: 'lock', text: 'The stored data is only shown, not changed', sentences: notes };
	const opened = parseInstant(opened_at) ?? 0;
	if (notes.length === 0 || context.now - opened >= DAY_MS) return undefined;
	return { icon: 'info', text: `The store has ${counted(notes.length, 'notice')}`, sentences: notes };
}

/** The store beside the sources. */
export function storeRow(status: StoreStatus, context: StoreContext): Row {
	const news = storeNews(status, context);
	const backup = status.last_backup === null ? 'no backup yet' : `backup ${ageOf(status.last_backup, context)}`;
	const description = `${shortNews(status, context) ?? 'saved'} · ${backup}`;
	const said = [...(status.trouble ? [status.trouble.message] : []), ...status.notes];
	return {
		id: 'store',
		label: 'Store',
		description,
		tooltip: [
			'**Store**',
			...(said.length > 0 ? said.map(sentence => plain(sentence, 600)) : ['The figures, jobs and settings are saved.']),
			`${counted(status.backups, 'backup')}${status.last_backup === null ? '' : `, the newest from ${timeAt(status.last_backup, context)}`}. Click to check the store.`,
			// Another profile, another VS Code or another machine behind a remote window has a folder, and a hub, of its own.
			`In ${plain(status.folder, 600)}, shared by the windows of this profile.`,
		].join('\n\n'),
		icon: news === undefined ? 'database' : news.icon,
		...(news?.icon === 'warning' ? { color: 'list.warningForeground' as const } : {}),
		open: 'leaf',
		context: 'store',
		spoken: `Store, ${description.replaceAll(' · ', ', ')}`,
		action: { kind: 'checkStore' },
	};
}

function shortNews(status: StoreStatus, context: StoreContext): string | undefined {
	if (status.trouble) return `not saved since ${timeAt(status.trouble.since, context)}`;
	if (status.mode === 'memory') return 'in memory only';
	if (status.mode === 'read-only') return 'read-only';
	return storeNews(status, context) ? counted(status.notes.length, 'notice') : undefined;
}

/** A backup in a list to choose from. */
export interface BackupChoice {
	label: string;
	description: string;
	detail: string;
	backup: Backup;
}

/** Those that can be restored and those that cannot, newest first. A day's and its week's backup of one state are one. */
export function backupChoices(backups: readonly Backup[], context: StoreContext): { usable: BackupChoice[]; unusable: BackupChoice[] } {
	const twice = ({ kind, number, state }: Backup) =>
		kind === 'weekly' && backups.some(other => other.kind === 'daily' && other.number === number && other.state === state);
	const choices = backups.filter(backup => !twice(backup)).map(backup => choiceOf(backup, context));
	return {
		usable: choices.filter(({ backup }) => backup.state === 'whole'),
		unusable: choices.filter(({ backup }) => backup.state !== 'whole'),
	};
}

function choiceOf(backup: Backup, context: StoreContext): BackupChoice {
	const whole = backup.state === 'whole';
	return {
		label: `$(${whole ? 'database' : 'error'}) ${dayAndTime(backup, context)}`,
		description: `${kindOf(backup)} · ${ageOf(backup.time, context)}`,
		detail: whole ? (backup.contents ? contentsText(backup.contents) : '') : `Cannot be restored: ${backup.why}`,
		backup,
	};
}

/** `12,345 calls on 40 days, Oct 1 to Nov 20 · ≥ $123.45 · 3 jobs · 120 runs` */
export function contentsText(contents: StoreContents): string {
	const { calls, days, first_day: first, last_day: last, cost, unpriced_calls: unpriced, jobs, runs } = contents;
	const span = first === null || last === null ? '' : `, ${first === last ? dayLabel(first) : `${dayLabel(first)} to ${dayLabel(last)}`}`;
	return [
		calls === 0 ? 'no calls' : `${counted(calls, 'call')} on ${counted(days, 'day')}${span}`,
		...(calls === 0 ? [] : [money(cost, { lowerBound: unpriced > 0 })]),
		counted(jobs, 'job'),
		counted(runs, 'run'),
	].join(' · ');
}

/** The question before a restore: what comes, what it replaces, what becomes of that. */
export function restoreQuestion(
	backup: Backup,
	present: { calls: number; cost: number | null; unpriced: number; jobs: number },
	context: StoreContext,
): { message: string; detail: string } {
	const now = [
		counted(present.calls, 'call'),
		...(present.calls === 0 ? [] : [money(present.cost, { lowerBound: present.unpriced > 0 })]),
		counted(present.jobs, 'job'),
	];
	return {
		message: `Restore the backup of ${dayAndTime(backup, context)}?`,
		detail: [
			`Backup: ${backup.contents ? contentsText(backup.contents) : 'its contents are not known'}`,
			`Now: ${now.join(' · ')}`,
			'The backup replaces the figures, jobs and settings of now. These are kept as a backup of their own, so you can go back.',
			'Newer usage is read again from the logs the agents still have. Planned times of jobs that have come since do not run again.',
		].join('\n\n'),
	};
}

function kindOf({ kind, schema }: Backup): string {
	if (kind === 'update') return `before the update of data version ${schema}`;
	return kind === 'restore' ? 'before a restore' : kind;
}

/** With its day always: a backup is chosen by it. */
const dayAndTime = ({ time }: Backup, { now, zone }: StoreContext): string => dateTime(parseInstant(time) ?? now, zone);

/** `14:05`, or `Nov 20, 14:05` where that was on another day. */
export function timeAt(instant: string, { now, zone }: StoreContext): string {
	const ms = parseInstant(instant);
	if (ms === undefined) return instant;
	return now - ms < DAY_MS / 2 ? timeOfDay(ms, zone) : dateTime(ms, zone);
}

const ageOf = (instant: string, { now }: StoreContext): string => ago(now - (parseInstant(instant) ?? now));
