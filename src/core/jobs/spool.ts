// What the processes of runs write, in files beside the store: it survives the hub that started them, and so does the code they end with.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Of one run. */
export interface SpoolFiles {
	/** Standard output; where `err` is not used, both. */
	out: string;
	err: string;
	/** The code it ended with, in digits. */
	code: string;
}

export const spoolFiles = (folder: string, run: number): SpoolFiles => ({
	out: path.join(folder, `${run}.out`),
	err: path.join(folder, `${run}.err`),
	code: path.join(folder, `${run}.code`),
});

/** Descriptors to append to and to read from, for the user alone. With `apart` errors have a file of their own. */
export function openSpool(folder: string, run: number, apart: boolean): { out: number; err: number } {
	fs.mkdirSync(folder, { recursive: true, mode: 0o700 });
	removeSpool(folder, run);
	const files = spoolFiles(folder, run);
	const out = fs.openSync(files.out, 'ax+', 0o600);
	if (!apart) return { out, err: out };
	try {
		return { out, err: fs.openSync(files.err, 'ax+', 0o600) };
	} catch (error) {
		fs.closeSync(out);
		throw error;
	}
}

/** With which code a process ended, and when (ms); undefined where it has not, or could not say so. */
export function readCode(folder: string, run: number): { code: number; at: number } | undefined {
	try {
		const file = spoolFiles(folder, run).code;
		const text = fs.readFileSync(file, 'latin1').trim();
		return /^\d{1,3}$/.test(text) ? { code: Number(text), at: Math.round(fs.statSync(file).mtimeMs) } : undefined;
	} catch {
		return undefined;
	}
}

export function removeSpool(folder: string, run: number): void {
	for (const file of Object.values(spoolFiles(folder, run))) fs.rmSync(file, { force: true });
}

/** Removes what belongs to none of these runs. */
export function sweepSpool(folder: string, open: ReadonlySet<number>): void {
	if (!fs.existsSync(folder)) return;
	for (const name of fs.readdirSync(folder)) {
		const run = /^(\d+)\.(out|err|code)$/.exec(name)?.[1];
		if (run !== undefined && !open.has(Number(run))) fs.rmSync(path.join(folder, name), { force: true });
	}
}
