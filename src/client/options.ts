// What a client must say to get a hub.
import type { Clock } from '../base/clock';
import type { Log } from '../base/log';
import type { Role } from '../contract/rendezvous';

export interface ConnectOptions {
	/** The hub's data folder. */
	dataDir: string;
	/** The hub's bundle, `dist/hub.js`. */
	hubScript: string;
	/** Where a missing hub is started. `process` falls back to `in-process` where none can be started. */
	mode: 'process' | 'in-process';
	/** This client's own version: an older hub is retired, a newer one is followed or refused. */
	version: string;
	clock: Clock;
	log: Log;
	/** The Node (or Electron) that runs the hub; this process's own where absent. */
	execPath?: string;
	/** The environment the hub gets; this process's own where absent. */
	env?: NodeJS.ProcessEnv;
	/** More arguments for the hub's `serve`. */
	hubArguments?: readonly string[];
	role?: Role;
	/** How often the hub is asked whether it lives, ms; it is given up after two silent beats. */
	heartbeat?: number;
}
