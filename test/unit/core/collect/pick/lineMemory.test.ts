// The picker against JSON.parse: the same lines are good, and the same values stand in them.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import { leanReader } from '../../../../../src/core/collect/pick/leanRecord';
import { createLineMemory, Kind, Outcome } from '../../../../../src/core/collect/pick/lineMemory';
import { textOf } from '../../../../../src/core/collect/pick/text';
import { randomFrom } from '../../../../support/sink';

const PATHS = ['type', 'a', 'a.b', 'a.b.c', 'a.number', 'message.usage.input_tokens', 'message.id', 'list', 'deep.x'] as const;
const LEAN_PATHS = [
	...['type', 'time', 'a', 'a.b', 'a.b.c', 'a.number', 'message', 'message.usage', 'message.usage.input_tokens', 'message.id', 'list'],
	...Array.from({ length: 30 }, (_, n) => `no${n}`),
	...['deep', 'deep.x'],
];

/** What a lean record has of a parsed one. */
function leanOf(parsed: unknown, paths: readonly string[]): unknown {
	if (Array.isArray(parsed)) return [];
	if (typeof parsed !== 'object' || parsed === null) return parsed;
	const values: Record<string, unknown> = {};
	for (const path of paths) {
		if (path.includes('.')) continue;
		const below = paths.filter(each => each.startsWith(`${path}.`)).map(each => each.slice(path.length + 1));
		values[path] = Object.hasOwn(parsed, path) ? leanOf((parsed as Record<string, unknown>)[path], below) : undefined;
	}
	return values;
}

