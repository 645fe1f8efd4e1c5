// The store in words: what a check found, line by line, and the one sentence that sums it up.
import { parseInstant } from '../base/clock';
import type { Backup, StoreContents, StoreReport } from '../contract';
import type { Findings } from '../storage/check';
import { plain } from './cli/words';

export interface StoreWordsContext {
	/** ms */
	now: number;
	/** IANA zone in which times are told. */
	zone: string;
}

const KINDS = { daily: 'daily', weekly: 'weekly', update: 'before an update', restore: 'before a restore' } as const satisfies Record<
	Backup['kind'],
	string
>;

/** The findings as a report: judged and in words, the verdict first. */
export function reportOf({ damage, ...found }: Findings, context: StoreWordsContext): StoreReport {
	const words = storeWords(context);
	const state = damage.length > 0 ? 'damaged' : attention(found) ? 'attention' : 'whole';
	const verdict = verdictOf(found, damage, words);
	const text = [
		verdict,
		'',
		...facts([
			['Folder', found.folder],
			['Checked', words.time(found.checked_at)],
			['Saving', saving(found, words)],
			[
				'Data version',
				found.schema === found.newest_schema ? `${found.schema}` : `${found.schema} (this version writes ${found.newest_schema})`,
			],
			['Figures', found.contents === null ? 'cannot be read' : words.contents(found.contents)],
			['SQLite', found.integrity === 'ok' ? 'integrity check passed' : found.integrity],
			['Journal', `${counted(found.journal.files, 'file')}, ${words.size(found.journal.size)}`],
		]),
		...section(
			'Saved states, newest first',
			found.generations.map(generation => generationLine(generation, words)),
		),
		...section(
			'Backups, newest first',
			found.backups.map(backup => backupLine(backup, words)),
		),
		...section(
			'Quarantine: files that could not be used, kept for whoever wants to look',
			found.quarantine.map(({ name, size, since, why }) => [name, words.size(size), `since ${words.time(since)}`, why]),
		),
		...(found.notes.length === 0 ? [] : ['', 'What was found when the store was opened', ...found.notes.map(note => `  ${note}`)]),
	];
	return { ...found, state, verdict, text: text.map(plain) };
}

/** Backups as lines, with what each holds. */
export function backupLines(backups: readonly Backup[], context: StoreWordsContext): string[] {
	if (backups.length === 0) return ['There are no backups yet. One is made every day on which something was saved.'];
	const words = storeWords(context);
	const lines = backups.map(backup => [...backupLine(backup, words), backup.contents === null ? '' : words.contents(backup.contents)]);
	return aligned(lines).map(plain);
}

/** `12,345 calls on 40 days (2026-10-01 to 2026-11-21), ≥ $123.45, 3 jobs, 120 runs` */
export const contentsWords = (contents: StoreContents): string => {
	const { calls, days, first_day: first, last_day: last, jobs, runs } = contents;
	const span = first === null || last === null ? '' : ` (${first === last ? first : `${first} to ${last}`})`;
	return [`${counted(calls, 'call')} on ${counted(days, 'day')}${span}`, costWords(contents), counted(jobs, 'job'), counted(runs, 'run')]
		.filter(part => part !== '')
		.join(', ');
};

function costWords({ calls, cost, unpriced_calls: unpriced }: StoreContents): string {
	if (calls === 0) return '';
	if (cost === null) return 'unpriced';
	return `${unpriced > 0 ? '≥ ' : ''}$${grouped(cost.toFixed(2))}`;
}

type Words = ReturnType<typeof storeWords>;

function storeWords({ now, zone }: StoreWordsContext) {
	const format = new Intl.DateTimeFormat('en-US', {
		timeZone: zone,
		month: 'short',
		day: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		hourCycle: 'h23',
	});
	const msOf = (instant: string) => parseInstant(instant) ?? now;
	return {
		/** `Nov 21, 14:05` */
		time: (instant: string) => format.format(msOf(instant)),
		age: (instant: string) => ageWords(now - msOf(instant)),
		size: sizeWords,
		contents: contentsWords,
	};
}

