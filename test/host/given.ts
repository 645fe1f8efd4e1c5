// What the runner prepared for the suite inside VS Code: logs whose totals are known because it wrote them.
import * as fs from 'node:fs';
import type { Call } from '../../scripts/sample.mjs';

/** The environment variable with the path of the file. */
export const GIVEN = 'MISSION_CONTROL_TEST_GIVEN';

export interface Given {
	/** The extension's folder under global storage. */
	data: string;
	home: string;
	/** Every call in the logs of `home`. */
	calls: Call[];
	/** Where every start of VS Code leaves what it measured, a line of JSON each (`Start`). */
	starts: string;
	/** Logs that wait outside of the home until they are moved in. */
	large: { waiting: string; wanted: string; calls: number };
}

export function given(): Given {
	const file = process.env[GIVEN];
	if (file === undefined) throw new Error(`This suite is started by test/host/run.child.ts, which sets ${GIVEN}.`);
	return JSON.parse(fs.readFileSync(file, 'utf8')) as Given;
}
