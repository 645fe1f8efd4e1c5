// `npm run test:long`: every fault there is, for half an hour, and the figures. `--minutes N`, `--seed N` (repeats one), `--only PHASE`, `--figures FILE`.
// @ts-check
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findChromium, installChromium } from './chromium.mjs';
import { installDependencies, run } from './run.mjs';
import { installServer, serverObstacle } from './vscodeServer.mjs';

/** @typedef {Record<string, number>} Figures */
/** @typedef {{name: string, says: string, figures: Figures, seconds: number, leftOut?: string}} Told */

const node = process.execPath;
/** Phases that run one after the other, and their shares of the time. The lanes run side by side. */
const LANES = [
	{ orders: 0.26, writers: 0.16, migrations: 0.12, jobs: 0.26, collectors: 0.2 },
	{ calls: 0.4, storms: 0.14, crashes: 0.16, damage: 0.2, disk: 0.1 },
];
/** What the window needs before and after its job, and a phase to end its last round. ms */
const AROUND = 12 * 60_000;

const words = process.argv.slice(2);
const minutes = Number(wordAfter('--minutes') ?? 30);
const seed = Number(wordAfter('--seed') ?? Math.floor(Math.random() * 2 ** 31));
const only = wordAfter('--only');
const file = wordAfter('--figures');
const phases = [...LANES.flatMap(lane => Object.keys(lane)), 'window'];
if (words.length > 0 || !(minutes > 0) || !Number.isSafeInteger(seed) || (only !== undefined && !phases.includes(only))) {
	console.error(
		`npm run test:long -- [--minutes 30] [--seed N] [--only PHASE] [--figures FILE]; phases: ${phases.join(', ')}. Not understood: ${process.argv.slice(2).join(' ')}`,
	);
	process.exit(2);
}

const began = Date.now();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => process.exit(130)); // so that what it started is ended
const scratch = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mcl-')));
console.log(
	`seed ${seed}, ${minutes} minutes, ${os.cpus().length} cores, ${os.type()}, Node ${process.version}; folders of failed rounds stay in ${scratch}`,
);
await installDependencies();
// The package first: making it replaces what the hubs of the phases are started from.
const obstacle = only === undefined || only === 'window' ? await makeWindowReady() : undefined;
if ((await run(node, ['esbuild.mjs', '--tests'])) !== 0) process.exit(1);

const told = (
	await Promise.all([...(only === undefined ? LANES : [{ [only]: 1 }]).map(lane), ...(only === undefined ? [window()] : [])])
).flat();
const sum = (/** @type {string} */ name) => told.reduce((total, { figures }) => total + (figures[name] ?? 0), 0);
const [passed, failed] = [sum('rounds passed'), sum('rounds failed')];
console.log('');
for (const one of told) console.log(lineOf(one));
if (file !== undefined) {
	const machine = { cores: os.cpus().length, system: os.type(), node: process.version };
	fs.writeFileSync(
		file,
		JSON.stringify({ seed, minutes, seconds: secondsSince(began), machine, passed, failed, phases: told }, null, '\t'),
	);
}
if (failed === 0) fs.rmSync(scratch, { recursive: true, force: true });
console.log(`${secondsSince(began)} s`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/**
 * One phase after the other.
 * @param {Record<string, number>} shares
 * @returns {Promise<Told[]>}
 */
async function lane(shares) {
	/** @type {Told[]} */
	const results = [];
	const start = Date.now();
	let due = 0;
	for (const [name, share] of Object.entries(shares)) {
		if (name === 'window') return [await window()];
		due += share * minutes * 60_000;
		// What an earlier phase took too long, this one has less; but never nothing.
		const seconds = Math.max(5, Math.round((start + due - Date.now()) / 1000));
		results.push(await phase(name, seconds));
	}
	return results;
}

/**
 * @param {string} name
 * @param {number} seconds
 * @returns {Promise<Told>}
 */
async function phase(name, seconds) {
	const figures = path.join(scratch, `${name}.json`);
	const own = only === undefined ? seedOf(name) : seed;
	const start = Date.now();
	console.log(`${name} begins: ${seconds} s, seed ${own}`);
	const code = await run(node, ['dist-test/long/phases.child.js', name, String(own), String(seconds), scratch, figures], {
		limit: seconds * 1000 + AROUND,
	});
	const result = { name, ...figuresIn(figures, code), seconds: secondsSince(start) };
	console.log(lineOf(result));
	return result;
}

/**
 * The real window with its long job, beside the phases: it takes the whole time, and a little more.
 * @returns {Promise<Told>}
 */
async function window() {
	const says = 'a job as long as all of this, started in a window that is reloaded';
	if (obstacle !== undefined) return { name: 'window', says, figures: {}, seconds: 0, leftOut: obstacle };
	const figures = path.join(scratch, 'window.json');
	const start = Date.now();
	const code = await run(node, ['dist-test/long/window.child.js', String(minutes), figures], { limit: minutes * 60_000 + AROUND });
	const result = { name: 'window', ...figuresIn(figures, code), says, seconds: secondsSince(start) };
	console.log(lineOf(result));
	return result;
}

/** Why no window can be had here, or undefined where all that it needs is there. */
async function makeWindowReady() {
	const obstacle = serverObstacle();
	if (obstacle !== undefined) return obstacle;
	if ((findChromium() ?? (await installChromium())) === undefined) return 'there is no Chromium';
	await installServer('newest');
	if ((await run(node, ['scripts/package.mjs'])) !== 0) throw new Error('The package could not be made.');
	return undefined;
}

/**
 * What a phase counted. A process that did not end well is a failed round of its own.
 * @param {string} from
 * @param {number} code
 * @returns {{says: string, figures: Figures}}
 */
function figuresIn(from, code) {
	const { says, figures } = fs.existsSync(from) ? JSON.parse(fs.readFileSync(from, 'utf8')) : { says: '', figures: {} };
	if (code !== 0 || Object.keys(figures).length === 0) figures['rounds failed'] = (figures['rounds failed'] ?? 0) + 1;
	return { says, figures };
}

/** @param {Told} told */
function lineOf({ name, figures, seconds, leftOut }) {
	if (leftOut !== undefined) return `== ${name}: left out, ${leftOut}`;
	const { 'rounds passed': good = 0, 'rounds failed': bad = 0, ...rest } = figures;
	const counts = Object.entries(rest).map(([what, count]) => `${what} ${count}`);
	return `== ${name}: ${bad > 0 ? 'FAILED' : 'ok'}, ${good} rounds good, ${bad} bad, ${seconds} s; ${counts.join(', ')}`;
}

/** A phase's own seed, so that phases can be repeated alone. @param {string} name */
function seedOf(name) {
	let hash = seed;
	for (const letter of name) hash = (Math.imul(hash ^ letter.charCodeAt(0), 0x01000193) >>> 0) % 2 ** 31;
	return hash;
}

/** The value after a word, both taken out of the words. @param {string} name */
function wordAfter(name) {
	const at = words.indexOf(name);
	return at < 0 ? undefined : words.splice(at, 2)[1];
}

/** @param {number} start */
function secondsSince(start) {
	return Math.round((Date.now() - start) / 1000);
}
