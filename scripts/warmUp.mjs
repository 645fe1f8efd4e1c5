// Runs the built program once on sample logs: it keeps its bytecode beside itself, and the first terminal command need not compile it.
// @ts-check
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { writeSample } from './sample.mjs';

/**
 * Throws where the hub cannot read the sample logs: then the build is broken.
 * @param {string} hub `dist/hub.js`
 */
export function warmUp(hub) {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mission-control-build-'));
	try {
		writeSample(folder, { now: Date.now() });
		const words = ['usage', '--json', '--home', folder, '--data', path.join(folder, 'data')];
		execFileSync(process.execPath, [hub, ...words], { stdio: ['ignore', 'ignore', 'inherit'] });
	} finally {
		fs.rmSync(folder, { recursive: true, force: true });
	}
}
