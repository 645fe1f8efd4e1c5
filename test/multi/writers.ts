// Hubs that do nothing but write, and are killed for it: what they said was kept is compared with what is there.
import * as assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { openStore } from '../../src/storage/open';

export interface Writer {
	child: ChildProcess;
	/** Everything it said, whole lines. */
	lines: string[];
	/** Resolves when it has said a line that begins so, or has ended. */
	said(beginning: string): Promise<void>;
	ended: Promise<unknown>;
}

export interface Writers {
	/** `prefix` begins the names this writer adds. */
	start(prefix: string): Writer;
	/** Kills all that still live and resolves when they are gone. */
	end(): Promise<void>;
	/** When all are gone: opens what they left; gives the names of acknowledged writes that are missing. Throws where anything else is not as it should be. */
	check(): Promise<{ kept: number; opened: number; lost: string[] }>;
}

export function writersOn(folder: string): Writers {
	const writers: Writer[] = [];
	const ended = () => Promise.all(writers.map(writer => writer.ended));
	return {
		start(prefix) {
			const child = spawn(process.execPath, [path.resolve('dist-test/multi/writer.child.js'), folder, prefix], {
				stdio: ['ignore', 'pipe', 'pipe'],
			});
			const lines: string[] = [];
			const waiting: { beginning: string; resolve: () => void }[] = [];
			let rest = '';
			child.stdout?.setEncoding('utf8').on('data', (text: string) => {
				const parts = `${rest}${text}`.split('\n');
				rest = parts.pop() ?? '';
				lines.push(...parts);
				for (const { resolve, beginning } of waiting) if (parts.some(line => line.startsWith(beginning))) resolve();
			});
			child.stderr?.setEncoding('utf8').on('data', (text: string) => lines.push(`error ${text}`));
			const closed = once(child, 'close');
			const said = async (beginning: string) => {
				if (lines.some(line => line.startsWith(beginning))) return;
				await Promise.race([new Promise<void>(resolve => waiting.push({ beginning, resolve })), closed]);
			};
			const writer = { child, lines, said, ended: closed };
			writers.push(writer);
			return writer;
		},
		async end() {
			for (const { child } of writers) child.kill('SIGKILL');
			await ended();
		},
		async check() {
			await ended();
			const lines = writers.flatMap(writer => writer.lines);
			const unexpected = lines.filter(line => !/^(open|kept|fenced)\b/.test(line));
			assert.deepEqual(unexpected, [], 'nobody had anything to complain of');
			const kept = lines.filter(line => line.startsWith('kept ')).map(line => line.slice(5));
			const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');
			const store = await openStore({ folder, wasm, clock: systemClock, log: silentLog, epoch: () => 1_000_000, fence: () => {} });
			let lost: string[];
			try {
				assert.deepEqual(store.notes, []);
				const found = new Set(store.all('SELECT name FROM models').map(({ name }) => name));
				lost = kept.filter(name => !found.has(name));
				assert.deepEqual(store.all('SELECT * FROM pragma_integrity_check'), [{ integrity_check: 'ok' }]);
				assert.equal(fs.existsSync(path.join(folder, 'store', 'quarantine')), false);
			} finally {
				await store.close();
			}
			return { kept: kept.length, opened: lines.filter(line => line.startsWith('open ')).length, lost };
		},
	};
}

/** One writer after the other, each killed `wait` ms after it opened the store, two of three not before they kept something: however slow the machine. */
export async function killOneByOne(writers: Writers, rounds: number, wait: (round: number) => number): Promise<void> {
	for (let round = 0; round < rounds; round++) {
		const writer = writers.start(`r${round}`);
		await writer.said(round % 3 === 0 ? 'open ' : 'kept ');
		await systemClock.sleep(wait(round));
		writer.child.kill('SIGKILL');
		await writer.ended;
	}
}

/** Three that each believe they own the folder; one after the other is killed `wait` ms after it kept something, and begins again. */
export async function killAmongThree(writers: Writers, rounds: number, wait: (round: number) => number): Promise<void> {
	const running = ['a', 'b', 'c'].map(name => writers.start(`${name}0`));
	for (let kills = 1; kills <= rounds; kills++) {
		const at = kills % running.length;
		await running[at]?.said('kept ');
		await systemClock.sleep(wait(kills));
		running[at]?.child.kill('SIGKILL');
		running[at] = writers.start(`${'abc'[at]}${kills}`);
	}
	for (const { child } of running) child.kill('SIGKILL');
}
