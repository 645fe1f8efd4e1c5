// Starts programs for the scripts beside it, and installs what the project's own package.json names. Plain Node: it runs before anything is installed.
// @ts-check
import { spawn } from 'node:child_process';
import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';

/** The project's folder: npm runs every script there, and so do the tests. */
export const root = projectFolder();

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/**
 * Runs a program to its end with its output on the terminal; `log` sends the output to a file instead.
 * After `limit` ms it is ended, with all it started. Never throws for a bad exit: resolves to the exit code (1 where it was killed or could not be started).
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, log?: string, limit?: number}} [options]
 * @returns {Promise<number>}
 */
export function run(program, args, options = {}) {
	const out = options.log === undefined ? 'inherit' : fs.openSync(options.log, 'a');
	return new Promise(resolve => {
		const child = spawn(program, args, {
			cwd: options.cwd ?? root,
			env: { ...process.env, ...options.env },
			stdio: ['ignore', out, out],
			shell: process.platform === 'win32' && program.endsWith('.cmd'),
			detached: options.limit !== undefined && process.platform !== 'win32', // a group of its own, so that all of it can be ended
		});
		const end = () => {
			try {
				if (options.limit === undefined || process.platform === 'win32') child.kill('SIGKILL');
				else if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
			} catch {
				// It has ended already.
			}
		};
		const late =
			options.limit &&
			setTimeout(() => {
				console.error(
					`${path.basename(program)} ${args.join(' ')} did not end within ${Number(options.limit) / 60_000} minutes and was stopped.`,
				);
				end();
			}, options.limit);
		process.once('exit', end);
		child.on('error', error => {
			console.error(`${program}: ${error.message}`);
			resolve(1);
		});
		child.on('exit', code => {
			clearTimeout(late);
			process.off('exit', end);
			resolve(code ?? 1);
		});
	}).finally(() => {
		if (typeof out === 'number') fs.closeSync(out);
	});
}

/**
 * Runs npm. Throws where it fails.
 * @param {readonly string[]} args
 * @param {{cwd?: string, env?: NodeJS.ProcessEnv, log?: string}} [options]
 */
export async function runNpm(args, options = {}) {
	const code = await run(npm, [...args, '--no-audit', '--no-fund', '--loglevel=error'], options);
	if (code !== 0) throw new Error(`npm ${args.join(' ')} failed in ${options.cwd ?? root} (exit ${code}). Is the npm registry reachable?`);
}

/** Installs the project's dependencies where they are absent or not those of the lockfile. Resolves to true where it installed. */
export async function installDependencies() {
	const stamp = path.join(root, 'node_modules', '.mission-control-lock');
	const wanted = fingerprint([path.join(root, 'package-lock.json')]);
	if (fs.existsSync(stamp) && fs.readFileSync(stamp, 'utf8') === wanted) return false;
	if (fs.existsSync(path.join(root, 'node_modules')) && isCurrent()) {
		fs.writeFileSync(stamp, wanted);
		return false;
	}
	console.log('Installing dependencies (npm ci) …');
	await runNpm(['ci']);
	fs.writeFileSync(stamp, wanted);
	return true;
}

/**
 * One hash of what some files hold; absent files count as empty.
 * @param {readonly string[]} files
 */
export function fingerprint(files) {
	const hash = crypto.createHash('sha256');
	for (const file of files) hash.update(fs.existsSync(file) ? fs.readFileSync(file) : '').update('\0');
	return hash.digest('hex');
}

function projectFolder() {
	const folder = process.cwd();
	const file = path.join(folder, 'package.json');
	if (fs.existsSync(file) && JSON.parse(fs.readFileSync(file, 'utf8')).name === 'mission-control') return folder;
	throw new Error(`Run this in Mission Control's own folder; ${folder} is another.`);
}

/** npm keeps a copy of the lockfile it installed; with the same packages in it nothing has to be done. */
function isCurrent() {
	const installed = path.join(root, 'node_modules', '.package-lock.json');
	if (!fs.existsSync(installed)) return false;
	/** @type {Record<string, {version?: string, optional?: boolean}>} */
	const wanted = JSON.parse(fs.readFileSync(path.join(root, 'package-lock.json'), 'utf8')).packages;
	/** @type {Record<string, {version?: string}>} */
	const present = JSON.parse(fs.readFileSync(installed, 'utf8')).packages;
	return Object.entries(wanted).every(
		([name, { version, optional }]) => name === '' || (optional && present[name] === undefined) || present[name]?.version === version,
	);
}
