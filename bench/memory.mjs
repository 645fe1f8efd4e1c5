// `node bench/memory.mjs`: how much memory a hub takes while it reads what is hardest on it: a line of 100 MB of each tool, and gigabytes of logs.
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { installDependencies, root, run } from '../scripts/run.mjs';
import { bundleTo } from './bundle.mjs';
import { COUNTS } from './corpus/truth.mjs';
import { corpusOf } from './generate.mjs';

const HELP = `node bench/memory.mjs [options]

  --size MB      size of the generated logs (4000)
  --line MB      length of the long lines (100)
  --check        exit 1 where the limit is passed or a sum is wrong
  --keep-build   measure the bundles in dist/ as they are
  --keep-logs    leave the generated logs for the next time
`;

const { values } = parseArgs({
	options: {
		size: { type: 'string', default: '4000' },
		line: { type: 'string', default: '100' },
		check: { type: 'boolean', default: false },
		'keep-build': { type: 'boolean', default: false },
		'keep-logs': { type: 'boolean', default: false },
		help: { type: 'boolean', default: false },
	},
});
if (values.help) {
	console.log(HELP);
	process.exit(0);
}

/** MB of a hub's process, at any moment of a scan. */
const LIMIT = 250;
/** A line of so many MB is still read and parsed, a longer one is passed over. */
const READ = 16;

if (process.platform !== 'linux') {
	console.error('The memory of a process is read from /proc, which only Linux has.');
	process.exit(1);
}
await installDependencies();
if (!values['keep-build'] && (await run(process.execPath, ['esbuild.mjs', '--release'])) !== 0) process.exit(1);

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), 'mission-control-memory-'));
const { connectHub, systemClock, silentLog, version } = await clientModule();
const rows = [];
// A client keeps no process alive.
setInterval(() => {}, 60_000);
let failed = false;
try {
	for (const megabytes of [READ, Number(values.line)]) {
		for (const [name, write] of Object.entries(longLines(megabytes * 1_000_000))) {
			const home = path.join(scratch, name);
			write(home);
			report(`a line of ${megabytes} MB, ${name}`, await scan(home), megabytes > READ ? 2 : 3);
			fs.rmSync(home, { recursive: true });
		}
	}
	if (Number(values.size) > 0) {
		const megabytes = Number(values.size);
		const { home, truth } = corpusOf({ megabytes, seed: 1, files: Math.round(megabytes * 2.7) });
		try {
			const calls = Object.values(truth).reduce((sum, each) => sum + each.requests, 0);
			const tokens = Object.values(truth).reduce(
				(sum, each) => sum + COUNTS.slice(1).reduce((all, count) => all + (count === 'reasoning' ? 0 : each[count]), 0),
				0,
			);
			report(`logs of ${values.size} MB`, await scan(home), calls, tokens);
		} finally {
			if (!values['keep-logs']) fs.rmSync(home, { recursive: true });
		}
	}
} finally {
	fs.rmSync(scratch, { recursive: true, force: true });
}
console.log('');
const widths = rows[0]?.map((_, column) => Math.max(...rows.map(row => row[column].length))) ?? [];
for (const row of rows)
	console.log(row.map((cell, column) => (column === 0 ? cell.padEnd(widths[column]) : cell.padStart(widths[column]))).join('  '));
if (failed && values.check) process.exitCode = 1;
process.exit();

function report(what, { before, peak, after, seconds, calls, tokens }, expected, expectedTokens = tokens) {
	if (rows.length === 0) rows.push(['', 'before MB', 'peak MB', 'after MB', `≤ ${LIMIT} MB`, 'calls', 's']);
	const right = calls === expected && tokens === expectedTokens;
	failed ||= peak > LIMIT || !right;
	rows.push([
		what,
		before.toFixed(0),
		peak.toFixed(0),
		after.toFixed(0),
		peak <= LIMIT ? 'met' : 'MISSED',
		right ? String(calls) : `${calls}, not ${expected}`,
		seconds.toFixed(1),
	]);
	console.log(rows.at(-1).join('  '));
}

/** A window starts a hub on an empty folder and has it read this home. The peak is the system's own count, which misses no moment. */
async function scan(home) {
	const data = fs.mkdtempSync(path.join(scratch, 'data-'));
	const env = { PATH: process.env.PATH, HOME: home, TZ: 'UTC', LANG: 'C.UTF-8' };
	const empty = fs.mkdtempSync(path.join(scratch, 'empty-'));
	const before = await withHub(data, { ...env, HOME: empty }, async (api, pid) => {
		await api.collect.refresh();
		return status(pid).now;
	});
	const begun = performance.now();
	return withHub(data, env, async (api, pid) => {
		await api.collect.refresh();
		const seconds = (performance.now() - begun) / 1000;
		const { totals } = await api.usage.breakdown({ by: 'model' });
		const overview = await api.usage.overview({ period: 'daily', count: 30 });
		if (overview.buckets.length !== 30) throw new Error('The hub gave no chart.');
		const tokens = totals.input_tokens + totals.output_tokens + totals.cache_read_tokens + totals.cache_write_tokens;
		const { now, peak } = status(pid);
		return { before, peak, after: now, seconds, calls: totals.requests, tokens };
	});
}

