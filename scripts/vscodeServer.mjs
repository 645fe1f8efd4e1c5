// A real VS Code from the npm registry: installs it, starts it, installs an extension into it. For tests and for machines without desktop VS Code.
// @ts-check
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as http from 'node:http';
import * as net from 'node:net';
import * as path from 'node:path';
import { fingerprint, root, run, runNpm } from './run.mjs';

/**
 * `floor` is the oldest supported VS Code, `newest` the newest that the registry has.
 * @typedef {'floor' | 'newest'} Edition
 */

/**
 * @typedef {object} ServerOptions
 * @property {Edition} edition
 * @property {string} home where the server keeps what is its own; also the extension's home folder, unless env says another
 * @property {string} [userData] default: `data` under home
 * @property {string} [extensions] default: `exts` under home
 * @property {boolean} [smoke] the driver that lets a page load an extension from source and run its tests. It hides toasts and dialogs.
 * @property {Record<string, unknown>} [settings] user settings, laid over the quiet ones
 * @property {NodeJS.ProcessEnv} [env]
 * @property {readonly string[]} [extra] more arguments
 * @property {boolean} [trust] ask about Workspace Trust, as VS Code does by default; here the default is not to
 * @property {number} [port] default: a free one
 */

/**
 * @typedef {object} Server
 * @property {string} origin `http://127.0.0.1:PORT`
 * @property {string} home
 * @property {string} userData
 * @property {string} extensions
 * @property {number} pid
 * @property {() => Promise<void>} stop ends the server and everything it started
 */

/** What a first start shows and nobody wants to see in a test or a try-out. */
export const quietSettings = {
	'workbench.startupEditor': 'none',
	'telemetry.telemetryLevel': 'off',
	'extensions.autoCheckUpdates': false,
	'extensions.autoUpdate': false,
	'extensions.ignoreRecommendations': true,
	'update.showReleaseNotes': false,
	'workbench.tips.enabled': false,
	'chat.disableAIFeatures': true,
	'workbench.secondarySideBar.defaultVisibility': 'hidden',
	'security.workspace.trust.enabled': false,
	'git.enabled': false,
	'workbench.enableExperiments': false,
};

/** Why such a server cannot run on this machine, or undefined where it can. */
export function serverObstacle() {
	if (process.platform === 'linux' && (process.arch === 'x64' || process.arch === 'arm64')) return undefined;
	return `the VS Code server of the npm registry needs Linux on x64 or arm64, this is ${process.platform} on ${process.arch}`;
}

/**
 * Installs the edition unless it is there already; about 30 s and 300 to 550 MB. Resolves to its folder.
 * @param {Edition} edition
 * @returns {Promise<string>}
 */
export async function installServer(edition) {
	const obstacle = serverObstacle();
	if (obstacle !== undefined) throw new Error(obstacle);
	const folder = folderOf(edition);
	const ready = path.join(folder, '.ready');
	const wanted = fingerprint([path.join(folder, 'package.json'), path.join(folder, 'package-lock.json')]);
	if (fs.existsSync(ready) && fs.readFileSync(ready, 'utf8') === wanted) return folder;
	console.log(`Installing VS Code (${edition}) from the npm registry …`);
	fs.rmSync(ready, { force: true });
	await runNpm(['ci', '--ignore-scripts'], { cwd: folder });
	// Its own Node with its own headers: native modules must be built for the Node that loads them.
	const nodeFolder = path.dirname(path.dirname(nodeOf(folder)));
	const env = { PATH: `${nodeFolder}/bin${path.delimiter}${process.env.PATH}`, npm_config_nodedir: nodeFolder };
	const vscode = path.join(folder, 'node_modules/code-server/lib/vscode');
	await runNpm(['install', '--omit=dev', '--ignore-scripts'], { cwd: vscode, env }); // `ci` refuses: its shrinkwrap and package.json disagree
	// Log files, and extension hosts that end with their server. The rest of the native modules is for features nobody uses here.
	await runNpm(['rebuild', '@vscode/spdlog', '@vscode/native-watchdog', 'native-watchdog'], { cwd: vscode, env });
	for (const name of ['node_modules/@github', 'node_modules/@microsoft/mxc-sdk', 'node_modules/@devcontainers', 'extensions/copilot']) {
		fs.rmSync(path.join(vscode, name), { recursive: true, force: true });
	}
	const code = await run(nodeOf(folder), [path.join(vscode, 'out/server-main.js'), '--version']);
	if (code !== 0) throw new Error(`VS Code (${edition}) was installed in ${folder} but does not start.`);
	fs.writeFileSync(ready, wanted);
	return folder;
}

/**
 * Starts an installed edition on a loopback port and waits until it answers.
 * The server is a process group of its own, which ends with this process.
 * @param {ServerOptions} options
 * @returns {Promise<Server>}
 */
