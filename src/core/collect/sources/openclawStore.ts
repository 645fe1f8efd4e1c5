// What is asked of OpenClaw's own databases, whatever version made them.
import type { ForeignDb, ForeignRow } from '../../../storage/foreign';
import { hash53 } from '../../usage/event';

/** An agent's database as the state database lists it. */
export interface AgentStore {
	agent: string;
	/** Absolute, or relative to the state folder. */
	path: string;
}

/** One event of a transcript: its JSON, or the same compressed. */
export interface EventRow {
	rowid: number;
	session: string;
	seq: number;
	json: string | undefined;
	zstd: Uint8Array | undefined;
}

/** A transcript that was put away inside the database. */
export interface ArchiveRow {
	rowid: number;
	session: string;
	/** Key of the session; '' where it is not kept. */
	sessionKey: string;
	blob: Uint8Array;
}

export interface Window {
	sessionKey: string;
	provider: string;
	model: string;
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const numberOf = (value: unknown): number => (typeof value === 'number' ? value : 0);
const bytesOf = (value: unknown): Uint8Array | undefined => (value instanceof Uint8Array ? value : undefined);

const columnsOf = (db: ForeignDb, table: string): Set<string> =>
	new Set(db.all('SELECT name FROM pragma_table_info(?)', [table]).map(row => textOf(row.name)));

/** The agents' databases a state database lists; none where it has no such table. */
export function agentStores(db: ForeignDb): AgentStore[] {
	const columns = columnsOf(db, 'agent_databases');
	if (!columns.has('agent_id') || !columns.has('path')) return [];
	return db
		.all('SELECT agent_id, path FROM agent_databases ORDER BY agent_id, path')
		.map(row => ({ agent: textOf(row.agent_id), path: textOf(row.path) }))
		.filter(row => row.path !== '');
}

/** The events of one agent's database. */
export class TranscriptRows {
	readonly #db: ForeignDb;
	readonly #events: Set<string>;
	readonly #windows: Set<string>;
	readonly #nodes: Set<string>;

	constructor(db: ForeignDb) {
		this.#db = db;
		this.#events = columnsOf(db, 'transcript_events');
		this.#windows = columnsOf(db, 'session_windows');
		this.#nodes = columnsOf(db, 'session_nodes');
	}

	/** False for a database that keeps no transcripts. */
	get exist(): boolean {
		return this.#events.has('session_id') && this.#events.has('event_json');
	}

