// A headless Chromium and a window of a VS Code server in it.
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { type Server, windowAddress } from '../../scripts/vscodeServer.mjs';

export type Payload = readonly (readonly [string, string])[];

export interface WindowOptions {
	/** Absolute path; default: no folder. */
	folder?: string;
	/** Two windows of one user share a context. Default: one of their own. */
	context?: BrowserContext;
	/** For the smoke driver: where the extension and its tests are. */
	payload?: Payload;
	width?: number;
	height?: number;
	/** Called with the page before VS Code is loaded. */
	before?(page: Page): Promise<void>;
}

/** Starts Chromium. Throws where there is none. */
export function startBrowser(): Promise<Browser> {
	const executablePath = findChromium();
	if (executablePath === undefined)
		throw new Error('No Chromium on this machine. Install one, or name it in the environment variable CHROMIUM.');
	return chromium.launch({
		executablePath,
		args: [
			'--headless',
			'--no-sandbox',
			'--disable-gpu',
			'--disable-quic',
			'--disable-dev-shm-usage',
			'--no-first-run',
			'--disable-background-networking',
			'--disable-component-update',
			'--disable-sync',
		],
	});
}

/** Opens a VS Code window and waits for its workbench. */
export async function openWindow(browser: Browser, server: Pick<Server, 'origin'>, options: WindowOptions = {}): Promise<Page> {
	const viewport = { width: options.width ?? 1280, height: options.height ?? 800 };
	const context = options.context ?? (await browser.newContext({ viewport }));
	const page = await context.newPage();
	await options.before?.(page);
	await page.goto(windowAddress(server, options));
	await page.locator('.monaco-workbench').waitFor({ timeout: 120_000 });
	return page;
}

/** What the smoke driver is told to load an extension from source, and its tests. Paths are absolute. */
export function developmentPayload(server: Pick<Server, 'origin'>, extension: string, tests?: string): [string, string][] {
	const remote = (path: string) => `vscode-remote://${new URL(server.origin).host}${path}`;
	return [
		['extensionDevelopmentPath', remote(extension)],
		...(tests === undefined ? [] : [['extensionTestsPath', remote(tests)] satisfies [string, string]]),
		['skipWelcome', 'true'],
	];
}
