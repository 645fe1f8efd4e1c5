// What people see of the collectors: which tools were found, where, and how reading their logs went.
import { isoInstant } from '../../base/clock';
import { addDays } from '../../base/day';
import type { FileNote, Source } from '../../contract/collect';
import type { Store } from '../../storage/store';
import type { Collector } from './collector';
import { type FileRow, readSourceTotals } from './collectStore';
import type { Scanner } from './scan';

/** Files named per tool. */
const MAX_NOTES = 20;

export interface SourcesParts {
	store: Pick<Store, 'all'>;
	collectors: readonly Collector[];
	scanner: Pick<Scanner, 'files' | 'standing'>;
	/** The user's calendar day. */
	today: () => string;
}

/** One row per collector, in their order. */
export function listSources({ store, collectors, scanner, today }: SourcesParts): Source[] {
	// A clock a little fast is none that is wrong.
	const totals = readSourceTotals(store, addDays(today(), 1));
	const files = groupBySource(scanner.files());
	return collectors.map(({ name, label }) => {
		const rows = files.get(name) ?? [];
		const { roots, troubles, scannedAt } = scanner.standing(name);
		const readAt = rows.reduce((latest, row) => Math.max(latest, row.readAt), scannedAt);
		const { events = 0, unpriced = [], ahead = null } = totals.get(name) ?? {};
		return {
			name,
			label,
			found: rows.length > 0 || roots.some(root => root.found),
			roots: roots.map(({ path, found }) => ({ path, found })),
			files: rows.length,
			events,
			bad_lines: rows.reduce((sum, row) => sum + row.badLines, 0),
			last_read: readAt === 0 ? null : isoInstant(readAt),
			notes: notesOf(rows, troubles),
			unpriced,
			ahead,
		};
	});
}

/** Files and folders of all tools that could not be read at the last scan. */
export function countUnread({ scanner, collectors }: Pick<SourcesParts, 'scanner' | 'collectors'>): number {
	const unread = new Set(scanner.files().flatMap(({ path, note }) => (note === '' ? [] : [path])));
	for (const { name } of collectors) for (const path of scanner.standing(name).troubles.keys()) unread.add(path);
	return unread.size;
}

/** What could not be read comes first, then the files with the most bad lines. */
function notesOf(rows: readonly FileRow[], troubles: ReadonlyMap<string, string>): FileNote[] {
	const notes: FileNote[] = Array.from(troubles, ([path, note]) => ({ path, bad_lines: 0, first_bad_line: 0, note }));
	for (const { path, badLines, firstBadLine, note } of rows) {
		if ((badLines > 0 || note !== '') && !troubles.has(path)) notes.push({ path, bad_lines: badLines, first_bad_line: firstBadLine, note });
	}
	return notes.sort((a, b) => Number(b.note !== '') - Number(a.note !== '') || b.bad_lines - a.bad_lines).slice(0, MAX_NOTES);
}

function groupBySource(rows: readonly FileRow[]): Map<string, FileRow[]> {
	const groups = new Map<string, FileRow[]>();
	for (const row of rows) {
		const group = groups.get(row.source);
		if (group) group.push(row);
		else groups.set(row.source, [row]);
	}
	return groups;
}
