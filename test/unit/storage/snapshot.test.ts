// A snapshot proves itself: no cut and no flipped bit of it passes.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { openSnapshot, type SnapshotProof, writeSnapshot } from '../../../src/storage/snapshot';
import { loadSqlite, type Sqlite } from '../../../src/storage/sqlite';
import { quickFolder, WASM } from './scratch';

describe('snapshot', () => {
	let folder: string;
	let sqlite: Sqlite;
	let image: Uint8Array;
	let proof: SnapshotProof;
	beforeEach(async () => {
		folder = fs.mkdtempSync(path.join(quickFolder(), 'mc-snap-'));
		sqlite = await loadSqlite(WASM);
		const connection = sqlite.open();
		connection.script('CREATE TABLE t (id INTEGER PRIMARY KEY, name TEXT)');
		connection.runMany(
			'INSERT INTO t (name) VALUES (?)',
			Array.from({ length: 300 }, (_, i) => [`row ${i}`]),
		);
		image = connection.image();
		connection.close();
		proof = await writeSnapshot(folder, 'snap-000001.db', image);
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	const file = () => path.join(folder, 'snap-000001.db');

	it('opens as it was written, and is never written over', async () => {
		const opened = await openSnapshot(sqlite, folder, proof);
		assert.ok(typeof opened !== 'string');
		assert.deepEqual(opened.get('SELECT count(*) AS n, max(name) AS m FROM t'), { n: 300, m: 'row 99' });
		opened.close();
		await assert.rejects(writeSnapshot(folder, 'snap-000001.db', image), { code: 'EEXIST' });
		assert.equal(fs.statSync(file()).size, image.length);
	});

	it('DU04 DU05 is refused at every length it can be cut to', async () => {
		for (let length = 0; length < image.length; length += length < 512 ? 1 : 61) {
			fs.writeFileSync(file(), image.subarray(0, length));
			assert.match(String(await openSnapshot(sqlite, folder, proof)), /^it has \d+ bytes instead of/);
		}
	});

	it('DU06 is refused with any bit flipped', async () => {
		for (let i = 0; i < 1500; i++) {
			const bytes = Buffer.from(image);
			const at = (i * 7919) % bytes.length;
			bytes[at] = (bytes[at] ?? 0) ^ (1 << (i % 8));
			fs.writeFileSync(file(), bytes);
			assert.equal(await openSnapshot(sqlite, folder, proof), 'its bytes have changed');
		}
	});

	it('a file that SQLite finds damaged is refused, though its bytes are those that were written', async () => {
		const broken = Buffer.from(image).fill(0xff, 4096, 4196);
		const other = await writeSnapshot(folder, 'snap-000002.db', broken);
		assert.match(String(await openSnapshot(sqlite, folder, other)), /^SQLite (finds it damaged|cannot open it)/);
	});
});
