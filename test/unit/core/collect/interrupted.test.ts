// Scans that end between two files or two transactions, and logs that change while they are read: what is known must be in the store.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../../../src/base/clock';
import { silentLog } from '../../../../src/base/log';
import type { Collector } from '../../../../src/core/collect/collector';
import { createScanner, type Scanner } from '../../../../src/core/collect/scan';
import { createClaudeCollector } from '../../../../src/core/collect/sources/claude';
import { createCodexCollector } from '../../../../src/core/collect/sources/codex';
import { createRecorder } from '../../../../src/core/usage/record';
import { type MemoryStore, memoryStore } from '../../../support/memoryStore';
import { type Pipeline, pipeline } from '../../../support/pipeline';
import { answer, answers, sessionFile, writeSession } from '../../../support/rewrittenLogs';
import { context, count, meta, record } from '../../../support/rollout';
import { placesAt } from '../../../support/sink';
import { stoppedStore } from '../../../support/stoppedStore';
import { storedCalls } from '../../../support/storedCalls';
import { simplePrice } from '../usage/fixture';

describe('interrupted scans', () => {
	let home: string;
	let stores: MemoryStore[];
	let lines: Pipeline[];
	beforeEach(() => {
		home = fs.mkdtempSync(path.join(os.tmpdir(), 'interrupted-'));
		stores = [];
		lines = [];
	});
	afterEach(() => {
		for (const store of stores) store.dispose();
		for (const line of lines) line.end();
		fs.rmSync(home, { recursive: true, force: true });
	});

	const newStore = async (): Promise<MemoryStore> => {
		const store = await memoryStore();
		stores.push(store);
		return store;
	};
	const claude = (): Collector => createClaudeCollector(systemClock);
	/** What a process has after its start. */
	const scannerOf = (store: MemoryStore, collector: Collector): Scanner => {
		const recorder = createRecorder({ store, price: simplePrice, zone: 'UTC' });
		const places = () => placesAt(home);
		return createScanner({ store, recorder, collectors: [collector], places, clock: systemClock, log: silentLog });
	};
	const counted = (store: MemoryStore): object => ({
		...store.get('SELECT coalesce(sum(requests), 0) AS calls, coalesce(sum(output), 0) AS output FROM usage_daily'),
	});
	const keysOf = (store: MemoryStore): number[] =>
		storedCalls(store)
			.filter(({ requests }) => requests > 0)
			.map(({ key }) => key);
	/** Holds the store against what one reading of everything gives. */
	const equal = async (found: MemoryStore, collector: Collector): Promise<void> => {
		const store = await newStore();
		await scannerOf(store, collector).scan();
		assert.deepEqual(counted(found), counted(store));
		assert.deepEqual(keysOf(found), keysOf(store));
	};
	/** The collector, and what is done before it reads a file for the first time. */
	const doing = (collector: Collector, file: string, work: (path: string) => void): Collector => {
		let done = false;
		return {
			...collector,
			read(given, ...more) {
				if (!done && given.path.endsWith(file)) {
					done = true;
					work(given.path);
				}
				return collector.read(given, ...more);
			},
		};
	};

	it('IN08 a fork whose parent has grown is read again, also where the scan that read the parent ended before it', async () => {
		const [parent, fork] = ['01a1b2c3-0000-7000-8000-00000000000a', '01a1b2c3-0000-7000-8000-00000000000b'];
		const folder = path.join(home, '.codex/sessions/2026/11/01');
		fs.mkdirSync(folder, { recursive: true });
		const write = (thread: string, ...lines: object[]) =>
			fs.appendFileSync(
				path.join(folder, `rollout-2026-11-01T02-00-00-${thread}.jsonl`),
				lines.map(line => `${JSON.stringify(line)}\n`).join(''),
			);
		const last = count(3, [300, 30], [100, 10]);
		write(parent, meta(parent), context('gpt-5.2'), count(1, [100, 10], [100, 10]), count(2, [200, 20], [100, 10]));
		write(fork, meta(fork, { forked_from_id: parent }, 4), meta(parent, {}, 4), context('gpt-5.2'));
		write(fork, count(4.1, [100, 10], [100, 10]), count(4.2, [200, 20], [100, 10]), count(4.3, [300, 30], [100, 10]));
		const store = await newStore();
		await scannerOf(store, createCodexCollector()).scan();
		assert.deepEqual(counted(store), { calls: 3, output: 30 });
		write(parent, last);
		const ending = new AbortController();
		const ended = doing(createCodexCollector(), `${fork}.jsonl`, () => ending.abort());
		await assert.rejects(scannerOf(store, ended).scan(ending.signal), { name: 'AbortError' });
		await scannerOf(store, createCodexCollector()).scan();
		assert.deepEqual(counted(store), { calls: 3, output: 30 });
		await equal(store, createCodexCollector());
	});

	it('IN16 a log that is rewritten between the look at it and its reading', async () => {
		const store = await newStore();
		for (const name of ['a', 'b']) writeSession(home, name, answers(name, 30));
		await scannerOf(store, claude()).scan();
		for (const name of ['a', 'b']) fs.appendFileSync(sessionFile(home, name), answers(`more-${name}`, 2));
		// While the first is read. The beginning by which it is known stays, and it is longer than before.
		const rewriteOther = (file: string): void => {
			const name = file === sessionFile(home, 'a') ? 'b' : 'a';
			writeSession(home, name, answers(name, 20), answers('new', 40));
		};
		await scannerOf(store, doing(claude(), '.jsonl', rewriteOther)).scan();
		await scannerOf(store, claude()).scan();
		await equal(store, claude());
	});

	it('IN14 a call that comes back as one that cannot be is made up for by a copy', async () => {
		writeSession(home, 'a', answer('x', 30), answers('a', 2));
		writeSession(home, 'b', answer('x', 30), answers('b', 2));
		const store = await newStore();
		await scannerOf(store, claude()).scan();
		writeSession(home, 'a', answer('x', 2e12), answers('a', 2), answers('new', 2));
		await scannerOf(store, claude()).scan();
		await equal(store, claude());
	});

	it('IN02 a bad line that was read before the end of a process counts once', async () => {
		writeSession(home, 'a', answers('a', 2_000), answer('x', 2e12), answers('b', 4_000));
		const store = await newStore();
		const ending = new AbortController();
		let writes = 0;
		const aborting: MemoryStore = {
			...store,
			write: async (...given) => {
				const result = await store.write(...given);
				if (++writes === 1) ending.abort();
				return result;
			},
		};
		await assert.rejects(scannerOf(aborting, claude()).scan(ending.signal), { name: 'AbortError' });
		const scanner = scannerOf(store, claude());
		await scanner.scan();
		assert.deepEqual(
			scanner.files().map(({ badLines }) => badLines),
			[1],
		);
	});

	it('IN14 a rollout that OpenClaw no longer takes over is the user’s own Codex’s again', async () => {
		const thread = '01a1b2c3-0000-7000-8000-00000000000a';
		const row = (id: string, more: object = {}) => ({
			type: 'message',
			id,
			timestamp: '2026-11-01T02:00:03.000Z',
			message: {
				role: 'assistant',
				provider: 'openai-codex',
				model: 'gpt-5.2',
				usage: { input: 100, output: 1, cacheRead: 0, cacheWrite: 0 },
				...more,
			},
		});
		const header = { type: 'session', version: 3, id: 's1', cwd: '/home/user/proj' };
		const mirror = row('1'.padStart(32, '0'), { idempotencyKey: `codex-app-server:${thread}:t2:assistant` });
		const other = row('2'.padStart(32, '0'));
		const transcript = '.openclaw/agents/main/sessions/s1.jsonl';
		const begin = async (rows: readonly object[]): Promise<Pipeline> => {
			const line = await pipeline();
			lines.push(line);
			line.write(`.codex/sessions/2026/11/01/rollout-2026-11-01T02-00-00-${thread}.jsonl`, [
				meta(thread),
				context('gpt-5.2'),
				record(2, thread, 'r1', [100, 1]),
			]);
			line.write(transcript, rows);
			await (await line.start('UTC')).scanner.scan();
			return line;
		};
		const rowsOf = async (line: Pipeline) => (await line.start('UTC')).usage.rows({});
		const expected = await rowsOf(await begin([header, other]));
		assert.equal(expected.length, 2);
		// As many transactions as the process lives for.
		for (let count = 1, ended = false; !ended; count++) {
			const line = await begin([header, mirror, other]);
			line.write(transcript, [header, other]);
			const store = stoppedStore(line.store, count, 'after');
			const dying = await line.start('UTC', store);
			await dying.scanner.scan().catch(() => {});
			ended = !store.stopped;
			await (await line.start('UTC')).scanner.scan();
			assert.deepEqual(await rowsOf(line), expected, `after transaction ${count}`);
		}
	});
});
