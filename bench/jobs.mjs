// `node bench/jobs.mjs`: what ten thousand jobs cost: set-up, memory, how late they start when little is to be done, and a flood.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { root } from '../scripts/run.mjs';
import { bundleTo } from './bundle.mjs';

const JOBS = 10_000;
const IDLE_SECONDS = Number(process.argv[2] ?? 20);
const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mission-control-jobs-'));
const bundle = path.join(folder, 'jobs.cjs');
const entry = [
	"export { openStore } from './src/storage/open';",
	"export { createJobs } from './src/core/jobs/jobs';",
	"export { createScheduler } from './src/core/jobs/scheduler';",
	"export { checkedSchedule, slotsOf } from './src/core/jobs/schedule';",
	"export { wordsOf } from './src/core/jobs/words';",
	"export { systemClock } from './src/base/clock';",
].join('\n');
await bundleTo(bundle, entry);
const { openStore, createJobs, createScheduler, checkedSchedule, slotsOf, wordsOf, systemClock: clock } = await import(bundle);

const log = { debug() {}, info() {}, warn: text => console.warn(text), error: (text, cause) => console.error(text, cause ?? '') };
const wasm = path.join(root, 'node_modules', 'sql.js', 'dist', 'sql-wasm.wasm');
const store = await openStore({ folder, wasm, clock, log, epoch: () => 1, fence: () => {} });
const jobs = createJobs({ store, clock, log, slotsOf, checkedSchedule, words: wordsOf });
const now = () => clock.now();
const ready = { status: 'success', exitCode: 0, summary: 'done' };
const schedulerOf = (epoch, run) =>
	createScheduler({ store, jobs, clock, log, slotsOf, budget: () => ({ daily: 0, monthly: 0 }), epoch, emit() {}, run });

/** Ten thousand jobs, none of which is due while this measures: copies of 100 with patterns of their own. */
async function fill() {
	for (let i = 0; i < 100; i++) {
		const schedule = { kind: 'cron', expression: `${i % 60} ${Math.floor(i / 60)} 1 1 *`, zone: 'Europe/Vienna' };
		await jobs.add({ name: `job ${i}`, schedule, action: { kind: 'command', argv: ['true'] } });
	}
	await store.write('now', writer =>
		writer.run(
			`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${JOBS / 100 - 1})
			INSERT INTO cron_jobs (name, task_type, frequency_cron, zone, payload, policies, next_run, created_at, updated_at)
			SELECT name || '-' || i, task_type, frequency_cron, zone, payload, policies, next_run, created_at, updated_at FROM n, cron_jobs`,
		),
	);
}

const memory = () => {
	for (let i = 0; i < 4; i++) globalThis.gc?.();
	const { heapUsed, external, arrayBuffers } = process.memoryUsage();
	return (heapUsed + external + arrayBuffers) / 1e6;
};
const quantile = (list, q) => [...list].sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * q))] ?? Number.NaN;
const results = [];
const result = (what, figure, unit, target) => results.push([what, figure, unit, target]);

