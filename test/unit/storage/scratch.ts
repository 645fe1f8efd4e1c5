// A storage folder of a test: opened, left without a word, looked at, damaged.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { type Clock, systemClock } from '../../../src/base/clock';
import { silentLog } from '../../../src/base/log';
import { openStore, type StoreOptions } from '../../../src/storage/open';
import type { Store } from '../../../src/storage/store';

export const WASM = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');

/** 2026-11-21T08:00Z, and on from there only when told; timers fire when their time has come. */
export interface TestClock extends Clock {
	advance(ms: number): void;
	/** How often the event loop was given a turn. */
	readonly turns: number;
}

export interface Scratch {
	readonly folder: string;
	/** Where the store's files are. */
	readonly store: string;
	readonly clock: TestClock;
	open(options?: Partial<StoreOptions>): Promise<Store>;
	/** Opens what is on disk now in another folder, as after a kill: the open store stays as it is. */
	reopen(options?: Partial<StoreOptions>): Promise<Store>;
	/** Every file of the store, by its path inside, sorted. */
	files(under?: string): string[];
	file(name: string): string;
	/** Names in `models`, in the order they were added. */
	models(store: Store): string[];
	/** Waits (really) until it holds, at most five seconds. */
	until(holds: () => Promise<boolean>): Promise<void>;
	end(): Promise<void>;
}

/** In memory where the machine has a file system for that: syncing costs nothing there, which suits tests of many rounds. */
export const quickFolder = (): string => (fs.existsSync('/dev/shm') ? '/dev/shm' : os.tmpdir());

export function scratch(parent = os.tmpdir()): Scratch {
	const folder = fs.mkdtempSync(path.join(parent, 'mc-store-'));
	const store = path.join(folder, 'store');
	const clock = testClock();
	const opened: Store[] = [];
	const copies: string[] = [];
	const open = async (at: string, options: Partial<StoreOptions>): Promise<Store> => {
		const one = await openStore({ folder: at, wasm: WASM, clock, log: silentLog, epoch: () => 1, fence: () => {}, ...options });
		opened.push(one);
		return one;
	};
	return {
		folder,
		store,
		clock,
		open: (options = {}) => open(folder, options),
		reopen: (options = {}) => {
			const copy = fs.mkdtempSync(path.join(parent, 'mc-store-'));
			copies.push(copy);
			// A kill is one moment; while files are published a copy takes longer than that.
			for (let before = ''; before !== listing(folder); ) {
				before = listing(folder);
				fs.rmSync(copy, { recursive: true });
				fs.cpSync(folder, copy, { recursive: true });
			}
			return open(copy, options);
		},
		files: (under = '') =>
			fs
				.readdirSync(path.join(store, under), { recursive: true, withFileTypes: true })
				.filter(entry => !entry.isDirectory())
				.map(entry => path.relative(path.join(store, under), path.join(entry.parentPath, entry.name)))
				.sort(),
		file: name => path.join(store, name),
		models: one => one.all('SELECT name FROM models ORDER BY id').map(({ name }) => String(name)),
		until: async holds => {
			for (let tries = 0; tries < 250; tries++) {
				if (await holds()) return;
				await systemClock.sleep(20);
			}
			throw new Error('It did not come to hold');
		},
		end: async () => {
			for (const one of opened) await one.close();
			for (const made of [folder, ...copies]) fs.rmSync(made, { recursive: true, force: true });
		},
	};
}

function testClock(): TestClock {
	let now = Date.parse('2026-11-21T08:00:00Z');
	let timers: { at: number; work: () => void }[] = [];
	let turns = 0;
	return {
		...systemClock,
		now: () => now,
		yield() {
			turns++;
			return systemClock.yield();
		},
		get turns() {
			return turns;
		},
		after(delay, work) {
			const timer = { at: now + delay, work };
			timers.push(timer);
			return {
				dispose() {
					timers = timers.filter(other => other !== timer);
				},
			};
		},
		advance(ms) {
			const end = now + ms;
			for (;;) {
				const next = timers.filter(({ at }) => at <= end).sort((a, b) => a.at - b.at)[0];
				if (!next) break;
				timers = timers.filter(other => other !== next);
				now = Math.max(now, next.at);
				next.work();
			}
			now = end;
		},
	};
}

const listing = (folder: string): string =>
	fs
		.readdirSync(folder, { recursive: true, encoding: 'utf8' })
		.map(name => `${name} ${fs.statSync(path.join(folder, name), { throwIfNoEntry: false })?.size}`)
		.sort()
		.join();
