// A gate before a program: its process is there, and known by its number, before it does anything. If the hub dies in between, the
// gate never opens and nothing has run; without it such a process would work on and nobody would know whose it is.
import { accessSync, constants, statSync } from 'node:fs';
import * as path from 'node:path';
import type { Writable } from 'node:stream';

/** Waits for a line on descriptor 3, then becomes the program, with the same number. No line, no program. */
const WAIT = 'IFS= read -r go <&3 || exit 0; exec 3<&-; exec "$@"';

export interface Gated {
	file: string;
	args: readonly string[];
	stdio: ('ignore' | 'pipe')[];
}

/** The order to start instead. Windows has no such thing: there the program begins at once. */
export function gated(platform: NodeJS.Platform, file: string, args: readonly string[]): Gated {
	if (platform === 'win32') return { file, args, stdio: ['ignore', 'pipe', 'pipe'] };
	return { file: '/bin/sh', args: ['-c', WAIT, 'sh', file, ...args], stdio: ['ignore', 'pipe', 'pipe', 'pipe'] };
}

/** Opens or shuts the gate for good. */
export function pass(gate: Writable | undefined, open: boolean): void {
	if (gate === undefined) return;
	gate.on('error', () => {}); // its process has ended meanwhile
	if (open) gate.end('\n');
	else gate.destroy();
}

/** What a direct start would have said of the program: ENOENT or EACCES; undefined where it can be run. */
export function whyNotRunnable(file: string, cwd: string, searched: string): 'ENOENT' | 'EACCES' | undefined {
	const places = file.includes('/') ? [path.resolve(cwd, file)] : searched.split(':').map(folder => path.resolve(cwd, folder, file));
	let found: 'ENOENT' | 'EACCES' = 'ENOENT';
	for (const place of places) {
		try {
			if (!statSync(place).isFile()) {
				found = 'EACCES';
				continue;
			}
			accessSync(place, constants.X_OK);
			return undefined;
		} catch (error) {
			if ((error as { code?: unknown }).code === 'EACCES') found = 'EACCES';
		}
	}
	return found;
}
