// `npm test`: everything that this machine can test, part by part; says what it left out and why. `--all`: nothing may be left out.
// @ts-check
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { findChromium, installChromium } from './chromium.mjs';
import { installPackages, isInstalled } from './debian.mjs';
import { installDependencies, root, run, runNpm } from './run.mjs';
import { installServer, serverObstacle } from './vscodeServer.mjs';

/** @typedef {{passed: number, failed: number, skipped: string[], leftOut?: string}} Outcome */
/** @typedef {import('./vscodeServer.mjs').Edition} Edition */

const MINUTE = 60_000;
const node = process.execPath;
const bin = (/** @type {string} */ name) => path.join(root, 'node_modules', name);

/**
 * In the order of running. A part that tests the package needs the part before it.
 * @type {Record<string, {says: string, run: () => Promise<Outcome>}>}
 */
const parts = {
	types: {
		says: 'TypeScript, every project',
		run: () =>
			step('types', node, [
				[bin('typescript/bin/tsc'), '--noEmit'],
				...projects().map(p => [bin('typescript/bin/tsc'), '--noEmit', '-p', p]),
			]),
	},
	lint: { says: 'Biome', run: () => step('lint', node, [[bin('@biomejs/biome/bin/biome'), 'check', '.']]) },
	unit: { says: 'unit tests', run: unit },
	multi: {
		says: 'several real processes on one folder',
		run: () => mocha('multi', ['dist-test/multi/**/*.test.js'], { timeout: 3 * MINUTE }),
	},
	package: { says: 'the package and what is in it', run: packageAndCheck },
	host: { says: 'inside a real VS Code, oldest supported and newest', run: hosts },
	ui: { says: 'a browser on the real workbench with the package installed', run: browser },
	start: {
		says: 'npm start',
		run: () => withServer(['newest'], () => mocha('start', ['dist-test/start/**/*.test.js'], { timeout: 5 * MINUTE })),
	},
};

const asked = process.argv.slice(2).filter(word => !word.startsWith('-'));
const all = process.argv.includes('--all');
const unknown = [
	...asked.filter(name => !(name in parts)),
	...process.argv.slice(2).filter(word => word.startsWith('-') && word !== '--all'),
];
if (unknown.length > 0) {
	console.error(
		`npm test knows no ${unknown.join(', ')}. Parts: ${Object.keys(parts).join(', ')}; or --all, where nothing may be left out.`,
	);
	process.exit(2);
}

const began = Date.now();
const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mission-control-test-'));
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => process.exit(130)); // so that what it started is ended
process.on('exit', () => fs.rmSync(scratch, { recursive: true, force: true }));
await installDependencies();

const total = { passed: 0, failed: 0 };
/** @type {string[]} */
const leftOut = [];
const chosen = Object.keys(parts).filter(name => asked.length === 0 || asked.includes(name));
if (chosen.some(name => name !== 'types' && name !== 'lint')) {
	fs.rmSync(path.join(root, 'dist-test'), { recursive: true, force: true }); // tests that were deleted must not run
	report('build', 'all bundles and tests', await step('build', node, [['esbuild.mjs', '--tests']]));
}
for (const name of total.failed > 0 ? [] : chosen) {
	const part = parts[name];
	if (part === undefined) continue;
	const start = Date.now();
	const outcome = await part.run().catch(error => {
		console.error(error instanceof Error ? error.message : error);
		return counts(0, 1);
	});
	report(name, part.says, outcome, Date.now() - start);
}

console.log('');
for (const line of leftOut) console.log(`left out: ${line}`);
if (all && leftOut.length > 0) {
	console.log('With --all nothing may be left out, so each of these counts as failed.');
	total.failed += leftOut.length;
}
if (leftOut.length === 0) console.log(asked.length === 0 ? 'Nothing was left out.' : `Only these parts ran: ${chosen.join(', ')}.`);
console.log(`${Math.round((Date.now() - began) / 1000)} s`);
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0;

/**
 * @param {string} name
 * @param {string} says
 * @param {Outcome} outcome
 * @param {number} [ms]
 */
function report(name, says, outcome, ms = 0) {
	total.passed += outcome.passed;
	total.failed += outcome.failed;
	for (const title of outcome.skipped) leftOut.push(`${name}: the test "${title}" skipped itself`);
	if (outcome.leftOut !== undefined) leftOut.push(`${name} (${says}): ${outcome.leftOut}`);
	const word = outcome.leftOut !== undefined && outcome.passed + outcome.failed === 0 ? 'left out' : outcome.failed > 0 ? 'FAILED' : 'ok';
	console.log(`== ${name} (${says}): ${word}, ${outcome.passed} good, ${outcome.failed} bad, ${(ms / 1000).toFixed(1)} s`);
}

/**
 * @param {number} passed
 * @param {number} failed
 * @param {string[]} [skipped]
 * @returns {Outcome}
 */
function counts(passed, failed, skipped = []) {
	return { passed, failed, skipped };
}

/**
 * One program after the other; each counts as one test.
 * @param {string} _name
 * @param {string} program
 * @param {string[][]} calls
 */