function verdictOf(found: Omit<Findings, 'damage'>, damage: readonly string[], words: Words): string {
	const { integrity, generations, backups, trouble, mode, notes, quarantine } = found;
	if (damage.length > 0) {
		const usable = backups.some(({ state }) => state === 'whole');
		const what = `Damaged: ${damage.join('; ')}.`;
		if (integrity !== 'ok') {
			return `${what} The figures may be wrong${usable ? ': go back to a backup with “Restore from Backup”' : ''}.`;
		}
		const [newest] = generations;
		if (newest && (newest.state === 'damaged' || newest.state === 'gone' || newest.breaks !== ''))
			return `${what} The figures in use are whole; run the system job “Daily backup” to save them anew.`;
		return `${what} The figures and the newest saved state are whole, so nothing is missing.`;
	}
	if (trouble) return `Nothing can be saved since ${words.time(trouble.since)}. ${trouble.message}`;
	const whole = `Everything is whole: ${counted(generations.length, 'saved state')}, ${counted(generations[0]?.later ?? 0, 'later change')} in the journal, ${counted(backups.length, 'backup')}.`;
	if (mode !== 'disk') return notes[0] ?? 'Nothing is saved.';
	if (generations.length === 0) return 'Nothing has been saved yet.';
	if (quarantine.length > 0) return `${whole} ${counted(quarantine.length, 'file')} in quarantine.`;
	return whole;
}

const attention = ({ trouble, mode, notes, quarantine }: Omit<Findings, 'damage'>): boolean =>
	trouble !== null || mode !== 'disk' || notes.length > 0 || quarantine.length > 0;

function saving({ mode, trouble }: Omit<Findings, 'damage'>, words: Words): string {
	if (trouble) return `not since ${words.time(trouble.since)}: ${trouble.message}`;
	return { disk: 'works', memory: 'does not work; the figures are in memory only', 'read-only': 'off; what is there is only shown' }[mode];
}

function generationLine(generation: StoreReport['generations'][number], words: Words): string[] {
	const { number, time, size, state, why, restored_from: restored, later, breaks } = generation;
	return [
		`#${number}`,
		words.time(time),
		words.age(time),
		words.size(size),
		state === 'whole' ? 'whole' : `${state}: ${why === '' ? 'made by a newer version' : why}`,
		breaks === '' ? counted(later, 'later change') : `${counted(later, 'later change')}, then ${breaks}`,
		...(restored === null ? [] : [`restored from the backup ${restored}`]),
	];
}

function backupLine({ name, kind, time, size, schema, state, why }: Backup, words: Words): string[] {
	return [
		name,
		KINDS[kind],
		words.age(time),
		state === 'whole' || state === 'newer' ? words.size(size) : '',
		schema > 0 ? `data version ${schema}` : '',
		state === 'whole' ? 'whole' : `${state === 'newer' ? 'too new' : 'damaged'}: ${why}`,
	];
}

const facts = (rows: readonly [name: string, value: string][]): string[] => aligned(rows);

const section = (title: string, rows: readonly string[][]): string[] => [
	'',
	title,
	...aligned(rows.length > 0 ? rows : [['none']]).map(line => `  ${line}`),
];

/** Columns two spaces apart; nothing is padded at the end of a line. */
function aligned(rows: readonly (readonly string[])[]): string[] {
	const widths: number[] = [];
	for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, [...cell].length);
	return rows.map(row =>
		row
			.map((cell, i) => cell + ' '.repeat((widths[i] ?? 0) - [...cell].length))
			.join('  ')
			.trimEnd(),
	);
}

/** `812 bytes`, `12 KB`, `3.1 MB` */
export function sizeWords(bytes: number): string {
	if (bytes < 1000) return counted(bytes, 'byte');
	if (bytes < 999_500) return `${Math.round(bytes / 1000)} KB`;
	return `${(bytes / 1e6).toFixed(1)} MB`;
}

function ageWords(elapsed: number): string {
	const minutes = Math.floor(elapsed / 60_000);
	if (minutes < 1) return 'just now';
	if (minutes < 60) return `${minutes} min ago`;
	if (minutes < 60 * 24) return `${Math.floor(minutes / 60)} h ago`;
	return `${counted(Math.floor(minutes / 60 / 24), 'day')} ago`;
}

const grouped = (digits: string): string => digits.replace(/\B(?=(\d{3})+(?:\.|$))/g, ',');

const counted = (number: number, one: string): string => `${grouped(String(number))} ${one}${number === 1 ? '' : 's'}`;
