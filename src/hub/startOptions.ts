// Which hub to start.
import type { Log } from '../base/log';

export interface StartOptions {
	/** The data folder. */
	folder: string;
	/** Under which the tools' logs are looked for. */
	home: string;
	/** False where the tools' environment variables do not count. */
	useEnv: boolean;
	mode: 'process' | 'in-process';
	/** ms without clients until it leaves; undefined: it stays. */
	linger: number | undefined;
	/** How long an owner that hangs is waited for, ms; as lifetime says where absent. */
	patience?: number | undefined;
	/** True: scans at its start, watches, polls. False: reads when it is asked to. */
	background: boolean;
	/** Counts days in this zone whatever the settings say. */
	zone: string | undefined;
	log: Log;
}
