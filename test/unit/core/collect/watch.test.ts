// Watching folders of logs: what is written is noticed within a second, and nothing is noticed too often.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../../../src/base/clock';
import type { Disposable } from '../../../../src/base/disposable';
import { silentLog } from '../../../../src/base/log';
import type { FileRow } from '../../../../src/core/collect/collectStore';
import { watchLogs } from '../../../../src/core/collect/watch';
import { fakeClock } from '../../../support/fakeClock';

describe('watch', () => {
	let home: string;
	let told: number;
	let paths: ReadonlySet<string> | undefined;
	let watching: Disposable | undefined;
	let files: string[];
	let found: boolean;

	beforeEach(() => {
		home = fs.mkdtempSync(path.join(os.tmpdir(), 'watch-'));
		told = 0;
		found = true;
		files = [path.join(home, '.claude/projects/p/a.jsonl')];
		fs.mkdirSync(path.join(home, '.claude/projects/p'), { recursive: true });
		fs.writeFileSync(path.join(home, '.claude/projects/p/a.jsonl'), '');
	});
	afterEach(() => {
		watching?.dispose();
		fs.rmSync(home, { recursive: true, force: true });
	});

	const begin = async (): Promise<void> => {
		watching = watchLogs({
			clock: systemClock,
			log: silentLog,
			scanner: {
				files: () => files.map(name => ({ path: name, mtime: 1 }) as FileRow),
				standing: () => ({ roots: [{ path: path.join(home, '.claude'), found }], troubles: new Map(), scannedAt: 0 }),
			},
			collectors: [{ name: 'claude' }],
			touched: those => {
				told++;
				paths = those;
			},
		});
		// Folders made just before are still being reported.
		await systemClock.sleep(50);
	};
	const within = async (ms: number, holds: () => boolean): Promise<boolean> => {
		for (let waited = 0; waited < ms && !holds(); waited += 20) await systemClock.sleep(20);
		return holds();
	};

	it('tells of a line appended, of a new session and of a new project', async () => {
		await begin();
		fs.appendFileSync(files[0] ?? '', 'x\n');
		assert.ok(await within(2_000, () => told === 1));
		// Where whole trees are watched, the making of the file may be told once more.
		if (process.platform === 'linux') assert.deepEqual(paths, new Set(files));
		fs.writeFileSync(path.join(home, '.claude/projects/p/b.jsonl'), '');
		assert.ok(await within(3_000, () => told === 2));
		assert.equal(paths, undefined, 'a new file may change what others mean');
		fs.mkdirSync(path.join(home, '.claude/projects/q'));
		assert.ok(await within(3_000, () => told === 3));
	}).timeout(10_000);

	it('tells of many changes in a row at most once a second', async () => {
		await begin();
		for (let i = 0; i < 100; i++) {
			fs.appendFileSync(files[0] ?? '', 'x\n');
			await systemClock.sleep(15);
		}
		await systemClock.sleep(500);
		assert.ok(told >= 1 && told <= 3, `${told} times`);
	}).timeout(10_000);

	it('tells of a tool that is installed later, and not of what else happens in the home folder', async () => {
		fs.rmSync(path.join(home, '.claude'), { recursive: true });
		found = false;
		files = [];
		await begin();
		fs.writeFileSync(path.join(home, '.bash_history'), '');
		await systemClock.sleep(600);
		assert.equal(told, 0);
		fs.mkdirSync(path.join(home, '.claude'));
		assert.ok(await within(2_000, () => told === 1));
	}).timeout(10_000);

	it('IN19 finds what changed in folders that are not watched, for there are too many, at the next look', async () => {
		const clock = fakeClock();
		// 300 folders of sessions, of which 256 may be watched; the oldest are not.
		files = Array.from({ length: 300 }, (_, i) => path.join(home, `.claude/projects/q${i}/a.jsonl`));
		for (const file of files) {
			fs.mkdirSync(path.dirname(file));
			fs.writeFileSync(file, '');
		}
		watching = watchLogs({
			clock,
			log: silentLog,
			scanner: {
				files: () => files.map((name, i) => ({ path: name, mtime: 300 - i }) as FileRow),
				standing: () => ({ roots: [{ path: path.join(home, '.claude'), found }], troubles: new Map(), scannedAt: 0 }),
			},
			collectors: [{ name: 'claude' }],
			touched: those => {
				told++;
				paths = those;
			},
		});
		await systemClock.sleep(50);
		await clock.advance(10_000);
		told = 0;
		fs.appendFileSync(files[299] ?? '', 'x\n');
		await systemClock.sleep(100);
		await clock.advance(2_000);
		assert.equal(told, 0, 'nobody watches it');
		await clock.advance(60_000);
		assert.equal(told, 1);
		assert.equal(paths, undefined, 'everything is looked at');
		fs.appendFileSync(files[0] ?? '', 'x\n');
		await systemClock.sleep(100);
		await clock.advance(2_000);
		assert.equal(told, 2, 'the latest one is watched');
	});

	it('says nothing after its end', async () => {
		await begin();
		fs.appendFileSync(files[0] ?? '', 'x\n');
		watching?.dispose();
		await systemClock.sleep(600);
		assert.equal(told, 0);
	});
});
