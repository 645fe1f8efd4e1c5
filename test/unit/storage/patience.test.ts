// Files that somebody else holds for a moment, as virus scanners do: waited for, and said when it takes too long.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { patiently } from '../../../src/storage/patience';
import type { Store } from '../../../src/storage/store';
import { failing } from './faults';
import { type Scratch, scratch } from './scratch';

describe('held files', () => {
	let room: Scratch;
	let restore = () => {};
	let pauses: number[] = [];
	beforeEach(() => {
		room = scratch();
		pauses = [];
		Object.assign(room.clock, {
			sleep: async (ms: number) => {
				pauses.push(ms);
				room.clock.advance(ms);
			},
		});
	});
	afterEach(async () => {
		restore();
		restore = () => {};
		await room.end();
	});

	const add = (store: Store, name: string) => store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', [name]));
	const total = () => pauses.reduce((sum, pause) => sum + pause, 0);
	/** Fails the first `times` calls of a kind from now on. */
	const hold = (kind: RegExp, code: string, times: number): void => {
		let left = times;
		restore();
		restore = failing(name => (kind.test(name) && left-- > 0 ? { code } : undefined));
	};

	for (const [code, kind] of [
		['EBUSY', /^linkSync$/],
		['EPERM', /^openSync$/],
		['EACCES', /^openSync$/],
		['EBUSY', /^openSync$/],
	] as const) {
		it(`DU17 ${code} from ${kind.source.slice(1, -1)}, one to ten times: waited for, and kept`, async () => {
			for (let times = 1; times <= 10; times++) {
				const store = await room.open();
				// The journal's file is made at opening and after each snapshot.
				await store.backUp();
				pauses = [];
				hold(kind, code, times);
				await add(store, `journal ${code} ${times}`);
				assert.equal(pauses.length, times);
				assert.ok(pauses.every((pause, i) => pause >= (pauses[i - 1] ?? 0)) && total() <= 10_000, pauses.join(' '));
				hold(kind, code, times);
				await store.backUp();
				assert.equal(pauses.length, 2 * times);
				assert.deepEqual(store.notes, []);
				restore();
				const again = await room.reopen();
				assert.deepEqual([room.models(again).length, again.notes], [times, []]);
				await store.close();
			}
			assert.deepEqual(
				room.files().filter(name => name.includes('.t-')),
				[],
			);
		});
	}

	it('DU17 held for longer: refused after ten seconds, kept in memory, and saved once the file is let go', async () => {
		const store = await room.open();
		await store.backUp();
		restore = failing(name => (/^(openSync|linkSync)$/.test(name) ? { code: 'EPERM' } : undefined));
		await assert.rejects(add(store, 'a'), { code: 'STORE_UNWRITABLE', message: /no permission to write there/ });
		assert.equal(total(), 10_000);
		assert.match(store.notes.join(' '), /cannot save to/);
		assert.deepEqual(room.models(store), ['a']);
		room.clock.advance(6000);
		await assert.rejects(add(store, 'b'), { code: 'STORE_UNWRITABLE' });
		assert.equal(total(), 10_000, 'nobody waits again for what is known');
		restore();
		room.clock.advance(31_000);
		await room.until(async () => store.notes.length === 0);
		await add(store, 'c');
		const again = await room.reopen();
		assert.deepEqual([room.models(again), again.notes], [['a', 'c'], []]);
	});

	it('DU17 the event loop runs on meanwhile: reads are answered and other writes join', async () => {
		const store = await room.open();
		await store.backUp();
		hold(/^linkSync$/, 'EBUSY', 3);
		const first = add(store, 'a');
		const second = add(store, 'b');
		assert.deepEqual(room.models(store), ['a', 'b']);
		await Promise.all([first, second]);
		assert.deepEqual(room.models(await room.reopen()), ['a', 'b']);
	});

	it('DU17 at opening: held files are waited for, not taken for damaged ones', async () => {
		const store = await room.open();
		await add(store, 'x'.repeat(10_000));
		await store.close();
		const real = fs.promises.readFile;
		let left = 3;
		Object.defineProperty(fs.promises, 'readFile', {
			value: (...args: Parameters<typeof real>) =>
				left-- > 0 ? Promise.reject(Object.assign(new Error('EBUSY: held'), { code: 'EBUSY' })) : real(...args),
			configurable: true,
			writable: true,
		});
		restore = () => Object.defineProperty(fs.promises, 'readFile', { value: real, configurable: true, writable: true });
		const again = await room.open();
		assert.deepEqual([again.notes, pauses.length, room.models(again).length], [[], 3, 1]);
		assert.ok(!room.files().some(name => name.startsWith('quarantine')));
	});

	it('DU17 a first start where nothing can be made does not wait for long', async () => {
		restore = failing(name => (/^(openSync|linkSync)$/.test(name) ? { code: 'EACCES' } : undefined));
		const store = await room.open();
		assert.ok(total() <= 1000, `${total()} ms`);
		assert.match(store.notes.join(' '), /no permission/);
	});

	it('DU17 a full disk, a broken one and a read-only one are told at once', async () => {
		for (const code of ['ENOSPC', 'EROFS', 'EIO', 'EEXIST']) {
			await assert.rejects(
				patiently(room.clock, () => {
					throw Object.assign(new Error(code), { code });
				}),
				{ code },
			);
		}
		assert.deepEqual(pauses, []);
	});
});
