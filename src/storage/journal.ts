// The redo journal's text: one line a transaction, each proven by a checksum that carries the one before it.
import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { Connection } from './sqlite';
import type { Value } from './store';

/** A point in the history of the store: the number of its last transaction and that line's checksum. */
export interface Position {
	seq: number;
	check: string;
}

/** Before the first transaction. */
export const START: Position = { seq: 0, check: '0000000000000000' };

/** The first line of a journal file: whose it is and where in the history it begins. */
export interface JournalHead {
	/** Epoch of the hub that writes it. */
	term: number;
	/** Counts the journal files of a folder. */
	number: number;
	/** The newest commit when it was begun: what a fenced hub publishes after it is void. */
	commit: number;
	/** Its first line follows this. */
	from: Position;
}

/** A line of a journal, whole and proven. */
export interface JournalLine extends Position {
	/** JSON of the operations, as UTF-8. */
	body: Buffer;
}

/** The line of a transaction and the position after it. `body` is JSON from `encodeOperations`, without line breaks. */
export function encodeLine(before: Position, body: string): { line: string; after: Position } {
	const seq = before.seq + 1;
	const check = checksum(before.check, seq, body);
	return { line: `${seq} ${check} ${body}\n`, after: { seq, check } };
}

export function encodeHead(head: JournalHead): string {
	const json = JSON.stringify(head);
	return `mission-control-journal 1 ${checksum('', 0, json)} ${json}\n`;
}

/** The head of a journal file's bytes and where its lines begin; undefined where it is torn or foreign. */
export function decodeHead(bytes: Buffer): { head: JournalHead; length: number } | undefined {
	const end = bytes.indexOf(0x0a);
	const match = end < 0 ? undefined : /^mission-control-journal 1 ([0-9a-f]{16}) (.+)$/.exec(bytes.toString('utf8', 0, end));
	if (!match?.[2] || match[1] !== checksum('', 0, match[2])) return undefined;
	const head = Head.safeParse(JSON.parse(match[2])).data;
	return head && { head, length: end + 1 };
}

/** Why reading a journal ended: `end` of the file, a `torn` tail (a crash while it was written: nobody was told that it is kept), or a `bad` line. */
export type JournalEnd = 'end' | 'torn' | 'bad';

/** Every line from `offset` on that follows `from` without a gap; returns why it stopped. */
export function* decodeLines(bytes: Buffer, offset: number, from: Position): Generator<JournalLine, JournalEnd> {
	let before = from;
	while (offset < bytes.length) {
		const end = bytes.indexOf(0x0a, offset);
		if (end < 0) {
			// Its own checksum proves a line that lacks its end, or has another byte there.
			const line = decodeLine(bytes.subarray(offset), before) ?? decodeLine(bytes.subarray(offset, -1), before);
			if (!line) return 'torn';
			yield line;
			return 'end';
		}
		const line = decodeLine(bytes.subarray(offset, end), before);
		if (!line) return isHole(bytes.subarray(offset)) ? 'torn' : 'bad';
		yield line;
		before = line;
		offset = end + 1;
	}
	return 'end';
}

/**
 * After a power cut the file can be long enough and hold zeros where the bytes never arrived; JSON holds none. A single
 * zero is a changed byte; where a later line stands behind the zeros, they were written over what had arrived; and
 * among other bytes that no line of ours has, they are damage like these.
 */
