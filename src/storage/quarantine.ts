// Where files go that cannot be trusted: kept for whoever wants to look, never read again, never deleted.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { copyWhole, namesIn } from './files';

export const QUARANTINE = 'quarantine';

/** Moves a file (or whatever stands under its name) from a folder, that of the store, into its quarantine; gives its new path, undefined where it is gone. */
export function moveToQuarantine(folder: string, name: string, from = folder): string | undefined {
	const source = path.join(from, name);
	if (!fs.lstatSync(source, { throwIfNoEntry: false })) return undefined;
	const target = freeName(folder, name);
	fs.renameSync(source, target);
	return target;
}

/** Keeps a copy of a file whose good part is still in use. */
export function copyToQuarantine(folder: string, name: string): string {
	const target = freeName(folder, name);
	copyWhole(path.join(folder, name), target);
	return target;
}

/** A name nothing in the quarantine has yet. */
function freeName(folder: string, name: string): string {
	const quarantine = path.join(folder, QUARANTINE);
	fs.mkdirSync(quarantine, { recursive: true, mode: 0o700 });
	const taken = new Set(namesIn(quarantine));
	let free = name;
	for (let copy = 2; taken.has(free); copy++) free = `${copy}-${name}`;
	return path.join(quarantine, free);
}
