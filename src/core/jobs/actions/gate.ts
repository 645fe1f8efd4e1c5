// A gate before a program: its process is there, and known by its number, before it does anything. If the hub dies in between, the
// gate never opens and nothing has run; without it such a process would work on and nobody would know whose it is.
import { accessSync, constants, statSync } from 'node:fs';
import * as path from 'node:path';
import type { Writable } from 'node:stream';

/**
 * Waits for a line on descriptor 3: no line, no program. Then it runs the program in its own group, writes the code that it ends with to
 * the first argument, for a hub that did not start it, and ends as the program did. What it says of its own goes nowhere.
 */
const WAIT = [
	'IFS= read -r go <&3 || exit 0',
	'exec 3<&- 4>&2 2>/dev/null',
	'file=$1',
	'shift',
	'trap : HUP INT QUIT TERM', // it ends after the program, not before; the program has these as they were
	'"$@" 2>&4 4>&-',
	'code=$?',
	'echo "$code" >"$file"',
	'trap - HUP INT QUIT TERM',
	'[ "$code" -gt 128 ] && kill "-$((code - 128))" $$',
	'exit "$code"',
].join('\n');

export interface Gated {
	file: string;
	args: readonly string[];
}

/** The order to start instead, and whether it has a gate at descriptor 3. Windows has no such thing: there the program begins at once. */
export function gated(platform: NodeJS.Platform, file: string, args: readonly string[], code: string): Gated & { gate: boolean } {
	if (platform === 'win32') return { file, args, gate: false };
	return { file: '/bin/sh', args: ['-c', WAIT, 'sh', code, file, ...args], gate: true };
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