describe('line memory', () => {
	const made = createLineMemory();
	assert.ok(made, 'this machine has no WebAssembly with SIMD');
	const memory = made;
	const picker = memory.picker(PATHS);
	const lean = leanReader(memory, LEAN_PATHS, ['time']);

	/** What is picked of a line, by path, as JSON.parse would give it. */
	function pick(line: Buffer): { outcome: Outcome; values: Record<string, unknown> } {
		line.copy(memory.scratch, 100);
		memory.scratch[100 + line.length] = 0x0a;
		const outcome = picker.read(100, 100 + line.length);
		const values: Record<string, unknown> = {};
		if (outcome !== Outcome.object) return { outcome, values };
		for (const [n, path] of PATHS.entries()) {
			const [from, to] = [picker.start[n] ?? 0, picker.end[n] ?? 0];
			const text = memory.scratch.toString('utf8', from, to);
			switch (picker.kind[n]) {
				case Kind.string:
					values[path] = textOf(memory.scratch, from, to);
					break;
				case Kind.number:
					values[path] = picker.number[n];
					break;
				case Kind.longNumber:
					values[path] = Number(text);
					break;
				case Kind.absent:
					break;
				default:
					values[path] = JSON.parse(text);
			}
		}
		return { outcome, values };
	}

	function expected(line: Buffer): Record<string, unknown> | undefined {
		try {
			const parsed: unknown = JSON.parse(line.toString('utf8'));
			if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) return undefined;
			const values: Record<string, unknown> = {};
			for (const path of PATHS) {
				let at: unknown = parsed;
				for (const key of path.split('.')) {
					at =
						typeof at === 'object' && at !== null && !Array.isArray(at) && Object.hasOwn(at, key)
							? (at as Record<string, unknown>)[key]
							: undefined;
				}
				if (at !== undefined) values[path] = at;
			}
			return values;
		} catch {
			return undefined;
		}
	}

	function check(text: string | Buffer): void {
		const line = Buffer.from(text);
		const { outcome, values } = pick(line);
		if (outcome === Outcome.unsure) {
			assert.match(line.toString('latin1'), /\\|\[{200}/, `unsure of ${line.toString('latin1')}`);
			return;
		}
		const right = expected(line);
		assert.equal(outcome === Outcome.object, right !== undefined, line.toString());
		if (!right) return;
		assert.deepEqual(values, right, line.toString());
		// Line after line into the one record: whatever the line before left in it is gone.
		assert.deepEqual(lean(memory.scratch, 100, 100 + line.length), leanOf(JSON.parse(line.toString('utf8')), LEAN_PATHS), line.toString());
	}

	it('reads every kind of value at every depth', () => {
		for (const text of [
			'{}',
			'{"a":1} ',
			'{ "a" : { "b" : { "c" : [1, {"b":2}, "x"] } } , "type" : "t" }',
			'{"a":{"number":-0.5e-3},"list":[],"deep":{}}',
			'{"a":{"number":123456789012345},"list":[[],{}]}',
			'{"a":{"number":1234567890123456},"type":""}',
			'{"a":null,"type":true,"list":false}',
			'{"type":"\\u00e9\\n\\"\\\\","message":{"id":"größe 日本"}}',
			`{"type":"${'x'.repeat(5_000)}\\"${'y'.repeat(33)}","a":2}`,
			'{"message":{"usage":{"input_tokens":7},"content":[{"usage":{"input_tokens":9}}]}}',
			'{"content":"{\\"message\\":{\\"usage\\":{\\"input_tokens\\":9}}}","message":{"usage":{"input_tokens":7}}}',
		]) {
			check(text);
		}
	});

	it('tells which values have changed since they were last asked for', () => {
		const { changed } = picker;
		const bits = (text: string): string[] => {
			pick(Buffer.from(text));
			return PATHS.filter((_, n) => (changed[0] ?? 0) & (1 << n));
		};
		bits('{"type":"x","a":{"number":5},"list":[1]}');
		changed[0] = 0;
		assert.deepEqual(bits('{"type":"x","a":{"number":5,"b":1},"list":[2]}'), ['a.b']);
		assert.deepEqual(bits('{"type":"x","a":{"number":5},"list":[2]}'), ['a.b'], 'asked for since');
		changed[0] = 0;
		assert.deepEqual(bits('{"type":"y","a":null,"list":{}}'), ['type', 'a', 'a.number', 'list']);
		changed[0] = 0;
		bits(`{"type":"${'y'.repeat(248)}"}`);
		changed[0] = 0;
		assert.deepEqual(bits(`{"type":"${'y'.repeat(248)}"}`), []);
		assert.deepEqual(bits(`{"type":"${'y'.repeat(247)}z"}`), ['type']);
		bits(`{"type":"${'y'.repeat(249)}"}`);
		changed[0] = 0;
		assert.deepEqual(bits(`{"type":"${'y'.repeat(249)}"}`), ['type'], 'too long to be kept');
		changed[0] = 0;
		assert.deepEqual(bits('{"type":"y"'), [], 'no record');
	});

	it('gives the usual instants as numbers', () => {
		const time = (text: string): unknown => {
			const line = Buffer.from(`{"time":"${text}"}\n`);
			line.copy(memory.scratch);
			return lean(memory.scratch, 0, line.length - 1)?.time;
		};
		assert.equal(time('2026-11-21T05:46:03.404Z'), Date.UTC(2026, 10, 21, 5, 46, 3, 404));
		for (const text of ['2026-11-21T05:46:03Z', '1971-01-01T00:00:00.000Z', '2026-13-21T05:46:03.404Z', 'now'])
			assert.equal(time(text), text);
	});

	it('takes the last of a key that comes twice, and nothing of the first', () => {
		check('{"a":{"b":{"c":1},"number":2},"a":{"number":3}}');
		check('{"a":{"b":1},"a":5}');
		check('{"a":5,"a":{"b":1}}');
	});

	it('refuses what JSON.parse refuses', () => {
		for (const text of [
			...['', '[1]', '1', '"a"', 'null', '{', '{"a"}', '{"a":}', '{"a":1,}', '{,}', '{"a":1}{"b":2}', '{"a":[1,]}', '{"a":[1}', '{"a":{]}'],
			...[
				'{"a":01}',
				'{"a":1.}',
				'{"a":.5}',
				'{"a":1e}',
				'{"a":+1}',
				'{"a":-}',
				'{"a":tru}',
				'{"a":nulll}',
				'{"a":NaN}',
				"{'a':1}",
				'{a:1}',
			],
			...[
				'{"a":"\t"}',
				'{"a":"\\x"}',
				'{"a":"\\u12"}',
				'{"a":"x}',
				'{"a":"x\u0000"}',
				'{"a"\u0000:1}',
				'{"a":1}\u0000',
				'\u0000{"a":1}',
				'{"a" "b"}',
			],
		]) {
			check(text);
			assert.equal(pick(Buffer.from(text)).outcome, Outcome.bad, text);
		}
	});

	it('leaves an escape in a key and great depth to JSON.parse', () => {
		assert.equal(pick(Buffer.from('{"\\u0061":1}')).outcome, Outcome.unsure);
		assert.equal(pick(Buffer.from(`{"x":${'['.repeat(300)}${']'.repeat(300)}}`)).outcome, Outcome.unsure);
		assert.equal(pick(Buffer.from(`{"x":${'['.repeat(200)}${']'.repeat(200)}}`)).outcome, Outcome.object);
	});

	it('agrees on lines made by chance, and on what damage makes of them', () => {
		const random = randomFrom(11);
		const below = (count: number): number => Math.floor(random() * count);
		const words = ['type', 'a', 'b', 'c', 'number', 'message', 'usage', 'input_tokens', 'id', 'list', 'deep', 'x', 'other', 'größe'];
		const value = (depth: number): unknown => {
			const kind = below(depth > 4 ? 6 : 9);
			if (kind === 0) return below(1e6) - 5e5;
			if (kind === 1) return random() * 10 ** (below(40) - 20);
			if (kind === 2) return 'text "quoted" \\ é 日本 \n\t'.slice(below(10), 10 + below(15)).repeat(below(6));
			if (kind === 3) return [true, false, null][below(3)];
			if (kind === 4) return words[below(words.length)];
			if (kind === 5) return '';
			if (kind === 6) return Array.from({ length: below(4) }, () => value(depth + 1));
			return record(depth + 1);
		};
		const record = (depth: number): Record<string, unknown> =>
			Object.fromEntries(Array.from({ length: below(6) }, () => [words[below(words.length)] ?? '', value(depth)]));
		for (let round = 0; round < 3_000; round++) {
			const whole = Buffer.from(JSON.stringify(record(0), undefined, random() < 0.1 ? ' ' : undefined).replaceAll('\n', ' '));
			check(whole);
			const damaged = Buffer.from(whole);
			for (let hits = below(3); hits >= 0; hits--) {
				if (damaged.length > 0)
					damaged[below(damaged.length)] = [0x22, 0x5c, 0x7b, 0x7d, 0x2c, 0x00, 0x20, 0x30, 0xff, below(256)][below(10)] ?? 0;
			}
			// A newline would make two lines of it.
			if (!damaged.includes(0x0a)) check(damaged);
			check(whole.subarray(0, below(whole.length)));
		}
	});

	it('is compiled from the source beside it', function () {
		const compiler = 'scripts/wasm/node_modules/assemblyscript/bin/asc.js';
		if (!fs.existsSync(compiler)) return this.skip(); // only whoever changes the source has its compiler
		this.timeout(60_000);
		execFileSync(process.execPath, ['scripts/wasm/build.mjs', '--check'], { stdio: 'pipe' });
	});
});
