// How eagerly V8 compiles for speed. By default a third of the processor time of a first scan goes into its optimising compiler
// (Node 20; measured on 1 GB of logs: 3.0 s -> 2.4 s with what stands here).
import * as v8 from 'node:v8';

/** From V8 13 on (Node 24, every VS Code this runs in) there is a middle tier, which makes this superfluous, and some flags are gone. */
const LAST = 12;
const isConcerned = (): boolean => Number.parseInt(process.versions.v8, 10) <= LAST;

/** JavaScript is compiled for speed later, and with less of what it calls inside. Before anything else runs; only in a process of our own. */
export function calmCompiler(): void {
	if (!isConcerned()) return;
	for (const flag of ['--interrupt-budget=300000', '--max-inlined-bytecode-size=100', '--max-inlined-bytecode-size-cumulative=200']) {
		v8.setFlagsFromString(flag);
	}
}

/**
 * Loads WebAssembly of large functions: V8 takes their length for work done and compiles them for speed after a few rounds, which
 * costs a tenth of a second each. With this they have to be really hot.
 */
export async function loadLarge<T>(load: () => Promise<T>): Promise<T> {
	if (!isConcerned()) return load();
	v8.setFlagsFromString('--wasm-tiering-budget=2000000000');
	try {
		return await load();
	} finally {
		v8.setFlagsFromString('--wasm-tiering-budget=1800000'); // V8's own
	}
}
