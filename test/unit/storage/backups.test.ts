// Backups beside the generations: of every day, of every week, and never the last good one thrown away.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { readCommit } from '../../../src/storage/commit';
import { backUp } from '../../../src/storage/generations';
import { type Scratch, scratch } from './scratch';

const DAY = 86_400_000;

describe('backups', () => {
	let room: Scratch;
	beforeEach(() => {
		room = scratch();
	});
	afterEach(() => room.end());

	/** Starts the hub, changes something and ends, once a day. */
	async function live(days: number): Promise<void> {
		for (let day = 0; day < days; day++) {
			const store = await room.open();
			await store.write('now', w => w.run('INSERT INTO models (name) VALUES (?)', [`${room.clock.now()} ${'x'.repeat(5000)}`]));
			await store.backUp();
			await store.close();
			room.clock.advance(DAY);
		}
	}
	const days = (kind: RegExp) =>
		room
			.files('backups')
			.filter(name => kind.test(name))
			.map(name => name.slice(0, 10));
	const daily = /-\d{6}\.db$/;
	const weekly = /-week\.db$/;

	it('of every week the first day the hub was there, four of them; of every day seven', async () => {
		// The clock begins on a Saturday.
		await live(40);
		assert.deepEqual(days(daily), ['2026-12-24', '2026-12-25', '2026-12-26', '2026-12-27', '2026-12-28', '2026-12-29', '2026-12-30']);
		assert.deepEqual(days(weekly), ['2026-12-07', '2026-12-14', '2026-12-21', '2026-12-28']);
		assert.equal(room.files('backups').length, 2 * (7 + 4), 'each with its record, and nothing else');
	});

	it('a kill between a backup and its record costs no backup: the next save makes it again, whole', async () => {
		await live(1);
		room.clock.advance(-DAY); // the same day again
		const name = days(daily).length === 1 ? room.files('backups').find(file => daily.test(file)) : undefined;
		assert.ok(name);
		fs.unlinkSync(room.file(`backups/${name.replace('.db', '.json')}`));
		const next = await room.open();
		await next.backUp();
		await next.close();
		const records = room.files('backups').filter(file => /-\d{6}\.json$/.test(file));
		assert.equal(records.length, 1, 'the day has a backup');
		// On a file system without links even a half copy may stand there under the very name.
		fs.unlinkSync(room.file(`backups/${records[0]}`));
		const half = room.file(`backups/${records[0]?.replace('.json', '.db')}`);
		fs.unlinkSync(half);
		fs.writeFileSync(half, 'half');
		const record = readCommit(
			room.file(
				room
					.files()
					.filter(file => /^commit-/.test(file))
					.at(-1) ?? '',
			),
		);
		assert.ok(record);
		await backUp(room.store, record, { day: '2026-11-21', number: record.number, kind: 'daily' });
		assert.equal(fs.statSync(half).size, record.snapshot.size);
	});

	it('weeks without the hub cost no backup: only newer ones replace older ones', async () => {
		await live(1);
		room.clock.advance(100 * DAY);
		await live(3);
		assert.deepEqual(days(weekly), ['2026-11-21', '2027-03-02']);
		assert.deepEqual(days(daily), ['2026-11-21', '2027-03-02', '2027-03-03', '2027-03-04']);
	});

	it('a clock that was wrong for a while pushes out nothing but by age of what was saved', async () => {
		room.clock.advance(3650 * DAY);
		await live(2);
		room.clock.advance(-3652 * DAY);
		await live(8);
		assert.deepEqual(
			days(daily),
			[22, 23, 24, 25, 26, 27, 28].map(day => `2026-11-${day}`),
		);
	});

	it('the backup of a week is a whole store: it is opened when nothing else is left', async () => {
		await live(9);
		const left = room.files('backups').filter(name => name.startsWith('2026-11-23') && name.includes('-week'));
		assert.equal(left.length, 2);
		for (const name of room.files()) if (!left.includes(path.basename(name))) fs.rmSync(room.file(name));
		const store = await room.open();
		assert.equal(room.models(store).length, 3);
		await store.close();
	});

	it('older backups stay where a new one is not as it was written', async () => {
		await live(7);
		const copy = fs.copyFileSync;
		const link = fs.linkSync;
		const real = require('node:fs');
		const damaged = (from: string, to: string) => {
			if (!to.endsWith('.db')) return link(from, to);
			copy(from, to);
			fs.writeFileSync(to, fs.readFileSync(to).fill(1, 5000, 5010));
		};
		Object.defineProperty(real, 'linkSync', { value: damaged, configurable: true, writable: true });
		try {
			await live(2);
		} finally {
			Object.defineProperty(real, 'linkSync', { value: link, configurable: true, writable: true });
		}
		assert.equal(days(daily).length, 9);
		await live(1);
		assert.deepEqual(days(daily)[0], '2026-11-24');
	});
});
