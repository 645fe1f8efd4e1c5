// A hub on a machine that can be made to sleep: its clock is off by what stands in a file, ms.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { startHub } from '../../src/hub/startHub';

const [root = '', home = '', folder = ''] = process.argv.slice(2);
const offset = path.join(root, 'offset');
const clock: Clock = { ...systemClock, now: () => systemClock.now() + Number(fs.readFileSync(offset, 'utf8')) };
void (async () => {
	const started = await startHub(
		{
			clock,
			home,
			env: { PATH: process.env.PATH },
			platform: process.platform,
			version: PRODUCT_VERSION,
			wasm: path.join(process.cwd(), 'dist', 'sql-wasm.wasm'),
		},
		{ folder, home, useEnv: false, mode: 'process', linger: undefined, background: true, zone: 'UTC', log: silentLog },
	);
	if ('owner' in started) process.exit(1);
	process.send?.('serves');
	await started.office.closed;
	process.exit(0);
})();
