// Entry 2, `dist/hub.js`: the hub's own process and the terminal command. Small, so that the engine is tuned before the program is loaded.
import * as path from 'node:path';
import { isMainThread } from 'node:worker_threads';
import type { HubModule } from '../contract/rendezvous';
import { loadProgram } from './bytecode';
import { tuneEngine } from './engine';

/** What `dist/program.js` exports (main.ts). */
type Program = HubModule & {
	/** Runs the words of a command line; gives the exit code when all is printed. `warm` is called when a hub has read the logs here. */
	main(words: readonly string[], warm: () => void): Promise<number>;
};

const file = path.join(__dirname, 'program.js');

if (isMainThread && require.main === module) void run(process.argv.slice(2));
// Inside a window's process, or as a thread of a hub, nothing may be tuned.
else module.exports = require(file);

async function run(words: readonly string[]): Promise<void> {
	tuneEngine();
	const program = loadProgram(file);
	process.exit(await (program.exports as Program).main(words, program.keep));
}
