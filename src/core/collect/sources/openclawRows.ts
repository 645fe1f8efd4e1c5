// Reads what is new in one agent's database: its events, and the transcripts put away inside it.
import type { ForeignDb } from '../../../storage/foreign';
import type { Cursor, LogFile, Sink, Turn } from '../collector';
import { type Fields, fieldsOf } from './fields';
import { dropKept, type Elsewhere, type Mirrored, newMirrored, readAdopted, takeCall } from './openclawCalls';
import { newSession, RANK, readRecord, type Session } from './openclawRecord';
import { type ArchiveRow, type EventRow, TranscriptRows } from './openclawStore';
import { inflate, isZstd } from './zstd';

/** Rows asked for at a time. */
const PAGE = 250;
/** OpenClaw's own bound of an event, bytes; one that claims more is no event. */
const MAX_EVENT = 4 * 1024 * 1024;
const MAX_ARCHIVE = 256 * 1024 * 1024;
const ARCHIVES = ['session_transcript_archives', 'session_transcript_cold_archives'] as const;

/** What is remembered of a database between two reads, beside the rowid. Plain JSON. */
export interface RowsState {
	/** What the rows read so far looked like. */
	print: number;
	/** Per table of archives: the last rowid read, and what it looked like. */
	archives: Record<string, { rowid: number; print: number }>;
	mirrored: Mirrored;
}

/** Reads the events after the cursor; all of them where the rows before it are no longer the ones that were read. */
export async function readRows(
	db: ForeignDb,
	file: LogFile,
	cursor: Cursor,
	elsewhere: Elsewhere,
	sink: Sink,
	turn: Turn,
): Promise<Cursor> {
	const rows = new TranscriptRows(db);
	const state: RowsState =
		cursor.state === '' ? { print: 0, archives: {}, mirrored: newMirrored() } : (JSON.parse(cursor.state) as RowsState);
	if (!rows.exist) {
		sink.note('This database holds no transcripts in a form known here.');
		return cursor;
	}
	dropKept(state.mirrored, elsewhere, sink);
	const top = rows.top();
	// What was deleted there stays counted here: rows are only ever added again, under the same keys.
	const from = cursor.position > 0 && top >= cursor.position && rows.print(cursor.position) === state.print ? cursor.position : 0;
	const sessions = new Map<string, Session>();
	for (let at = from; ; ) {
		const page = rows.after(at, top, PAGE);
		for (const row of page) readRow(row);
		await turn.next(page.reduce((sum, row) => sum + (row.json?.length ?? row.zstd?.length ?? 0), 0));
		at = page.at(-1)?.rowid ?? top;
		if (page.length < PAGE) break;
	}
	for (const table of ARCHIVES) await readArchives(table);
	await readAdopted(state.mirrored, elsewhere, sink, turn);
	state.print = rows.print(top);
	return { position: top, line: 0, state: JSON.stringify(state) };

	function readRow(row: EventRow): void {
		const record = eventOf(row);
		if (!record) sink.bad(row.rowid);
		if (record?.type !== 'message') return;
		let session = sessions.get(row.session);
		if (!session) {
			session = open(row.session);
			sessions.set(row.session, session);
		}
		const message = fieldsOf(record.message);
		if (message?.role === 'assistant' && message.usage && !(message.provider && message.model)) name(session, row);
		take(session, record, row.rowid);
	}

	function open(id: string): Session {
		const window = rows.window(id);
		const session = newSession(id, agentOfKey(window.sessionKey) || file.hints.agent || 'main');
		const first = rows.first(id);
		const header = first && eventOf(first);
		if (header?.type === 'session') readRecord(session, header);
		session.id = id;
		session.cwd ||= rows.project(window.sessionKey);
		return session;
	}

	/** A message that names no model has that of the last change before it, else that of its window. */
	function name(session: Session, row: EventRow): void {
		const change = rows.lastModel(row.session, row.seq);
		const record = change && eventOf(change);
		const window = rows.window(row.session);
		session.provider = window.provider;
		session.model = window.model;
		if (record) readRecord(session, record);
	}

	function take(session: Session, record: Fields, line: number, archived = false): void {
		const found = readRecord(session, record);
		if (!found) return;
		if (found.odd) sink.bad(line);
		// The same archive is a file too, once it is published; that one is what people can look at.
		if (archived && !found.mirror) found.event.rank = RANK.archived;
		takeCall(found, session, state.mirrored, elsewhere, sink);
	}

	async function readArchives(table: (typeof ARCHIVES)[number]): Promise<void> {
		const known = state.archives[table];
		let rowid = known && rows.archivePrint(table, known.rowid) === known.print ? known.rowid : 0;
		for (;;) {
			const page = rows.archives(table, rowid, 4);
			for (const archive of page) readArchive(archive);
			await turn.next(page.reduce((sum, archive) => sum + archive.blob.length, 0));
			rowid = page.at(-1)?.rowid ?? rowid;
			if (page.length < 4) break;
		}
		state.archives[table] = { rowid, print: rows.archivePrint(table, rowid) };
	}

	function readArchive(archive: ArchiveRow): void {
		const session = newSession(archive.session, agentOfKey(archive.sessionKey) || file.hints.agent || 'main');
		let text: string;
		try {
			text = (isZstd(archive.blob) ? inflate(archive.blob, MAX_ARCHIVE) : Buffer.from(archive.blob)).toString('utf8');
		} catch {
			sink.bad(archive.rowid);
			return;
		}
		for (const line of text.split('\n')) {
			if (line.trim() === '') continue;
			const record = parse(line);
			if (record) take(session, record, archive.rowid, true);
			else sink.bad(archive.rowid);
		}
	}
}

/** `agent:<id>:…`; '' for a key of another form. */
function agentOfKey(key: string): string {
	const [space, agent] = key.split(':');
	return space === 'agent' && agent && agent !== '*' ? agent : '';
}

function eventOf(row: EventRow): Fields | undefined {
	if (row.json !== undefined) return parse(row.json);
	if (!row.zstd) return undefined;
	try {
		return parse(inflate(row.zstd, MAX_EVENT).toString('utf8'));
	} catch {
		return undefined;
	}
}

function parse(text: string): Fields | undefined {
	try {
		return fieldsOf(JSON.parse(text));
	} catch {
		return undefined;
	}
}
