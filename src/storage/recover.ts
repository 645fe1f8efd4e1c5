// Opening: the newest state that is whole, with everything the journal has since; what is bad goes aside, and is said.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, isoInstant, parseInstant } from '../base/clock';
import { messageOf, nodeCode } from '../base/errors';
import type { Log } from '../base/log';
import { type CommitRecord, commitFile, snapshotFile, storeFileOf } from './commit';
import { namesIn } from './files';
import { BACKUPS, KEPT_GENERATIONS, readBackups, readRecords } from './generations';
import { type History, type Replayed, readHistory, replayHistory } from './history';
import { type Position, Replay, START } from './journal';
import { patiently } from './patience';
import { copyToQuarantine, moveToQuarantine, QUARANTINE } from './quarantine';
import { openSnapshot } from './snapshot';
import type { Connection, Sqlite } from './sqlite';
import { asFenced } from './unwritable';

export interface Recovered {
	connection: Connection;
	/** Where the history stands. */
	at: Position;
	/** The commit it was restored from; undefined for a new or empty store. */
	base: CommitRecord | undefined;
	/** Highest number of a commit found in the folder, usable or not. */
	newest: number;
	/** When SQLite itself last looked through this state, or one that it made this one from. ISO 8601; undefined: not now. */
	checked: string | undefined;
	/** Transactions replayed from the journal, and their bytes. */
	replayed: number;
	bytes: number;
	/** False where the folder does not hold this state as it should (new, restored, cut): a snapshot is due at once. */
	whole: boolean;
	/** Sentences for the user. */
	notes: string[];
}

export interface RecoverContext {
	sqlite: Sqlite;
	folder: string;
	clock: Clock;
	log: Log;
	/** False: only looks, moves nothing. */
	keep: boolean;
	/** Throws FENCED where another hub took over: then nothing here is ours to move. */
	fence: () => void;
}

/** How often a mere reader begins again, as the owner may have cleared away what it was about to read. */
const READ_TRIES = 3;
const RETRY_AFTER = 50;
/** SQLite looks through a store once in this time. ms */
const CHECK_EVERY = 24 * 60 * 60 * 1000;
/** Time between two turns of the event loop while the journal is replayed. ms */
const TURN = 20;

/** Rejects with what the file system says where the folder itself cannot be read. */
export async function recover(context: RecoverContext): Promise<Recovered> {
	for (let tries = 1; ; tries++) {
		try {
			const recovered = await recoverOnce(context);
			if (context.keep || recovered.whole || !recovered.base || tries >= READ_TRIES) return recovered;
			recovered.connection.close();
		} catch (error) {
			if (context.keep || nodeCode(error) !== 'ENOENT' || tries >= READ_TRIES) throw error;
		}
		await context.clock.sleep(RETRY_AFTER);
	}
}

async function recoverOnce(context: RecoverContext): Promise<Recovered> {
	const { folder, sqlite, keep, log, clock } = context;
	const names = namesIn(folder);
	const history = await patiently(clock, () => readHistory(folder, names));
	const { records, torn } = await patiently(clock, () => readRecords(folder, names, history));
	const newest = Math.max(0, ...names.map(commitNumberOf));
	const bad: string[] = [];
	for (const name of torn) {
		bad.push(`${name}: it is damaged`);
		// Its snapshot may be the very state somebody wants back by hand.
		await setAside(context, [name, snapshotFile(commitNumberOf(name))]);
	}
	for (const [age, record] of records.entries()) {
		const proven = isRecent(record.checked, clock.now());
		const opened = await tryOpen(context, folder, record, proven);
		// Records outlive their snapshots, and a reader may come while the owner clears away.
		if (opened === 'gone' && age >= KEPT_GENERATIONS) continue;
		if (typeof opened !== 'string') {
			const result = await replayAll(context, opened, record.at, history);
			const checked = proven ? record.checked : isoInstant(clock.now());
			return finish(context, newest, history, { ...record, checked }, opened, result, bad);
		}
		log.warn(`${record.snapshot.file} cannot be used: ${opened}`);
		bad.push(`${record.snapshot.file}: ${opened}`);
		await setAside(context, [record.snapshot.file, commitFile(record.number)]);
	}
	const stored =
		names.some(name => storeFileOf(name)) && (records.length > 0 || torn.length > 0 || history.parts.some(({ head }) => head.commit > 0));
	for (const record of readBackups(folder)) {
		const opened = await tryOpen(context, path.join(folder, BACKUPS), record);
		if (typeof opened === 'string') continue;
		const result = await replayAll(context, opened, record.at, history);
		return finish(context, newest, history, { ...record, checked: isoInstant(clock.now()) }, opened, result, [
			...bad,
			`no snapshot in ${folder} can be used, so the backup ${record.snapshot.file} was taken`,
		]);
	}
	const connection = sqlite.open();
	const checked = isoInstant(clock.now());
	if (!stored) return { connection, at: START, base: undefined, newest, checked, replayed: 0, bytes: 0, whole: false, notes: [] };
	await setAside(context, [...history.parts.map(({ name }) => name), ...history.torn]);
	const where = keep ? `The damaged files are kept in ${path.join(folder, QUARANTINE)}.` : 'The damaged files were left where they are.';
	const notes = [
		`Nothing of what was saved in ${folder} can be used (${bad.join('; ')}), so it starts empty. ${where} Usage is read again from the agents' logs; budgets are back at their defaults.`,
	];
	return { connection, at: START, base: undefined, newest, checked, replayed: 0, bytes: 0, whole: false, notes };
}

