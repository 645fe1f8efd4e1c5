// Reads OpenClaw's transcripts that are files: JSONL, plain or compressed.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Cursor, LogFile, Sink, Turn } from '../collector';
import { readLines } from '../lines';
import { recordOf } from './fields';
import { dropKept, type Elsewhere, type Mirrored, newMirrored, readAdopted, takeCall } from './openclawCalls';
import { lookAtTranscript } from './openclawLook';
import { newSession, readRecord, type Session, TRANSCRIPT_MARKERS, transcriptRecords } from './openclawRecord';
import { readZstdLines } from './zstd';

/** What is remembered of a transcript between two reads. Plain JSON. */
export interface TranscriptState {
	session: Session;
	mirrored: Mirrored;
}

/** Reads what is new; a compressed file is read whole. */
export async function readTranscript(file: LogFile, cursor: Cursor, elsewhere: Elsewhere, sink: Sink, turn: Turn): Promise<Cursor> {
	const state = file.appendOnly && cursor.state !== '' ? (JSON.parse(cursor.state) as TranscriptState) : newTranscript(file);
	dropKept(state.mirrored, elsewhere, sink);
	const lean = turn.lines?.made(transcriptRecords);
	const onLine = (bytes: Buffer, start: number, end: number, line: number) => {
		const record = lean?.(bytes, start, end) ?? recordOf(bytes, start, end);
		if (!record) sink.bad(line);
		const found = record && readRecord(state.session, record);
		if (!found) return;
		if (found.odd) sink.bad(line);
		takeCall(found, state.session, state.mirrored, elsewhere, sink);
	};
	const onSkipped = (line: number) => sink.bad(line);
	const to = file.appendOnly
		? await readLines(file.path, cursor, { markers: TRANSCRIPT_MARKERS, look: lookAtTranscript }, turn, onLine, onSkipped)
		: {
				position: (await fs.promises.stat(file.path)).size,
				line: await readZstdLines(file.path, TRANSCRIPT_MARKERS, turn, onLine, onSkipped),
			};
	await readAdopted(state.mirrored, elsewhere, sink, turn);
	return { position: to.position, line: to.line, state: JSON.stringify(state) };
}

const newTranscript = (file: LogFile): TranscriptState => ({
	session: newSession(path.basename(file.path).split('.jsonl')[0] ?? '', file.hints.agent ?? 'main'),
	mirrored: newMirrored(),
});
