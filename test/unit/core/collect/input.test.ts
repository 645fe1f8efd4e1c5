// What files may hold and what may happen to them, for each tool's format, all the way into the store.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as net from 'node:net';
import * as path from 'node:path';
import { type Pipeline, pipeline, type Running, TOOLS, type Told } from '../../../support/pipeline';
import { storedCalls } from '../../../support/storedCalls';

/** Other systems refuse names that are no UTF-8. */
const onLinux = process.platform === 'linux' ? it : it.skip;

const TIME = '2026-11-20T10:00:00.000Z';

for (const tool of TOOLS)
	describe(`input, ${tool.name}`, () => {
		let line: Pipeline;
		let hub: Running;
		beforeEach(async () => {
			line = await pipeline(() => Date.parse('2026-11-21T12:00:00.000Z'));
			hub = await line.start('UTC');
		});
		afterEach(() => line.end());

		const file = (): string => path.join(line.home, tool.file);
		/** Lines of a session with these calls, each a text without its newline; the first of `calls` is at `header`. */
		const texts = (calls: readonly Told[]): string[] => tool.lines(calls).map(each => JSON.stringify(each));
		const call = (id: string, output = 20): Told => ({ id, time: TIME, output });
		const header = tool.name === 'claude' ? 0 : 1;
		/** The lines of one call, without the header. */
		const linesOf = (id: string, output = 20): string[] => texts([call(id, output)]).slice(header);
		const of = (...ids: string[]): string => [...texts([]), ...ids.flatMap(id => linesOf(id))].map(each => `${each}\n`).join('');
		const put = (content: string | Buffer, name = tool.file): void => {
			line.write(name, []);
			fs.writeFileSync(path.join(line.home, name), content);
		};
		const counted = (): string => {
			const { totals } = hub.usage.breakdown({}, 'model');
			return `${totals.requests} ${totals.output_tokens}`;
		};
		const source = () => hub.sources().find(each => each.name === tool.name);
		const notes = (): string[] => (source()?.notes ?? []).map(({ path: at, note }) => `${path.basename(at)}: ${note}`).sort();

		it('IN02 two objects on one line and a line torn by a raw newline are bad, named by the first, and the rest counts', async () => {
			const [good, bad, torn, last] = ['a', 'b', 'c', 'd'].map(id => linesOf(id).at(-1) ?? '');
			const context = linesOf('a').slice(0, -1);
			const before = [...texts([]), ...context, good ?? ''];
			// The text of an answer as it is streamed may hold a newline that nobody escaped.
			const raw = (torn ?? '').replace(/\}$/, ',"partialJson":"{\n\\"usage\\":"}');
			put([...before, `${bad}${bad}`, raw, last, ''].join('\n'));
			await hub.scanner.scan();
			assert.equal(counted(), '2 40');
			assert.deepEqual(source()?.notes, [{ path: file(), bad_lines: 3, first_bad_line: before.length + 1, note: '' }]);
			assert.equal(source()?.bad_lines, 3);
		});

		it('IN03 a tail of NULs is not read yet, NULs inside are a bad line, and a file of NULs is nothing', async () => {
			const nuls = '\0'.repeat(284);
			put(`${of('a')}${nuls}`);
			put('\0'.repeat(5000), tool.file.replace('s1', 's2').replace('89ab', '89ac'));
			await hub.scanner.scan();
			assert.equal(counted(), '1 20');
			assert.equal(source()?.bad_lines, 0);
			// A machine that lost its power leaves NULs, and the tool goes on behind them.
			fs.appendFileSync(file(), `\n${linesOf('b').join('\n')}\n${linesOf('c').at(-1)?.replace('"', '"\0')}\n`);
			await hub.scanner.scan();
			assert.equal(counted(), '2 40');
			assert.equal(source()?.bad_lines, 2);
		});

		it('IN04 byte order mark, CRLF, lone CR, blank lines, U+2028, UTF-16 and bad bytes', async () => {
			const [first = '', ...others] = of('a', 'b').trimEnd().split('\n');
			const odd = (linesOf('c').at(-1) ?? '').replace(/\}$/, ',"note":"\u2028 \u0085 \u2029"}');
			const bytes = Buffer.from(`\ufeff${first}\r\n\r\n \t\n${others.join('\r\n')}\r\n${odd}\n`);
			const broken = Buffer.from(`${(linesOf('d').at(-1) ?? '').replace(/\}$/, ',"note":"XX"}')}\n`);
			broken.fill(0xff, broken.indexOf('XX'), broken.indexOf('XX') + 2);
			put(Buffer.concat([bytes, broken]));
			const wide = tool.file.replace('s1', 's2').replace('89ab', '89ac');
			put(Buffer.from(`\ufeff${of('w')}`, 'utf16le'), wide);
			await hub.scanner.scan();
			assert.equal(counted(), '4 80');
			assert.equal(source()?.bad_lines, 0);
			assert.deepEqual(notes(), [`${path.basename(wide)}: The file is written in UTF-16. Save it as UTF-8 to have it counted.`]);
		});

		it('IN05 a line beyond the limit is skipped with its number, the rest of the file counts', async () => {
			put(of('a'));
			const at = of('a').trimEnd().split('\n').length + 1;
			const long = (linesOf('b').at(-1) ?? '').replace(/\}$/, `,"image":"${'x'.repeat(17 * 1024 * 1024)}"}`);
			fs.appendFileSync(file(), `${long}\n${linesOf('c').join('\n')}\n`);
			await hub.scanner.scan();
			assert.equal(counted(), '2 40');
			assert.deepEqual(source()?.notes, [{ path: file(), bad_lines: 1, first_bad_line: at, note: '' }]);
		});

		it('IN10 no number that is no count reaches a sum, and each is named', async () => {
			const values = ['-5', '"12"', 'null', '1e999', '-1e999', '9007199254740993', '3.7', '1e15', 'true', '[5]', '{"a":5}', '0.5', '1e2'];
			// No JSON at all: the whole line is bad.
			const no = ['NaN', 'Infinity', '-', '012'].map((value, i) => (linesOf(`n${i}`, 424242).at(-1) ?? '').replace('424242', value));
			const lines = values.map((value, i) => (linesOf(`v${i}`, 424242).at(-1) ?? '').replace('424242', value));
			put([...texts([]), ...linesOf('a'), ...lines, ...no, ''].join('\n'));
			await hub.scanner.scan();
			const row = line.store.get(
				'SELECT sum(output) AS output, sum(input) AS input, sum(cost) AS cost, sum(calls) AS count FROM usage_events',
			);
			for (const value of Object.values(row ?? {})) assert.ok(Number.isFinite(value), String(value));
			// 20 of the good call, 3 of 3.7, 100 of 1e2; 10^15 is no call at all.
			assert.equal(row?.output, 123);
			assert.equal(row?.count, values.length);
			assert.equal(source()?.bad_lines, values.length - 2 + no.length, 'all but null and 1e2');
			for (const each of hub.usage.rows({})) assert.ok(Number.isFinite(each.cost ?? 0) && Number.isSafeInteger(each.output_tokens));
		});

		it('IN14 IN15 a file rewritten, cut or made anew counts as it is now, calls of a deleted one stay', async () => {
			put(of('a', 'b', 'c'));
			await hub.scanner.scan();
			const { ino } = fs.statSync(file());
			fs.writeFileSync(file(), of('d', 'e', 'f', 'g'));
			assert.equal(fs.statSync(file()).ino, ino);
			await hub.scanner.scan();
			assert.equal(counted(), '4 80');
			fs.writeFileSync(file(), of('d'));
			await hub.scanner.scan();
			assert.equal(counted(), '1 20');
			fs.rmSync(file());
			fs.writeFileSync(file(), of('h'));
			await hub.scanner.scan();
			assert.equal(counted(), '1 20');
			assert.equal(line.store.get('SELECT sum(calls) AS n FROM usage_events WHERE requests > 0')?.n, 1);
			fs.rmSync(file());
			await hub.scanner.scan();
			assert.equal(counted(), '1 20', 'a log that its tool purged');
		});

		for (const happen of ['deleted', 'cut', 'rotated'] as const)
			it(`IN16 a file ${happen} while it is read gives its whole lines so far, and the next scan is right`, async () => {
				// More than one transaction takes, so that others have their turn in the midst of it on any machine.
				const many = Array.from({ length: 7000 }, (_, i) => `n${i}`);
				put(of(...many).replaceAll('}\n', `,"pad":"${'x'.repeat(2000)}"}\n`));
				const scan = hub.scanner.scan();
				const { progress } = hub.scanner;
				while (progress().running && progress().bytes_done === 0) await new Promise(resolve => setImmediate(resolve));
				assert.ok(progress().bytes_done < fs.statSync(file()).size, 'in the midst of the file');
				if (happen === 'deleted') fs.rmSync(file());
				else if (happen === 'cut') fs.truncateSync(file(), 100);
				else {
					fs.renameSync(file(), `${file()}.1`);
					put(of('z1', 'z2'));
				}
				await scan;
				const calls = Number(counted().split(' ')[0]);
				// What is open is read to its end, whatever its name is by then.
				if (happen !== 'cut') assert.equal(calls, many.length);
				else assert.ok(calls > 0 && calls < many.length, `${calls}`);
				assert.equal(counted(), `${calls} ${calls * 20}`, 'whole lines');
				put(of('end1', 'end2', 'end3'));
				await hub.scanner.scan();
				assert.equal(counted(), '3 60');
				assert.equal(source()?.notes.length, 0);
				assert.equal(storedCalls(line.store).filter(call => call.output === 20).length, 3);
			});

		it('IN17 a FIFO, a socket, a device and a folder in the place of a log are named and hang nothing', async () => {
			put(of('a'));
			const other = (letter: string): string => file().replace('s1', `s${letter}`).replace('89ab', `89a${letter}`);
			execFileSync('mkfifo', [other('2')]);
			const server = net.createServer();
			const before = process.cwd();
			process.chdir(path.dirname(file())); // the names of sockets are short
			try {
				await new Promise<void>(resolve => server.listen(path.basename(other('3')), resolve));
			} finally {
				process.chdir(before);
			}
			let devices = 0;
			try {
				execFileSync('mknod', [other('4'), 'c', '1', '5'], { stdio: 'ignore' }); // /dev/zero: it has no end
				devices = 1;
			} catch {
				// Only root makes devices.
			}
			fs.mkdirSync(other('5'));
			await hub.scanner.scan();
			server.close();
			assert.equal(counted(), '1 20');
			assert.deepEqual(
				notes(),
				['2', '3', ...(devices > 0 ? ['4'] : [])].map(
					letter => `${path.basename(other(letter))}: It is no regular file, so it is not read.`,
				),
			);
		});

		it('IN18 a hard link is counted once, a link that leads out is named and not followed, a loop ends', async () => {
			put(of('a', 'b'));
			const second = file().replace('s1', 's2').replace('89ab', '89ac');
			fs.linkSync(file(), second);
			const outside = path.join(line.home, 'outside.jsonl');
			fs.writeFileSync(outside, of('x'));
			const third = file().replace('s1', 's3').replace('89ab', '89ad');
			fs.symlinkSync(outside, third);
			fs.symlinkSync(path.dirname(file()), path.join(path.dirname(file()), 'loop'));
			fs.symlinkSync('self.jsonl', path.join(path.dirname(file()), 'self.jsonl'));
			await hub.scanner.scan();
			assert.equal(counted(), '2 40');
			assert.equal(notes().length, 1);
			assert.match(notes()[0] ?? '', new RegExp(`^${path.basename(third)}: It is a link that leads out of the folder`));
		});

		onLinux('IN18 names with a newline are read, names that are no UTF-8 are named', async () => {
			const odd = file().replace('s1', 's\n2').replace('2026-11-02T03', '2026-11-02\nT03');
			put(of('a'), path.relative(line.home, odd));
			const bad = Buffer.concat([Buffer.from(file().replace('.jsonl', '')), Buffer.from([0xff, 0xfe]), Buffer.from('.jsonl')]);
			fs.writeFileSync(bad, of('b'));
			await hub.scanner.scan();
			assert.equal(counted(), '1 20');
			const [note, ...more] = notes();
			assert.equal(more.length, 0);
			assert.match(note ?? '', /\ufffd.*jsonl: Its name is not written in UTF-8/s);
			fs.renameSync(bad, file());
			await hub.scanner.scan();
			assert.equal(counted(), '2 40');
			assert.deepEqual(notes(), []);
		});

		// OpenClaw has its transcripts in folders of known names only.
		if (tool.name === 'openclaw') return;

		onLinux('IN18 a folder whose name is no UTF-8 is named', async () => {
			put(of('a'));
			const folder = Buffer.concat([Buffer.from(`${path.dirname(file())}/`), Buffer.from([0xe9])]);
			fs.mkdirSync(folder);
			fs.writeFileSync(Buffer.concat([folder, Buffer.from(`/${path.basename(file())}`)]), of('b'));
			await hub.scanner.scan();
			assert.equal(counted(), '1 20');
			assert.match(notes().join(), /\ufffd: Its name is not written in UTF-8/);
		});
	});
