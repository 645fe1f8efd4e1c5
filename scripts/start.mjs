// `npm start`: builds, shows what the agents on this machine cost, and opens VS Code with the extension.
// @ts-check
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { installDependencies, root, run } from './run.mjs';
import { writeSample } from './sample.mjs';
import { installServer, installVsix, quietSettings, serverObstacle, startServer, windowAddress } from './vscodeServer.mjs';

const HELP = `npm start -- [options]

  --sample     use sample logs even where logs are found
  --server     use the VS Code server and a browser even where desktop VS Code is
  --terminal   only the table, no VS Code
`;

const flags = new Set(process.argv.slice(2));
const unknown = [...flags].filter(flag => !['--sample', '--server', '--terminal', '--help'].includes(flag));
if (unknown.length > 0 || flags.has('--help')) {
	(flags.has('--help') ? console.log : console.error)(`${unknown.length > 0 ? `npm start knows no ${unknown.join(', ')}.\n` : ''}${HELP}`);
	process.exit(flags.has('--help') ? 0 : 2);
}

/** All that this command keeps: nothing of the user's own VS Code is touched. */
const place = path.resolve(process.env.MISSION_CONTROL_TRY ?? path.join(root, '.vscode-test', 'start'));
const hub = path.join(root, 'dist', 'hub.js');

await installDependencies();
await must(process.execPath, ['scripts/package.mjs'], 'the build');
const { name, publisher, version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
const vsix = path.join(root, `${name}-${version}.vsix`);

/** Days of the table: more would push the address off the screen. */
const TABLE_DAYS = 7;

const days = flags.has('--sample') ? [] : daysWithUsage();
const sample = days.length === 0;
const home = sample ? sampleHome() : os.homedir();
const profile = path.join(place, sample ? 'sample-vscode' : 'vscode');
const userData = path.join(profile, 'data');
// The same folder that the window will use, so that what the terminal read is not read again.
const data = path.join(userData, 'User', 'globalStorage', `${publisher}.${name}`);

console.log('');
if (sample) {
	if (!flags.has('--sample')) console.log('No logs of Claude Code, Codex or OpenClaw with any usage were found here.');
	console.log(`SAMPLE DATA (invented), of the last ${TABLE_DAYS} days:`);
	await must(process.execPath, [hub, 'usage', '--home', home, '--data', data, '--since', day(1 - TABLE_DAYS)], 'the usage table');
} else {
	console.log(days.length > TABLE_DAYS ? `Your usage on the last ${TABLE_DAYS} days that have any, of ${days.length}:` : 'Your usage:');
	await must(process.execPath, [hub, 'usage', '--data', data, '--since', days.at(-TABLE_DAYS) ?? days[0] ?? ''], 'the usage table');
}
console.log('');
if (flags.has('--terminal')) process.exit(0);

const code = flags.has('--server') ? undefined : desktopCode();
if (code !== undefined) await openDesktop(code);
else await openServer();

/**
 * The days on which the user's own logs have any usage, oldest first; what is dated after today only where there is nothing else.
 * @returns {string[]}
 */
function daysWithUsage() {
	const store = path.join(place, 'vscode', 'data', 'User', 'globalStorage', `${publisher}.${name}`);
	fs.mkdirSync(store, { recursive: true });
	const rows = execFileSync(process.execPath, [hub, 'usage', '--data', store, '--json'], {
		encoding: 'utf8',
		maxBuffer: 2 ** 30,
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	const found = [...new Set(JSON.parse(rows).map((/** @type {{day: string}} */ row) => row.day))].sort();
	const past = found.filter(each => each <= day(0));
	return past.length > 0 ? past : found;
}

/** A home with fresh sample logs. */
function sampleHome() {
	const folder = path.join(place, 'sample-home');
	for (const old of [folder, path.join(place, 'sample-vscode')]) fs.rmSync(old, { recursive: true, force: true });
	writeSample(folder, { now: Date.now() });
	return folder;
}

/** @param {string} program */
async function openDesktop(program) {
	fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
	const settings = path.join(userData, 'User', 'settings.json');
	if (!fs.existsSync(settings)) fs.writeFileSync(settings, JSON.stringify({ ...quietSettings }, undefined, '\t'));
	const own = ['--user-data-dir', userData, '--extensions-dir', path.join(profile, 'exts')];
	await must(program, [...own, '--install-extension', vsix, '--force'], 'the installation into VS Code');
	console.log('Opening VS Code with Mission Control, apart from your own settings and extensions.');
	console.log(`To have it in your own VS Code: code --install-extension ${path.relative(root, vsix)}`);
	await must(
		program,
		[...own, '--new-window', '--disable-workspace-trust', root],
		'VS Code',
		sample ? { HOME: home, USERPROFILE: home } : {},
	);
}

async function openServer() {
	const obstacle = serverObstacle();
	if (obstacle !== undefined) {
		console.error(
			`There is no \`code\` on the PATH, and ${obstacle}. Install desktop VS Code, then run: code --install-extension ${path.relative(root, vsix)}`,
		);
		process.exit(1);
	}
	await installServer('newest');
	const options = /** @type {const} */ ({ edition: 'newest', home: profile, userData, extensions: path.join(profile, 'exts') });
	await installVsix(options, vsix);
	const server = await startServer({ ...options, env: sample ? { HOME: home } : ownEnvironment() });
	console.log(sample ? 'VS Code with Mission Control, on SAMPLE DATA:' : 'VS Code with Mission Control, on your logs:');
	console.log('');
	console.log(`    ${windowAddress(server, { folder: root })}`);
	console.log('');
	console.log('Open that address in a browser on this machine. The meter is in the status bar, at the bottom left. Ctrl-C ends it.');
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) {
		process.once(name, () => void server.stop().then(() => process.exit(0)));
	}
	await new Promise(() => setInterval(() => {}, 2 ** 30));
}

/** The user's own variables, which say where the tools keep their logs. */
function ownEnvironment() {
	const { XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_CACHE_HOME, XDG_STATE_HOME } = process.env;
	return { ...process.env, XDG_CONFIG_HOME, XDG_DATA_HOME, XDG_CACHE_HOME, XDG_STATE_HOME };
}

/** Desktop VS Code's command, where it is on the PATH and there is a screen for it. */
function desktopCode() {
	if (process.platform === 'linux' && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return undefined;
	const program = process.platform === 'win32' ? 'code.cmd' : 'code';
	return (process.env.PATH ?? '')
		.split(path.delimiter)
		.map(folder => path.join(folder, program))
		.find(file => fs.existsSync(file));
}

/**
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} what
 * @param {NodeJS.ProcessEnv} [env]
 */
async function must(program, args, what, env = {}) {
	const exit = await run(program, args, { env });
	if (exit === 0) return;
	console.error(`npm start stopped: ${what} failed (exit ${exit}).`);
	process.exit(exit);
}

/**
 * A local calendar day, YYYY-MM-DD.
 * @param {number} offset
 */
function day(offset) {
	const date = new Date();
	date.setDate(date.getDate() + offset);
	return `${date.getFullYear()}-${String(date.getMonth() + 1).padStart(2, '0')}-${String(date.getDate()).padStart(2, '0')}`;
}
