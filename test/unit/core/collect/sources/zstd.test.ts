// zstd as tools write it: in one frame or several, with lines across blocks; and what pretends to be it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { inflate, readZstdLines } from '../../../../../src/core/collect/sources/zstd';
import { noTurn } from '../../../../support/sink';
import { needs } from '../../../../support/tools';

const FIXTURE = 'test/fixtures/openclaw/real/2026.9.6/agents/main/sessions';

describe('zstd', () => {
	let folder: string;
	before(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'zstd-'));
	});
	after(() => fs.rmSync(folder, { recursive: true, force: true }));

	const lines = async (file: string, markers: string[] = []) => {
		const found: string[] = [];
		const skipped: number[] = [];
		const count = await readZstdLines(
			file,
			markers,
			noTurn,
			(bytes, start, end, line) => found.push(`${line} ${bytes.toString('utf8', start, end)}`),
			line => skipped.push(line),
		);
		return { found, skipped, count };
	};
	const pack = (name: string, text: string, ...options: string[]) => {
		const file = path.join(folder, `${name}.zst`);
		fs.writeFileSync(file, execFileSync('zstd', ['-q', '-c', ...options], { input: text, maxBuffer: 2 ** 28 }));
		return file;
	};

	it('reads a real file whole and by lines', async () => {
		const [name] = fs.readdirSync(FIXTURE).filter(each => each.endsWith('.zst'));
		const file = path.join(FIXTURE, name ?? '');
		const whole = inflate(fs.readFileSync(file), 1e6).toString('utf8');
		const { found, count } = await lines(file);
		assert.deepEqual(
			found,
			whole
				.trimEnd()
				.split('\n')
				.map((line, i) => `${i + 1} ${line}`),
		);
		assert.equal(count, found.length);
		assert.equal((await lines(file, ['"usage"'])).found.length, whole.split('\n').filter(line => line.includes('"usage"')).length);
		assert.throws(() => inflate(fs.readFileSync(file), whole.length - 1));
	});

	it('reads lines across blocks and frames, and a last one without its end', async function () {
		needs(this, 'zstd');
		const text = Array.from({ length: 9000 }, (_, i) => `${i}:${'äöü€𝄞'.repeat(i % 97)}`).join('\n');
		assert.deepEqual(
			(await lines(pack('long', text))).found,
			text.split('\n').map((line, i) => `${i + 1} ${line}`),
		);
		const two = path.join(folder, 'two.zst');
		fs.writeFileSync(
			two,
			Buffer.concat([fs.readFileSync(pack('a', 'one\ntwo')), fs.readFileSync(pack('b', ' still\nthree\n', '--check'))]),
		);
		assert.deepEqual((await lines(two)).found, ['1 one', '2 two still', '3 three']);
	});

	it('skips a line that is too long, and holds on to its neighbours', async function () {
		needs(this, 'zstd');
		const { found, skipped } = await lines(pack('wide', `a\n${'x'.repeat(17 * 1024 * 1024)}\nb\n`));
		assert.deepEqual([found, skipped], [['1 a', '3 b'], [2]]);
	});

	it('refuses what is cut, is no zstd, or asks for too much', async function () {
		fs.writeFileSync(path.join(folder, 'none.zst'), 'plain text');
		await assert.rejects(lines(path.join(folder, 'none.zst')), /not compressed/);
		assert.throws(() => inflate(Buffer.from('plain text'), 1000), /not compressed/);
		fs.writeFileSync(path.join(folder, 'huge.zst'), Buffer.from('28b52ffd00f80100', 'hex'));
		await assert.rejects(lines(path.join(folder, 'huge.zst')), /128 MB/);
		fs.writeFileSync(path.join(folder, 'empty.zst'), '');
		assert.equal((await lines(path.join(folder, 'empty.zst'))).count, 0);
		needs(this, 'zstd');
		const file = pack('cut', 'line\n'.repeat(5000));
		fs.truncateSync(file, fs.statSync(file).size - 4);
		await assert.rejects(lines(file));
	});
});
