// The recorder: each call once, the same table whatever the order, and a roll-up that always agrees with the calls.
import assert from 'node:assert/strict';
import type { PriceCall } from '../../../../src/core/pricing/pricing';
import type { UsageEvent } from '../../../../src/core/usage/event';
import { createRecorder, type Recorder } from '../../../../src/core/usage/record';
import type { MemoryStore } from '../../../support/memoryStore';
import { type RecordedCall, storedCalls } from '../../../support/storedCalls';
import { call, chance, emptyStore, NOON, shuffled, simplePrice } from './fixture';

describe('recorder', () => {
	let store: MemoryStore;
	let recorder: Recorder;
	const add = (fileId: number, ...events: UsageEvent[]) => store.write('soon', writer => recorder.add(writer, fileId, events));
	const drop = (fileId: number) => store.write('soon', writer => recorder.dropFile(writer, fileId));

	beforeEach(async () => {
		store = await emptyStore();
		recorder = createRecorder({ store, price: simplePrice, zone: 'UTC' });
	});
	afterEach(() => store.dispose());

	it('counts a call once, whatever is written of it', async () => {
		await add(1, call({ output: 1 }), call({ output: 40 }));
		await add(2, call({ output: 10 }));
		assert.deepEqual(calls(store), ['1 2026-11-21 claude-sonnet-4-5 in=100 out=40 file=1']);
		assert.deepEqual(days(store), ['2026-11-21 claude-sonnet-4-5 x1 in=100 out=40 $0.00018 priced']);
	});

	it('lets the higher rank win over a larger total, and keeps the earliest time of all copies', async () => {
		await add(1, call({ rank: 1, output: 900, ts: NOON }));
		await add(2, call({ rank: 2, output: 5, ts: NOON + 1 }));
		await add(3, call({ rank: 0, output: 1, ts: NOON - 86_400_000 }));
		assert.deepEqual(calls(store), ['1 2026-11-20 claude-sonnet-4-5 in=100 out=5 file=2']);
		assert.deepEqual(days(store), ['2026-11-20 claude-sonnet-4-5 x1 in=100 out=5 $0.00011 priced']);
	});

	it('counts nothing for a tombstone, before or after its call', async () => {
		await add(1, call({ key: 1 }), call({ key: 2, requests: 0, rank: 9 }));
		await add(2, call({ key: 1, requests: 0, rank: 9 }), call({ key: 2 }));
		assert.deepEqual(days(store), []);
		assert.equal(storedCalls(store).length, 2);
	});

	it('prices a call by its earliest time, whichever copy came first', async () => {
		const dated: PriceCall = c => ({ ...simplePrice(c), cost: c.ts < NOON ? 1 : 2 });
		const cost = async (...copies: UsageEvent[]) => {
			const own = await emptyStore();
			const dearer = createRecorder({ store: own, price: dated, zone: 'UTC' });
			for (const copy of copies) await own.write('soon', writer => dearer.add(writer, 1, [copy]));
			const found = storedCalls(own)[0]?.cost;
			own.dispose();
			return found;
		};
		const [early, late] = [call({ ts: NOON - 1 }), call({ ts: NOON, output: 500 })];
		assert.equal(await cost(early, late), 1);
		assert.equal(await cost(late, early), 1);
	});

	it('ends in the same tables whatever the order of events, files and transactions', async () => {
		for (let seed = 1; seed <= 8; seed++) {
			const below = chance(seed);
			const copies = someCopies(below, 60);
			const tables = new Set<string>();
			for (let order = 0; order < 4; order++) {
				const own = await emptyStore();
				await recordInPieces(own, shuffled(copies, below), below);
				agree(own);
				tables.add(everything(own));
				own.dispose();
			}
			const [first, second = first] = tables;
			assert.equal(second, first, `seed ${seed}`);
		}
	});

	it('ends where a recorder that started anew in between ends', async () => {
		const below = chance(99);
		const copies = someCopies(below, 80);
		await recordInPieces(store, copies.slice(0, 40), below);
		await recordInPieces(store, copies.slice(40), below);
		const own = await emptyStore();
		await recordInPieces(own, copies, below);
		assert.equal(everything(store), everything(own));
		own.dispose();
	});

	it('leaves no trace of a transaction that was undone', async () => {
		await add(1, call({ key: 1 }));
		recorder.drain();
		store.failNext();
		await assert.rejects(add(1, call({ key: 2, model: 'other', agent: 'a2', project: '/p2', session: 's2' })));
		// Another name takes the number the undone one was given.
		await add(1, call({ key: 3, model: 'third', agent: 'a3', project: '/p3', session: 's3' }));
		await add(1, call({ key: 2, model: 'other', agent: 'a2', project: '/p2', session: 's2' }));
		agree(store);
		assert.deepEqual(
			days(store)
				.map(line => line.split(' ')[1])
				.sort(),
			['claude-sonnet-4-5', 'other', 'third'],
		);
		assert.deepEqual(
			recorder.drain().map(each => `${each.model} ${each.tokens_in}`),
			['other 100', 'third 100'],
		);
	});

	it('survives an error in the middle of a transaction', async () => {
		const odd = { ...call({ key: 5, model: 'fresh' }), session: Symbol('none') as unknown as string };
		await assert.rejects(add(1, call({ key: 4, model: 'fresh' }), odd));
		await add(1, call({ key: 6, model: 'later' }));
		await add(1, call({ key: 4, model: 'fresh' }));
		agree(store);
		assert.equal(days(store).length, 2);
	});

	it('takes a file away again, with the rows of days on which nothing is left', async () => {
		await add(1, call({ key: 1, input: 333_333 }), call({ key: 2, model: 'other' }));
		await add(2, call({ key: 3, input: 7, output: 3 }));
		await drop(1);
		agree(store);
		assert.deepEqual(days(store), ['2026-11-21 claude-sonnet-4-5 x1 in=7 out=3 $0.000013 priced']);
		await drop(2);
		assert.deepEqual(days(store), []);
		await add(1, call({ key: 1 }));
		assert.deepEqual(days(store), ['2026-11-21 claude-sonnet-4-5 x1 in=100 out=10 $0.00012 priced']);
	});

	it('keeps roll-up rows whose calls are gone', async () => {
		await add(1, call());
		await store.write('soon', writer => writer.run('DELETE FROM usage_events'));
		await recorder.rezone('Asia/Tokyo');
		assert.deepEqual(days(store), ['2026-11-21 claude-sonnet-4-5 x1 in=100 out=10 $0.00012 priced']);
	});

	it('moves calls to the days of another zone, and totals stay', async () => {
		const late = Date.UTC(2026, 10, 21, 23, 30);
		await add(1, call({ key: 1 }), call({ key: 2, ts: late }), call({ key: 3, ts: late, model: 'other' }));
		await recorder.rezone('Asia/Tokyo');
		agree(store);
		assert.deepEqual(days(store), [
			'2026-11-21 claude-sonnet-4-5 x1 in=100 out=10 $0.00012 priced',
			'2026-11-22 claude-sonnet-4-5 x1 in=100 out=10 $0.00012 priced',
			'2026-11-22 other x1 in=100 out=10 $0.00012 priced',
		]);
		await recorder.rezone('UTC');
		assert.equal(days(store).length, 2);
	});

	it('prices recorded calls again, and writes only those that change', async () => {
		await add(1, call({ key: 1 }), call({ key: 2, model: 'new-one' }), call({ key: 3, model: 'b', loggedCost: 0.5 }));
		const before = store.all('SELECT total_changes() AS n')[0]?.n as number;
		await recorder.reprice(c => (c.model === 'new-one' ? { ...simplePrice({ ...c, model: 'x' }), source: 'x' } : simplePrice(c)));
		const changed = (store.all('SELECT total_changes() AS n')[0]?.n as number) - before;
		assert.ok(changed < 12, `${changed} rows written for one call`);
		agree(store);
		assert.deepEqual(days(store), [
			'2026-11-21 b x1 in=100 out=10 $0.5 logged',
			'2026-11-21 claude-sonnet-4-5 x1 in=100 out=10 $0.00012 priced',
			'2026-11-21 new-one x1 in=100 out=10 $0.00012 priced',
		]);
	});

	it('prices every call again, also those that come while it does', async () => {
		const dear: PriceCall = c => ({ ...simplePrice(c), cost: 2 });
		for (let key = 1; key <= 40; key++) await add(key, call({ key, session: `s${key}` }));
		const turns: Promise<unknown>[] = [];
		const live = createRecorder({
			store,
			price: simplePrice,
			zone: 'UTC',
			clock: {
				yield: async () =>
					void turns.push(
						store.write('soon', writer =>
							live.add(writer, 40 - turns.length, [call({ key: 100 + turns.length, session: `s${40 - turns.length}` })]),
						),
					),
			},
		});
		await live.reprice(dear, 'dear');
		await Promise.all(turns);
		assert.ok(turns.length > 1);
		for (const each of storedCalls(store)) assert.equal(each.cost, 2, `call ${each.key}`);
		agree(store);
	});

	it('is not settled where a pass was cut off, whatever the rules are by then', async () => {
		await add(1, call());
		await recorder.settle();
		store.failNext();
		await assert.rejects(recorder.rezone('Asia/Tokyo'));
		const again = createRecorder({ store, price: simplePrice, zone: 'Asia/Tokyo' });
		await again.settle();
		await recorder.rezone('UTC');
		agree(store);
		assert.equal(days(store).length, 1);
	});

	it('settles calls of another zone or price list at the next start, and only then', async () => {
		await add(1, call({ ts: Date.UTC(2026, 10, 21, 23) }));
		await recorder.settle();
		const travelled = createRecorder({ store, price: simplePrice, priceMark: 'v2', zone: 'Asia/Tokyo' });
		await travelled.settle();
		assert.deepEqual(
			days(store).map(line => line.slice(0, 10)),
			['2026-11-22'],
		);
		const writes = store.committed.soon;
		await createRecorder({ store, price: simplePrice, priceMark: 'v2', zone: 'Asia/Tokyo' }).settle();
		assert.equal(store.committed.soon, writes);
	});

	it('lets no number through that no tool can have meant', async () => {
		const bad = [-5, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53 + 2, 3.7, '12' as unknown as number, undefined as unknown as number];
		const fields = ['input', 'output', 'reasoning', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h', 'requests', 'ts', 'key', 'tie'] as const;
		let key = 10;
		for (const field of fields)
			for (const value of bad) assert.equal(await add(1, call({ key: key++, [field]: value })), 1, `${field} ${value}`);
		assert.equal(storedCalls(store).length, 0);
		await add(1, call({ loggedCost: Number.NaN }), call({ key: 2, loggedCost: -1 }), call({ key: 3, reasoning: 99, output: 5 }));
		assert.deepEqual(
			storedCalls(store).map(call => `${call.loggedCost} ${call.reasoning}`),
			['undefined 0', 'undefined 0', 'undefined 5'],
		);
	});

	it('takes names as they come', async () => {
		const names = ['__proto__', 'constructor', '', 'a\u2028b', 'x'.repeat(10_000), 'nul\0nul', '"\'; DROP TABLE models; --'];
		await add(1, ...names.map((model, i) => call({ key: i + 1, model, agent: model, project: model, session: model })));
		agree(store);
		assert.equal(days(store).length, names.length);
		await add(2, ...names.map((model, i) => call({ key: i + 1, model, agent: model, project: model, session: model })));
		assert.equal(days(store).length, names.length);
	});

	it('tells what came in since it was last asked', async () => {
		await add(1, call({ key: 1, output: 5 }), call({ key: 2, model: 'new-one' }), call({ key: 3, model: 'b', loggedCost: 2 }));
		await add(1, call({ key: 1, output: 25 }));
		assert.deepEqual(recorder.drain(), [
			{ model: 'b', tokens_in: 100, tokens_out: 10, cost: 2 },
			{ model: 'claude-sonnet-4-5', tokens_in: 100, tokens_out: 25, cost: 0.00015 },
			{ model: 'new-one', tokens_in: 100, tokens_out: 10, cost: null },
		]);
		await add(2, call({ key: 1, output: 25 }));
		assert.deepEqual(recorder.drain(), []);
		// A file read again from its start brings nothing new but what was not there before.
		await drop(1);
		assert.deepEqual(recorder.drain(), []);
		await add(1, call({ key: 1, output: 30 }), call({ key: 2, model: 'new-one' }), call({ key: 3, model: 'b', loggedCost: 2 }));
		assert.deepEqual(
			recorder.drain().map(each => each.model),
			['claude-sonnet-4-5'],
		);
	});
});

/** Copies of a few calls that differ in everything a copy can differ in. */
function someCopies(below: (n: number) => number, count: number): { fileId: number; event: UsageEvent }[] {
	return Array.from({ length: count }, () => {
		const logged = below(5) === 0 ? { loggedCost: below(3) / 100 } : {};
		const event = call({
			key: 1 + below(12),
			rank: below(3),
			tie: below(2),
			ts: NOON + below(4) * 20_000_000,
			model: ['a', 'b', 'new-c'][below(3)] ?? 'a',
			provider: below(2) ? 'p' : '',
			agent: below(3) ? 'main' : 'helper',
			project: below(2) ? '/x' : '/y',
			session: `s${below(3)}`,
			variant: below(4) ? '' : 'fast',
			confidence: below(3) ? 'exact' : 'estimated',
			requests: below(8) ? 1 : 0,
			input: below(3) * 10,
			output: 1 + below(3) * 10,
			cacheRead: below(2) * 10,
			cacheWrite5m: below(2) * 10,
			cacheWrite1h: below(2) * 10,
			...logged,
		});
		return { fileId: 1 + below(3), event };
	});
}

async function recordInPieces(
	store: MemoryStore,
	copies: { fileId: number; event: UsageEvent }[],
	below: (n: number) => number,
): Promise<void> {
	const recorder = createRecorder({ store, price: simplePrice, zone: 'Europe/Berlin' });
	let start = 0;
	while (start < copies.length) {
		const piece = copies.slice(start, start + 1 + below(15));
		start += piece.length;
		await store.write('soon', writer => {
			for (const fileId of [1, 2, 3]) {
				recorder.add(
					writer,
					fileId,
					piece.filter(each => each.fileId === fileId).map(each => each.event),
				);
			}
		});
	}
}

function calls(store: MemoryStore): string[] {
	return storedCalls(store)
		.filter(call => call.requests === 1)
		.map(call => `${call.key} ${call.day} ${call.model} in=${call.input} out=${call.output} file=${call.file_id}`);
}

function days(store: MemoryStore): string[] {
	const rows = store.all('SELECT d.*, m.name AS model FROM usage_daily d JOIN models m ON m.id = d.model_id ORDER BY d.day, m.name');
	const basis = ['unpriced', 'priced', 'logged'];
	return rows.map(
		row =>
			`${row.day} ${row.model} x${row.requests} in=${row.input} out=${row.output} $${Number(Number(row.cost).toFixed(9))} ${basis[Number(row.basis)]}`,
	);
}

/** All that is stored of calls and days, without the numbers of names and rows and what calls are bundled with, which depend on the order of reading. */
function everything(store: MemoryStore): string {
	const heads = [
		'rank',
		'tie',
		'confidence',
		'day',
		'basis',
		'source',
		'provider',
		'model',
		'agent',
		'project',
		'session',
		'variant',
		'price',
	];
	const plain = ({ bundle, ...call }: RecordedCall) => JSON.stringify([call, heads.map(name => bundle[name])]);
	return [...storedCalls(store).map(plain), ...days(store).sort()].join('\n');
}

const SUMS = ['requests', 'input', 'output', 'reasoning', 'cache_read', 'cache_write_5m', 'cache_write_1h'];
const COSTS = ['cost', 'input_cost', 'output_cost', 'cache_read_cost', 'cache_write_cost'];

/** The roll-up is what its calls add up to, within a billionth of a dollar, and has no empty rows. */
function agree(store: MemoryStore): void {
	const sums = [...SUMS, ...COSTS].map(name => `total(e.${name}) AS ${name}`).join(', ');
	const rows = store.all('SELECT * FROM usage_daily ORDER BY id');
	const truth = store.all(`SELECT d.id, ${sums} FROM usage_daily d JOIN usage_events e ON e.daily_id = d.id GROUP BY d.id ORDER BY d.id`);
	assert.equal(rows.length, truth.length);
	for (const [i, row] of rows.entries()) {
		assert.ok(Number(row.requests) > 0);
		for (const name of SUMS) assert.equal(row[name], truth[i]?.[name]);
		for (const name of COSTS) assert.ok(Math.abs(Number(row[name]) - Number(truth[i]?.[name])) < 1e-9);
	}
}
