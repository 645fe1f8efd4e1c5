// Real file calls that fail on demand: the functions of `node:fs` themselves, for as long as a test runs.
import type * as Fs from 'node:fs';

/** What a call that changes something is told: undefined lets it through. */
export type Fault = { code: string } | 'short' | undefined;

const real = require('node:fs') as typeof Fs;

/** Calls that change what is on disk, as the store uses them. */
const SYNC = ['mkdirSync', 'writeSync', 'fsyncSync', 'linkSync', 'renameSync', 'copyFileSync'] as const;
const ASYNC = ['write', 'fsync', 'fdatasync'] as const;

/** Asks `fault` before each call that writes, with its name and number (from 1). Returns the way back. */
export function failing(fault: (name: string, count: number) => Fault): () => void {
	const undo: (() => void)[] = [];
	let count = 0;
	const replace = (name: string, value: unknown) => {
		const before = Object.getOwnPropertyDescriptor(real, name);
		Object.defineProperty(real, name, { value, configurable: true, writable: true });
		undo.push(() => before && Object.defineProperty(real, name, before));
	};
	const errorOf = (name: string, code: string) => Object.assign(new Error(`${code}: made to fail, ${name}`), { code, syscall: name });
	for (const name of SYNC) {
		const call = real[name] as (...args: unknown[]) => unknown;
		replace(name, (...args: unknown[]) => {
			const what = fault(name, ++count);
			if (what === 'short' && name === 'writeSync' && Number(args[3]) > 1)
				return call(args[0], args[1], args[2], Math.floor(Number(args[3]) / 2), args[4]);
			if (what && what !== 'short') throw errorOf(name, what.code);
			return call(...args);
		});
	}
	// Opening reads as well as it writes; only what makes a new file counts.
	const open = real.openSync;
	replace('openSync', (...args: Parameters<typeof open>) => {
		const what = args[1] === 'wx' ? fault('openSync', ++count) : undefined;
		if (what && what !== 'short') throw errorOf('openSync', what.code);
		return open(...args);
	});
	for (const name of ASYNC) {
		const call = real[name] as (...args: unknown[]) => void;
		replace(name, (...args: unknown[]) => {
			const done = args.at(-1) as (error: Error | null, written?: number) => void;
			const what = fault(name, ++count);
			if (what === 'short' && name === 'write' && Number(args[3]) > 1)
				return call(args[0], args[1], args[2], Math.floor(Number(args[3]) / 2), args[4], done);
			if (what && what !== 'short') return setImmediate(() => done(errorOf(name, what.code)));
			return call(...args);
		});
	}
	return () => {
		for (const back of undo.reverse()) back();
	};
}