/** The database, or in words why it cannot be used: `gone` where its file is not there. */
async function tryOpen(
	{ sqlite, clock }: RecoverContext,
	folder: string,
	record: CommitRecord,
	proven = false,
): Promise<Connection | string> {
	try {
		return await patiently(clock, () => openSnapshot(sqlite, folder, record.snapshot, proven));
	} catch (error) {
		if (nodeCode(error) === 'ENOENT') return 'gone';
		return `it cannot be read (${messageOf(error)})`;
	}
}

async function replayAll({ folder, clock }: RecoverContext, connection: Connection, at: Position, history: History): Promise<Replayed> {
	let turn = clock.now();
	const replay = new Replay(connection);
	const replayed = await replayHistory(folder, history, at, async line => {
		replay.apply(line);
		if (clock.now() - turn < TURN) return;
		await clock.yield();
		turn = clock.now();
	});
	replay.finish();
	const lost = replayed.lost ?? lostBehindHead(folder, history, replayed.at);
	return lost ? { ...replayed, lost } : replayed;
}

/** A journal file without its head says nothing; where it once held later changes, or nobody can tell what it held, these are lost. */
function lostBehindHead(folder: string, { parts, torn }: History, at: Position): Replayed['lost'] {
	// What a later file goes on from is known to be all there.
	const newest =
		parts
			.map(({ name }) => name)
			.sort()
			.at(-1) ?? '';
	for (const name of torn) {
		const found = fs.lstatSync(path.join(folder, name), { throwIfNoEntry: false });
		if (!found?.isFile()) {
			if (found && name > newest) return { name, why: 'it is not a file' };
			continue;
		}
		const text = fs.readFileSync(path.join(folder, name), 'latin1');
		const last = text.match(/^\d+(?= [0-9a-f]{16} )/gm)?.at(-1);
		const unreadable = name > newest && holdsGarbage(text);
		if (Number(last ?? 0) > at.seq || unreadable) return { name, why: 'its first line has changed' };
	}
	return undefined;
}

/** Longest first line. Bytes */
const HEAD_BYTES = 256;

/** True where something stands behind the first line that is no line of ours. A first line that was never finished has nothing behind it. */
function holdsGarbage(text: string): boolean {
	const lines = text
		.split('\n')
		.slice(1)
		.filter(line => line !== '');
	return lines.length === 0 ? text.length > HEAD_BYTES : lines.some(line => !/^\d+ [0-9a-f]{16} \[/.test(line));
}

async function finish(
	context: RecoverContext,
	newest: number,
	{ torn }: History,
	base: CommitRecord,
	connection: Connection,
	{ at, lines, bytes, lost }: Replayed,
	bad: readonly string[],
): Promise<Recovered> {
	connection.forget();
	const { folder, log, keep, fence, clock } = context;
	const notes: string[] = [];
	const kept = keep ? ` The damaged files are kept in ${path.join(folder, QUARANTINE)}.` : '';
	const restored = `the state saved at ${base.time} and ${lines} later ${lines === 1 ? 'change' : 'changes'} from the journal`;
	if (bad.length > 0) {
		const end = lost ? '' : ' As far as the journal tells, nothing is missing.';
		notes.push(`Saved data was damaged (${bad.join('; ')}). Restored: ${restored}.${end}${kept}`);
	}
	if (lost) {
		log.warn(`${lost.name} cannot be used from transaction ${at.seq} on: ${lost.why}`);
		// What is of no use at all is moved there as a whole, below.
		if (keep && !torn.includes(lost.name)) {
			await patiently(clock, () => {
				fence();
				copyToQuarantine(folder, lost.name);
			});
		}
		notes.push(
			`Changes saved after ${lines > 0 || bad.length > 0 ? restored : `the state of ${base.time}`} cannot be used (${lost.name}: ${lost.why}). Usage is read again from the agents' logs; check your budget limits.${bad.length > 0 ? '' : kept}`,
		);
	}
	await setAside(context, torn);
	return { connection, at, base, newest, checked: base.checked, replayed: lines, bytes, whole: bad.length === 0 && !lost, notes };
}

/** A clock that was set back proves nothing. */
function isRecent(checked: string | undefined, now: number): boolean {
	const age = now - (parseInstant(checked ?? '') ?? Number.NEGATIVE_INFINITY);
	return age >= 0 && age < CHECK_EVERY;
}

function commitNumberOf(name: string): number {
	const file = storeFileOf(name);
	return file?.kind === 'commit' ? file.number : 0;
}

async function setAside({ folder, keep, log, fence, clock }: RecoverContext, names: readonly string[]): Promise<void> {
	if (!keep || names.length === 0) return;
	for (const name of names) {
		try {
			const moved = await patiently(clock, () => {
				fence();
				return moveToQuarantine(folder, name);
			});
			if (moved) log.warn(`Moved ${name} to ${moved}`);
		} catch (error) {
			if (asFenced(error)) throw error;
			log.warn(`${name} could not be moved to the quarantine: ${messageOf(error)}`);
		}
	}
}
