// Rewritten logs under scans that end anywhere: what copies in other logs are worth is not forgotten.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../../../src/base/clock';
import { silentLog } from '../../../../src/base/log';
import type { Collector } from '../../../../src/core/collect/collector';
import { createScanner, type Scanner, type ScannerParts } from '../../../../src/core/collect/scan';
import { createClaudeCollector } from '../../../../src/core/collect/sources/claude';
import { createRecorder } from '../../../../src/core/usage/record';
import type { Store } from '../../../../src/storage/store';
import { answers, REWRITTEN, sessionFile, writeSession } from '../../../support/rewrittenLogs';
import { placesAt } from '../../../support/sink';
import { stoppedStore } from '../../../support/stoppedStore';
import { storedCalls } from '../../../support/storedCalls';
import { quickFolder, scratch } from '../../storage/scratch';

describe('rewound logs', function () {
	this.timeout(60_000);

	let home: string;
	let disk: ReturnType<typeof scratch>;
	let folders: string[];

	beforeEach(() => {
		home = fs.mkdtempSync(path.join(os.tmpdir(), 'rewind-'));
		disk = scratch(quickFolder());
		folders = [];
	});
	afterEach(async () => {
		await disk.end();
		for (const each of [home, ...folders]) fs.rmSync(each, { recursive: true, force: true });
	});

	const emptyFolder = (): string => {
		const folder = fs.mkdtempSync(path.join(quickFolder(), 'rewind-'));
		folders.push(folder);
		return folder;
	};
	/** What a process that is killed now leaves in a store's folder. */
	const leftIn = (folder: string): string => {
		const copy = emptyFolder();
		fs.cpSync(folder, copy, { recursive: true });
		return copy;
	};
	const emptyStore = (): Promise<Store> => disk.open({ folder: emptyFolder() });
	const claude = (): Collector => createClaudeCollector(systemClock);
	const scannerOf = (store: Store, parts: Partial<ScannerParts> = {}): Scanner => {
		const costs = { cost: 0, inputCost: 0, outputCost: 0, cacheReadCost: 0, cacheWriteCost: 0 };
		const recorder = createRecorder({ store, price: () => ({ basis: 'unpriced', source: '', ...costs }), zone: 'UTC' });
		const places = () => placesAt(home);
		return createScanner({ store, recorder, collectors: [claude()], places, clock: systemClock, log: silentLog, ...parts });
	};
	const counted = (store: Store): string => {
		const sum = store.get('SELECT coalesce(sum(requests), 0) AS calls, coalesce(sum(output), 0) AS output FROM usage_daily');
		return JSON.stringify([sum, storedCalls(store).map(({ key, ts, requests, output }) => [key, ts, requests, output])]);
	};
	/** What one reading of everything gives. */
	const countedAnew = async (): Promise<string> => {
		const store = await emptyStore();
		await scannerOf(store).scan();
		return counted(store);
	};
	const equal = (store: Store, expected: string, says: string): void => {
		const found = counted(store);
		if (found !== expected) assert.fail(`${says}: ${found.slice(0, 40)} instead of ${expected.slice(0, 40)}`);
	};
	/** A folder of a store in which everything is read, and which nobody has open. */
	const readAll = async (): Promise<string> => {
		const folder = emptyFolder();
		const store = await disk.open({ folder });
		await scannerOf(store).scan();
		await store.close();
		return folder;
	};

	for (const { says, write, rewrite } of REWRITTEN) {
		it(`IN14 ${says}: the process ends at any transaction, and the next one counts as one reading does`, async () => {
			write(home);
			const known = await readAll();
			rewrite(home);
			const expected = await countedAnew();
			for (let count = 0, ended = false; !ended; count++) {
				const folder = leftIn(known);
				ended = count > 0 && !(await stopAt(folder, count));
				const store = await disk.open({ folder: leftIn(folder) });
				const scanner = scannerOf(store);
				await scanner.scan();
				equal(store, expected, `after transaction ${count}`);
				assert.deepEqual(await scanner.scan(), { events: 0, files: 0 });
			}
		});

		it(`IN14 ${says}: a scan fails or is aborted at any transaction, and the next one of the same process goes on`, async () => {
			write(home);
			const known = await readAll();
			rewrite(home);
			const expected = await countedAnew();
			for (const fails of ['before', 'after', 'never'] as const) {
				for (let count = 1, ended = false; !ended; count++) {
					const store = await disk.open({ folder: leftIn(known) });
					const ending = new AbortController();
					const stopped = stoppedStore(store, count, fails, () => ending.abort());
					const scanner = scannerOf(stopped);
					await scanner.scan(fails === 'never' ? ending.signal : undefined).catch(() => {});
					ended = !stopped.stopped;
					stopped.mend();
					await scanner.scan(undefined, new Set([sessionFile(home, 'b')]));
					equal(store, expected, `${fails}, transaction ${count}`);
				}
			}
		});
	}

	/** A process scans and ends after a transaction; false where it had come to the end of its scan before. */
	async function stopAt(folder: string, count: number): Promise<boolean> {
		const store = await disk.open({ folder });
		const stopped = stoppedStore(store, count, 'after');
		await scannerOf(stopped)
			.scan()
			.catch(() => {});
		if (!stopped.stopped) await store.flush();
		return stopped.stopped;
	}

	it('IN14 a log that loses more while the others are read again', async () => {
		writeSession(home, 'b', answers('y', 3), answers('x', 3), answers('b', 2));
		writeSession(home, 'z', answers('x', 3, 21), answers('y', 3, 21), answers('z', 2));
		const store = await emptyStore();
		await scannerOf(store).scan();
		writeSession(home, 'z', answers('y', 3, 21), answers('z', 2));
		let looks = 0;
		const plain = claude();
		const collector: Collector = {
			...plain,
			*find(...given) {
				if (++looks === 2) writeSession(home, 'z', answers('z', 2));
				yield* plain.find(...given);
			},
		};
		const scanner = scannerOf(store, { collectors: [collector] });
		for (let i = 0; i < 2; i++) await scanner.scan(undefined, new Set([sessionFile(home, 'b')]));
		assert.ok(looks >= 3);
		equal(store, await countedAnew(), 'rewritten in the second pass');
	});

	it('IN14 a log that cannot be found at that time is read again when it is there', async () => {
		writeSession(home, 'a', answers('x', 3, 21), answers('a', 2));
		writeSession(home, 'b', answers('x', 3), answers('b', 2));
		const store = await emptyStore();
		const scanner = scannerOf(store);
		await scanner.scan();
		const elsewhere = path.join(home, 'elsewhere');
		fs.renameSync(sessionFile(home, 'b'), elsewhere);
		writeSession(home, 'a', answers('a', 2));
		await scanner.scan();
		fs.renameSync(elsewhere, sessionFile(home, 'b'));
		await scanner.scan();
		equal(store, await countedAnew(), 'back again');
	});

	it('IN14 a scan of what was touched reads the others again, too', async () => {
		writeSession(home, 'a', answers('x', 3, 21), answers('a', 2));
		writeSession(home, 'b', answers('x', 3), answers('b', 2));
		const store = await emptyStore();
		const scanner = scannerOf(store);
		await scanner.scan();
		writeSession(home, 'a', answers('a', 2));
		assert.ok((await scanner.scan(undefined, new Set([sessionFile(home, 'a')]))).files > 1);
		equal(store, await countedAnew(), 'touched');
	});

	it('IN14 a rewound log that is itself rewritten before it is read again', async () => {
		writeSession(home, 'a', answers('x', 3, 21), answers('a', 2));
		writeSession(home, 'b', answers('x', 3), answers('b', 2), answers('y', 2), answers('z', 2, 21));
		writeSession(home, 'c', answers('z', 2));
		const known = await readAll();
		writeSession(home, 'a', answers('a', 2));
		for (let count = 1, ended = false; !ended; count++) {
			const folder = leftIn(known);
			ended = !(await stopAt(folder, count));
			const text = fs.readFileSync(sessionFile(home, 'b'));
			writeSession(home, 'b', answers('b', 2));
			const store = await disk.open({ folder: leftIn(folder) });
			await scannerOf(store).scan();
			equal(store, await countedAnew(), `after transaction ${count}`);
			fs.writeFileSync(sessionFile(home, 'b'), text);
		}
	});

	it('IN14 a log that is rewritten after a part of it was recorded', async () => {
		for (let count = 1, ended = false; !ended; count++) {
			writeSession(home, 'a', answers('a', 20), answers('x', 8_000));
			const folder = emptyFolder();
			ended = !(await stopAt(folder, count));
			writeSession(home, 'a', answers('a', 20), answers('y', 500));
			const store = await disk.open({ folder: leftIn(folder) });
			await scannerOf(store).scan();
			equal(store, await countedAnew(), `after transaction ${count}`);
		}
	});
});