const isHole = (rest: Buffer): boolean => {
	const isForeign = (byte: number) => byte < 0x20 && byte !== 0 && byte !== 0x0a;
	return rest.includes(TWO_ZEROS) && !rest.some(isForeign) && !/\n\d+ [0-9a-f]{16} \[/.test(rest.toString('latin1'));
};

const TWO_ZEROS = Buffer.alloc(2);

/** One operation as JSON, taken when it is run: callers may use their arrays again. */
export function encodeOperation(sql: string, params?: readonly Value[]): string {
	return JSON.stringify(params ? [sql, params.map(encodeValue)] : [sql]);
}

/** One statement over many rows. */
export function encodeMany(sql: string, rows: readonly (readonly Value[])[]): string {
	const blobs = rows.some(row => row.some(value => value instanceof Uint8Array));
	return JSON.stringify([sql, blobs ? rows.map(row => row.map(encodeValue)) : rows, 1]);
}

export const encodeOperations = (operations: readonly string[]): string => `[${operations.join(',')}]`;

/** Runs lines again, many in one transaction of SQLite, for each of these costs as much as a line. */
export class Replay {
	readonly #connection: Connection;
	/** What the open transaction holds. */
	#batch: JournalLine[] = [];

	constructor(connection: Connection) {
		this.#connection = connection;
	}

	/** Throws what SQLite throws; then nothing of this line happened, and all of those before it. */
	apply(line: JournalLine): void {
		const operations = operationsOf(line);
		// A migration may say what is to hold at its own end.
		if (operations.some(([, params]) => !params)) {
			this.finish();
			this.#connection.transaction(() => this.#run(operations));
			return;
		}
		if (this.#batch.length === 0) this.#connection.script('BEGIN');
		this.#batch.push(line);
		try {
			this.#run(operations);
		} catch (error) {
			this.#takeBack();
			throw error;
		}
		if (this.#batch.length >= MOST_TOGETHER) this.finish();
	}

	/** Ends the open transaction: after the last line, and before anything else uses the connection. */
	finish(): void {
		if (this.#batch.length === 0) return;
		this.#connection.script('COMMIT');
		this.#batch = [];
	}

	/** All but the last line, which failed. */
	#takeBack(): void {
		const before = this.#batch.slice(0, -1);
		this.#batch = [];
		this.#connection.script('ROLLBACK');
		for (const line of before) this.#connection.transaction(() => this.#run(operationsOf(line)));
	}

	#run(operations: readonly Operation[]): void {
		for (const [sql, params, many] of operations) {
			if (!params) this.#connection.script(sql);
			else if (many) this.#connection.runMany(sql, (params as Encoded[][]).map(decodeRow));
			else this.#connection.run(sql, decodeRow(params as Encoded[]));
		}
	}
}

const MOST_TOGETHER = 500;

function decodeLine(bytes: Buffer, before: Position): JournalLine | undefined {
	const space = bytes.indexOf(0x20);
	if (space < 1 || space > 16 || bytes[space + 17] !== 0x20) return undefined;
	const seq = Number(bytes.toString('latin1', 0, space));
	const check = bytes.toString('latin1', space + 1, space + 17);
	const body = bytes.subarray(space + 18);
	if (seq !== before.seq + 1 || check !== checksum(before.check, seq, body)) return undefined;
	return { seq, check, body };
}

/** 64 bits of SHA-256 over the line before, the number and the body. */
function checksum(before: string, seq: number, body: string | Buffer): string {
	return createHash('sha256').update(`${before} ${seq} `).update(body).digest('hex').slice(0, 16);
}

const Head = z.object({
	term: z.int().nonnegative(),
	number: z.int().positive(),
	commit: z.int().nonnegative(),
	from: z.object({ seq: z.int().nonnegative(), check: z.string().length(16) }),
});

/** How a value stands in the journal. */
type Encoded = number | string | null | { blob: string };
type Operation = [sql: string] | [sql: string, params: Encoded[]] | [sql: string, rows: Encoded[][], many: 1];

/** The checksum proves that these are our own words, so only the outer shape is looked at; binding looks at each value. */
function operationsOf(line: JournalLine): Operation[] {
	const operations: unknown = JSON.parse(line.body.toString('utf8'));
	if (!Array.isArray(operations) || !operations.every(isOperation))
		throw new Error(`Transaction ${line.seq} is not written in a known way`);
	return operations;
}

function isOperation(operation: unknown): operation is Operation {
	if (!Array.isArray(operation) || typeof operation[0] !== 'string') return false;
	const [, params, many] = operation;
	if (params === undefined) return true;
	return Array.isArray(params) && (many === undefined || (many === 1 && params.every(row => Array.isArray(row))));
}

function encodeValue(value: Value): Encoded {
	return value instanceof Uint8Array ? { blob: Buffer.from(value).toString('base64') } : value;
}

function decodeRow(row: readonly Encoded[]): Value[] {
	return row.map(value => (typeof value === 'object' && value !== null ? new Uint8Array(Buffer.from(value.blob, 'base64')) : value));
}
