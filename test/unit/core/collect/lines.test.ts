// Lines of a file: whole ones only, whatever their size, ending or contents.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { CHUNK } from '../../../../src/core/collect/chunk';
import { type LinesFrom, MAX_LINE, readLines } from '../../../../src/core/collect/lines';
import { noTurn, randomFrom } from '../../../support/sink';

describe('lines', () => {
	let folder: string;
	let file: string;

	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'lines-'));
		file = path.join(folder, 'a.jsonl');
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	const START: LinesFrom = { position: 0, line: 0 };

	/** What a reading gives, as text. */
	async function read(content?: string | Buffer, markers: string[] = [], from = START) {
		if (content !== undefined) fs.writeFileSync(file, content);
		const seen: string[] = [];
		const to = await readLines(
			file,
			from,
			{ markers },
			noTurn,
			(bytes, start, end, line) => seen.push(`${line} ${bytes.toString('utf8', start, end)}`),
			(line, why) => seen.push(`${line} skipped: ${why}`),
		);
		return { seen, to };
	}

	it('IN01 leaves a last line without its newline for the next time', async () => {
		const { seen, to } = await read('{"a":1}\n{"b":');
		assert.deepEqual(seen, ['1 {"a":1}']);
		assert.deepEqual(to, { position: 8, line: 1 });
		fs.appendFileSync(file, '2}\n');
		const next = await read(undefined, [], to);
		assert.deepEqual(next, { seen: ['2 {"b":2}'], to: { position: 16, line: 2 } });
	});

	it('IN02 names a bad line by its number and goes on after it', async () => {
		const { seen } = await read('{"a":1}\nnot json\n{"torn":"te\n{"b":2}\n');
		assert.deepEqual(seen, ['1 {"a":1}', '2 skipped: no JSON object', '3 skipped: no JSON object', '4 {"b":2}']);
	});

	it('IN03 takes NULs inside for a bad line, and at the end for a line not yet written', async () => {
		const nuls = Buffer.alloc(284);
		const { seen, to } = await read(Buffer.concat([Buffer.from('{"a":1}\n'), nuls, Buffer.from('\n{"b":2}\n'), nuls]));
		assert.deepEqual(seen, ['1 {"a":1}', '2 skipped: no JSON object', '3 {"b":2}']);
		assert.equal(to.position, 8 + 285 + 8);
		assert.deepEqual(await read(nuls), { seen: [], to: START });
	});

	it('IN04 cuts off a byte order mark and carriage returns, passes over blank lines, and splits at 0x0A only', async () => {
		const { seen, to } = await read('\ufeff{"a":1}\r\n\r\n \t\n{"b":"\u2028"}\r\n{"c":\r3}\n\n');
		assert.deepEqual(seen, ['1 {"a":1}', '4 {"b":"\u2028"}', '5 {"c":\r3}']);
		assert.equal(to.line, 6);
		assert.deepEqual((await read('\ufeff')).to, START);
	});

	it('IN04 refuses a file in UTF-16 in words', async () => {
		await assert.rejects(read(Buffer.from('\ufeff{"a":1}\n', 'utf16le')), /UTF-16/);
	});

	it('IN04 keeps a letter whole that lies across two chunks', async () => {
		for (let offset = 0; offset < 4; offset++) {
			const filler = `{"a":"${'x'.repeat(CHUNK - 12 + offset)}日本"}`;
			const { seen } = await read(`${filler}\n`);
			assert.deepEqual(seen, [`1 ${filler}`]);
		}
	});

	it('IN21 gives every line whole wherever a chunk ends in it', async () => {
		for (let offset = -12; offset <= 12; offset++) {
			const first = `{"a":"${'x'.repeat(CHUNK + offset - 9)}"}`;
			const { seen, to } = await read(`${first}\n{"b":1}\r\n{"c":2}\n`);
			assert.deepEqual(seen, [`1 ${first}`, '2 {"b":1}', '3 {"c":2}'], `${offset}`);
			assert.equal(to.position, first.length + 1 + 9 + 8);
		}
	});

	it('hands over only lines with a marker, and counts all', async () => {
		const { seen, to } = await read('{"x":1}\n{"usage":1}\n{"x":2}\n{"tokens":1}\n{"x":3}\n', ['"usage"', '"tokens"']);
		assert.deepEqual(seen, ['2 {"usage":1}', '4 {"tokens":1}']);
		assert.equal(to.line, 5);
	});

	it('asks the look first and searches where it does not tell', async () => {
		fs.writeFileSync(file, '{"t":1,"m":0}\n{"t":2}\n{"t":3,"m":0}\n{"t":3}\n{"m":0}\n');
		const seen: number[] = [];
		const look = (bytes: Buffer, start: number) => (bytes[start + 5] === 0x31 ? false : bytes[start + 5] === 0x32 ? true : undefined);
		await readLines(file, START, { markers: ['"m"'], look }, noTurn, (_bytes, _start, _end, line) => seen.push(line), assert.fail);
		assert.deepEqual(seen, [2, 3, 5]);
	});

	it('IN05 skips a line of 100 MB without holding it', async function () {
		this.timeout(20_000);
		const handle = fs.openSync(file, 'w');
		fs.writeSync(handle, '{"a":1}\n{"b":"');
		const piece = Buffer.alloc(1 << 20, 0x78);
		for (let i = 0; i < 100; i++) fs.writeSync(handle, piece);
		fs.writeSync(handle, '"}\n{"c":3}\n');
		fs.closeSync(handle);
		const before = process.memoryUsage().rss;
		let most = 0;
		const seen: string[] = [];
		const turn = {
			next() {
				most = Math.max(most, process.memoryUsage().rss - before);
				return undefined;
			},
		};
		const onLine = (bytes: Buffer, start: number, end: number, line: number) => seen.push(`${line} ${bytes.toString('utf8', start, end)}`);
		const to = await readLines(file, START, { markers: [] }, turn, onLine, (line, why) => seen.push(`${line} ${why}`));
		assert.deepEqual(seen, ['1 {"a":1}', '2 longer than 16 MB', '3 {"c":3}']);
		assert.equal(to.position, fs.statSync(file).size);
		assert.ok(most < 100e6, `${Math.round(most / 1e6)} MB more`);
	});

	it('IN05 reads a file of more than 512 MB, which no text can hold, from its start and from beyond 4 GB', async function () {
		this.timeout(60_000);
		const before = process.memoryUsage().rss;
		const handle = fs.openSync(file, 'w');
		fs.writeSync(handle, '{"a":1}\n{"hole":"');
		// A hole: it takes no room on the disk and is read as NULs.
		fs.writeSync(handle, '"}\n{"b":2}\n', 734 * 1024 * 1024);
		const end = 5 * 1024 ** 3;
		fs.writeSync(handle, '\n{"c":3}\n', end);
		fs.closeSync(handle);
		fs.truncateSync(file, 734 * 1024 * 1024 + 11);
		const { seen, to } = await read(undefined);
		assert.deepEqual(seen, ['1 {"a":1}', '2 skipped: longer than 16 MB', '3 {"b":2}']);
		assert.equal(to.position, 734 * 1024 * 1024 + 11);
		fs.truncateSync(file, end);
		fs.appendFileSync(file, '\n{"c":3}\n{"d"');
		const far = await read(undefined, [], { position: end + 1, line: 4 });
		assert.deepEqual(far, { seen: ['5 {"c":3}'], to: { position: end + 9, line: 5 } });
		const more = process.memoryUsage().rss - before;
		assert.ok(more < 100e6, `${Math.round(more / 1e6)} MB more`);
	});

	it('reads lines that are longer than a chunk and shorter than the limit', async () => {
		const long = `{"a":"${'x'.repeat(3 * CHUNK)}"}`;
		const { seen } = await read(`{"b":1}\n${long}\n{"c":1}\n`);
		assert.deepEqual(seen, ['1 {"b":1}', `2 ${long}`, '3 {"c":1}']);
		const limit = `{"a":"${'x'.repeat(MAX_LINE - 8)}"}`;
		assert.equal((await read(`${limit}\n`)).seen[0]?.length, MAX_LINE + 2);
		assert.deepEqual((await read(`${limit.replace('x', 'xx')}\n{"c":1}\n`)).seen, ['1 skipped: longer than 16 MB', '2 {"c":1}']);
	});

	it('IN21 gives every line once when the file grows by pieces that end anywhere', async () => {
		const random = randomFrom(7);
		for (let round = 0; round < 30; round++) {
			const lines = Array.from({ length: 40 }, (_, i) =>
				random() < 0.1 ? '' : `{"n":${i},"t":"${'é→x'.repeat(Math.floor(random() * 40))}"}`,
			);
			const whole = Buffer.from(`${lines.join('\n')}\n`);
			fs.writeFileSync(file, '');
			const got: string[] = [];
			let at: LinesFrom = START;
			for (let from = 0; from < whole.length; ) {
				const to = Math.min(whole.length, from + 1 + Math.floor(random() * 200));
				fs.appendFileSync(file, whole.subarray(from, to));
				from = to;
				const part = await read(undefined, [], at);
				got.push(...part.seen);
				at = part.to;
			}
			assert.deepEqual(
				got,
				lines.flatMap((line, i) => (line ? [`${i + 1} ${line}`] : [])),
			);
		}
	});

	it('IN16 gives what is there when the file shrinks while it is read', async () => {
		const line = `{"a":"${'x'.repeat(1000)}"}\n`;
		fs.writeFileSync(file, line.repeat((4 * CHUNK) / line.length));
		let count = 0;
		const turn = {
			next() {
				fs.truncateSync(file, 10);
				return undefined;
			},
		};
		const to = await readLines(file, START, { markers: [] }, turn, () => count++, assert.fail);
		assert.ok(count > 0 && to.line === count && to.position === count * line.length);
	});
});
