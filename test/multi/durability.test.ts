// Hubs that are killed without warning, one after another and several at a time: what was acknowledged is there.
import * as assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { openStore } from '../../src/storage/open';

interface Writer {
	child: ChildProcess;
	/** Everything it said, whole lines. */
	lines: string[];
	/** Resolves when it has said a line that begins so, or has ended. */
	said(beginning: string): Promise<void>;
	ended: Promise<unknown>;
}

describe('durability among processes', function () {
	this.timeout(240_000);
	let folder: string;
	let writers: Writer[] = [];
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-durable-'));
	});
	afterEach(async () => {
		for (const { child } of writers) child.kill('SIGKILL');
		await Promise.all(writers.map(({ ended }) => ended));
		writers = [];
		fs.rmSync(folder, { recursive: true, force: true });
	});

	function start(prefix: string): Writer {
		const child = spawn(process.execPath, [path.join(__dirname, 'writer.child.js'), folder, prefix], { stdio: ['ignore', 'pipe', 'pipe'] });
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
		const ended = once(child, 'close');
		const said = async (beginning: string) => {
			if (lines.some(line => line.startsWith(beginning))) return;
			await Promise.race([new Promise<void>(resolve => waiting.push({ beginning, resolve })), ended]);
		};
		const writer = { child, lines, said, ended };
		writers.push(writer);
		return writer;
	}

	/** Opens what is left and compares. */
	async function check(): Promise<{ kept: number; opened: number }> {
		await Promise.all(writers.map(({ ended }) => ended));
		const lines = writers.flatMap(writer => writer.lines);
		const unexpected = lines.filter(line => !/^(open|kept|fenced)\b/.test(line));
		assert.deepEqual(unexpected, [], 'nobody had anything to complain of');
		const kept = lines.filter(line => line.startsWith('kept ')).map(line => line.slice(5));
		const wasm = path.resolve('node_modules/sql.js/dist/sql-wasm.wasm');
		const store = await openStore({ folder, wasm, clock: systemClock, log: silentLog, epoch: () => 1_000_000, fence: () => {} });
		try {
			assert.deepEqual(store.notes, []);
			const found = new Set(store.all('SELECT name FROM models').map(({ name }) => name));
			assert.deepEqual(
				kept.filter(name => !found.has(name)),
				[],
				'acknowledged and gone',
			);
			assert.deepEqual(store.all('SELECT * FROM pragma_integrity_check'), [{ integrity_check: 'ok' }]);
			assert.equal(fs.existsSync(path.join(folder, 'store', 'quarantine')), false);
		} finally {
			await store.close();
		}
		return { kept: kept.length, opened: lines.filter(line => line.startsWith('open ')).length };
	}

	/** The case wants 100; a run of every day does with less. */
	const rounds = Number(process.env.MISSION_CONTROL_TEST_KILLS ?? 25);

	it(`DU03 ${rounds} kills at random points: every acknowledged write is there`, async () => {
		for (let round = 0; round < rounds; round++) {
			const writer = start(`r${round}`);
			await writer.said('open ');
			await systemClock.sleep((round * 37) % 60);
			writer.child.kill('SIGKILL');
			await writer.ended;
		}
		const { kept, opened } = await check();
		assert.ok(opened === rounds && kept > 2 * rounds, `${kept} writes kept in ${opened} of ${rounds} rounds`);
	});

	it('MW05 three writers that each believe they own the folder, killed again and again: nothing acknowledged is lost', async () => {
		const running = ['a', 'b', 'c'].map(name => start(`${name}0`));
		for (let kills = 1; kills <= rounds / 2; kills++) {
			const at = kills % running.length;
			await running[at]?.said('kept ');
			await systemClock.sleep((kills * 53) % 200);
			running[at]?.child.kill('SIGKILL');
			running[at] = start(`${'abc'[at]}${kills}`);
		}
		for (const { child } of running) child.kill('SIGKILL');
		const { kept, opened } = await check();
		assert.ok(kept > rounds && opened >= rounds / 2 - 1, `${kept} writes kept in ${opened} terms`);
	});
});
