// Runs the suite of this folder inside a real VS Code: a server of the npm registry, or (CODE_DESKTOP=1) the desktop VS Code, downloaded.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { writeSample } from '../../scripts/sample.mjs';
import { noonZone, writeLarge } from '../support/logs';
import { GIVEN, type Given } from './given';

void main();

async function main(): Promise<void> {
	const root = process.cwd();
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mch-')); // short: names of sockets end at about 100 bytes
	const home = path.join(folder, 'home');
	const userData = path.join(folder, 'data');
	const workspace = path.join(folder, 'workspace');
	fs.mkdirSync(workspace, { recursive: true });
	const given: Given = {
		data: path.join(userData, 'User', 'globalStorage', 'mission-control.mission-control'),
		home,
		calls: writeSample(home, { now: Date.now(), days: 20 }),
		starts: path.join(folder, 'starts.jsonl'),
		large: { waiting: path.join(folder, 'large'), wanted: path.join(home, '.claude', 'projects', '-home-you-code-large'), calls: 0 },
	};
	given.large.calls = writeLarge(given.large.waiting, 60);
	const file = path.join(folder, 'given.json');
	fs.writeFileSync(file, JSON.stringify(given));

	const desktop = process.env.CODE_DESKTOP !== undefined;
	const standIn = path.join(root, 'dist-test/support/codeOnServer.child.js');
	if (!desktop) fs.chmodSync(standIn, 0o755);
	const environment: Record<string, string> = {
		[GIVEN]: file,
		HOME: home,
		USERPROFILE: home,
		XDG_CONFIG_HOME: path.join(home, '.config'),
		TZ: noonZone(),
		MOCHA_COUNTS: process.env.MOCHA_COUNTS ?? '',
		CODE_EDITION: process.env.CODE_EDITION ?? 'newest',
		CODE_HOME: home,
	};
	const start = (tests: string) =>
		runTests({
			...(desktop ? { version: process.env.CODE_EDITION === 'floor' ? '1.100.3' : 'stable' } : { vscodeExecutablePath: standIn }),
			extensionDevelopmentPath: root,
			extensionTestsPath: path.join(root, 'dist-test/host', tests),
			launchArgs: [workspace, `--user-data-dir=${userData}`, `--extensions-dir=${path.join(folder, 'exts')}`],
			extensionTestsEnv: environment,
		});
	let code = 1;
	try {
		// The machine is busy while VS Code starts, so one start says little: one that only measures, then the suite.
		for (const tests of ['start.suite.js', 'index.suite.js']) code = await start(tests);
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
	}
	fs.rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 1000 }); // the hub leaves some seconds after its last window
	process.exit(code);
}
