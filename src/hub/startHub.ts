// Puts a hub together and into office: what main, the terminal commands and a window's own process all call.
import type { Owner } from '../contract/owner';
import { type AppHub, createHub } from './app';
import { type Office, takeOffice } from './lifetime';
import type { Machine } from './machine';
import type { StartOptions } from './startOptions';

/** The hub in office, or the owner that is already there. Throws AppError where the folder cannot be used. */
export function startHub(machine: Machine, options: StartOptions): Promise<{ office: Office<AppHub> } | { owner: Owner }> {
	const { folder, mode, linger, patience, log } = options;
	return takeOffice({
		folder,
		version: machine.version,
		mode,
		linger,
		...(patience !== undefined && { patience }),
		clock: machine.clock,
		log,
		create: term => createHub(machine, options, term),
	});
}
