// How V8 works in a process that is the hub's own.
import * as v8 from 'node:v8';

/** From V8 12 on (Node 22) there is a middle tier, which makes this superfluous, and some flags are gone. */
const LAST = 11;
/**
 * JavaScript is compiled for speed later, and with less of what it calls inside. By default that compiler takes a third of the
 * processor time of a first scan; measured on 1 GB of logs with Node 20: 2.9 s -> 2.5 s.
 */
const CALM = ['--interrupt-budget=300000', '--max-inlined-bytecode-size=100', '--max-inlined-bytecode-size-cumulative=200'];
/**
 * Calls that were read wait until a few thousand are written at once. V8 takes that for a long life and makes the next ones among
 * its old objects, where their garbage stays until these have grown fourfold. By half will do, for few are added at that.
 */
const LEAN = ['--no-allocation-site-pretenuring', '--heap-growing-percent=50'];

/**
 * SQLite stays as V8's quick compiler makes it; only the picker of lines, function 0 of its module (in sql.js that is an import),
 * is made faster. SQLite's two largest functions take V8's best compiler 130 ms and 30 MB, and are then a tenth to a third quicker:
 * a first scan of 1 GB, where SQLite works for a tenth of a second, costs 6 % less without.
 */
const PLAIN = ['--wasm-tier-up-filter=0'];

/** What ran once, at the start, is in the bytecode that is kept for the next start (bytecode.ts), however much was read in between. */
const WHOLE = ['--no-flush-bytecode'];

/** Before anything else runs; never inside VS Code's own process. */
export function tuneEngine(): void {
	const calm = Number.parseInt(process.versions.v8, 10) > LAST ? [] : CALM;
	for (const flag of [...calm, ...LEAN, ...PLAIN, ...WHOLE]) v8.setFlagsFromString(flag);
}
