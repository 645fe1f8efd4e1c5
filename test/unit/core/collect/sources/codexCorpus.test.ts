// Codex: whole families of sessions made by chance, whose truth is known because they were made here.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { pathToFileURL } from 'node:url';
import { createCodexCollector } from '../../../../../src/core/collect/sources/codex';
import { at, context, count, meta, record } from '../../../../support/rollout';
import { calls, listOf, newMemory, placesAt, randomFrom, scan } from '../../../../support/sink';

type Pair = [number, number];
type Line = Record<string, unknown> & { timestamp: string };

interface Thread {
	id: string;
	lines: Line[];
	total: Pair;
	second: number;
	named: boolean;
}

interface Corpus {
	files: Map<string, Line[]>;
	rows: number;
	input: number;
	output: number;
}

describe('codex corpora', function () {
	this.timeout(60_000);
	let home: string;
	beforeEach(() => {
		home = fs.mkdtempSync(path.join(os.tmpdir(), 'codex-corpus-'));
	});
	afterEach(() => fs.rmSync(home, { recursive: true, force: true }));

	const write = (name: string, text: string) => {
		const file = path.join(home, '.codex', name);
		fs.mkdirSync(path.dirname(file), { recursive: true });
		fs.writeFileSync(file, text);
	};
	const sums = (memory: Awaited<ReturnType<typeof scan>>) => ({
		rows: calls(memory).length,
		input: calls(memory).reduce((sum, call) => sum + call.input, 0),
		output: calls(memory).reduce((sum, call) => sum + call.output, 0),
	});

	it('counts the truth in any order, in pieces of any size, archived or not', async () => {
		for (let seed = 1; seed <= 25; seed++) {
			const random = randomFrom(seed * 7919);
			const { files, ...truth } = corpusOf(random);
			const texts = new Map([...files].map(([name, lines]) => [name, lines.map(line => `${JSON.stringify(line)}\n`).join('')]));
			for (const [name, text] of texts) write(name, text);
			const shuffled = await scan(createCodexCollector(), placesAt(home), newMemory(), all => [...all].sort(() => random() - 0.5));
			assert.deepEqual(sums(shuffled), truth, `seed ${seed}, whole`);

			fs.rmSync(path.join(home, '.codex'), { recursive: true });
			const memory = newMemory();
			const done = new Map<string, number>();
			const names = [...texts.keys()].sort(() => random() - 0.5);
			for (let collector = createCodexCollector(); names.some(name => (done.get(name) ?? 0) < (texts.get(name) ?? '').length); ) {
				for (const name of names) {
					const text = texts.get(name) ?? '';
					const to = Math.min(text.length, (done.get(name) ?? 0) + Math.floor(random() * 4000));
					if (to > 0) write(name, text.slice(0, to));
					done.set(name, to);
					if (random() < 0.4) await scan(collector, placesAt(home), memory);
					if (random() < 0.2) collector = createCodexCollector();
				}
			}
			await scan(createCodexCollector(), placesAt(home), memory);
			assert.equal(listOf(memory), listOf(shuffled), `seed ${seed}, in pieces`);

			for (const name of names.filter(() => random() < 0.4)) {
				const from = path.join(home, '.codex', name);
				const to = path.join(home, '.codex/archived_sessions', path.basename(name));
				fs.mkdirSync(path.dirname(to), { recursive: true });
				fs.renameSync(from, to);
			}
			await scan(createCodexCollector(), placesAt(home), memory);
			assert.equal(listOf(memory), listOf(shuffled), `seed ${seed}, archived`);
			fs.rmSync(path.join(home, '.codex'), { recursive: true });
		}
	});

	it('agrees with the independent count', async () => {
		const { countUsage } = (await import(pathToFileURL(path.join(process.cwd(), 'test/oracle/count.mjs')).href)) as {
			countUsage(folders: { codex: string[] }): Promise<Record<string, { rows: number; input: number; output: number }>>;
		};
		for (let seed = 1; seed <= 10; seed++) {
			const { files } = corpusOf(randomFrom(seed * 104729));
			for (const [name, lines] of files) write(name, lines.map(line => `${JSON.stringify(line)}\n`).join(''));
			const counted = Object.values(await countUsage({ codex: [path.join(home, '.codex')] }));
			const expected = { rows: 0, input: 0, output: 0 };
			for (const each of counted) {
				expected.rows += each.rows;
				expected.input += each.input;
				expected.output += each.output;
			}
			assert.deepEqual(sums(await scan(createCodexCollector(), placesAt(home))), expected, `seed ${seed}`);
			fs.rmSync(path.join(home, '.codex'), { recursive: true });
		}
	});
});

