// The SQL of recording: names, roll-up rows, and the calls themselves. Which copy counts is decided elsewhere.
import type { Row, Store, Value, Writer } from '../../storage/store';

export type Reader = Pick<Store, 'get' | 'all'>;

/** Tables that give a name a number. */
export type NameTable = 'sources' | 'providers' | 'models' | 'agents' | 'projects' | 'sessions' | 'prices' | 'variants';

/** The number of a name; makes one where it has none. */
export function internName(writer: Writer, table: NameTable, name: string): number {
	const find = `SELECT id FROM ${table} WHERE name = ?`;
	const found = writer.get(find, [name]);
	if (found) return Number(found.id);
	writer.run(`INSERT INTO ${table} (name) VALUES (?)`, [name]);
	return Number(writer.get(find, [name])?.id);
}

export function readName(reader: Reader, table: NameTable, id: number): string {
	return String(reader.get(`SELECT name FROM ${table} WHERE id = ?`, [id])?.name ?? '');
}

/** What a roll-up row stands for, in numbers: source, provider, model, agent, project. */
export type StreamIds = readonly [source: number, provider: number, model: number, agent: number, project: number];

/** The roll-up row of a day; makes an empty one where there is none. */
export function internDaily(writer: Writer, day: string, ids: StreamIds, basis: number): number {
	const params = [day, ...ids, basis];
	const find =
		'SELECT id FROM usage_daily WHERE day = ? AND source_id = ? AND provider_id = ? AND model_id = ? AND agent_id = ? AND project_id = ? AND basis = ?';
	const found = writer.get(find, params);
	if (found) return Number(found.id);
	writer.run(
		'INSERT INTO usage_daily (day, source_id, provider_id, model_id, agent_id, project_id, basis) VALUES (?, ?, ?, ?, ?, ?, ?)',
		params,
	);
	return Number(writer.get(find, params)?.id);
}

/** A roll-up row's own names. */
export interface DailyNames {
	/** 0 unpriced, 1 priced, 2 logged */
	basis: number;
	source: string;
	provider: string;
	model: string;
	agent: string;
	project: string;
}

export function readDaily(reader: Reader, id: number): DailyNames | undefined {
	const row = reader.get(
		`SELECT d.basis, s.name AS source, p.name AS provider, m.name AS model, a.name AS agent, j.name AS project FROM usage_daily d
		JOIN sources s ON s.id = d.source_id JOIN providers p ON p.id = d.provider_id JOIN models m ON m.id = d.model_id
		JOIN agents a ON a.id = d.agent_id JOIN projects j ON j.id = d.project_id WHERE d.id = ?`,
		[id],
	);
	return row as DailyNames | undefined;
}

/** Removes those of these roll-up rows in which nothing is left; what floating point leaves of their costs goes with them. */
export function removeEmptyDaily(writer: Writer, ids: Iterable<number>): void {
	writer.runMany(
		'DELETE FROM usage_daily WHERE id = ? AND requests = 0',
		Array.from(ids, id => [id]),
	);
}

/** A stored call, in the order of EVENT_COLUMNS. */
export interface EventRow {
	id: number;
	key: number;
	rank: number;
	tie: number;
	file_id: number;
	ts: number;
	daily_id: number;
	session_id: number;
	variant_id: number;
	confidence: number;
	requests: number;
	input: number;
	output: number;
	reasoning: number;
	cache_read: number;
	cache_write_5m: number;
	cache_write_1h: number;
	logged_cost: number | null;
	price_id: number;
	cost: number;
	input_cost: number;
	output_cost: number;
	cache_read_cost: number;
	cache_write_cost: number;
}

/** What `insertEvents` and `updateEvents` take, in this order. */
const EVENT_COLUMNS = [
	...['key', 'rank', 'tie', 'file_id', 'ts', 'daily_id', 'session_id', 'variant_id', 'confidence', 'requests'],
	...['input', 'output', 'reasoning', 'cache_read', 'cache_write_5m', 'cache_write_1h', 'logged_cost', 'price_id'],
	...['cost', 'input_cost', 'output_cost', 'cache_read_cost', 'cache_write_cost'],
] as const;

// OR FAIL: without it SQLite keeps a copy of every page a single statement touches, to undo that statement alone. Here
// a failing statement undoes the whole transaction anyway. Measured: 7.5 -> 5.4 µs a call, trigger included.
const INSERT = `INSERT OR FAIL INTO usage_events (${EVENT_COLUMNS.join(', ')}) VALUES (${EVENT_COLUMNS.map(() => '?').join(', ')})`;
const UPDATE = `UPDATE OR FAIL usage_events SET ${EVENT_COLUMNS.map((name, i) => `${name} = ?${i + 1}`).join(', ')} WHERE key = ?1`;

export const insertEvents = (writer: Writer, rows: readonly (readonly Value[])[]): void => writer.runMany(INSERT, rows);

export const updateEvents = (writer: Writer, rows: readonly (readonly Value[])[]): void => writer.runMany(UPDATE, rows);

/** The stored calls among these keys. */
export function findEvents(reader: Reader, keys: readonly number[]): EventRow[] {
	const found: EventRow[] = [];
	for (const some of pieces(keys)) {
		for (const row of rowsOf(reader.get(FIND.get(some.length) ?? '', some))) found.push(row);
	}
	return found;
}

/** True where any call was recorded. */
export const hasEvents = (reader: Reader): boolean => reader.get('SELECT 1 AS one FROM usage_events LIMIT 1') !== undefined;

