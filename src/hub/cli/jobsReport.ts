// The jobs in a terminal: number, name, when, next time, how the last run ended.
import type { Job } from '../../contract';
import { type Column, table } from './table';
import { plain } from './words';

const COLUMNS: readonly Column[] = [
	{ title: 'Job', align: 'right' },
	{ title: 'Name', align: 'left', shrink: true },
	{ title: 'When', align: 'left', shrink: true },
	{ title: 'Next', align: 'left' },
	{ title: 'Last', align: 'left' },
	{ title: 'How it ended', align: 'left' },
];

/** Lines to print. */
export function jobsReport(jobs: readonly Job[], width: number): string[] {
	if (jobs.length === 0) return ['There are no jobs yet. Add one in VS Code with “Mission Control: Add Job”.'];
	const rows = jobs.map(job => [
		String(job.id),
		plain(job.name),
		plain(job.words),
		job.enabled ? minute(job.next_run) : 'disabled',
		minute(job.last_run),
		job.running !== null ? 'running' : (job.last_status ?? ''),
	]);
	const why = jobs.flatMap(({ id, disabled_reason }) => (disabled_reason === null ? [] : [`${id}: ${plain(disabled_reason)}`]));
	return [...table(COLUMNS, rows, width), ...(why.length > 0 ? ['', ...why] : []), '', 'Times are in UTC.'];
}

/** `2026-11-21 07:00` */
const minute = (instant: string | null): string => (instant === null ? '' : instant.slice(0, 16).replace('T', ' '));
