// Reads lines as records of the wanted fields only: for whoever reads what JSON.parse gives, without making objects of the rest.
import { instantReader } from './instant';
import { Kind, type LineMemory, Outcome } from './lineMemory';
import { textOf } from './text';

/** A record of JSON with some of its fields. What stands for another object or list than a wanted one is empty. */
export type LeanRecord = Readonly<Record<string, unknown>>;

/**
 * The record in a line of the memory's scratch buffer: the same object each time, good until the next line is read. Undefined
 * for a line elsewhere, for one that is no JSON object and for one that is left to JSON.parse.
 */
export type LeanReader = (bytes: Buffer, start: number, end: number) => LeanRecord | undefined;

/** From here on a number is taken for ms since 1970, and not for seconds. */
const LEAST_MS = 1e11;

/**
 * Makes a reader of records with these dotted paths; a path that goes on below another must come after that one. Of `instants`
 * the usual form (`2026-11-21T05:46:03.404Z`) is given as ms UTC.
 *
 * The record is made once, and of each line only the fields are read that are not those of the line before: half of them, and
 * nearly none of the texts.
 */
export function leanReader(memory: LineMemory, paths: readonly string[], instants: readonly string[]): LeanReader {
	const { scratch } = memory;
	const { kind, start: from, end: to, number, changed, read } = memory.picker(paths);
	const instantOf = instantReader();
	const nodes = new Map<string, Record<string, unknown>>([['', {}]]);
	const root = nodes.get('') as Record<string, unknown>;
	const fields = paths.map(path => {
		const dot = path.lastIndexOf('.');
		const above = path.slice(0, Math.max(0, dot));
		const owner = nodes.get(above) ?? {};
		const key = path.slice(dot + 1);
		owner[key] = undefined;
		const node = {};
		nodes.set(path, node);
		return { owner, key, node, instant: instants.includes(path) };
	});

	function fieldOf(path: number, node: object, instant: boolean): unknown {
		const start = from[path] as number;
		const end = to[path] as number;
		switch (kind[path]) {
			case Kind.number:
				return number[path];
			case Kind.string: {
				const ms = instant ? instantOf(scratch, start, end) : undefined;
				return ms !== undefined && ms >= LEAST_MS ? ms : textOf(scratch, start, end);
			}
			case Kind.true:
				return true;
			case Kind.false:
				return false;
			case Kind.null:
				return null;
			case Kind.object:
				return node;
			case Kind.array:
				return EMPTY;
			case Kind.longNumber:
				return Number(scratch.toString('latin1', start, end));
			default:
				return undefined;
		}
	}

	return (bytes, start, end) => {
		if (bytes.byteOffset !== scratch.byteOffset || bytes.buffer !== scratch.buffer) return undefined;
		if (read(start, end) !== Outcome.object) return undefined;
		for (let word = 0; word < changed.length; word++) {
			let bits = changed[word] as number;
			changed[word] = 0;
			while (bits !== 0) {
				const bit = 31 - Math.clz32(bits);
				bits ^= 1 << bit;
				const path = word * 32 + bit;
				const { owner, key, node, instant } = fields[path] as (typeof fields)[number];
				owner[key] = fieldOf(path, node, instant);
			}
		}
		return root;
	};
}

const EMPTY: readonly unknown[] = [];
