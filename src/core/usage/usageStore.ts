// The SQL of recording: names, roll-up rows, and the calls themselves. Which copy counts is decided elsewhere.
import type { Row, Store, Value, Writer } from '../../storage/store';
import { type BundleHead, type BundleSums, headValues } from './bundles';

export type Reader = Pick<Store, 'get' | 'all'>;

/** Tables that give a name a number. */
export type NameTable = 'sources' | 'providers' | 'models' | 'agents' | 'projects' | 'sessions' | 'prices' | 'variants';

/** The number of a name; makes one where it has none. */
export function internName(writer: Writer, table: NameTable, name: string): number {
	const made = writer.get(`INSERT INTO ${table} (name) VALUES (?) ON CONFLICT DO NOTHING RETURNING id`, [name]);
	return Number((made ?? writer.get(`SELECT id FROM ${table} WHERE name = ?`, [name]))?.id);
}

export function readName(reader: Reader, table: NameTable, id: number): string {
	return String(reader.get(`SELECT name FROM ${table} WHERE id = ?`, [id])?.name ?? '');
}

/** What a roll-up row stands for, in numbers: source, provider, model, agent, project. */
export type StreamIds = readonly [source: number, provider: number, model: number, agent: number, project: number];

/** The roll-up row of a day; makes an empty one where there is none. */
export function internDaily(writer: Writer, day: string, ids: StreamIds, basis: number): number {
	const params = [day, ...ids, basis];
	const made = writer.get(
		`INSERT INTO usage_daily (day, source_id, provider_id, model_id, agent_id, project_id, basis) VALUES (?, ?, ?, ?, ?, ?, ?)
		ON CONFLICT DO NOTHING RETURNING id`,
		params,
	);
	const find =
		'SELECT id FROM usage_daily WHERE day = ? AND source_id = ? AND provider_id = ? AND model_id = ? AND agent_id = ? AND project_id = ? AND basis = ?';
	return Number((made ?? writer.get(find, params))?.id);
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

/** A bundle as it is stored. */
export interface BundleRow extends BundleSums {
	id: number;
	head: BundleHead;
	bytes: Uint8Array;
}

const HEADS = ['file_id', 'daily_id', 'session_id', 'variant_id', 'confidence', 'rank', 'tie', 'price_id'] as const;
const SUMS = [
	...(['requests', 'input', 'output', 'reasoning', 'cache_read', 'cache_write_5m', 'cache_write_1h'] as const),
	...(['cost', 'input_cost', 'output_cost', 'cache_read_cost', 'cache_write_cost'] as const),
];
const ALL = ['id', ...HEADS, 'first_ts', 'last_ts', 'calls', ...SUMS, 'bytes'];

// OR FAIL: without it SQLite keeps a copy of every page a single statement touches, to undo that statement alone. Here
// a failing statement undoes the whole transaction anyway.
const INSERT = `INSERT OR FAIL INTO usage_events (${ALL.join(', ')}) VALUES (${ALL.map(() => '?').join(', ')})`;

/** Each its number and then `Bundle.values`. */
export const insertBundles = (writer: Writer, rows: readonly (readonly Value[])[]): void => writer.runMany(INSERT, rows);

/** Takes bundles out of the roll-up (by the trigger on UPDATE; there is deliberately none on DELETE), then removes them. */
export function removeBundles(writer: Writer, ids: readonly number[]): void {
	const rows = ids.map(id => [id]);
	writer.runMany(`UPDATE usage_events SET ${SUMS.map(name => `${name} = 0`).join(', ')} WHERE id = ?`, rows);
	writer.runMany('DELETE FROM usage_events WHERE id = ?', rows);
}

export function readBundle(reader: Reader, id: number): BundleRow | undefined {
	const row = reader.get('SELECT * FROM usage_events WHERE id = ?', [id]);
	return row && bundleOf(row);
}

export const readBundlesOfFile = (reader: Reader, fileId: number): BundleRow[] =>
	reader.all('SELECT * FROM usage_events WHERE file_id = ?', [fileId]).map(bundleOf);

/** Bundles that count, by their number, after `id` and up to `last`. */
export const readBundlesAfter = (reader: Reader, id: number, last: number, count: number): BundleRow[] =>
	reader.all('SELECT * FROM usage_events WHERE id > ? AND id <= ? AND daily_id > 0 ORDER BY id LIMIT ?', [id, last, count]).map(bundleOf);

/** The newest bundle with this head in which there is room for `room` more calls of at most `full`. */
export function readOpenBundle(reader: Reader, head: BundleHead, full: number, room: number): BundleRow | undefined {
	const row = reader.get(
		`SELECT * FROM usage_events WHERE ${HEADS.map(name => `${name} = ?`).join(' AND ')} AND calls <= ? ORDER BY id DESC LIMIT 1`,
		[...headValues(head), full - room],
	);
	return row && bundleOf(row);
}

/** The bytes of bundles, by their number, after `id`. */
export const readBytesAfter = (reader: Reader, id: number, count: number): { id: number; bytes: Uint8Array }[] =>
	reader
		.all('SELECT id, bytes FROM usage_events WHERE id > ? ORDER BY id LIMIT ?', [id, count])
		.map(row => ({ id: Number(row.id), bytes: row.bytes as Uint8Array }));

function bundleOf(row: Row): BundleRow {
	const numbers = row as Record<string, number>;
	const of = (name: string): number => numbers[name] ?? 0;
	return {
		...(Object.fromEntries(SUMS.map(name => [name, of(name)])) as unknown as BundleSums),
		id: of('id'),
		bytes: row.bytes as Uint8Array,
		head: {
			fileId: of('file_id'),
			dailyId: of('daily_id'),
			sessionId: of('session_id'),
			variantId: of('variant_id'),
			confidence: of('confidence'),
			rank: of('rank'),
			tie: of('tie'),
			priceId: of('price_id'),
		},
	};
}

/** How much was recorded, as far as transactions were kept, and the highest number a bundle had. */
export function readSerial(reader: Reader): { value: number; bundle: number } {
	const row = reader.get('SELECT value, bundle FROM usage_serial WHERE id = 1');
	return { value: Number(row?.value ?? 0), bundle: Number(row?.bundle ?? 0) };
}

export function writeSerial(writer: Writer, value: number, bundle: number): void {
	writer.run('UPDATE usage_serial SET value = ?, bundle = ? WHERE id = 1', [value, bundle]);
}

/** By which zone and prices the stored calls were last settled; '' before the first time. */
export const readMark = (reader: Reader): string => String(reader.get('SELECT mark FROM usage_serial WHERE id = 1')?.mark ?? '');

export function writeMark(writer: Writer, mark: string): void {
	writer.run('UPDATE usage_serial SET mark = ? WHERE id = 1', [mark]);
}