export async function startServer(options) {
	const { edition, home } = options;
	const userData = options.userData ?? path.join(home, 'data');
	const extensions = options.extensions ?? path.join(home, 'exts');
	fs.mkdirSync(path.join(userData, 'User'), { recursive: true });
	fs.mkdirSync(extensions, { recursive: true });
	const settings = path.join(userData, 'User', 'settings.json');
	if (!fs.existsSync(settings) || options.settings !== undefined) {
		fs.writeFileSync(settings, JSON.stringify({ ...quietSettings, ...options.settings }, undefined, '\t'));
	}
	const port = options.port ?? (await freePort());
	const log = path.join(home, 'server.log');
	const out = fs.openSync(log, 'a');
	const child = spawn(
		nodeOf(folderOf(edition)),
		[
			mainOf(edition),
			...['--host', '127.0.0.1', '--port', String(port), '--without-connection-token', '--accept-server-license-terms'],
			...folders(home, userData, extensions),
			'--disable-telemetry',
			...(options.trust ? [] : ['--disable-workspace-trust']),
			...(options.smoke ? ['--enable-smoke-test-driver'] : []),
			...(options.extra ?? []),
		],
		{ stdio: ['ignore', out, out], detached: true, env: environment(home, options.env) },
	);
	fs.closeSync(out);
	const pid = child.pid;
	if (pid === undefined) throw new Error(`VS Code (${edition}) could not be started. Run: npm test -- host`);
	const ended = new Promise(resolve => child.once('exit', resolve));
	const reap = () => signal(-pid, 'SIGKILL');
	process.once('exit', reap);
	const origin = `http://127.0.0.1:${port}`;
	for (let tries = 0; (await status(`${origin}/version`)) !== 200; tries++) {
		if (child.exitCode !== null || tries > 600) {
			reap();
			throw new Error(`VS Code (${edition}) did not come up on ${origin}:\n${fs.readFileSync(log, 'utf8')}`);
		}
		await sleep(100);
	}
	return {
		origin,
		home,
		userData,
		extensions,
		pid,
		async stop() {
			process.off('exit', reap);
			signal(-pid, 'SIGTERM');
			const late = setTimeout(reap, 5000);
			await ended;
			clearTimeout(late);
			reap(); // what the server started and left behind
		},
	};
}

/**
 * Installs a .vsix the way a user does it. Throws where VS Code refuses it.
 * @param {Pick<ServerOptions, 'edition' | 'home' | 'userData' | 'extensions'>} options
 * @param {string} vsix
 */
export async function installVsix({ edition, home, userData, extensions }, vsix) {
	const log = path.join(home, 'install.log');
	fs.mkdirSync(home, { recursive: true });
	const code = await run(
		nodeOf(folderOf(edition)),
		[
			mainOf(edition),
			'--accept-server-license-terms',
			...folders(home, userData ?? path.join(home, 'data'), extensions ?? path.join(home, 'exts')),
			...['--install-extension', vsix],
		],
		{ env: environment(home), log },
	);
	if (code !== 0) throw new Error(`VS Code (${edition}) did not install ${vsix}:\n${fs.readFileSync(log, 'utf8')}`);
}

/**
 * The address of a window of the server.
 * @param {Pick<Server, 'origin'>} server
 * @param {{folder?: string, payload?: readonly (readonly [string, string])[]}} [options] folder: absolute, default an empty window; payload: for the smoke driver
 */
export function windowAddress(server, { folder, payload } = {}) {
	const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { folder });
	if (payload !== undefined) query.set('payload', JSON.stringify(payload));
	return `${server.origin}/?${query}`;
}

/** @param {Edition} edition */
function folderOf(edition) {
	return path.join(root, 'test/support', `vscode-${edition}`);
}

/** @param {Edition} edition */
function mainOf(edition) {
	return path.join(folderOf(edition), 'node_modules/code-server/lib/vscode/out/server-main.js');
}

/** @param {string} folder */
function nodeOf(folder) {
	return path.join(folder, 'node_modules', `node-linux-${process.arch}`, 'bin', 'node');
}

/**
 * @param {string} home
 * @param {string} userData
 * @param {string} extensions
 */
function folders(home, userData, extensions) {
	return ['--server-data-dir', path.join(home, 'sd'), '--user-data-dir', userData, '--extensions-dir', extensions];
}

/**
 * The machine's environment with a home of its own, without what points elsewhere: where agents keep their logs, and the VS Code around this process.
 * An empty gallery keeps VS Code from asking the internet for updates.
 * @param {string} home
 * @param {NodeJS.ProcessEnv} [more]
 * @returns {NodeJS.ProcessEnv}
 */
function environment(home, more = {}) {
	const strange = /^(CLAUDE|CODEX|OPENCLAW|CLAWDBOT|VSCODE|ELECTRON|MOCHA)_|^NODE_OPTIONS$/;
	return {
		...Object.fromEntries(Object.entries(process.env).filter(([name]) => !strange.test(name))),
		HOME: home,
		XDG_CONFIG_HOME: path.join(home, '.config'),
		XDG_DATA_HOME: path.join(home, '.local/share'),
		XDG_CACHE_HOME: path.join(home, '.cache'),
		XDG_STATE_HOME: path.join(home, '.local/state'),
		EXTENSIONS_GALLERY: '{}',
		...more,
	};
}

/** @returns {Promise<number>} */
function freePort() {
	return new Promise((resolve, reject) => {
		const server = net.createServer();
		server.on('error', reject);
		server.listen(0, '127.0.0.1', () => {
			const address = server.address();
			server.close(() => (address !== null && typeof address === 'object' ? resolve(address.port) : reject(new Error('no free port'))));
		});
	});
}

/**
 * The HTTP status of an address; 0 where nothing answers.
 * @param {string} address
 * @returns {Promise<number>}
 */
function status(address) {
	return new Promise(resolve => {
		const request = http.get(address, response => {
			response.resume();
			resolve(response.statusCode ?? 0);
		});
		request.on('error', () => resolve(0));
		request.setTimeout(2000, () => request.destroy());
	});
}

/**
 * @param {number} pid
 * @param {NodeJS.Signals} name
 */
function signal(pid, name) {
	try {
		process.kill(pid, name);
	} catch {
		// It has ended already.
	}
}

/** @param {number} ms */
function sleep(ms) {
	return new Promise(resolve => setTimeout(resolve, ms));
}
