// Where the hub of a storage folder may be called: its owner first, then a hub on this machine that stands in for it.
import { dirname } from 'node:path';
import { newestEpoch, type Owner, readOwner } from './owner';
import { isPrivate, standInFolder } from './place';

/** Hubs to call, in this order. Those of the record may be dead or on another machine; only calling tells. */
export function hubsOf(folder: string): Owner[] {
	return placesOf(folder).flatMap(place => quietly(() => readOwner(place)) ?? []);
}

/** Changes when another hub was elected, as owner or to stand in. */
export function electionMark(folder: string): string {
	return placesOf(folder)
		.map(place => quietly(() => newestEpoch(place)) ?? 0)
		.join(' ');
}

/** A folder for temporary files is everybody's: what is not ours alone there tells nothing. */
function placesOf(folder: string): string[] {
	const standIn = standInFolder(folder);
	return quietly(() => isPrivate(dirname(standIn))) ? [folder, standIn] : [folder];
}

/** A folder that cannot be read is one without a record. */
function quietly<T>(work: () => T): T | undefined {
	try {
		return work();
	} catch {
		return undefined;
	}
}
