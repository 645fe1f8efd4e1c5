// Where usage comes from: the tools whose logs are read, and how reading them went.
import { oc } from '@orpc/contract';
import { z } from 'zod';
import { Day } from './usage';

export const ScanProgress = z.object({
	running: z.boolean(),
	files_done: z.number(),
	files_total: z.number(),
	bytes_done: z.number(),
	bytes_total: z.number(),
});

/** A file the user should know about. */
export const FileNote = z.object({ path: z.string(), bad_lines: z.number(), first_bad_line: z.number(), note: z.string() });

export const Source = z.object({
	/** `claude`, `codex`, `openclaw` */
	name: z.string(),
	/** `Claude Code` */
	label: z.string(),
	found: z.boolean(),
	/** Folders that were looked at, existing or not. */
	roots: z.array(z.object({ path: z.string(), found: z.boolean() })),
	files: z.number(),
	events: z.number(),
	bad_lines: z.number(),
	/** ISO 8601; null where never read. */
	last_read: z.string().nullable(),
	/** Files with bad lines or that could not be read, at most 20. */
	notes: z.array(FileNote),
	unpriced: z.array(z.object({ model: z.string(), requests: z.number(), tokens: z.number() })),
	/**
	 * Calls dated later than tomorrow, which a wrong clock has written, and the last day one has; null where there are none.
	 * They count on their day, and before it in no budget and no column of a chart.
	 */
	ahead: z.object({ requests: z.number(), last_day: Day }).nullable(),
});

export const collectContract = {
	sources: oc.route({ method: 'GET', path: '/api/sources' }).output(z.array(Source)),
	/** Reads what is new now; answers when done. */
	refresh: oc.route({ method: 'POST', path: '/api/collect' }).output(z.object({ events: z.number(), files: z.number() })),
	progress: oc.route({ method: 'GET', path: '/api/collect/progress' }).output(ScanProgress),
};

export type ScanProgress = z.infer<typeof ScanProgress>;
export type FileNote = z.infer<typeof FileNote>;
export type Source = z.infer<typeof Source>;