/** Some roots, forks of forks, spawned threads with and without a copied history, resets, repeats, records. */
function corpusOf(random: () => number): Corpus {
	const corpus: Corpus = { files: new Map(), rows: 0, input: 0, output: 0 };
	const threads: Thread[] = [];
	const between = (low: number, high: number) => low + Math.floor(random() * (high - low + 1));
	const keep = (thread: Thread) => {
		threads.push(thread);
		corpus.files.set(`sessions/2026/11/01/rollout-2026-11-01T02-00-00-${thread.id}.jsonl`, thread.lines);
	};
	const call = (thread: Thread, asRecord: boolean) => {
		const used: Pair = [between(1, 4000), between(1, 400)];
		thread.second += between(3, 90);
		thread.total = [thread.total[0] + used[0], thread.total[1] + used[1]];
		if (asRecord) thread.lines.push(record(thread.second, thread.id, `resp_${random()}`, used, thread.total));
		const line = count(thread.second, thread.total, thread.named ? used : undefined);
		thread.lines.push(line);
		if (random() < 0.3) thread.lines.push({ ...line, timestamp: at(thread.second + 0.2) });
		corpus.rows++;
		corpus.input += used[0];
		corpus.output += used[1];
	};
	const work = (thread: Thread, asRecord: boolean) => {
		for (let calls = between(0, 6); calls > 0; calls--) {
			call(thread, asRecord);
			// A context that was cut short begins its totals anew.
			if (!asRecord && thread.named && random() < 0.1) {
				thread.total = [0, 0];
				thread.lines.push(count(thread.second + 1, [0, 0], [0, 0]));
			}
		}
	};
	let number = 0;
	const begin = (second: number, total: Pair, lines: Line[], named: boolean, id: string): Thread => ({ id, lines, total, second, named });
	const nextId = () => `0197${String(++number).padStart(4, '0')}-0000-7000-8000-00000000000a`;
	for (let roots = between(1, 3); roots > 0; roots--) {
		const id = nextId();
		const root = begin(between(0, 1000), [0, 0], [], random() < 0.8, id);
		root.lines.push(meta(id, {}, root.second), context('gpt-5.4'));
		work(root, random() < 0.2);
		keep(root);
	}
	for (let children = between(0, 5); children > 0; children--) {
		const parent = threads[between(0, threads.length - 1)];
		if (!parent) continue;
		const id = nextId();
		const second = parent.second + between(30, 300);
		const records = parent.lines.some(line => line.type === 'token_usage_record');
		const spawned = random() < 0.5;
		const how = spawned
			? { source: { subagent: { thread_spawn: { parent_thread_id: parent.id, depth: 1 } } } }
			: { forked_from_id: parent.id };
		const copies = !records && (!spawned || random() < 0.6);
		const history = copies ? parent.lines.filter(line => line.type !== 'session_meta' || random() < 0.5) : [];
		const kept = random() < 0.3;
		const lines: Line[] = [
			meta(id, copies || spawned ? how : {}, second),
			...history.map(line => (kept ? line : { ...line, timestamp: at(second) })),
			context('gpt-5.4'),
		];
		const child = begin(second, copies ? [...parent.total] : [0, 0], lines, parent.named, id);
		// A copy of nothing is no copy; then the child’s own totals begin at nothing, as everything else’s.
		work(child, records);
		keep(child);
	}
	return corpus;
}
