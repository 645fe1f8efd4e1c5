// Installs what the tests need of Debian's packages, where this process may do that.
// @ts-check
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import { run } from './run.mjs';

/**
 * Resolves to false where it may not (no root, no apt-get) or it failed.
 * @param {readonly string[]} names
 */
export async function installPackages(names) {
	if (process.platform !== 'linux' || process.getuid?.() !== 0 || !fs.existsSync('/usr/bin/apt-get')) return false;
	console.log(`Installing ${names.join(', ')} (apt-get) …`);
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	await run('apt-get', ['update', '-qq'], { env });
	return (await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...names], { env, log: '/dev/null' })) === 0;
}

/**
 * True where the program can be started.
 * @param {string} name
 */
export const isInstalled = name => spawnSync(name, ['--version'], { stdio: 'ignore' }).error === undefined;