/** Calls that count, by their number, after `id`. */
export const eventsAfter = (reader: Reader, id: number, count: number): EventRow[] =>
	rowsOf(reader.get(`SELECT ${AS_TEXT} FROM (SELECT * FROM usage_events WHERE id > ? AND daily_id > 0 ORDER BY id LIMIT ?)`, [id, count]));

// One text instead of rows: several times faster to get out of WebAssembly, and numbers keep all their digits in it.
const AS_TEXT = `json_group_array(json_array(id, ${EVENT_COLUMNS.join(', ')})) AS found`;

function rowsOf(row: Row | undefined): EventRow[] {
	const text = String(row?.found ?? '[]');
	if (text === '[]') return [];
	return (JSON.parse(text) as (number | null)[][]).map(eventOf);
}

/** Written out: an object of one shape is several times faster to make and to read than one made of entries. */
const eventOf = (t: readonly (number | null)[]): EventRow => ({
	id: t[0] ?? 0,
	key: t[1] ?? 0,
	rank: t[2] ?? 0,
	tie: t[3] ?? 0,
	file_id: t[4] ?? 0,
	ts: t[5] ?? 0,
	daily_id: t[6] ?? 0,
	session_id: t[7] ?? 0,
	variant_id: t[8] ?? 0,
	confidence: t[9] ?? 0,
	requests: t[10] ?? 0,
	input: t[11] ?? 0,
	output: t[12] ?? 0,
	reasoning: t[13] ?? 0,
	cache_read: t[14] ?? 0,
	cache_write_5m: t[15] ?? 0,
	cache_write_1h: t[16] ?? 0,
	logged_cost: t[17] ?? null,
	price_id: t[18] ?? 0,
	cost: t[19] ?? 0,
	input_cost: t[20] ?? 0,
	output_cost: t[21] ?? 0,
	cache_read_cost: t[22] ?? 0,
	cache_write_cost: t[23] ?? 0,
});

/** Pieces of a few fixed lengths, so that a handful of prepared statements serve every batch. */
function* pieces(keys: readonly number[]): Iterable<readonly number[]> {
	let start = 0;
	while (start < keys.length) {
		const left = keys.length - start;
		const size = LENGTHS.find(length => length <= left) ?? 1;
		yield keys.slice(start, start + size);
		start += size;
	}
}

const LENGTHS = [400, 40, 8, 4, 2, 1];
const FIND: ReadonlyMap<number, string> = new Map(
	LENGTHS.map(length => [length, `SELECT ${AS_TEXT} FROM usage_events WHERE key IN (${Array(length).fill('?').join(', ')})`]),
);

const SUMS = [
	...['requests', 'input', 'output', 'reasoning', 'cache_read', 'cache_write_5m', 'cache_write_1h'],
	...['cost', 'input_cost', 'output_cost', 'cache_read_cost', 'cache_write_cost'],
];
const POST = `INSERT INTO usage_postings (daily_id, ${SUMS.join(', ')}) VALUES (?, ${SUMS.map(() => '?').join(', ')})`;

/** Adds to roll-up rows: each a row's number, then requests … cache_write_1h and cost … cache_write_cost in the order of a call's columns. */
export const postSums = (writer: Writer, postings: readonly (readonly Value[])[]): void => writer.runMany(POST, postings);

/** What the calls of a file add up to in each roll-up row. */
export type FileSum = Pick<EventRow, 'daily_id' | 'requests' | 'input' | 'output' | 'reasoning' | 'cache_read'> &
	Pick<EventRow, 'cache_write_5m' | 'cache_write_1h' | 'cost' | 'input_cost' | 'output_cost' | 'cache_read_cost' | 'cache_write_cost'>;

export function sumsOfFile(reader: Reader, fileId: number): FileSum[] {
	return reader.all(
		`SELECT daily_id, ${SUMS.map(name => `sum(${name}) AS ${name}`).join(', ')} FROM usage_events WHERE file_id = ? AND daily_id > 0 GROUP BY daily_id`,
		[fileId],
	) as unknown as FileSum[];
}

/** What of a call that was removed says whether a copy of it is as good. */
export interface Removed {
	key: number;
	rank: number;
	/** ms */
	ts: number;
	/** All its tokens. */
	total: number;
}

/** Removes the calls of a file, and tells of them. They must have been taken out of the roll-up. */
export function removeFile(writer: Writer, fileId: number): Removed[] {
	const removed = writer.all(
		'SELECT key, rank, ts, input + output + cache_read + cache_write_5m + cache_write_1h AS total FROM usage_events WHERE file_id = ?',
		[fileId],
	);
	writer.run('DELETE FROM usage_events WHERE file_id = ?', [fileId]);
	return removed as unknown as Removed[];
}

/** How often names and roll-up rows were made or removed, as far as transactions were kept. */
export const readSerial = (reader: Reader): number => Number(reader.get('SELECT value FROM usage_serial WHERE id = 1')?.value ?? 0);

export function writeSerial(writer: Writer, serial: number): void {
	writer.run('UPDATE usage_serial SET value = ? WHERE id = 1', [serial]);
}

/** By which zone and prices the stored calls were last settled; '' before the first time. */
export const readMark = (reader: Reader): string => String(reader.get('SELECT mark FROM usage_serial WHERE id = 1')?.mark ?? '');

export function writeMark(writer: Writer, mark: string): void {
	writer.run('UPDATE usage_serial SET mark = ? WHERE id = 1', [mark]);
}
