// Finds the browser for the tests that need one, and installs it where that is allowed.
// @ts-check
import * as fs from 'node:fs';
import * as path from 'node:path';
import { installPackages } from './debian.mjs';

const places = {
	linux: [
		'/usr/bin/chromium',
		'/usr/bin/chromium-browser',
		'/usr/bin/google-chrome',
		'/usr/bin/google-chrome-stable',
		'/usr/bin/microsoft-edge',
	],
	darwin: ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'],
	win32: [
		'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
		'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
	],
};

/** The path of a Chromium: the environment's CHROMIUM, or one in its usual place; undefined where there is none. */
export function findChromium() {
	const named = process.env.CHROMIUM;
	if (named) return fs.existsSync(named) ? path.resolve(named) : undefined;
	return Object.entries(places)
		.flatMap(([platform, paths]) => (platform === process.platform ? paths : []))
		.find(place => fs.existsSync(place));
}

/** Installs Debian's Chromium where this process may do that (root, apt-get). Resolves to its path, or undefined where it may not or it failed. */
export async function installChromium() {
	if (!(await installPackages(['chromium', 'fonts-dejavu-core']))) return undefined;
	return findChromium();
}
