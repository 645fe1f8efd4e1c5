// A scan as plain as it can be: finds, plans and reads with a collector, and keeps what it hands over by the rules of the store.
import * as fs from 'node:fs';
import type { Collector, Cursor, LogFile, Places, Planned, Sink, Turn } from '../../src/core/collect/collector';
import { totalTokens, type UsageEvent } from '../../src/core/usage/event';

/** What a collector has found so far; hand it to the next scan. */
export interface Memory {
	rows: Map<number, { event: UsageEvent; file: string }>;
	files: Map<string, { cursor: Cursor; stamp: string }>;
	/** `path:line`, for each bad line. */
	bad: string[];
	notes: string[];
	errors: string[];
	/** Paths read by the last scan. */
	read: string[];
}

export const newMemory = (): Memory => ({ rows: new Map(), files: new Map(), bad: [], notes: [], errors: [], read: [] });

export const noTurn: Turn = { next: () => undefined };

export const placesAt = (home: string, env: Record<string, string> = {}, extraRoots: string[] = []): Places => ({
	home,
	env,
	platform: 'linux',
	extraRoots,
});

const START: Cursor = { position: 0, line: 0, state: '' };

/** One scan. `order` gives the order files are read in; cursors go through JSON, as through the store. */
export async function scan(
	collector: Collector,
	places: Places,
	memory: Memory = newMemory(),
	order: (files: Planned[]) => Planned[] = files => files,
): Promise<Memory> {
	memory.read = [];
	const found = [...collector.find(collector.roots(places), (file, error) => memory.errors.push(`${file}: ${error}`))];
	for (let round = 1; round === 1 || (round <= 4 && collector.unsettled?.()); round++) {
		const planned = found.map(file => plannedOf(file, memory));
		const unlisted = [...memory.files].flatMap(([path, { cursor }]) =>
			found.some(file => file.path === path) ? [] : [{ path, ...cursor }],
		);
		for (const each of order(collector.plan?.(planned, unlisted) ?? planned)) if (each.changed) await readOne(collector, each, memory);
	}
	return memory;
}

function plannedOf(file: LogFile, memory: Memory): Planned {
	const known = memory.files.get(file.path);
	const { size } = fs.statSync(file.path);
	return {
		file,
		cursor: known?.cursor ?? START,
		changed: known?.stamp !== stampOf(file),
		restart: known !== undefined && file.appendOnly && size < known.cursor.position,
	};
}

async function readOne(collector: Collector, { file, cursor, restart, replaces = [] }: Planned, memory: Memory): Promise<void> {
	const stamp = stampOf(file);
	if (restart) forget(memory, file.path);
	for (const path of replaces) {
		forget(memory, path);
		memory.files.delete(path);
	}
	const sink: Sink = {
		event: event => keep(memory, event, file.path),
		bad: line => {
			memory.bad.push(`${file.path}:${line}`);
		},
		note: text => {
			memory.notes.push(text);
		},
		restart: () => forget(memory, file.path),
	};
	const to = await collector.read(file, restart ? START : cursor, sink, noTurn);
	memory.read.push(file.path);
	memory.files.set(file.path, { cursor: JSON.parse(JSON.stringify(to)) as Cursor, stamp });
}

/** Calls that count. */
export const calls = (memory: Memory): UsageEvent[] => [...memory.rows.values()].map(row => row.event).filter(event => event.requests > 0);

/** `rows input output cacheRead cw5m cw1h`, what fixtures are compared by. */
export function totalsOf(memory: Memory): string {
	const sum = { rows: 0, input: 0, output: 0, cacheRead: 0, cacheWrite5m: 0, cacheWrite1h: 0 };
	for (const call of calls(memory)) {
		sum.rows += call.requests;
		sum.input += call.input;
		sum.output += call.output;
		sum.cacheRead += call.cacheRead;
		sum.cacheWrite5m += call.cacheWrite5m;
		sum.cacheWrite1h += call.cacheWrite1h;
	}
	return Object.values(sum).join(' ');
}

/** Everything that counts, one call a line, in an order of its own: two scans that found the same give the same text. */
export const listOf = (memory: Memory): string =>
	calls(memory)
		.map(
			call =>
				`${new Date(call.ts).toISOString()} ${call.source} ${call.provider}/${call.model} ${call.agent} ${call.project} ${call.session.slice(-4)}` +
				` ${call.input} ${call.output} (${call.reasoning}) ${call.cacheRead} ${call.cacheWrite5m} ${call.cacheWrite1h} ${call.loggedCost ?? '-'} ${call.confidence}`,
		)
		.sort()
		.join('\n');

/** Every order of up to six things. */
export function* permutations<T>(things: readonly T[]): Generator<T[]> {
	if (things.length <= 1) yield [...things];
	for (const [at, thing] of things.entries()) {
		for (const rest of permutations([...things.slice(0, at), ...things.slice(at + 1)])) yield [thing, ...rest];
	}
}

/** Numbers from 0 to below 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
	let state = seed >>> 0;
	return () => {
		state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
		return state / 2 ** 32;
	};
}

function keep(memory: Memory, event: UsageEvent, file: string): void {
	const known = memory.rows.get(event.key);
	if (!known) {
		memory.rows.set(event.key, { event: { ...event }, file });
		return;
	}
	const ts = Math.min(known.event.ts, event.ts);
	if (beats(event, known.event)) memory.rows.set(event.key, { event: { ...event, ts }, file });
	else known.event.ts = ts;
}

function beats(a: UsageEvent, b: UsageEvent): boolean {
	if (a.rank !== b.rank) return a.rank > b.rank;
	if (totalTokens(a) !== totalTokens(b)) return totalTokens(a) > totalTokens(b);
	return a.tie < b.tie;
}

function forget(memory: Memory, file: string): void {
	for (const [key, row] of memory.rows) if (row.file === file) memory.rows.delete(key);
}

function stampOf(file: LogFile): string {
	return [file.path, ...file.companions]
		.map(path => {
			const stat = fs.statSync(path, { bigint: true, throwIfNoEntry: false });
			return stat ? `${stat.size} ${stat.mtimeNs}` : '-';
		})
		.join(' | ');
}