async function step(_name, program, calls) {
	const outcome = counts(0, 0);
	for (const args of calls) {
		const code = await run(program, args, { limit: 10 * MINUTE });
		if (code === 0) outcome.passed++;
		else outcome.failed++;
	}
	return outcome;
}

/** The TypeScript projects beside the root one. */
function projects() {
	return ['webview-ui', 'test/ui'].filter(folder => fs.existsSync(path.join(root, folder, 'tsconfig.json')));
}

/**
 * @param {string} name
 * @param {string[]} files globs of bundled tests
 * @param {{timeout: number, env?: NodeJS.ProcessEnv}} options timeout: ms a test may take
 */
async function mocha(name, files, { timeout, env = {} }) {
	const file = path.join(scratch, `${name}.json`);
	const args = [bin('mocha/bin/mocha.js'), '--reporter', 'scripts/reporter.cjs', '--timeout', String(timeout), '--forbid-only', ...files];
	const code = await run(node, args, { env: { ...env, MOCHA_COUNTS: file }, limit: 15 * MINUTE });
	return read(file, code, `${name} tests`);
}

/**
 * The counts a mocha run left behind. A run that left none, or that failed without a failed test, is itself a failure.
 * @param {string} file
 * @param {number} code
 * @param {string} what
 */
function read(file, code, what) {
	if (!fs.existsSync(file)) {
		console.error(`The ${what} ended with ${code} before they told a result.`);
		return counts(0, 1);
	}
	const outcome = /** @type {Outcome} */ (JSON.parse(fs.readFileSync(file, 'utf8')));
	fs.rmSync(file);
	if (outcome.passed + outcome.failed + outcome.skipped.length === 0) {
		console.error(`The ${what} are empty.`);
		outcome.failed++;
	} else if (code !== 0 && outcome.failed === 0) {
		console.error(`The ${what} passed, but their process ended with ${code}: something outlived them.`);
		outcome.failed++;
	}
	return outcome;
}

/** A few need a compiler, and programs that write what the product reads; where nothing may be left out, these are installed. */
async function unit() {
	const compiler = path.join(root, 'scripts/wasm');
	if (all && !fs.existsSync(path.join(compiler, 'node_modules'))) await runNpm(['ci'], { cwd: compiler });
	const missing = ['zstd', 'sqlite3'].filter(name => !isInstalled(name));
	if (all && missing.length > 0) await installPackages(missing);
	return mocha('unit', ['dist-test/unit/**/*.test.js'], { timeout: MINUTE });
}

async function packageAndCheck() {
	const packed = await step('package', node, [['scripts/package.mjs']]);
	return packed.failed > 0 ? packed : add(packed, await mocha('package', ['dist-test/package/**/*.test.js'], { timeout: MINUTE }));
}

/** In VS Code servers; where those or a browser for them cannot be had, in the desktop VS Code, which is downloaded. */
async function hosts() {
	const obstacle = await serverTestObstacle();
	if (obstacle !== undefined) {
		console.log(`In the desktop VS Code, downloaded, because ${obstacle}.`);
		return add(await host('floor', { CODE_DESKTOP: '1' }), await host('newest', { CODE_DESKTOP: '1' }));
	}
	return withServer(['floor', 'newest'], async () => add(await host('floor'), await host('newest')));
}

/**
 * @param {Edition} edition
 * @param {NodeJS.ProcessEnv} [env]
 */
async function host(edition, env = {}) {
	const file = path.join(scratch, `host-${edition}.json`);
	const code = await run(node, ['dist-test/host/run.child.js'], {
		env: { ...env, MOCHA_COUNTS: file, CODE_EDITION: edition },
		limit: 10 * MINUTE,
	});
	return read(file, code, `tests inside VS Code (${edition})`);
}

async function browser() {
	const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
	if (!fs.existsSync(path.join(root, `mission-control-${version}.vsix`)) || !chosen.includes('package')) {
		const packed = await step('package', node, [['scripts/package.mjs']]);
		if (packed.failed > 0) return packed;
	}
	return withServer(['floor', 'newest'], () => mocha('ui', ['dist-test/ui/**/*.test.js'], { timeout: 3 * MINUTE }));
}

/**
 * Runs tests that need VS Code servers and a Chromium, where this machine can have them.
 * @param {Edition[]} editions
 * @param {() => Promise<Outcome>} tests
 * @returns {Promise<Outcome>}
 */
async function withServer(editions, tests) {
	const obstacle = await serverTestObstacle();
	if (obstacle !== undefined) return { ...counts(0, 0), leftOut: obstacle };
	for (const edition of editions) await installServer(edition);
	return tests();
}

/** Why no VS Code server can be driven here, or undefined where it can. Installs a Chromium where it may. */
async function serverTestObstacle() {
	const obstacle = serverObstacle();
	if (obstacle !== undefined) return obstacle;
	if ((findChromium() ?? (await installChromium())) !== undefined) return undefined;
	return 'there is no Chromium. Install one, or name it in the environment variable CHROMIUM';
}

/**
 * @param {Outcome} a
 * @param {Outcome} b
 */
function add(a, b) {
	return counts(a.passed + b.passed, a.failed + b.failed, [...a.skipped, ...b.skipped]);
}
