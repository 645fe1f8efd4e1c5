// Measures the store inside one process, as the hub has it: durable commits, opening, and how long saving keeps the event loop from turning.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../src/base/clock';
import { silentLog } from '../src/base/log';
import { insertJob, moveOn } from '../src/core/jobs/jobsStore';
import { insertRun } from '../src/core/jobs/runsStore';
import { tuneEngine } from '../src/hub/engine';
import { openStore, STORE_FOLDER } from '../src/storage/open';
import type { Store } from '../src/storage/store';

const MB = 1024 * 1024;
const COMMITS = 400;
const REPLAYED = 2000;
const ROUNDS = 5;
const DAY = 86_400_000;

const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

async function main([wasm = '', opening, day]: string[]): Promise<void> {
	tuneEngine(); // as a hub does
	const clock = day === 'tomorrow' ? { ...systemClock, now: () => systemClock.now() + 2 * DAY } : systemClock;
	const open = (folder: string) => openStore({ folder, wasm, clock, log: silentLog, epoch: () => 1, fence: () => {} });
	if (opening !== undefined) {
		// The first thing this process does, as a hub would: loading SQLite counts.
		const [start, before] = [performance.now(), process.cpuUsage()];
		await open(opening);
		const wall = performance.now() - start;
		const { user, system } = process.cpuUsage(before);
		console.log(JSON.stringify({ wall, cpu: (user + system) / 1000 }));
		process.exit();
	}
	const parent = fs.mkdtempSync(path.join(os.tmpdir(), 'mission-control-store-'));
	try {
		const made = (name: string) => path.join(parent, name);
		const [small, large] = [await filled(await open(made('1')), 1), await filled(await open(made('100')), 100)];
		const commits = await commitBoth(small, large, made('1'));
		await small.close();
		const saving = [await savingOf(large, 100)];
		await large.close();
		for (const size of [50, 10]) {
			const store = await filled(await open(made(String(size))), size);
			saving.push(await savingOf(store, size));
			if (size === 10) await claims(store, REPLAYED, () => {});
			if (size === 10) fs.cpSync(made('10'), made('opened'), { recursive: true });
			await store.close();
		}
		console.log(JSON.stringify({ ...commits, saving, folder: made('opened') }));
	} catch (error) {
		fs.rmSync(parent, { recursive: true, force: true });
		throw error;
	}
}

/** A job whose runs take up so much room, saved. */
async function filled(store: Store, megabytes: number): Promise<Store> {
	const output = 'x'.repeat(4000);
	await store.write('soon', writer => {
		insertJob(
			writer,
			{
				...{ name: 'bench', taskType: 'command', frequencyCron: null, frequencySeconds: 60, runAt: null, zone: '', anchor: 0 },
				...{ payload: '{}', policies: '{}', enabled: true },
			},
			{ component: 'user', key: null },
			0,
			0,
		);
	});
	const size = () => Number(store.get('SELECT page_count * page_size AS size FROM pragma_page_count, pragma_page_size')?.size);
	for (let at = 0; size() < megabytes * MB; at += 200) {
		const rows = Array.from({ length: 200 }, (_, i) => [at + i, output]);
		await store.write('soon', writer =>
			writer.runMany(
				"INSERT INTO job_runs (job_id, slot, trigger, status, epoch, queued_at, output) VALUES (1, ?1, 'manual', 'success', 1, ?1, ?2)",
				rows,
			),
		);
	}
	await store.backUp();
	return store;
}

/** What the start of a planned run costs: its claim is on disk when it begins. */
async function claims(store: Store, count: number, each: (ms: number) => void): Promise<void> {
	for (let i = 0; i < count; i++) {
		const from = Number(store.get('SELECT next_run FROM cron_jobs WHERE id = 1')?.next_run);
		const start = performance.now();
		await store.write('now', writer => {
			moveOn(writer, 1, from, from + DAY);
			insertRun(writer, { jobId: 1, slot: from, claims: true, trigger: 'schedule', status: 'running', attempt: 1 }, 1, from);
		});
		each(performance.now() - start);
	}
}

/** In turn, so that both have the same weather. */
async function commitBoth(small: Store, large: Store, folder: string): Promise<{ small: number; large: number; bytes: number }> {
	const times: [number[], number[]] = [[], []];
	const before = journalBytes(folder);
	for (let i = 0; i < COMMITS; i++) {
		await claims(small, 1, ms => times[0].push(ms));
		await claims(large, 1, ms => times[1].push(ms));
	}
	return { small: median(times[0]), large: median(times[1]), bytes: (journalBytes(folder) - before) / COMMITS };
}

function journalBytes(folder: string): number {
	const names = fs.readdirSync(path.join(folder, STORE_FOLDER)).filter(name => name.startsWith('journal-'));
	return names.reduce((sum, name) => sum + fs.statSync(path.join(folder, STORE_FOLDER, name)).size, 0);
}

/** The longest time in which nothing else had a turn while a store is saved. ms, the median of some rounds */
async function savingOf(store: Store, megabytes: number): Promise<{ megabytes: number; longest: number }> {
	const longest: number[] = [];
	for (let round = 0; round < ROUNDS; round++) {
		await claims(store, 1, () => {});
		let gap = 0;
		let last = performance.now();
		let saving = true;
		const turn = () => {
			const now = performance.now();
			gap = Math.max(gap, now - last);
			last = now;
			if (saving) setImmediate(turn);
		};
		setImmediate(turn);
		await store.backUp();
		saving = false;
		longest.push(gap);
	}
	return { megabytes, longest: median(longest) };
}

main(process.argv.slice(2)).catch((error: unknown) => {
	console.error(error);
	process.exitCode = 1;
});
