#!/usr/bin/env node
// Stands in for the desktop's `code` where there is none: takes the command line that @vscode/test-electron gives it,
// runs the tests in a VS Code server with a headless browser, and exits with their code.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { format } from 'node:util';
import { startServer } from '../../scripts/vscodeServer.mjs';
import { developmentPayload, openWindow, startBrowser } from './browser';

const NOISE =
	/^(Canceled: Canceled|Resolv(ing|ed) connection token|Creating a socket|\[reconnection-grace-time\]|Ignoring fetching additional builtin|Updating additional builtin|\[(AgentHost|AccountPolicyGate|ChatModelSelection|Service Worker)|Extension host \(|Settings Sync|%c)/;
const TIMED_OUT = 97;
const CRASHED = 98;

void main();

async function main(): Promise<void> {
	const { flags, rest } = readArguments(process.argv.slice(2));
	const extension = required(flags, 'extensionDevelopmentPath');
	const tests = required(flags, 'extensionTestsPath');
	// The runner prepares the home where the extension has to find something in it.
	const home = process.env.CODE_HOME ?? fs.mkdtempSync(path.join(os.tmpdir(), 'mc-'));
	const server = await startServer({
		edition: process.env.CODE_EDITION === 'floor' ? 'floor' : 'newest',
		home,
		userData: flags.get('user-data-dir') ?? path.join(home, 'data'),
		extensions: flags.get('extensions-dir') ?? path.join(home, 'exts'),
		smoke: true,
		env: { MOCHA_COUNTS: process.env.MOCHA_COUNTS },
	});
	const browser = await startBrowser();
	let finish = (_code: number): void => {};
	const finished = new Promise<number>(resolve => {
		finish = resolve;
	});
	let over = false;
	process.once('SIGINT', () => finish(130));
	process.once('SIGTERM', () => finish(143));
	const limit = setTimeout(() => finish(TIMED_OUT), Number(process.env.CODE_TIMEOUT_MS ?? 300_000));
	const folder = rest[0];
	const page = await openWindow(browser, server, {
		...(folder === undefined ? {} : { folder: path.resolve(folder) }),
		payload: developmentPayload(server, path.resolve(extension), path.resolve(tests)),
		async before(page) {
			page.on('crash', () => finish(CRASHED));
			await page.exposeFunction('codeAutomationLog', (type: string, args: unknown[]) => {
				const line = format(...args);
				if (!over && !NOISE.test(line))
					(type === 'error' ? process.stderr : process.stdout).write(line.endsWith('\n') ? line : `${line}\n`);
			});
			await page.exposeFunction('codeAutomationExit', (code: number) => {
				over = true;
				finish(code);
			});
		},
	});
	const code = await finished;
	clearTimeout(limit);
	if (code === TIMED_OUT) console.error('The tests in VS Code did not end in time.');
	if (code !== 0) await page.screenshot({ path: path.join(os.tmpdir(), 'mission-control-host.png'), timeout: 5000 }).catch(() => undefined);
	await browser.close();
	await server.stop();
	process.exit(code);
}

function readArguments(args: readonly string[]): { flags: Map<string, string>; rest: string[] } {
	const flags = new Map<string, string>();
	const rest: string[] = [];
	for (const arg of args) {
		const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(arg) ?? [];
		if (name === undefined) rest.push(arg);
		else flags.set(name, value ?? '');
	}
	return { flags, rest };
}

function required(flags: Map<string, string>, name: string): string {
	const value = flags.get(name);
	if (!value) throw new Error(`--${name} is missing`);
	return value;
}