await fill();
// Set-up, five times; the first has to compile.
const setUps = [];
let grown = 0;
for (let i = 0; i < 6; i++) {
	const before = memory();
	const scheduler = schedulerOf(10 + i, async () => ready);
	const from = performance.now();
	await scheduler.start();
	setUps.push(performance.now() - from);
	if (i === 0) grown = memory() - before;
	if (i < 5) await scheduler.stop();
	else {
		// How late a slot begins, with ten thousand others at rest: five jobs of every second.
		const late = [];
		await scheduler.stop();
		// The machine has its own lateness: a plain timer for the same instant shows it, and the write of the claim is the disk's.
		const machine = [];
		const claims = [];
		const own = [];
		const busy = [];
		let plain = 0;
		let used = process.cpuUsage();
		let writing = 0;
		const { write } = store;
		store.write = async (durability, work) => {
			const from = performance.now();
			try {
				return await write.call(store, durability, work);
			} finally {
				writing ||= performance.now() - from;
			}
		};
		let ticking = true;
		const tick = () => {
			const at = performance.timeOrigin + performance.now();
			const off = ((at + 500) % 1000) - 500; // it may be a little early
			plain = at - Math.min(0, off);
			machine.push(Math.max(0, off));
			used = process.cpuUsage();
			writing = 0;
			if (ticking) setTimeout(tick, 1000 - ((performance.timeOrigin + performance.now()) % 1000) || 1000);
		};
		setTimeout(tick, 1000 - (now() % 1000));
		const idle = schedulerOf(20, async () => {
			const at = performance.timeOrigin + performance.now();
			late.push(at % 1000);
			claims.push(writing);
			own.push(at - plain - writing);
			const { user, system } = process.cpuUsage(used);
			busy.push((user + system) / 1000);
			return ready;
		});
		const anchor = new Date(Math.ceil(now() / 1000) * 1000).toISOString();
		const five = [];
		for (let job = 0; job < 5; job++) {
			const schedule = { kind: 'interval', seconds: 1, anchor };
			five.push(await jobs.add({ name: `second ${job}`, schedule, action: { kind: 'command', argv: ['true'] } }));
		}
		await idle.start();
		await clock.sleep(IDLE_SECONDS * 1000);
		ticking = false;
		for (const { id } of five) await jobs.change(id, { enabled: false });
		await idle.stop();
		store.write = write;
		result('late when idle, p50', quantile(late, 0.5), 'ms', '');
		result(`late when idle, p99 of ${late.length}`, quantile(late, 0.99), 'ms', '≤ 10');
		result('… of it a plain timer is late, p99', quantile(machine, 0.99), 'ms', '');
		result('… of it the claim is written to disk, p99', quantile(claims, 0.99), 'ms', '');
		result('… without both, p50', quantile(own, 0.5), 'ms', '');
		result('… without both, p99', quantile(own, 0.99), 'ms', '≤ 10');
		result('… processor time up to the start, p50', quantile(busy, 0.5), 'ms', '');
		result('… processor time up to the start, p99', quantile(busy, 0.99), 'ms', '≤ 10');
	}
}
result('set-up of 10,000 jobs, first', setUps[0], 'ms', '≤ 50');
result('set-up of 10,000 jobs, again (median)', quantile(setUps.slice(1), 0.5), 'ms', '≤ 50');
result('memory of 10,000 jobs', grown, 'MB', globalThis.gc ? '≤ 10' : 'run with --expose-gc');

// A flood: all of them due at once.
await store.write('now', writer =>
	writer.run("UPDATE cron_jobs SET next_run = ?, frequency_cron = '* * * * *' WHERE enabled = 1", [now() - 1000]),
);
let live = 0;
let most = 0;
let ran = 0;
const flood = schedulerOf(30, async () => {
	most = Math.max(most, ++live);
	await clock.yield();
	live--;
	ran++;
	return ready;
});
const lag = monitorEventLoopDelay({ resolution: 1 });
lag.enable();
const from = performance.now();
await flood.start();
const claimed = performance.now() - from;
while (ran < JOBS && performance.now() - from < 60_000) await clock.sleep(20);
lag.disable();
result('10,000 due at once: all claimed after', claimed, 'ms', '');
result('10,000 due at once: all run after', performance.now() - from, 'ms', '');
result('… most at once', most, '', '≤ 4');
result('… loop delay, p99', lag.percentile(99) / 1e6, 'ms', '≤ 50');
result('… loop delay, most', lag.max / 1e6, 'ms', '');
const count = Number(
	store.get('SELECT count(DISTINCT job_id) AS n FROM job_runs WHERE slot_key IS NOT NULL AND epoch = 30 AND started_at IS NOT NULL')?.n,
);
result('… jobs that ran', count, '', `${JOBS}`);
await flood.stop();
await store.close();
fs.rmSync(folder, { recursive: true, force: true });

for (const [what, figure, unit, target] of results) {
	console.log(`${what.padEnd(44)} ${figure.toFixed(figure < 100 && unit ? 1 : 0).padStart(9)} ${unit.padEnd(3)} ${target}`);
}
