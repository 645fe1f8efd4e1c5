// Migrations: a newer store is left alone, an update is backed up, checked, and all or nothing.
import * as assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { silentLog } from '../../../src/base/log';
import { MIGRATIONS, type Migration, newestVersion } from '../../../src/storage/migrate';
import type { Store } from '../../../src/storage/store';
import { type Scratch, scratch } from './scratch';

/** The version this program knows. */
const KNOWN = newestVersion(MIGRATIONS);
const next = (sql: string): Migration[] => [...MIGRATIONS, { version: KNOWN + 1, name: 'next', sql }];
const GOOD =
	'ALTER TABLE models ADD COLUMN label TEXT; UPDATE models SET label = upper(name); CREATE TABLE more (id INTEGER PRIMARY KEY) STRICT';

describe('migrations', () => {
	let room: Scratch;
	beforeEach(() => {
		room = scratch();
	});
	afterEach(() => room.end());

	async function filled(): Promise<void> {
		const store = await room.open();
		await store.write('now', w => w.runMany('INSERT INTO models (name) VALUES (?)', [['a'], ['b']]));
		await store.close();
	}
	const labels = (store: Store) => store.all('SELECT name, label FROM models ORDER BY id').map(({ name, label }) => `${name}${label}`);

	it('brings an older store up to date, after a backup of all it held', async () => {
		await filled();
		const store = await room.open({ migrations: next(GOOD) });
		assert.deepEqual([labels(store), store.notes], [['aA', 'bB'], []]);
		await store.write('now', w => w.run("INSERT INTO models (name, label) VALUES ('c', 'C')"));
		assert.deepEqual(labels(await room.reopen({ migrations: next(GOOD) })), ['aA', 'bB', 'cC']);
		await store.close();
		const backup = room.files('backups').find(name => name.endsWith(`schema-${KNOWN}.db`));
		assert.ok(backup);
		for (const name of room.files().filter(one => !one.startsWith('backups'))) fs.unlinkSync(room.file(name));
		for (const name of room.files('backups').filter(one => !one.includes(`schema-${KNOWN}`))) fs.unlinkSync(room.file(`backups/${name}`));
		assert.deepEqual(room.models(await room.open()), ['a', 'b']);
	});

	it('brings a store of every version there was up to date, whole', async () => {
		for (const { version } of MIGRATIONS) {
			const old = scratch();
			try {
				const store = await old.open({ migrations: MIGRATIONS.slice(0, version) });
				await store.write('now', w => {
					w.runMany('INSERT INTO models (name) VALUES (?)', [['a'], ['b']]);
					w.run("INSERT INTO sources (name) VALUES ('claude')");
				});
				const now = await old.reopen();
				assert.deepEqual([old.models(now), now.notes, now.mode], [['a', 'b'], [], 'disk']);
				assert.deepEqual(now.all('SELECT name, rewind FROM sources'), [{ name: 'claude', rewind: 0 }]);
			} finally {
				await old.end();
			}
		}
	});

	it('replays over a migration when the snapshot after it is lost', async () => {
		await filled();
		const store = await room.open({ migrations: next(GOOD) });
		await store.write('now', w => w.run("INSERT INTO models (name, label) VALUES ('c', 'C')"));
		await store.close();
		const snapshots = room.files().filter(name => /^snap/.test(name));
		fs.writeFileSync(room.file(snapshots.at(-1) ?? ''), '');
		const again = await room.open({ migrations: next(GOOD) });
		assert.deepEqual(labels(again), ['aA', 'bB', 'cC']);
		assert.match(again.notes.join(' '), /nothing is missing/);
	});

	it('DU13 shows what a newer version wrote, refuses to change it, and touches no file', async () => {
		await filled();
		await (await room.open({ migrations: next(GOOD) })).close();
		const before = room.files().map(name => [name, fs.readFileSync(room.file(name)).toString('base64')]);
		const said: string[] = [];
		const store = await room.open({ log: { ...silentLog, warn: text => said.push(text) } });
		assert.equal(store.mode, 'read-only');
		assert.deepEqual(room.models(store), ['a', 'b']);
		assert.match(store.notes.join(' '), new RegExp(`written by a newer version.*data version ${KNOWN + 1}.*knows ${KNOWN}.*update`));
		assert.deepEqual(said, store.notes, 'the log says it too');
		await assert.rejects(
			store.write('now', w => w.run("INSERT INTO models (name) VALUES ('x')")),
			{ code: 'STORE_NEWER' },
		);
		await store.flush();
		await store.close();
		assert.deepEqual(
			room.files().map(name => [name, fs.readFileSync(room.file(name)).toString('base64')]),
			before,
		);
	});

	it('DU14 a migration that fails at any statement leaves the store as it was, with a backup, and can be tried again', async () => {
		await filled();
		const good = GOOD.split(';');
		for (let at = 0; at <= good.length; at++) {
			const broken = [...good.slice(0, at), ' SELECT no_such_function()', ...good.slice(at)].join(';');
			await assert.rejects(room.open({ migrations: next(broken) }), {
				code: 'STORE_BROKEN',
				message: /next.*Nothing was changed.*backup/s,
			});
			const store = await room.open();
			assert.deepEqual(
				[room.models(store), store.get('SELECT count(*) AS n FROM pragma_table_info(?)', ['models'])],
				[['a', 'b'], { n: 2 }],
			);
			await store.close();
		}
		assert.ok(room.files('backups').some(name => name.endsWith(`schema-${KNOWN}.db`)));
		assert.deepEqual(labels(await room.open({ migrations: next(GOOD) })), ['aA', 'bB']);
	});

	it('DU15 refuses a migration that loses rows, tables or references', async () => {
		await filled();
		for (const [sql, words] of [
			["DELETE FROM models WHERE name = 'b'", /table models had 2 rows and has 1/],
			['DROP TABLE prices', /table prices had 0 rows and has none/],
			[
				'PRAGMA defer_foreign_keys = ON; CREATE TABLE refs (id INTEGER REFERENCES models(id)); INSERT INTO refs VALUES (77)',
				/1 rows refer to rows that are not there/,
			],
		] as const) {
			await assert.rejects(room.open({ migrations: next(sql) }), { code: 'STORE_BROKEN', message: words });
		}
		assert.deepEqual(room.models(await room.open()), ['a', 'b']);
	});
});
