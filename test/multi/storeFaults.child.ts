// A process of the store tests: opens a folder as somebody else would, or brings it to a newer schema until it is killed.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { reportOf } from '../../src/hub/storeWords';
import { checkStore } from '../../src/storage/check';
import { examineHere } from '../../src/storage/examine';
import { MIGRATIONS, type Migration, newestVersion } from '../../src/storage/migrate';
import { openStore, STORE_FOLDER } from '../../src/storage/open';

/** Takes a while at each of its statements, so that a kill meets each. */
export const SLOW: readonly Migration[] = [
	...MIGRATIONS,
	{
		version: newestVersion(MIGRATIONS) + 1,
		name: 'slow',
		sql: `ALTER TABLE models ADD COLUMN label TEXT;
			CREATE TABLE more (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
			INSERT INTO more (text) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 60000) SELECT hex(i) FROM n;
			UPDATE models SET label = upper(name);
			CREATE INDEX more_text ON more(text)`,
	},
];

async function main([task = '', folder = '', wasm = '']: string[]): Promise<void> {
	const say = (line: string) => void fs.writeSync(1, `${line}\n`);
	const start = systemClock.now();
	if (task === 'migrate') say('begins');
	const store = await openStore({
		folder,
		wasm,
		clock: systemClock,
		log: silentLog,
		epoch: () => 1,
		fence: () => {},
		...(task === 'migrate' ? { migrations: SLOW } : {}),
	});
	const ms = systemClock.now() - start;
	const models = store.all('SELECT name FROM models ORDER BY id').map(({ name }) => name);
	const written = await store
		.write('now', w => w.run("INSERT INTO models (name) VALUES ('here')"))
		.then(
			() => 'yes',
			(error: { code: string }) => error.code,
		);
	const at = { folder: path.join(folder, STORE_FOLDER), store, trouble: null, newest: newestVersion(MIGRATIONS) };
	const found = await checkStore({ ...at, clock: systemClock, examine: examineHere(wasm) });
	const { verdict } = reportOf(found, { now: systemClock.now(), zone: 'UTC' });
	say(JSON.stringify({ mode: store.mode, notes: store.notes, models, ms, written, verdict }));
	await store.close();
}

if (path.basename(process.argv[1] ?? '').startsWith('storeFaults.child')) void main(process.argv.slice(2));
