// The hub's log: one file that two sizes bound, readable while the hub runs, without the user's name in it.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, isoInstant } from '../base/clock';
import type { Log } from '../base/log';

/** From this size on the log becomes `hub.log.1`, and a new one begins. Bytes. */
const MAX_SIZE = 1024 * 1024;

export const logPath = (folder: string): string => path.join(folder, 'hub.log');

export interface LogFileOptions {
	folder: string;
	/** Takes the lines that `folder` does not take. */
	spare?: string;
	/** Written as `~`. */
	home: string;
	clock: Clock;
	/** Lines below it are left out. */
	debug: boolean;
}

/** A log that never throws: a full disk must not end the hub. Every line is with the system before the call returns. */
export function openLogFile({ folder, spare, home, clock, debug }: LogFileOptions): Log {
	const places = [folder, ...(spare === undefined ? [] : [spare])].map(place => appender(logPath(place)));
	const write = (level: string, text: string) => {
		const line = `${isoInstant(clock.now())} ${level} [${process.pid}] ${redact(text, home)}\n`;
		// Where none takes it there is nowhere left to say so.
		places.some(append => append(line));
	};
	return {
		debug: text => debug && write('debug', text),
		info: text => write('info ', text),
		warn: text => write('warn ', text),
		error: (text, cause) => write('error', cause === undefined ? text : `${text}: ${stackOf(cause)}`),
	};
}

/** The text with the home folder written `~`, in both ways a path can be written. */
export function redact(text: string, home: string): string {
	if (home.length < 2) return text;
	return text.replaceAll(home, '~').replaceAll(JSON.stringify(home).slice(1, -1), '~');
}

const stackOf = (cause: unknown): string => (cause instanceof Error ? (cause.stack ?? cause.message) : String(cause));

/** Appends lines to a file of bounded size; false where that failed. */
function appender(file: string): (line: string) => boolean {
	let size = sizeOf(file);
	return line => {
		try {
			if (size > MAX_SIZE) {
				fs.renameSync(file, `${file}.1`);
				size = 0;
			}
			fs.appendFileSync(file, line, { mode: 0o600 });
			size += Buffer.byteLength(line);
			return true;
		} catch {
			size = sizeOf(file);
			return false;
		}
	};
}

function sizeOf(file: string): number {
	try {
		return fs.statSync(file).size;
	} catch {
		return 0;
	}
}
