// Real file calls that fail on demand: the functions of `node:fs` themselves, for as long as a test runs.
import type * as Fs from 'node:fs';

/** What a call is told: undefined lets it through; a promise too, once it is settled, where the call is not synchronous. */
export type Fault = { code: string } | 'short' | Promise<unknown> | undefined;

/** A call that is about to be made. */
export interface Call {
	/** Of the file or folder it is about, where that is known. */
	path: string | undefined;
	/** Bytes it wants to write; 0 for other calls. */
	bytes: number;
	/** First byte it writes, where that is known. */
	at: number;
}

const fails = (fault: Fault): fault is { code: string } => typeof fault === 'object' && 'code' in fault;

export interface Watch {
	/** Called after a call that succeeded. */
	done?(name: string, call: Call): void;
	/** Calls that only look count too. */
	reads?: boolean;
}

const real = require('node:fs') as typeof Fs;

/** Calls that change what is on disk, as the store uses them. */
const SYNC = ['mkdirSync', 'writeSync', 'fsyncSync', 'linkSync', 'renameSync', 'copyFileSync'] as const;
const ASYNC = ['write', 'fsync', 'fdatasync'] as const;
/** Calls that look. */
const READS = ['readdirSync', 'lstatSync', 'statSync', 'fstatSync', 'readFileSync', 'readSync', 'accessSync'] as const;

/**
 * Asks `fault` before each call that writes, with its name and number (from 1). Returns the way back.
 * Calls that `fault` itself makes pass unasked.
 */
export function failing(fault: (name: string, count: number, call: Call) => Fault, { done, reads = false }: Watch = {}): () => void {
	const undo: (() => void)[] = [];
	const paths = new Map<number, string>();
	let count = 0;
	let asking = false;
	const replace = (on: object, name: string, value: unknown) => {
		const before = Object.getOwnPropertyDescriptor(on, name);
		Object.defineProperty(on, name, { value, configurable: true, writable: true });
		undo.push(() => before && Object.defineProperty(on, name, before));
	};
	const errorOf = (name: string, code: string) => Object.assign(new Error(`${code}: made to fail, ${name}`), { code, syscall: name });
	const callOf = (name: string, args: readonly unknown[]): Call => {
		const [first, second] = args;
		const target = name === 'linkSync' || name === 'renameSync' || name === 'copyFileSync' ? second : first;
		const writes = name === 'writeSync' || name === 'write';
		return {
			path: typeof target === 'number' ? paths.get(target) : String(target),
			bytes: writes ? Number(args[3]) : 0,
			at: writes && typeof args[4] === 'number' ? args[4] : 0,
		};
	};
	const ask = (name: string, call: Call): Fault => {
		asking = true;
		try {
			return fault(name, ++count, call);
		} finally {
			asking = false;
		}
	};
	const sync = (name: string, call: (...args: unknown[]) => unknown) =>
		replace(real, name, (...args: unknown[]) => {
			if (asking) return call(...args);
			const about = callOf(name, args);
			const what = ask(name, about);
			if (what === 'short' && name === 'writeSync' && about.bytes > 1)
				return call(args[0], args[1], args[2], Math.floor(about.bytes / 2), args[4]);
			if (fails(what)) throw errorOf(name, what.code);
			const result = call(...args);
			done?.(name, about);
			return result;
		});
	for (const name of [...SYNC, ...(reads ? READS : [])]) sync(name, real[name] as (...args: unknown[]) => unknown);
	// Opening reads as well as it writes; unless reading counts too, only what makes a new file does.
	const open = real.openSync;
	replace(real, 'openSync', (...args: Parameters<typeof open>) => {
		const about: Call = { path: String(args[0]), bytes: 0, at: 0 };
		const what = !asking && (reads || args[1] === 'wx') ? ask('openSync', about) : undefined;
		if (fails(what)) throw errorOf('openSync', what.code);
		const fd = open(...args);
		paths.set(fd, String(args[0]));
		if (!asking && args[1] === 'wx') done?.('openSync', about);
		return fd;
	});
	for (const name of ASYNC) {
		const call = real[name] as (...args: unknown[]) => void;
		replace(real, name, (...args: unknown[]) => {
			const tell = args.at(-1) as (error: Error | null, written?: number) => void;
			const about = callOf(name, args);
			const what = ask(name, about);
			if (what === 'short' && name === 'write' && about.bytes > 1)
				return call(args[0], args[1], args[2], Math.floor(about.bytes / 2), args[4], tell);
			if (fails(what)) return setImmediate(() => tell(errorOf(name, what.code)));
			const make = () =>
				call(...args.slice(0, -1), (error: Error | null, written?: number) => {
					if (!error) done?.(name, about);
					tell(error, written);
				});
			return what instanceof Promise ? void what.then(make, make) : make();
		});
	}
	if (reads) {
		const { readFile } = real.promises;
		replace(real.promises, 'readFile', async (...args: Parameters<typeof readFile>) => {
			const what = ask('readFile', callOf('readFile', args));
			if (fails(what)) throw errorOf('readFile', what.code);
			return readFile(...args);
		});
	}
	return () => {
		for (const back of undo.reverse()) back();
	};
}
