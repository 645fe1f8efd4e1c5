// A hub of another machine, as far as its records say: `host` is the name of that machine.
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { startHub } from '../../src/hub/startHub';

const [folder = '', home = '', host = ''] = process.argv.slice(2);
void (async () => {
	const started = await startHub(
		{
			clock: systemClock,
			home,
			host,
			env: { PATH: process.env.PATH },
			platform: process.platform,
			version: PRODUCT_VERSION,
			wasm: path.join(process.cwd(), 'dist', 'sql-wasm.wasm'),
		},
		{ folder, home, useEnv: false, mode: 'process', linger: undefined, background: true, zone: undefined, log: silentLog },
	);
	if ('owner' in started) process.exit(1);
	process.on('SIGTERM', () => void started.office.stop('asked'));
	process.send?.('serves');
	await started.office.closed;
	process.exit(0);
})();
