// Puts a hub together and into office: what main, the terminal commands and a window's own process all call.
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import type { Owner } from '../contract/owner';
import { standInFolder } from '../contract/place';
import { type AppHub, createHub } from './app';
import { privateFolder } from './election';
import { type Office, takeOffice } from './lifetime';
import type { Machine } from './machine';
import { makeFolder } from './makeFolder';
import { refuseAll } from './refusal';
import { type Standing, standingIn, whyOver } from './standing';
import type { StartOptions } from './startOptions';

/**
 * The hub in office, or the one that is already there. Where it cannot be the owner of the folder (it cannot be written, or a hub
 * of another machine owns it), it serves this user's windows on this machine all the same: what it can show, it shows.
 * Throws AppError where the folder cannot be used.
 */
export async function startHub(machine: Machine, options: StartOptions): Promise<{ office: Office<AppHub> } | { owner: Owner }> {
	const { folder, mode, linger, patience, log } = options;
	const { clock, host = hostname() } = machine;
	const standing = standingOf(folder, host, machine);
	const place = standing.kind === 'owner' ? folder : standIn(folder);
	if (standing.kind !== 'owner') {
		const why = standing.kind === 'observer' ? `${standing.host} owns it` : standing.why;
		log.warn(`This hub only stands in for the owner of ${folder}: ${why}`);
	}
	return takeOffice({
		folder: place,
		host,
		version: machine.version,
		mode,
		linger,
		...(patience !== undefined && { patience }),
		whyOver: () => whyOver(standing, folder, host, clock),
		clock,
		log,
		create: term => createHub(machine, options, term, standing),
		refuse: failure => refuseAll(failure, log),
	});
}

/** What nobody can look at, the election will say better. */
function standingOf(folder: string, host: string, { clock }: Machine): Standing {
	try {
		return standingIn(folder, host, clock);
	} catch {
		return { kind: 'owner' };
	}
}

/** The folder to stand in, made: the log's lines go there, too, from the first one on. */
function standIn(folder: string): string {
	const place = standInFolder(folder);
	privateFolder(dirname(dirname(place)));
	makeFolder(place);
	return place;
}
