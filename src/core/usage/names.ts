// Numbers for names and roll-up rows, kept in memory so that a call costs no query.
import type { Writer } from '../../storage/store';
import type { UsageEvent } from './event';
import { type DailyNames, internDaily, internName, type NameTable, type Reader, readDaily, readName, type StreamIds } from './usageStore';

/** Everything a roll-up row stands for but its day and basis. */
export type Dimensions = Pick<UsageEvent, 'source' | 'provider' | 'model' | 'agent' | 'project'>;

export interface Names {
	/** The number of a name; makes one where it has none. */
	id(writer: Writer, table: NameTable, name: string): number;
	name(reader: Reader, table: NameTable, id: number): string;
	/** The roll-up row of these dimensions. `basis`: 0 unpriced, 1 priced, 2 logged. */
	daily(writer: Writer, of: Dimensions, day: string, basis: number): number;
	dailyNames(reader: Reader, id: number): DailyNames;
	/** Forgets roll-up rows that may have been removed. */
	forgetDaily(): void;
	/** Forgets everything: a transaction in which numbers were given out was undone. */
	forget(): void;
}

/** Numbers of names; consecutive calls mostly share theirs. */
interface Known {
	numbers: Map<string, number>;
	last: string;
	lastNumber: number;
}

/** Calls that stand together share everything but their day: its rows by day, one map a basis. */
interface Stream extends Dimensions {
	ids: StreamIds;
	rows: [Map<string, number>, Map<string, number>, Map<string, number>];
}

export function createNames(): Names {
	const ids = new Map<NameTable, Known>();
	const names = new Map<NameTable, Map<number, string>>();
	const streams = new Map<string, Stream>();
	const rows = new Map<number, DailyNames>();
	let last: Stream | undefined;

	function id(writer: Writer, table: NameTable, name: string): number {
		let known = ids.get(table);
		if (!known) {
			known = { numbers: new Map(), last: '', lastNumber: 0 };
			ids.set(table, known);
		}
		if (known.last === name && known.lastNumber > 0) return known.lastNumber;
		let number = known.numbers.get(name);
		if (number === undefined) {
			number = internName(writer, table, storable(name));
			known.numbers.set(name, number);
		}
		known.last = name;
		known.lastNumber = number;
		return number;
	}

	function streamOf(writer: Writer, of: Dimensions): Stream {
		// Consecutive calls of a file nearly always share all five.
		if (last && last.model === of.model && last.project === of.project && last.agent === of.agent) {
			if (last.provider === of.provider && last.source === of.source) return last;
		}
		const { source, provider, model, agent, project } = of;
		const key = `${source.length} ${provider.length} ${model.length} ${agent.length} ${source}${provider}${model}${agent}${project}`;
		last = streams.get(key);
		if (!last) {
			const numbers: StreamIds = [
				id(writer, 'sources', source),
				id(writer, 'providers', provider),
				id(writer, 'models', model),
				id(writer, 'agents', agent),
				id(writer, 'projects', project),
			];
			last = { source, provider, model, agent, project, ids: numbers, rows: [new Map(), new Map(), new Map()] };
			streams.set(key, last);
		}
		return last;
	}

	return {
		id,
		name(reader, table, number) {
			const known = mapOf(names, table);
			let name = known.get(number);
			if (name === undefined) {
				name = readName(reader, table, number);
				known.set(number, name);
			}
			return name;
		},
		daily(writer, of, day, basis) {
			const stream = streamOf(writer, of);
			const known = stream.rows[basis] ?? stream.rows[0];
			let row = known.get(day);
			if (row === undefined) {
				row = internDaily(writer, day, stream.ids, basis);
				known.set(day, row);
				const { source, provider, model, agent, project } = stream;
				rows.set(row, { basis, source, provider, model, agent, project });
			}
			return row;
		},
		dailyNames(reader, row) {
			let found = rows.get(row);
			if (!found) {
				found = readDaily(reader, row) ?? NOBODY;
				rows.set(row, found);
			}
			return found;
		},
		forgetDaily() {
			for (const stream of streams.values()) for (const known of stream.rows) known.clear();
			rows.clear();
		},
		forget() {
			for (const known of [ids, names, streams, rows]) known.clear();
			last = undefined;
		},
	};
}

const NOBODY: DailyNames = { basis: 0, source: '', provider: '', model: '', agent: '', project: '' };

/** Paths may be long; a longer name is no name. */
const MAX_NAME = 4096;

/** SQLite reads text up to a NUL, and nobody reads a name of a megabyte. */
function storable(name: string): string {
	const text = name.includes('\0') ? name.replaceAll('\0', '\ufffd') : name;
	return text.length > MAX_NAME ? `${text.slice(0, MAX_NAME)}…` : text;
}

function mapOf<K, A, B>(maps: Map<K, Map<A, B>>, key: K): Map<A, B> {
	let map = maps.get(key);
	if (!map) {
		map = new Map();
		maps.set(key, map);
	}
	return map;
}
