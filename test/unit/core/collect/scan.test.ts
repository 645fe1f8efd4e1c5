// A scan into a real store: nothing twice, nothing lost, whatever happens to the files, the scan or the process.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../../../src/base/clock';
import { silentLog } from '../../../../src/base/log';
import type { ScanProgress } from '../../../../src/contract/collect';
import type { Collector } from '../../../../src/core/collect/collector';
import { createScanner, type Scanner, type ScannerParts } from '../../../../src/core/collect/scan';
import { listSources } from '../../../../src/core/collect/sources';
import { createClaudeCollector } from '../../../../src/core/collect/sources/claude';
import { createRecorder } from '../../../../src/core/usage/record';
import type { Store } from '../../../../src/storage/store';
import { placesAt, randomFrom } from '../../../support/sink';
import { quickFolder, scratch } from '../../storage/scratch';

let calls = 0;
const answer = (id: string, output = 20, pad = ''): string =>
	`${JSON.stringify({
		type: 'assistant',
		uuid: `u-${++calls}`,
		timestamp: '2026-11-01T10:00:00.000Z',
		sessionId: 's1',
		cwd: '/home/user/proj',
		version: '2.1.329',
		message: { id, model: 'claude-sonnet-4-6', content: pad, usage: { input_tokens: 10, output_tokens: output } },
	})}\n`;

