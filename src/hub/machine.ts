// The machine a hub runs on, as far as it must be told: everything a test wants to decide.
import * as os from 'node:os';
import * as path from 'node:path';
import { type Clock, systemClock } from '../base/clock';
import type { Examine } from '../storage/examine';
import { examineApart } from './examiner';

export interface Machine {
	clock: Clock;
	home: string;
	env: Readonly<Record<string, string | undefined>>;
	platform: NodeJS.Platform;
	/** Its name, as owner records of a shared folder tell machines apart; the system's where absent. */
	host?: string;
	/** The program's own version. */
	version: string;
	/** File of SQLite's code for sql.js. */
	wasm: string;
	/** Looks into databases; in the hub's own thread where absent. */
	examine?: Examine;
	/** Told once the hub has read the logs: what it needs for that has run. */
	warm?(): void;
}

/** This process's own machine; `folder` holds the bundle and `sql-wasm.wasm`. */
export function thisMachine(folder: string, warm?: () => void): Machine {
	const wasm = path.join(folder, 'sql-wasm.wasm');
	return {
		clock: systemClock,
		home: os.homedir(),
		env: process.env,
		platform: process.platform,
		version: PRODUCT_VERSION,
		wasm,
		examine: examineApart(path.join(folder, 'hub.js'), wasm),
		...(warm && { warm }),
	};
}
