// Which file a program's name means on Windows, where some are batch files that only a shell can run.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { variableOf } from './environment';

type IsFile = (file: string) => boolean;

/** The file behind a name, by PATH and PATHEXT, as Windows looks for it; the name itself where none is found. */
export function findProgram(
	name: string,
	env: Readonly<Record<string, string | undefined>>,
	cwd: string,
	exists: IsFile = isFile,
	platform: NodeJS.Platform = 'win32',
): string {
	const { join, isAbsolute, extname } = platform === 'win32' ? path.win32 : path.posix;
	const named = platform === 'win32' ? /[\\/]/.test(name) : name.includes('/');
	const folders = named
		? [isAbsolute(name) ? '' : cwd]
		: (variableOf(env, 'PATH', platform) ?? '').split(platform === 'win32' ? ';' : ':').filter(folder => folder !== '');
	const endings = platform === 'win32' ? (variableOf(env, 'PATHEXT', platform) ?? '.COM;.EXE;.BAT;.CMD').split(';') : [''];
	for (const folder of folders) {
		const base = folder === '' ? name : join(folder, name);
		if (extname(name) !== '' && exists(base)) return base;
		for (const ending of endings) if (exists(base + ending.toLowerCase())) return base + ending.toLowerCase();
	}
	return name;
}

/** Batch files, also behind dots and spaces that Windows takes off the end of a name, or before a stream's name. */
export const needsShell = (file: string): boolean => /\.(bat|cmd)[. ]*(::?\$?[^\\/]*)?$/i.test(file);

function isFile(file: string): boolean {
	try {
		fs.accessSync(file, fs.constants.X_OK);
		return fs.statSync(file).isFile();
	} catch {
		return false;
	}
}
