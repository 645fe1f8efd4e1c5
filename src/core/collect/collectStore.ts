// The SQL of collecting: what has been read of each file, and what came of it per tool.
import type { Row, Store, Value, Writer } from '../../storage/store';
import { internName } from '../usage/usageStore';

export type Reader = Pick<Store, 'all'>;

/** What is known of a file. Empty or 0 where nothing is. */
export interface FileRow {
	id: number;
	source: string;
	path: string;
	dev: number;
	ino: number;
	/** Bytes and ms of the last change, companions included, when it was last read. -1: rewound. */
	size: number;
	mtime: number;
	position: number;
	line: number;
	/** What it is known again by; see `printOf`. */
	head: string;
	state: string;
	badLines: number;
	firstBadLine: number;
	/** Why it could not be read, or what the user should know of it. */
	note: string;
	/** ms */
	readAt: number;
}

/** All of them, and the tools whose logs are to be rewound. */
export function readFiles(reader: Reader): { files: FileRow[]; due: Set<string> } {
	const rows = reader.all('SELECT f.*, s.name AS source, s.rewind FROM collect_files f JOIN sources s ON s.id = f.source_id');
	const due = new Set(rows.filter(row => row.rewind === 1).map(row => String(row.source)));
	const files = rows.map(row => ({
		id: Number(row.id),
		source: String(row.source),
		path: String(row.path),
		dev: Number(row.dev),
		ino: Number(row.ino),
		size: Number(row.size),
		mtime: Number(row.mtime),
		position: Number(row.position),
		line: Number(row.line),
		head: String(row.head),
		state: String(row.state),
		badLines: Number(row.bad_lines),
		firstBadLine: Number(row.first_bad_line),
		note: String(row.note),
		readAt: Number(row.read_at),
	}));
	return { files, due };
}

/** Writes rows as they are; their ids are the caller's. */
export function saveFiles(writer: Writer, files: readonly FileRow[]): void {
	if (files.length === 0) return;
	const numbers = new Map<string, number>();
	for (const { source } of files) if (!numbers.has(source)) numbers.set(source, internName(writer, 'sources', source));
	writer.runMany(
		`INSERT INTO collect_files (id, source_id, path, dev, ino, size, mtime, position, line, head, state, bad_lines, first_bad_line, note, read_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT (id) DO UPDATE SET source_id = excluded.source_id, path = excluded.path, dev = excluded.dev, ino = excluded.ino, size = excluded.size,
			mtime = excluded.mtime, position = excluded.position, line = excluded.line, head = excluded.head, state = excluded.state,
			bad_lines = excluded.bad_lines, first_bad_line = excluded.first_bad_line, note = excluded.note, read_at = excluded.read_at`,
		files.map((file): Value[] => [
			file.id,
			numbers.get(file.source) ?? 0,
			file.path,
			file.dev,
			file.ino,
			file.size,
			file.mtime,
			file.position,
			file.line,
			file.head,
			file.state,
			file.badLines,
			file.firstBadLine,
			file.note,
			file.readAt,
		]),
	);
}

/** It is read again from its start at its next look; what was recorded of it stays. */
export const isRewound = (row: FileRow): boolean => row.size < 0;

/** What makes it so. */
export const REWOUND = { size: -1 } as const;

/** Whether the tool's logs are to be rewound: calls that were removed may have copies in them. */
export function saveDue(writer: Writer, source: string, due: boolean): void {
	writer.run('UPDATE sources SET rewind = ? WHERE id = ?', [due ? 1 : 0, internName(writer, 'sources', source)]);
}

/**
 * Rewinds the tool's logs, those that are not there just now as well. What each is known again by is kept, for it may be rewritten
 * before it is read.
 */
export function rewindFiles(writer: Writer, source: string): void {
	writer.run('UPDATE collect_files SET size = -1 WHERE source_id = ?', [internName(writer, 'sources', source)]);
	saveDue(writer, source, false);
}

export interface SourceTotals {
	events: number;
	unpriced: { model: string; requests: number; tokens: number }[];
	/** Calls dated after the day that was given. */
	ahead: { requests: number; last_day: string } | null;
}

/** Calls recorded per tool, those of them without a price by model, most first, and those dated after `day`. */
export function readSourceTotals(reader: Reader, day: string): Map<string, SourceTotals> {
	const totals = new Map<string, SourceTotals>();
	const of = (row: Row): SourceTotals => {
		const name = String(row.source);
		const known = totals.get(name) ?? { events: 0, unpriced: [], ahead: null };
		totals.set(name, known);
		return known;
	};
	for (const row of reader.all(
		'SELECT s.name AS source, sum(d.requests) AS events FROM usage_daily d JOIN sources s ON s.id = d.source_id GROUP BY s.name',
	)) {
		of(row).events = Number(row.events);
	}
	const unpriced = reader.all(
		`SELECT s.name AS source, m.name AS model, sum(d.requests) AS requests,
			sum(d.input + d.output + d.cache_read + d.cache_write_5m + d.cache_write_1h) AS tokens
		FROM usage_daily d JOIN sources s ON s.id = d.source_id JOIN models m ON m.id = d.model_id
		WHERE d.basis = 0 AND d.requests > 0 GROUP BY s.name, m.name ORDER BY requests DESC, model`,
	);
	for (const row of unpriced)
		of(row).unpriced.push({ model: String(row.model), requests: Number(row.requests), tokens: Number(row.tokens) });
	const ahead = reader.all(
		`SELECT s.name AS source, sum(d.requests) AS requests, max(d.day) AS last FROM usage_daily d JOIN sources s ON s.id = d.source_id
		WHERE d.day > ? AND d.requests > 0 GROUP BY s.name`,
		[day],
	);
	for (const row of ahead) of(row).ahead = { requests: Number(row.requests), last_day: String(row.last) };
	return totals;
}