async function withHub(data, env, work) {
	const window = connectHub({
		dataDir: data,
		hubScript: path.join(root, 'dist', 'hub.js'),
		mode: 'process',
		version,
		clock: systemClock,
		log: silentLog,
		env,
		hubArguments: ['--linger', '200'],
	});
	try {
		const api = await window.api();
		const { pid } = await api.hub.info();
		const result = await work(api, pid);
		await api.hub.stop();
		while (fs.existsSync(`/proc/${pid}`)) await new Promise(resolve => setTimeout(resolve, 20));
		return result;
	} finally {
		window.dispose();
	}
}

/** MB a process has now, and the most it ever had. */
function status(pid) {
	const text = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
	const of = name => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(text)?.[1] ?? Number.NaN) / 1024;
	return { now: of('VmRSS'), peak: of('VmHWM') };
}

/** A session of each tool: a call, a call whose line is that long, and a call. */
function longLines(length) {
	const time = '2026-11-01T10:00:00.000Z';
	const write = (file, lines) => {
		fs.mkdirSync(path.dirname(file), { recursive: true });
		const handle = fs.openSync(file, 'w');
		for (const line of lines) {
			const [before, after] = JSON.stringify(line).split('FILL');
			fs.writeSync(handle, before);
			if (after !== undefined) {
				for (let left = length; left > 0; left -= 1e6) fs.writeSync(handle, 'A1b2'.repeat(Math.min(left, 1e6) / 4));
				fs.writeSync(handle, after);
			}
			fs.writeSync(handle, '\n');
		}
		fs.closeSync(handle);
		return file;
	};
	const claude = (id, content) => ({
		type: 'assistant',
		uuid: id,
		timestamp: time,
		sessionId: 's',
		cwd: '/work',
		version: '2.1.329',
		message: { content, id: `msg_01abcdefghijklmnopqr${id}`, model: 'claude-sonnet-4-6', usage: { input_tokens: 10, output_tokens: 20 } },
	});
	const thread = '01a1b2c3-0000-7000-8000-0123456789ab';
	const codex = (id, note) => ({
		timestamp: time,
		type: 'token_usage_record',
		payload: { note, thread_id: thread, turn_id: id, response_id: id, usage: { input_tokens: 10, output_tokens: 20 } },
	});
	const rollout = [
		{ timestamp: time, type: 'session_meta', payload: { id: thread, cwd: '/work' } },
		codex('a'),
		codex('b', 'FILL'),
		codex('c'),
	];
	const openclaw = (id, content) => ({
		type: 'message',
		id: id.padStart(32, '0'),
		timestamp: time,
		message: { role: 'assistant', content, provider: 'anthropic', model: 'claude-opus-4-6', usage: { input: 10, output: 20 } },
	});
	const inCodex = home => path.join(home, `.codex/sessions/2026/11/01/rollout-2026-11-01T10-00-00-${thread}.jsonl`);
	const kinds = {
		'Claude Code': home => write(path.join(home, '.claude/projects/p/s.jsonl'), [claude('a'), claude('b', 'FILL'), claude('c')]),
		Codex: home => write(inCodex(home), rollout),
		OpenClaw: home =>
			write(path.join(home, '.openclaw/agents/main/sessions/s.jsonl'), [
				{ type: 'session', id: 's', timestamp: time },
				openclaw('a'),
				openclaw('b', 'FILL'),
				openclaw('c'),
			]),
	};
	try {
		execFileSync('zstd', ['--version'], { stdio: 'ignore' });
		kinds['Codex, compressed'] = home => execFileSync('zstd', ['-q', '--rm', write(inCodex(home), rollout)]);
	} catch {
		console.log('The command zstd is missing: a long line in a compressed rollout is left out.');
	}
	return kinds;
}

/** What a window uses of the client, bundled as the extension has it. */
async function clientModule() {
	const product = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')).version;
	const contents = [
		"export { connectHub } from './src/client/connection';",
		"export { systemClock } from './src/base/clock';",
		"export { silentLog } from './src/base/log';",
	].join('\n');
	const bundle = await bundleTo(path.join(scratch, 'client.cjs'), contents);
	return { ...(await import(bundle)).default, version: product };
}
