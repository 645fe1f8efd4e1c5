// The jobs in a terminal: number, name, when, next time, how the last run ended.
import { parseInstant } from '../../base/clock';
import type { Job } from '../../contract';
import { type Column, table, wrap } from './table';
import { plain } from './words';

/** From this width on there is room for when the last run was. */
const WIDE = 110;

/** Lines to print; times are those of `zone`. */
export function jobsReport(jobs: readonly Job[], zone: string, width: number): string[] {
	if (jobs.length === 0) return ['There are no jobs yet. Add one in VS Code with “Mission Control: Add Job”.'];
	const wide = width >= WIDE;
	const columns: Column[] = [
		{ title: 'Job', align: 'right' },
		{ title: 'Name', align: 'left', shrink: true, keep: 'start' },
		{ title: 'When', align: 'left', shrink: true, keep: 'start' },
		{ title: 'Next', align: 'left' },
		...(wide ? [{ title: 'Last', align: 'left' } as const] : []),
		{ title: 'Last result', align: 'left' },
	];
	const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
	/** `2026-11-21 07:00` */
	const minute = (instant: string | null) => (instant === null ? '' : format.format(parseInstant(instant)));
	const rows = jobs.map(job => [
		String(job.id),
		plain(job.name),
		plain(job.words),
		job.enabled ? minute(job.next_run) : 'disabled',
		...(wide ? [minute(job.last_run)] : []),
		job.running !== null ? 'running' : (job.last_status ?? ''),
	]);
	const why = jobs.flatMap(({ id, disabled_reason }) => (disabled_reason === null ? [] : wrap(`${id}: ${plain(disabled_reason)}`, width)));
	return [...table(columns, rows, width), ...(why.length > 0 ? ['', ...why] : []), '', `Times are in ${zone}.`];
}
