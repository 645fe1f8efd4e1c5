// The SQL of asking: rows of the roll-up by day, names, and how fresh they are.
import type { Reader } from './usageStore';
import { readSerial } from './usageStore';

/** A row of the roll-up, without its id. A tuple, because thousands of them are read for one chart. */
export type Cell = [
	day: string,
	source: number,
	provider: number,
	model: number,
	agent: number,
	project: number,
	/** 0 unpriced, 1 priced, 2 logged */
	basis: number,
	requests: number,
	input: number,
	output: number,
	reasoning: number,
	cacheRead: number,
	cacheWrite5m: number,
	cacheWrite1h: number,
	cost: number,
	inputCost: number,
	outputCost: number,
	cacheReadCost: number,
	cacheWriteCost: number,
];

/** Roll-up rows of these days (both included), by day. */
export function readCells(reader: Reader, start: string, end: string): Cell[] {
	// One text instead of thousands of rows: four times faster to get out of WebAssembly.
	const row = reader.get(
		`SELECT json_group_array(json_array(day, source_id, provider_id, model_id, agent_id, project_id, basis, requests, input, output, reasoning,
			cache_read, cache_write_5m, cache_write_1h, cost, input_cost, output_cost, cache_read_cost, cache_write_cost)) AS cells
		FROM (SELECT * FROM usage_daily WHERE day >= ? AND day <= ? AND requests > 0 ORDER BY day)`,
		[start, end],
	);
	return JSON.parse(String(row?.cells ?? '[]')) as Cell[];
}

/** Changes whenever anything recorded does. */
export const readVersion = (reader: Reader): number => readSerial(reader).value;

/** True where any call counts. */
export const hasUsage = (reader: Reader): boolean =>
	reader.get('SELECT 1 AS found FROM usage_daily WHERE requests > 0 LIMIT 1') !== undefined;

export type NamedTable = 'sources' | 'providers' | 'models' | 'agents' | 'projects';

export function readNames(reader: Reader, table: NamedTable): Map<number, string> {
	return new Map(reader.all(`SELECT id, name FROM ${table}`).map(row => [Number(row.id), String(row.name)]));
}

/** When a log was last read, ms; 0 for never. */
export const readLastRead = (reader: Reader): number => Number(reader.get('SELECT max(read_at) AS at FROM collect_files')?.at ?? 0);
