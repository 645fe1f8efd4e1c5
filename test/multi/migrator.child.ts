// A hub of the migration test: opens the store of a folder with a newer schema, says so, and is killed on the way.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { openStore } from '../../src/storage/open';
import { NEWER } from '../unit/storage/life';

const [folder = ''] = process.argv.slice(2);
const say = (line: string): void => void fs.writeSync(1, `${line}\n`);

void (async () => {
	say('begun');
	const store = await openStore({
		folder,
		wasm: path.resolve('node_modules/sql.js/dist/sql-wasm.wasm'),
		clock: systemClock,
		log: silentLog,
		epoch: () => 2,
		fence: () => {},
		migrations: NEWER,
	});
	say('done');
	await store.close();
	say('closed');
})();