	/** The highest rowid, 0 where there is none. */
	top(): number {
		return numberOf(this.#db.all('SELECT max(rowid) AS top FROM transcript_events')[0]?.top);
	}

	/**
	 * What the rows up to `rowid` look like from outside: another number says that some were deleted, replaced or rewritten.
	 * Rowids are used again after a delete, so the highest one alone would not tell.
	 */
	print(rowid: number): number {
		const counts = this.#db.all(
			'SELECT session_id, count(*) AS n, max(seq) AS seq, max(rowid) AS top FROM transcript_events WHERE rowid <= ? GROUP BY session_id ORDER BY session_id',
			[rowid],
		);
		const seen = new Set(counts.map(row => row.session_id));
		const rewritten = columnsOf(this.#db, 'transcript_rewrite_watermarks').has('generation')
			? this.#db
					.all('SELECT session_id, generation FROM transcript_rewrite_watermarks ORDER BY session_id')
					.filter(row => seen.has(row.session_id))
			: [];
		return hash53([...counts, ...rewritten].map(row => Object.values(row).join('|')).join('\n'));
	}

	/** Events after `rowid` and up to `top` that may tell of usage, at most `limit`. */
	after(rowid: number, top: number, limit: number): EventRow[] {
		return this.#db
			.all(
				`SELECT rowid AS id, session_id, seq, event_json, ${this.#zstd} FROM transcript_events
				 WHERE rowid > ? AND rowid <= ? AND (event_json IS NULL OR instr(event_json, '"usage"') > 0)
				 ORDER BY rowid LIMIT ?`,
				[rowid, top, limit],
			)
			.map(eventRow);
	}

	/** The first event of a session: its header. */
	first(session: string): EventRow | undefined {
		return this.#db
			.all(
				`SELECT rowid AS id, session_id, seq, event_json, ${this.#zstd} FROM transcript_events WHERE session_id = ? ORDER BY seq LIMIT 1`,
				[session],
			)
			.map(eventRow)[0];
	}

	/** The last event before `seq` that names the session's model. */
	lastModel(session: string, seq: number): EventRow | undefined {
		return this.#db
			.all(
				`SELECT rowid AS id, session_id, seq, event_json, ${this.#zstd} FROM transcript_events
				 WHERE session_id = ? AND seq < ? AND (instr(event_json, '"model_change"') > 0 OR instr(event_json, '"model-snapshot"') > 0)
				 ORDER BY seq DESC LIMIT 1`,
				[session, seq],
			)
			.map(eventRow)[0];
	}

	window(session: string): Window {
		const { sessionKey, provider, model } = {
			sessionKey: this.#windows.has('session_key') ? 'session_key' : "''",
			provider: this.#windows.has('model_provider') ? 'model_provider' : "''",
			model: this.#windows.has('model') ? 'model' : "''",
		};
		const row: ForeignRow | undefined = this.#windows.has('session_id')
			? this.#db.all(`SELECT ${sessionKey} AS key, ${provider} AS provider, ${model} AS model FROM session_windows WHERE session_id = ?`, [
					session,
				])[0]
			: undefined;
		return { sessionKey: textOf(row?.key), provider: textOf(row?.provider), model: textOf(row?.model) };
	}

	/** The project a session belongs to; '' where it has none. */
	project(sessionKey: string): string {
		if (!this.#nodes.has('project_id')) return '';
		return textOf(this.#db.all('SELECT project_id FROM session_nodes WHERE session_key = ?', [sessionKey])[0]?.project_id);
	}

	/** Transcripts put away in the database after `rowid`, at most `limit`. */
	archives(table: 'session_transcript_archives' | 'session_transcript_cold_archives', rowid: number, limit: number): ArchiveRow[] {
		const columns = columnsOf(this.#db, table);
		if (!columns.has('archive_blob')) return [];
		const key = columns.has('session_key') ? 'session_key' : "''";
		return this.#db
			.all(
				`SELECT rowid AS id, session_id, ${key} AS key, archive_blob FROM ${table} WHERE rowid > ? AND archive_blob IS NOT NULL ORDER BY rowid LIMIT ?`,
				[rowid, limit],
			)
			.map(row => ({
				rowid: numberOf(row.id),
				session: textOf(row.session_id),
				sessionKey: textOf(row.key),
				blob: bytesOf(row.archive_blob) ?? Buffer.from(textOf(row.archive_blob)),
			}));
	}

	/** A number that changes with the archives. */
	archivePrint(table: 'session_transcript_archives' | 'session_transcript_cold_archives', rowid: number): number {
		const columns = columnsOf(this.#db, table);
		if (!columns.has('archive_blob') || !columns.has('archive_name')) return 0;
		return hash53(
			this.#db
				.all(`SELECT rowid AS id, archive_name FROM ${table} WHERE rowid <= ? ORDER BY rowid`, [rowid])
				.map(row => `${row.id}|${row.archive_name}`)
				.join('\n'),
		);
	}

	get #zstd(): string {
		return this.#events.has('event_zstd') ? 'event_zstd' : 'NULL AS event_zstd';
	}
}

const eventRow = (row: ForeignRow): EventRow => ({
	rowid: numberOf(row.id),
	session: textOf(row.session_id),
	seq: numberOf(row.seq),
	json: typeof row.event_json === 'string' ? row.event_json : undefined,
	zstd: bytesOf(row.event_zstd),
});