describe('scan', function () {
	this.timeout(60_000); // on a busy machine; a second each on an idle one

	let home: string;
	let projects: string;
	let disk: ReturnType<typeof scratch>;
	let store: Store;

	beforeEach(async () => {
		home = fs.mkdtempSync(path.join(os.tmpdir(), 'scan-'));
		projects = path.join(home, '.claude/projects/p');
		fs.mkdirSync(projects, { recursive: true });
		disk = scratch(quickFolder());
		store = await disk.open();
	});
	afterEach(async () => {
		await disk.end();
		fs.rmSync(home, { recursive: true, force: true });
	});

	const collectors = (): Collector[] => [createClaudeCollector(systemClock)];
	const scannerOf = (parts: Partial<ScannerParts> = {}): Scanner => {
		const into = parts.store ?? store;
		const price = () => ({
			basis: 'unpriced' as const,
			source: '',
			cost: 0,
			inputCost: 0,
			outputCost: 0,
			cacheReadCost: 0,
			cacheWriteCost: 0,
		});
		return createScanner({
			store: into,
			recorder: createRecorder({ store: into, price, zone: 'UTC' }),
			collectors: collectors(),
			places: () => placesAt(home),
			clock: systemClock,
			log: silentLog,
			...parts,
		});
	};
	const file = (name: string): string => path.join(projects, name);
	const total = (from: Store = store): string => {
		const row = from.get('SELECT coalesce(sum(requests), 0) AS calls, coalesce(sum(output), 0) AS output FROM usage_daily');
		return `${row?.calls} ${row?.output}`;
	};

	it('IN01 reads what is new, counts a last line when it is whole, and reads nothing twice', async () => {
		const scanner = scannerOf();
		fs.writeFileSync(file('a.jsonl'), answer('msg_a') + answer('msg_b').slice(0, 50));
		assert.deepEqual(await scanner.scan(), { events: 1, files: 1 });
		assert.equal(total(), '1 20');
		assert.deepEqual(await scanner.scan(), { events: 0, files: 0 });
		const half = fs.readFileSync(file('a.jsonl'), 'utf8').split('\n')[1] ?? '';
		fs.truncateSync(file('a.jsonl'), fs.statSync(file('a.jsonl')).size - half.length);
		fs.appendFileSync(file('a.jsonl'), answer('msg_b', 7));
		assert.deepEqual(await scanner.scan(), { events: 1, files: 1 });
		assert.equal(total(), '2 27');
	});

	it('looks only at what was touched, and at everything where a path is not known', async () => {
		const scanner = scannerOf();
		for (const name of ['a', 'b']) fs.writeFileSync(file(`${name}.jsonl`), answer(`msg_${name}`));
		await scanner.scan();
		for (const name of ['a', 'b']) fs.appendFileSync(file(`${name}.jsonl`), answer(`msg_more_${name}`));
		assert.deepEqual(await scanner.scan(undefined, new Set([file('a.jsonl')])), { events: 1, files: 1 });
		assert.deepEqual(await scanner.scan(undefined, new Set([file('a.jsonl')])), { events: 0, files: 0 });
		assert.deepEqual(await scanner.scan(undefined, new Set([file('a.jsonl'), file('never.jsonl')])), { events: 1, files: 1 });
		assert.equal(total(), '4 80');
		fs.writeFileSync(file('c.jsonl'), answer('msg_c'));
		assert.deepEqual(await scanner.scan(undefined, new Set([file('a.jsonl')])), { events: 0, files: 0 });
		assert.deepEqual(await scanner.scan(undefined, new Set([file('c.jsonl')])), { events: 1, files: 1 }, 'never seen before');
		// Two at a time: who waits gets a scan of everything.
		for (const name of ['a', 'b', 'c']) fs.appendFileSync(file(`${name}.jsonl`), answer(`msg_last_${name}`));
		const both = [scanner.scan(undefined, new Set([file('a.jsonl')])), scanner.scan(undefined, new Set([file('b.jsonl')]))];
		assert.deepEqual(
			(await Promise.all(both)).map(({ files }) => files),
			[1, 2],
		);
	});

	it('opens no file and writes nothing when nothing has changed, after a restart too', async () => {
		for (let i = 0; i < 5; i++) fs.writeFileSync(file(`${i}.jsonl`), answer(`msg_${i}`));
		await scannerOf().scan();
		let writes = 0;
		const counting: Store = {
			...store,
			get mode() {
				return store.mode;
			},
			get notes() {
				return store.notes;
			},
			get: (...given) => store.get(...given),
			all: (...given) => store.all(...given),
			write: (...given) => {
				writes++;
				return store.write(...given);
			},
		};
		let read = 0;
		const [claude] = collectors();
		assert.ok(claude);
		const watched: Collector = {
			...claude,
			read: (...given) => {
				read++;
				return claude.read(...given);
			},
		};
		const again = scannerOf({ store: counting, collectors: [watched] });
		assert.deepEqual(await again.scan(), { events: 0, files: 0 });
		assert.deepEqual([read, writes], [0, 0]);
	});

	it('IN14 reads a file again that was rewritten in place, larger, under the same number', async () => {
		const scanner = scannerOf();
		fs.writeFileSync(file('a.jsonl'), answer('msg_a') + answer('msg_b'));
		await scanner.scan();
		const { ino } = fs.statSync(file('a.jsonl'));
		fs.writeFileSync(file('a.jsonl'), answer('msg_c', 1) + answer('msg_d', 2) + answer('msg_e', 3));
		assert.equal(fs.statSync(file('a.jsonl')).ino, ino);
		await scanner.scan();
		assert.equal(total(), '3 6');
	});

	it('IN14 reads a file again that was cut short and has grown since', async () => {
		const scanner = scannerOf();
		fs.writeFileSync(file('a.jsonl'), answer('msg_a') + answer('msg_b') + answer('msg_c'));
		await scanner.scan();
		const first = fs.readFileSync(file('a.jsonl'), 'utf8').split('\n')[0] ?? '';
		fs.writeFileSync(file('a.jsonl'), `${first}\n`);
		await scanner.scan();
		assert.equal(total(), '1 20');
		// The first kilobyte is the same and it is longer than what was read, but no line ended where reading stopped.
		fs.writeFileSync(file('b.jsonl'), answer('msg_l', 5, 'x'.repeat(2000)) + answer('msg_m', 5));
		await scanner.scan();
		const long = fs.readFileSync(file('b.jsonl'), 'utf8').split('\n')[0] ?? '';
		fs.writeFileSync(file('b.jsonl'), `${long}\n${answer('msg_n', 6, 'y'.repeat(3000))}`);
		await scanner.scan();
		assert.equal(total(), '3 31');
	});

	it('IN14 reads a file again that was rewritten behind its first kilobyte, each line as long as before', async () => {
		const scanner = scannerOf();
		const before = answer('msg_a', 20, 'x'.repeat(2000)) + answer('msg_b', 20);
		fs.writeFileSync(file('a.jsonl'), before);
		await scanner.scan();
		fs.writeFileSync(file('a.jsonl'), before.replace('msg_b', 'msg_c').replace(/20\}\}\}\n$/, '33}}}\n') + answer('msg_d', 7));
		await scanner.scan();
		assert.equal(total(), '3 60');
	});

	// Which of two copies counts beside the other is told by the names of their files.
	for (const [loser, keeper] of [
		['a', 'b'],
		['b', 'a'],
	])
		it(`IN14 counts the copy in ${keeper} of a call that ${loser} has lost, after a restart too`, async () => {
			const [shared, own] = [answer('msg_a', 30), answer('msg_b', 5)];
			fs.writeFileSync(file(`${loser}.jsonl`), shared + own);
			fs.writeFileSync(file(`${keeper}.jsonl`), `not json\n${shared}${answer('msg_c', 1)}`);
			await scannerOf().scan();
			assert.equal(total(), '3 36');
			fs.writeFileSync(file(`${loser}.jsonl`), own);
			await scannerOf().scan();
			assert.equal(total(), '3 36');
			fs.writeFileSync(file(`${keeper}.jsonl`), answer('msg_c', 1));
			const last = scannerOf();
			await last.scan();
			assert.equal(total(), '2 6');
			assert.equal(
				last.files().reduce((sum, each) => sum + each.badLines, 0),
				0,
			);
		});

	it('IN15 reads a file again that was deleted and made anew with the same size', async () => {
		const scanner = scannerOf();
		fs.writeFileSync(file('a.jsonl'), answer('msg_a', 10));
		await scanner.scan();
		const { ino, size } = fs.statSync(file('a.jsonl'));
		const other = answer('msg_b', 99);
		const again = () => {
			fs.rmSync(file('a.jsonl'));
			fs.writeFileSync(file('a.jsonl'), `${other.trimEnd()}${' '.repeat(Math.max(0, size - other.length))}\n`);
			return fs.statSync(file('a.jsonl'));
		};
		let made = again();
		for (let tries = 0; made.ino !== ino && tries < 200; tries++) made = again();
		if (made.ino !== ino) console.log('      (this file system gives no number of a file out again)');
		assert.equal(made.size, size);
		await scanner.scan();
		assert.equal(total(), '1 99');
	});

	it('keeps what was counted when a file or the whole folder is gone', async () => {
		const scanner = scannerOf();
		fs.writeFileSync(file('a.jsonl'), answer('msg_a'));
		await scanner.scan();
		fs.rmSync(path.join(home, '.claude'), { recursive: true });
		assert.deepEqual(await scanner.scan(), { events: 0, files: 0 });
		assert.equal(total(), '1 20');
		const [source] = listSources({ store, collectors: collectors(), scanner, today: () => '2026-11-21' });
		assert.deepEqual([source?.found, source?.files, source?.events], [true, 1, 1]);
	});

	it('counts bad lines once, names the first, and goes on', async () => {
		const scanner = scannerOf();
		const torn = answer('msg_x').slice(0, 120);
		fs.writeFileSync(file('a.jsonl'), `${answer('msg_a')}${torn}${answer('msg_b')}garbage\n${answer('msg_c')}`);
		await scanner.scan();
		fs.appendFileSync(file('a.jsonl'), `more garbage\n${answer('msg_d')}`);
		await scanner.scan();
		assert.equal(total(), '3 60');
		const [source] = listSources({ store, collectors: collectors(), scanner, today: () => '2026-11-21' });
		assert.equal(source?.bad_lines, 3);
		assert.deepEqual(source?.notes, [{ path: file('a.jsonl'), bad_lines: 3, first_bad_line: 2, note: '' }]);
	});

	it('IN02 IN17 the log says once what is wrong with a file, with the line, and of many only how many', async () => {
		const said: string[] = [];
		const scanner = scannerOf({ log: { ...silentLog, warn: text => said.push(text.replaceAll(projects, '')) } });
		const news = () => said.splice(0).sort();
		fs.writeFileSync(file('a.jsonl'), `${answer('msg_a')}garbage\nmore garbage\n${answer('msg_b')}`);
		fs.writeFileSync(file('b\n.jsonl'), `garbage\n${answer('msg_c')}`);
		fs.writeFileSync(file('w.jsonl'), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(answer('msg_w'), 'utf16le')]));
		execFileSync('mkfifo', [file('pipe.jsonl')]);
		await scanner.scan();
		assert.deepEqual(news(), [
			'/a.jsonl: 2 bad lines, the first of the file is line 2. Everything else in it counts.',
			'/b\ufffd.jsonl: 1 bad line, the first of the file is line 1. Everything else in it counts.',
			'/pipe.jsonl: It is no regular file, so it is not read.',
			'/w.jsonl: The file is written in UTF-16. Save it as UTF-8 to have it counted.',
		]);
		await scanner.scan();
		fs.appendFileSync(file('a.jsonl'), answer('msg_d'));
		await scanner.scan();
		assert.deepEqual(news(), []);
		fs.appendFileSync(file('a.jsonl'), 'garbage\n');
		await scanner.scan();
		assert.deepEqual(news(), ['/a.jsonl: 1 bad line, the first of the file is line 2. Everything else in it counts.']);
		for (let i = 0; i < 50; i++) fs.writeFileSync(file(`many${i}.jsonl`), 'garbage\n');
		await scanner.scan();
		const many = news();
		assert.equal(many.length, 21);
		assert.ok(many.includes('Something is wrong with 30 more files of logs; the sources name them.'));
	});

	it('IN17 passes over what cannot be read, says so, and reads it when it can', async () => {
		const scanner = scannerOf();
		execFileSync('mkfifo', [file('pipe.jsonl')]);
		fs.writeFileSync(file('wide.jsonl'), Buffer.from(answer('msg_w'), 'utf16le'));
		fs.writeFileSync(file('wide.jsonl'), Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(answer('msg_w'), 'utf16le')]));
		fs.writeFileSync(file('a.jsonl'), answer('msg_a'));
		fs.mkdirSync(file('folder.jsonl'));
		await scanner.scan();
		assert.equal(total(), '1 20');
		const notes = () =>
			listSources({ store, collectors: collectors(), scanner, today: () => '2026-11-21' })[0]?.notes.map(
				({ path: of, note }) => `${path.basename(of)}: ${note}`,
			);
		assert.deepEqual(notes()?.sort(), [
			'pipe.jsonl: It is no regular file, so it is not read.',
			'wide.jsonl: The file is written in UTF-16. Save it as UTF-8 to have it counted.',
		]);
		// Known as a file, and one no more when a change of it is looked at.
		fs.renameSync(file('a.jsonl'), file('aside'));
		execFileSync('mkfifo', [file('a.jsonl')]);
		await scanner.scan(undefined, new Set([file('a.jsonl')]));
		assert.ok(notes()?.includes('a.jsonl: It is no regular file, so it is not read.'), String(notes()));
		fs.renameSync(file('aside'), file('a.jsonl'));
		fs.rmSync(file('pipe.jsonl'));
		fs.writeFileSync(file('wide.jsonl'), answer('msg_w'));
		await scanner.scan();
		assert.deepEqual(notes(), []);
		assert.equal(total(), '2 40');
	});

	it('tries a file again that could not be read, and keeps what it had', async () => {
		const [claude] = collectors();
		assert.ok(claude);
		let fail = false;
		const flaky: Collector = {
			...claude,
			async read(...given) {
				const to = await claude.read(...given);
				if (fail) throw Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
				return to;
			},
		};
		const scanner = scannerOf({ collectors: [flaky] });
		fs.writeFileSync(file('a.jsonl'), answer('msg_a'));
		await scanner.scan();
		fail = true;
		fs.appendFileSync(file('a.jsonl'), answer('msg_b'));
		await scanner.scan();
		await scanner.scan();
		assert.equal(total(), '1 20');
		assert.match(scanner.files()[0]?.note ?? '', /EIO/);
		fail = false;
		await scanner.scan();
		assert.equal(total(), '2 40');
		assert.equal(scanner.files()[0]?.note, '');
	});

	it('loses nothing and counts nothing twice when it is ended anywhere and begun again', async () => {
		const random = randomFrom(3);
		for (let i = 0; i < 12; i++) {
			const lines = Array.from({ length: 400 }, (_, n) =>
				answer(`msg_${(i * 300 + n) % 2500}`, 20, 'x'.repeat(Math.floor(random() * 4000))),
			);
			fs.writeFileSync(file(`${i}.jsonl`), lines.join(''));
		}
		const whole = scratch(quickFolder());
		const plain = await whole.open();
		await scannerOf({ store: plain }).scan();
		const expected = total(plain);
		await whole.end();
		for (let tries = 0; tries < 60; tries++) {
			// What is on disk now is what a killed process would leave.
			if (random() < 0.7) await store.flush();
			store = await disk.reopen();
			const ending = new AbortController();
			let turns = Math.floor(random() * 12);
			const clock = {
				...systemClock,
				now: () => {
					if (turns-- < 0) ending.abort();
					return systemClock.now();
				},
			};
			await assert.rejects(scannerOf({ clock }).scan(ending.signal), { name: 'AbortError' });
			assert.ok(Number(total().split(' ')[0]) <= Number(expected.split(' ')[0]));
		}
		await scannerOf().scan();
		assert.equal(total(), expected);
		assert.equal(expected, '2500 50000');
	});

	it('goes on from where it was cancelled', async () => {
		for (let i = 0; i < 20; i++) fs.writeFileSync(file(`${i}.jsonl`), answer(`msg_${i}`, 20, 'x'.repeat(600_000)));
		const ending = new AbortController();
		const clock = {
			...systemClock,
			now: () => {
				if (scanner.progress().files_done > 4) ending.abort();
				return systemClock.now();
			},
		};
		const scanner: Scanner = scannerOf({ clock });
		await assert.rejects(scanner.scan(ending.signal), { name: 'AbortError' });
		const before = Number(total().split(' ')[0]);
		assert.ok(before > 0 && before < 20, `${before} of 20`);
		assert.deepEqual(await scanner.scan(), { events: 20 - before, files: 20 - before });
		assert.equal(total(), '20 400');
	});

	it('tells a store that cannot be written, and reads everything again when it can', async () => {
		let broken = true;
		const failing: Store = {
			get mode() {
				return store.mode;
			},
			notes: [],
			note() {},
			trouble: undefined,
			image: () => store.image(),
			get: (...given) => store.get(...given),
			all: (...given) => store.all(...given),
			write: (...given) => (broken ? Promise.reject(new Error('disk full')) : store.write(...given)),
			flush: () => store.flush(),
			backUp: () => store.backUp(),
			close: () => store.close(),
			dispose() {},
		};
		const scanner = scannerOf({ store: failing });
		fs.writeFileSync(file('a.jsonl'), answer('msg_a'));
		await assert.rejects(scanner.scan(), /disk full/);
		broken = false;
		assert.deepEqual(await scanner.scan(), { events: 1, files: 1 });
		assert.equal(total(), '1 20');
	});

	it('gives calls during a scan one scan after it', async () => {
		fs.writeFileSync(file('a.jsonl'), answer('msg_a'));
		const scanner = scannerOf();
		const first = scanner.scan();
		const [second, third] = [scanner.scan(), scanner.scan()];
		assert.equal(second, third);
		fs.writeFileSync(file('b.jsonl'), answer('msg_b'));
		assert.deepEqual(await Promise.all([first, second]), [
			{ events: 1, files: 1 },
			{ events: 1, files: 1 },
		]);
		scanner.dispose();
		await assert.rejects(scanner.scan(), /ending/);
	});

	it('shows its progress, and lets others have their turn', async () => {
		const size = 3_000_000;
		for (let i = 0; i < 20; i++) fs.writeFileSync(file(`${i}.jsonl`), answer(`msg_${i}`, 20, 'x'.repeat(size)));
		const seen: ScanProgress[] = [];
		let turns = 0;
		const timer = setInterval(() => turns++, 1);
		const scanner = scannerOf({ onProgress: progress => seen.push(progress) });
		await scanner.scan();
		clearInterval(timer);
		const last = seen.at(-1);
		assert.deepEqual([last?.running, last?.files_done, last?.files_total], [false, 20, 20]);
		assert.equal(last?.bytes_done, last?.bytes_total);
		assert.ok((last?.bytes_total ?? 0) > 20 * size);
		assert.equal(seen[0]?.running, true);
		assert.ok(turns > 3, `${turns} turns`);
	});

	it('writes a file of many calls in pieces, and its cursor with the last', async () => {
		const lines = Array.from({ length: 12_000 }, (_, i) => answer(`msg_${i}`, 1, 'x'.repeat(300)));
		fs.writeFileSync(file('a.jsonl'), lines.join(''));
		const positions: number[] = [];
		const scanner = scannerOf({
			store: {
				get mode() {
					return store.mode;
				},
				notes: [],
				note() {},
				trouble: undefined,
				image: () => store.image(),
				get: (...given) => store.get(...given),
				all: (...given) => store.all(...given),
				write: async (...given) => {
					const result = await store.write(...given);
					positions.push(Number(store.get('SELECT position FROM collect_files')?.position));
					return result;
				},
				flush: () => store.flush(),
				backUp: () => store.backUp(),
				close: () => store.close(),
				dispose() {},
			},
		});
		await scanner.scan();
		assert.ok(positions.length > 2);
		assert.deepEqual(new Set(positions.slice(0, -1)), new Set([0]));
		assert.equal(positions.at(-1), fs.statSync(file('a.jsonl')).size);
		assert.equal(total(), '12000 12000');
	});

	it('IN19 finds a thousand files that change at once', async () => {
		for (let i = 0; i < 1000; i++) fs.writeFileSync(file(`${i}.jsonl`), answer(`msg_${i}`, 1));
		const scanner = scannerOf();
		await scanner.scan();
		for (let i = 0; i < 1000; i++) fs.appendFileSync(file(`${i}.jsonl`), answer(`msg_more_${i}`, 1));
		assert.deepEqual(await scanner.scan(), { events: 1000, files: 1000 });
		assert.equal(total(), '2000 2000');
	});

	it('IN19 finds 50,000 files, gives others their turn, ends when it is told, and finds a thousand changed ones among them', async () => {
		const FILES = 50_000;
		fs.rmSync(home, { recursive: true });
		home = fs.mkdtempSync(path.join(quickFolder(), 'scan-'));
		for (let i = 0; i < FILES; i++) {
			const folder = path.join(home, `.claude/projects/p${i % 100}`);
			if (i < 100) fs.mkdirSync(folder, { recursive: true });
			fs.writeFileSync(path.join(folder, `${i}.jsonl`), i % 10 === 0 ? answer(`msg_${i}`, 1) : '');
		}
		let longest = 0;
		let last = performance.now();
		let turns = 0;
		const timer = setInterval(() => {
			longest = Math.max(longest, performance.now() - last);
			last = performance.now();
			turns++;
		}, 1);
		try {
			const ending = new AbortController();
			const scanner = scannerOf({ onProgress: ({ files_done }) => files_done > 1000 && ending.abort() });
			await assert.rejects(scanner.scan(ending.signal), { name: 'AbortError' });
			const before = scanner.files().length;
			assert.ok(before > 500 && before < FILES, `${before} files were read`);
			assert.equal((await scanner.scan()).files, FILES - before);
			assert.equal(total(), `${FILES / 10} ${FILES / 10}`);
			for (let i = 0; i < 1000; i++)
				fs.appendFileSync(path.join(home, `.claude/projects/p${i % 100}/${i * 37}.jsonl`), answer(`msg_more_${i}`, 1));
			assert.deepEqual(await scanner.scan(), { events: 1000, files: 1000 });
			assert.equal(total(), `${FILES / 10 + 1000} ${FILES / 10 + 1000}`);
			assert.deepEqual(await scanner.scan(), { events: 0, files: 0 });
		} finally {
			clearInterval(timer);
		}
		assert.ok(turns > 50, `${turns} turns`);
		// 100 ms where nothing else runs; the bound only catches a scan that keeps the hub from answering.
		assert.ok(longest < 2_000, `${longest.toFixed(0)} ms without a turn`);
	});
});
