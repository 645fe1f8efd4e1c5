// One hub takes over from another: whatever the old one still does, nothing that was acknowledged is lost.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { AppError } from '../../../src/base/errors';
import type { StoreOptions } from '../../../src/storage/open';
import type { Store } from '../../../src/storage/store';
import { type Scratch, scratch } from './scratch';

describe('takeover', () => {
	let room: Scratch;
	let newest: number;
	beforeEach(() => {
		room = scratch();
		newest = 0;
	});
	afterEach(() => room.end());

	/** A hub of the next epoch. */
	const hub = (options: Partial<StoreOptions> = {}): Promise<Store> => {
		const epoch = ++newest;
		const fence = () => {
			if (newest > epoch) throw new AppError('FENCED', `fenced by epoch ${newest}`);
		};
		return room.open({ epoch: () => epoch, fence, ...options });
	};
	const add = (store: Store, name: string) => store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', [name]));
	const fenced = { code: 'FENCED' };

	it('MW04 the old hub commits nothing any more, not even at its end', async () => {
		const old = await hub();
		await add(old, 'a');
		const successor = await hub();
		await add(successor, 'b');
		const before = room.files();
		await assert.rejects(add(old, 'x'), { code: 'FENCED', message: /fenced by epoch 2/ });
		await assert.rejects(old.flush(), fenced);
		assert.match(old.notes.join(' '), /fenced by epoch 2/);
		await old.close();
		assert.deepEqual(room.files(), before);
		await successor.close();
		const third = await hub();
		assert.deepEqual([room.models(third), third.notes], [['a', 'b'], []]);
	});

	it('a write that was under way during the takeover is not acknowledged, and does not disturb the successor', async () => {
		const old = await hub();
		await add(old, 'a');
		let successor: Store | undefined;
		// The old hub is past its first look at the epoch and hangs before its sync; the successor reads the journal without the line.
		const sync = fs.fdatasync;
		const journal = room.file('journal-000001-000001.log');
		const without = fs.readFileSync(journal);
		const hanging = (fd: number, done: fs.NoParamCallback) => {
			Object.defineProperty(require('node:fs'), 'fdatasync', { value: sync, configurable: true, writable: true });
			const withLine = fs.readFileSync(journal);
			fs.writeFileSync(journal, without);
			void hub().then(async store => {
				successor = store;
				await add(store, 'b');
				fs.writeFileSync(journal, withLine);
				sync(fd, done);
			});
		};
		Object.defineProperty(require('node:fs'), 'fdatasync', { value: hanging, configurable: true, writable: true });
		try {
			await assert.rejects(add(old, 'x'), fenced);
		} finally {
			Object.defineProperty(require('node:fs'), 'fdatasync', { value: sync, configurable: true, writable: true });
		}
		assert.ok(successor);
		await add(successor, 'c');
		await successor.close();
		const third = await hub();
		assert.deepEqual([room.models(third), third.notes], [['a', 'b', 'c'], []]);
	});

	it('a snapshot the old hub publishes after the takeover counts for nothing', async () => {
		// This old hub never notices: its fence is blind.
		const old = await hub({ fence: () => {} });
		await add(old, 'a');
		const successor = await hub();
		await add(successor, 'b');
		await add(old, `x${'y'.repeat(30_000)}`);
		await old.close();
		assert.ok(room.files().includes('commit-000002.json'), 'it did publish');
		await add(successor, 'c');
		assert.deepEqual(room.models(await room.reopen({ epoch: () => 3 })), ['a', 'b', 'c']);
		await add(successor, 'z'.repeat(30_000));
		await successor.close();
		const third = await hub();
		assert.deepEqual(
			room.models(third).map(name => name[0]),
			['a', 'b', 'c', 'z'],
		);
		assert.deepEqual(third.notes, []);
	});

	it('two hubs of one epoch, which no fence can tell apart: the second to write is the owner, the first is refused', async () => {
		const first = await room.open();
		await add(first, 'a');
		const second = await room.open();
		await add(second, 'b');
		await assert.rejects(add(first, 'x'), { code: 'FENCED', message: /Only one hub/ });
		const third = await room.open();
		const fourth = await room.open();
		await add(fourth, 'c');
		await assert.rejects(add(third, 'x'), fenced);
		await assert.rejects(add(second, 'x'), fenced);
		await fourth.close();
		assert.deepEqual(room.models(await room.open()), ['a', 'b', 'c']);
	});

	it('MW06 a slow hub whose generations were long pruned cannot publish on top of them', async () => {
		const [slow, other] = [await room.open(), await room.open()];
		for (let i = 0; i < 8; i++) {
			const store = await room.open();
			await add(store, `${i}${'x'.repeat(20_000)}`);
			await store.close();
		}
		assert.ok(!room.files().includes('snap-000001.db'));
		await assert.rejects(add(slow, 'late'), fenced);
		const before = room.files();
		await assert.rejects(other.backUp(), { code: 'FENCED', message: /Another hub has saved to .*commit \d after 1/ });
		for (const store of [slow, other]) await store.close();
		assert.deepEqual(room.files(), before);
		const after = await room.open();
		assert.deepEqual([room.models(after).length, after.notes], [8, []]);
	});

	it('goes on where the folder of the epochs was removed and epochs begin again at 1', async () => {
		newest = 6;
		const seventh = await hub();
		await add(seventh, 'a');
		newest = 0;
		const first = await hub();
		await add(first, 'b');
		await first.close();
		const second = await hub();
		assert.deepEqual([room.models(second), second.notes], [['a', 'b'], []]);
	});
});
