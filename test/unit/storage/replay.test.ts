// Opening a store that is as it should be: the journal is replayed in large steps, and SQLite's own look through it is not repeated all day.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { encodeLine, encodeOperation, encodeOperations } from '../../../src/storage/journal';
import { Connection } from '../../../src/storage/sqlite';
import { addNames, restored } from './damage';
import { type Scratch, scratch } from './scratch';

describe('opening', () => {
	let room: Scratch;
	beforeEach(() => {
		room = scratch();
	});
	afterEach(() => room.end());

	it('a line that cannot be applied ends the replay: all before it is there, nothing of it and after it', async () => {
		const store = await room.open();
		for (const name of 'abc') await addNames(store, name);
		const name = 'journal-000001-000001.log';
		const [seq, check] = fs.readFileSync(room.file(name), 'utf8').trim().split('\n').at(-1)?.split(' ') ?? [];
		const insert = (model: string) => encodeOperation('INSERT INTO models (name) VALUES (?)', [model]);
		const fourth = encodeLine({ seq: Number(seq), check: check ?? '' }, encodeOperations([insert('h'), insert('a')]));
		const fifth = encodeLine(fourth.after, encodeOperations([insert('e')]));
		const { names, notes } = await restored(room, copy => fs.appendFileSync(copy.file(name), fourth.line + fifth.line));
		assert.deepEqual(names, ['a', 'b', 'c']);
		assert.match(notes.join(' '), /transaction 4 cannot be applied \(.*UNIQUE/);
	});

	it('a thousand and more lines, with a change of the schema among them, come back in order', async () => {
		const store = await room.open();
		for (let i = 0; i < 1200; i++) {
			if (i === 700)
				await store.write('now', w => w.run('CREATE TABLE more (id INTEGER PRIMARY KEY, of INTEGER REFERENCES models(id)) STRICT'));
			void store.write('soon', w => w.run('INSERT INTO models (name) VALUES (?)', [`m${i}`]));
		}
		await store.write('now', w => w.run('INSERT INTO more (of) SELECT id FROM models WHERE id > 1190'));
		const again = await room.reopen();
		assert.deepEqual(
			[room.models(again), again.get('SELECT count(*) AS n FROM more'), again.notes],
			[Array.from({ length: 1200 }, (_, i) => `m${i}`), { n: 10 }, []],
		);
	});

	it('SQLite looks through a store once a day, and whenever the clock is not to be believed', async () => {
		let checks = 0;
		const check = Connection.prototype.check;
		Connection.prototype.check = function (this: Connection) {
			checks++;
			return check.call(this);
		};
		/** Gives how often it looked. */
		const visit = async (): Promise<number> => {
			checks = 0;
			const store = await room.open();
			await addNames(store, `${room.clock.now()} ${checks}`);
			await store.backUp();
			await store.close();
			return checks;
		};
		try {
			const seen: number[] = [];
			for (const hours of [0, 1, 22, 2, 1, -48, 1]) {
				room.clock.advance(hours * 3_600_000);
				seen.push(await visit());
			}
			assert.deepEqual(seen, [0, 0, 0, 1, 0, 1, 0]);
		} finally {
			Connection.prototype.check = check;
		}
	});

	it('what SQLite finds damaged is refused once it has looked, though the bytes are those that were written', async () => {
		const store = await room.open();
		await addNames(store, 'a');
		await store.backUp();
		await store.close();
		room.clock.advance(25 * 3_600_000);
		const check = Connection.prototype.check;
		let first = true;
		Connection.prototype.check = function (this: Connection) {
			const answer = first ? 'row 1 missing from index' : check.call(this);
			first = false;
			return answer;
		};
		try {
			const again = await room.open();
			assert.match(again.notes.join(' '), /snap-000002\.db: SQLite finds it damaged \(row 1 missing from index\)/);
			assert.deepEqual(room.models(again), ['a']);
		} finally {
			Connection.prototype.check = check;
		}
	});
});
