// A world for one story: a home with logs, a VS Code server with the package installed, a browser; all of it gone afterwards.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { type Edition, installVsix, type Server, startServer } from '../../scripts/vscodeServer.mjs';
import { readOwner } from '../../src/contract/owner';
import { openWindow, startBrowser, type WindowOptions } from './browser';
import { noonZone } from './logs';
import { until } from './workbench';

export interface WorldOptions {
	edition?: Edition;
	settings?: Record<string, unknown>;
	/** More arguments for the server. */
	extra?: readonly string[];
	/** The zone that the machine says it is in; default: one in which it is about noon, so that no test runs over midnight. */
	zone?: string;
	/** With Workspace Trust, as users have it. */
	trust?: boolean;
	/** Called with the agents' home before anything is started. */
	prepare?(home: string): void;
}

export interface World {
	/** The agents' home: logs written here are found. */
	readonly home: string;
	/** The extension's folder under global storage. */
	readonly data: string;
	readonly server: Server;
	readonly browser: Browser;
	/** A window; those of one context are windows of one user. Console lines gather in `console`. */
	open(options?: WindowOptions): Promise<Page>;
	/** All windows that are open. */
	pages(): Page[];
	/** A browser profile: one user. `scale`: pixels of the screen a pixel of the page. */
	user(scale?: number): Promise<BrowserContext>;
	/** What all pages said on their consoles. */
	readonly console: string[];
	/** The pid of the hub that owns the storage folder now; undefined where none lives. */
	hubPid(): number | undefined;
	/** Pids of the extension hosts, oldest first. */
	hostPids(): number[];
	/** Another browser for the same server, say after the first was killed. */
	anotherBrowser(): Promise<Browser>;
	end(): Promise<void>;
}

/** The package under test: what `npm run package` made. */
export function packageFile(): string {
	const { version } = JSON.parse(fs.readFileSync('package.json', 'utf8')) as { version: string };
	const file = path.resolve(`mission-control-${version}.vsix`);
	if (!fs.existsSync(file)) throw new Error(`${file} is missing. Run: npm run package`);
	return file;
}

export async function startWorld(options: WorldOptions = {}): Promise<World> {
	const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mcu-')); // short: names of sockets end at about 100 bytes
	const home = path.join(folder, 'home');
	fs.mkdirSync(home);
	options.prepare?.(home);
	const place = {
		edition: options.edition ?? 'newest',
		home,
		userData: path.join(folder, 'data'),
		extensions: path.join(folder, 'exts'),
	} as const;
	await installVsix(place, packageFile());
	const server = await startServer({
		...place,
		settings: { ...options.settings },
		env: { TZ: options.zone ?? noonZone() },
		...(options.extra === undefined ? {} : { extra: options.extra }),
		...(options.trust === undefined ? {} : { trust: options.trust }),
	});
	const data = path.join(place.userData, 'User', 'globalStorage', 'mission-control.mission-control');
	const lines: string[] = [];
	const browsers = [await startBrowser()];
	const [browser] = browsers as [Browser];
	return {
		home,
		data,
		server,
		browser,
		console: lines,
		pages: () => browsers.flatMap(one => one.contexts().flatMap(context => context.pages())),
		hubPid: () => hubPid(data),
		hostPids: () => extensionHosts(server.pid),
		user: (deviceScaleFactor = 1) => browser.newContext({ viewport: { width: 1280, height: 860 }, deviceScaleFactor }),
		open: windowOptions =>
			openWindow(browser, server, {
				...windowOptions,
				async before(page) {
					page.on('console', message => lines.push(`[${message.type()}] ${message.text()}`));
					page.on('pageerror', error => lines.push(`[pageerror] ${error.message}`));
					await windowOptions?.before?.(page);
				},
			}),
		async anotherBrowser() {
			const another = await startBrowser();
			browsers.push(another);
			return another;
		},
		async end() {
			for (const open of browsers) await open.close().catch(() => undefined); // a test may have killed it
			await server.stop();
			await endHub(data);
			fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
		},
	};
}

/** After a test that failed, takes a picture of every window of its world and says where it is. To be called in a `describe`. */
export function pictureFailures(world: () => World | undefined): void {
	afterEach(async function () {
		if (this.currentTest?.state !== 'failed') return;
		const open = world();
		if (open) await pictureOf(open, this.currentTest.title);
	});
}

/** Takes a picture of every window of a world and says where it is. */
export async function pictureOf(world: World, name: string): Promise<void> {
	for (const [index, page] of world.pages().entries()) {
		const file = path.join(os.tmpdir(), `mission-control-${name.replace(/\W+/g, '-')}-${index}.png`);
		await page.screenshot({ path: file, timeout: 10_000 }).then(
			() => console.log(`      picture of the failure: ${file}`),
			() => undefined, // the window is gone
		);
	}
}

/** Ends the hub of a storage folder, if one lives. */
export async function endHub(data: string): Promise<void> {
	const pid = hubPid(data);
	if (pid !== undefined) process.kill(pid, 'SIGTERM');
	await until(
		async () => hubPid(data),
		left => left === undefined,
		'the hub to end',
		20_000,
	);
}

function hubPid(data: string): number | undefined {
	const owner = readOwner(data);
	return owner !== undefined && lives(owner.pid) ? owner.pid : undefined;
}

/** True while a process with this pid runs (a zombie does not). */
export function lives(pid: number): boolean {
	try {
		process.kill(pid, 0);
		return !/^\d+ \(.*\) Z/.test(fs.readFileSync(`/proc/${pid}/stat`, 'utf8'));
	} catch {
		return false;
	}
}

/** The extension hosts below a server, by what Linux tells about processes. */
function extensionHosts(server: number): number[] {
	const parents = new Map<number, number>();
	const hosts: number[] = [];
	for (const name of fs.readdirSync('/proc')) {
		if (!/^\d+$/.test(name)) continue;
		try {
			const stat = fs.readFileSync(`/proc/${name}/stat`, 'utf8');
			parents.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
			if (fs.readFileSync(`/proc/${name}/cmdline`, 'utf8').includes('--type=extensionHost')) hosts.push(Number(name));
		} catch {
			// It ended meanwhile.
		}
	}
	const isBelow = (pid: number | undefined): boolean => pid !== undefined && pid > 1 && (pid === server || isBelow(parents.get(pid)));
	return hosts.filter(isBelow).sort((a, b) => a - b);
}
