// What is to be done with a file that is there: nothing, read on, or read again.
import type { Collector, Cursor, LogFile, Planned } from './collector';
import { type FileRow, isRewound } from './collectStore';
import { isMisread, MISREAD } from './folders';
import { goesOn, isUnchanged, type Look, lookAt } from './look';

/** The cursor of a file that is read from its start. */
const START: Cursor = { position: 0, line: 0, state: '' };

/** A file that is there, and what is to be done with it. */
export interface Job extends Planned {
	look: Look;
	row: FileRow | undefined;
	/** It holds something else than what was read of it: cut, rewritten, made anew. */
	rewritten: boolean;
}

/** Where reading begins. */
export const startOf = ({ restart, row, cursor }: Pick<Job, 'restart' | 'row' | 'cursor'>): Cursor =>
	restart || (row && isRewound(row)) ? START : cursor;

/** The tool's own order, and what it wants read again, of all that is `known`. Without anything new there is nothing to plan. */
export function planJobs(collector: Collector, jobs: Job[], known: Iterable<FileRow>): Job[] {
	if (!collector.plan || !(jobs.some(job => job.changed) || collector.unsettled)) return jobs;
	const byPath = new Map(jobs.map(job => [job.file.path, job]));
	const unlisted: FileRow[] = [];
	for (const row of known) if (row.source === collector.name && row.state !== '' && !byPath.has(row.path)) unlisted.push(row);
	return collector.plan(jobs, unlisted).flatMap(each => {
		const job = byPath.get(each.file.path);
		return job ? [Object.assign(job, { changed: each.changed, restart: each.restart, replaces: each.replaces ?? [] })] : [];
	});
}

/** The same for the file as it is now: it may have been rewritten since it was looked at. One that was never read is read as it is. */
export function asOfNow(job: Job): Job {
	const now = job.row && jobOf(job.file, job.row, () => {});
	if (!now) return job;
	return { ...job, ...now, changed: true, restart: job.restart || now.restart, rewritten: job.rewritten || now.rewritten };
}

/** Undefined where the file is gone meanwhile or cannot be looked at. */
export function jobOf(
	file: LogFile,
	row: FileRow | undefined,
	onError: (path: string, error: unknown) => void,
	seen?: Look,
): Job | undefined {
	try {
		const look = seen ?? lookAt(file);
		if (!look) {
			if (isMisread(file.path)) onError(file.path, MISREAD);
			return undefined;
		}
		if (!row) return { file, look, row, cursor: START, changed: true, restart: false, rewritten: false };
		const cursor = { position: row.position, line: row.line, state: row.state };
		if (isUnchanged(look, row)) return { file, look, row, cursor, changed: false, restart: false, rewritten: false };
		const same = file.appendOnly ? goesOn(file, look, row) : true;
		// Of a database in the place of another the old rows stay: a tool that forgets does not make it unused.
		const fresh = !file.appendOnly && look.ino !== row.ino;
		return { file, look, row, cursor: fresh ? START : cursor, changed: true, restart: !same, rewritten: !same };
	} catch (error) {
		onError(file.path, error);
		return undefined;
	}
}
