// Builds every bundle: the extension, the hub, the webviews and (with --tests) the tests.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { build, context } from 'esbuild';
import { withoutProse } from './scripts/priceData.mjs';
import { warmUp } from './scripts/warmUp.mjs';

const root = import.meta.dirname;
const flags = new Set(process.argv.slice(2));
const release = flags.has('--release');
const version = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version;

/** What all bundles share. The product's version is a constant of the build, so the handshake never reads a file. */
const shared = {
	absWorkingDir: root,
	bundle: true,
	minify: release,
	sourcemap: release ? false : 'linked',
	legalComments: 'none',
	logLevel: 'warning',
	loader: { '.sql': 'text' },
	define: { PRODUCT_VERSION: JSON.stringify(version) },
};
const node = { ...shared, platform: 'node', target: 'node20', format: 'cjs' };

/** Read after activation, each a file of its own beside the extension: most of what a window runs need not be parsed before the first paint. */
const later = new Map([
	['./client/connection', './client.js'],
	['./vscode/jobs/jobsWindow', './jobs.js'],
]);
const readLater = {
	name: 'read-later',
	setup(build) {
		build.onResolve({ filter: /^\.\/(client|vscode)\// }, ({ path, kind }) =>
			kind === 'dynamic-import' && later.has(path) ? { path: later.get(path), external: true } : undefined,
		);
	},
};

/** For `import * as vscode` esbuild copies all of VS Code's API, property by property, in each file that has it: two thirds of the time that loading took. */
const vscodeAsItIs = {
	name: 'vscode-as-it-is',
	setup(build) {
		build.onLoad({ filter: /[\\/]src[\\/](extension|vscode[\\/].*)\.ts$/ }, ({ path: file }) => ({
			contents: fs.readFileSync(file, 'utf8').replace(/^import \* as vscode from 'vscode';$/m, "const vscode = require('vscode');"),
			loader: 'ts',
		}));
	},
};

/** What the hub never uses of its libraries, or what its Node has itself: together a tenth of its bundle. */
const lean = {
	name: 'lean',
	setup(build) {
		// The contract speaks one language of fifty, and is never turned into JSON Schema or made of it.
		build.onLoad({ filter: /zod[\\/]v4[\\/]locales[\\/]index\.js$/ }, () => ({ contents: 'export { default as en } from "./en.js"' }));
		build.onLoad(
			{ filter: /zod[\\/]v4[\\/](classic[\\/]from-json-schema|core[\\/]json-schema-(processors|generator))\.js$/ },
			({ path: file }) => ({
				contents: Array.from(
					fs.readFileSync(file, 'utf8').matchAll(/^export (?:const|function|class) (\w+)/gm),
					([, name]) => `export const ${name} = undefined;`,
				).join('\n'),
			}),
		);
		build.onLoad({ filter: /genai-prices[\\/]dist[\\/]index\.cjs$/ }, ({ path: file }) => ({
			contents: withoutProse(fs.readFileSync(file, 'utf8')),
		}));
		// Unicode's letters as ranges, for runtimes that do not know them by name.
		build.onLoad({ filter: /json5[\\/]lib[\\/]unicode\.js$/ }, () => ({
			contents: 'module.exports = { Space_Separator: /\\p{Zs}/u, ID_Start: /\\p{ID_Start}/u, ID_Continue: /\\p{ID_Continue}/u }',
		}));
	},
};

const bundles = [
	{
		...node,
		entryPoints: ['src/extension.ts'],
		outfile: 'dist/extension.js',
		external: ['vscode'],
		plugins: [readLater, vscodeAsItIs],
		supported: { 'dynamic-import': false }, // `require`, later: the way on which VS Code hands out its API in every version
	},
	{ ...node, entryPoints: ['src/client/connection.ts'], outfile: 'dist/client.js', external: ['bufferutil', 'utf-8-validate'] },
	{ ...node, entryPoints: ['src/vscode/jobs/jobsWindow.ts'], outfile: 'dist/jobs.js', external: ['vscode'], plugins: [vscodeAsItIs] },
	{ ...node, entryPoints: ['src/hub/launch.ts'], outfile: 'dist/hub.js', banner: { js: '#!/usr/bin/env node' } },
	{
		...node,
		entryPoints: ['src/hub/main.ts'],
		outfile: 'dist/program.js',
		supported: { 'dynamic-import': false }, // `require`: a script that is not loaded by Node itself has no other
		external: ['bufferutil', 'utf-8-validate'],
		plugins: [lean],
	},
	{
		...shared,
		platform: 'browser',
		target: 'es2022',
		format: 'esm',
		outdir: 'dist/webview',
		entryPoints: { dashboard: 'webview-ui/dashboard/main.ts', sidebar: 'webview-ui/sidebar/main.ts' },
		tsconfig: 'webview-ui/tsconfig.json',
	},
];

/** Tests keep their paths: test/unit/base/day.test.ts becomes dist-test/unit/base/day.test.js. */
const tests = {
	...node,
	entryPoints: fs.existsSync(path.join(root, 'test')) ? find('test', /\.(test|suite|child)\.ts$/) : [],
	outdir: 'dist-test',
	outbase: 'test',
	sourcemap: 'inline',
	external: ['vscode', 'mocha', 'playwright-core', 'axe-core', '@vscode/test-electron', 'bufferutil', 'utf-8-validate', 'sql.js'],
};

const wanted = [...bundles.filter(b => exists(b)), ...(flags.has('--tests') ? [tests] : [])];
fs.mkdirSync(path.join(root, 'dist'), { recursive: true });
fs.copyFileSync(path.join(root, 'node_modules/sql.js/dist/sql-wasm.wasm'), path.join(root, 'dist/sql-wasm.wasm'));
if (flags.has('--watch')) {
	for (const options of wanted) await (await context(options)).watch();
} else {
	await Promise.all(wanted.map(options => build(options)));
	const hub = path.join(root, 'dist/hub.js');
	fs.chmodSync(hub, 0o755);
	warmUp(hub);
}

function find(folder, pattern) {
	return fs
		.readdirSync(path.join(root, folder), { recursive: true })
		.map(name => path.join(folder, String(name)))
		.filter(name => pattern.test(name) && !name.includes('node_modules'));
}

function exists(options) {
	const entries = Array.isArray(options.entryPoints) ? options.entryPoints : Object.values(options.entryPoints);
	return entries.every(entry => fs.existsSync(path.join(root, entry)));
}
