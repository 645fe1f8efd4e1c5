// `npm run bench`: a first scan of generated logs against the native ccusage on the same files, and a rescan after one appended line.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { installDependencies, root, run, runNpm } from '../scripts/run.mjs';
import { bundleProgram } from './bundle.mjs';
import { COUNTS, zeroCounts } from './corpus/truth.mjs';
import { corpusOf } from './generate.mjs';
import { measure } from './measure.mjs';
import { measureStore } from './store.mjs';

const HELP = `npm run bench -- [options]

  --size MB      size of the generated logs (1000)
  --files N      in so many files (2700)
  --seed N       other logs of the same kind (1)
  --rounds N     runs of each program; the least processor time counts (5)
  --check        exit 1 where a target is missed
  --keep-build   measure the bundles in dist/ as they are
`;

const { values } = parseArgs({
	options: {
		size: { type: 'string', default: '1000' },
		files: { type: 'string', default: '2700' },
		seed: { type: 'string', default: '1' },
		rounds: { type: 'string', default: '5' },
		check: { type: 'boolean', default: false },
		'keep-build': { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(HELP);
	process.exit(0);
}

/** What the project asks of itself. */
const TARGET = { cpu: 1, memory: 250, rescan: 25 };
const TOOLS = ['claude', 'codex', 'openclaw'];
const bench = path.join(root, 'bench');
const wasm = path.join(root, 'dist', 'sql-wasm.wasm');

await installDependencies();
if (!values['keep-build'] && (await run(process.execPath, ['esbuild.mjs', '--release'])) !== 0) process.exit(1);
// Without a lockfile: the binaries for other systems are not in every registry, and the version is pinned as it is.
if (!fs.existsSync(path.join(bench, 'node_modules', 'ccusage'))) await runNpm(['install', '--no-package-lock'], { cwd: bench });
const ccusage = nativeCcusage();

const started = Date.now();
const { home, truth } = corpusOf({ megabytes: Number(values.size), seed: Number(values.seed), files: Number(values.files) });
console.log(
	`Logs: ${values.size} MB, ${values.files} files, seed ${values.seed}, in ${home} (${((Date.now() - started) / 1000).toFixed(1)} s)`,
);

// Neither program may find other logs than these by its environment, and both see the same one.
const env = { PATH: process.env.PATH, HOME: home, TZ: 'UTC', LANG: 'C.UTF-8', TMPDIR: os.tmpdir() };
warmUp(home);
const ours = [];
const theirs = [];
for (let round = 0; round < Number(values.rounds); round++) {
	ours.push(await firstScan());
	theirs.push(await measure(ccusage, ['daily', '--json', '--offline'], { env }));
}
const best = runs => runs.reduce((a, b) => (b.cpu < a.cpu ? b : a));
const [our, their] = [best(ours), best(theirs)];
const memory = Math.max(...ours.map(each => each.memory ?? Number.NaN));
const rescan = await measureRescan();

console.log(
	`\nFirst scan, least processor time of ${values.rounds} runs in turn (ccusage 20.0.24 is the native program, without its Node launcher):\n`,
);
table([
	['', 'cpu s', 'user s', 'system s', 'wall s', 'peak MB'],
	['mission-control usage', ...figures(our), (our.memory ?? Number.NaN).toFixed(0)],
	['ccusage daily', ...figures(their), (their.memory ?? Number.NaN).toFixed(0)],
]);
const agreed = compareTotals();
const results = [
	['cpu against ccusage', (our.cpu / their.cpu).toFixed(2), `≤ ${TARGET.cpu.toFixed(2)}`, our.cpu <= TARGET.cpu * their.cpu],
	['peak memory, MB', memory.toFixed(0), `≤ ${TARGET.memory}`, !(memory > TARGET.memory)],
	[
		`rescan after a line in one of ${rescan.files} files, ms (median of 30; 90 %: ${rescan.p90.toFixed(1)}; a look at all of them: ${rescan.pass.toFixed(1)})`,
		rescan.median.toFixed(1),
		`≤ ${TARGET.rescan}`,
		rescan.median <= TARGET.rescan,
	],
	['totals equal the truth', agreed ? 'yes' : 'no', 'yes', agreed],
	...(await measureStore()),
];
console.log('');
table([
	['', 'measured', 'target', ''],
	...results.map(([name, value, target, met]) => [name, value, target, target === '' ? '' : met ? 'met' : 'MISSED']),
]);
if (values.check && results.some(([, , , met]) => !met)) process.exitCode = 1;

/** One first scan by the terminal command into an empty data folder. */
async function firstScan() {
	const data = fs.mkdtempSync(path.join(os.tmpdir(), 'mission-control-bench-data-'));
	try {
		return await measure(
			process.execPath,
			[path.join(root, 'dist', 'hub.js'), 'usage', '--json', '--zone', 'UTC', '--home', home, '--data', data],
			{ env },
		);
	} finally {
		fs.rmSync(data, { recursive: true, force: true });
	}
}

async function measureRescan() {
	const program = await bundleProgram('rescan');
	return JSON.parse(execFileSync(process.execPath, [program, home, wasm, values.seed], { encoding: 'utf8', env }));
}

/** Holds our rows against what the generator knows, and ccusage's totals beside them; true where ours are the truth. */
function compareTotals() {
	const counted = {};
	for (const row of JSON.parse(our.output)) {
		const name = `${row.source} ${row.model}`;
		counted[name] ??= zeroCounts();
		const sum = counted[name];
		sum.requests += row.requests;
		sum.input += row.input_tokens;
		sum.output += row.output_tokens;
		sum.reasoning += row.reasoning_tokens;
		sum.cacheRead += row.cache_read_tokens;
		sum.cacheWrite5m += row.cache_write_tokens - row.cache_write_1h_tokens;
		sum.cacheWrite1h += row.cache_write_1h_tokens;
	}
	const names = [...new Set([...Object.keys(truth), ...Object.keys(counted)])].sort();
	const wrong = names.filter(name => COUNTS.some(count => (truth[name]?.[count] ?? 0) !== (counted[name]?.[count] ?? 0)));
	for (const name of wrong) console.log(`\n${name}: ${JSON.stringify(counted[name])} is not the truth, ${JSON.stringify(truth[name])}`);
	console.log('\nTokens per tool (input, output, cache read, cache write):\n');
	table([
		['', 'truth', 'mission-control', 'ccusage'],
		...TOOLS.map(tool => [tool, sumOf(truth, tool), sumOf(counted, tool), ccusageSum(tool)]),
	]);
	return wrong.length === 0;
}

function sumOf(totals, tool) {
	const rows = Object.entries(totals).filter(([name]) => name.startsWith(`${tool} `));
	const sum = (...counts) => rows.reduce((all, [, row]) => all + counts.reduce((some, count) => some + row[count], 0), 0);
	return `${sum('input')} ${sum('output')} ${sum('cacheRead')} ${sum('cacheWrite5m', 'cacheWrite1h')}`;
}

function ccusageSum(tool) {
	const { totals } = JSON.parse(
		execFileSync(ccusage, [tool, 'daily', '--json', '--offline'], { encoding: 'utf8', env, maxBuffer: 2 ** 30 }),
	);
	return `${totals.inputTokens} ${totals.outputTokens} ${totals.cacheReadTokens} ${totals.cacheCreationTokens ?? 0}`;
}

/** The program itself, not the script that starts it. */
function nativeCcusage() {
	const name = process.platform === 'win32' ? 'ccusage.exe' : 'ccusage';
	const native = path.join(bench, 'node_modules', '@ccusage', `ccusage-${process.platform}-${process.arch}`, 'bin', name);
	if (fs.existsSync(native)) {
		fs.chmodSync(native, 0o755); // its launcher does that at its first start
		return native;
	}
	console.error(`There is no native ccusage 20.0.24 for ${process.platform}-${process.arch} in ${path.join(bench, 'node_modules')}.`);
	process.exit(1);
}

/** Both programs read from the system's memory, not from the disk. */
function warmUp(folder) {
	for (const entry of fs.readdirSync(folder, { recursive: true, withFileTypes: true })) {
		if (entry.isFile()) fs.readFileSync(path.join(entry.parentPath, entry.name));
	}
}

function figures({ cpu, user, system, wall }) {
	return [cpu, user, system, wall].map(seconds => seconds.toFixed(2));
}

function table(rows) {
	const widths = rows[0].map((_, column) => Math.max(...rows.map(row => row[column].length)));
	for (const row of rows)
		console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]))).join('  '));
}
