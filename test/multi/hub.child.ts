// A hub-to-be of the chaos test: stands for election again and again, by a clock that may go wrong, until it is killed.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, systemClock } from '../../src/base/clock';
import { messageOf } from '../../src/base/errors';
import type { Log } from '../../src/base/log';
import { startHub } from '../../src/hub/startHub';

const [root = '', offset = '0'] = process.argv.slice(2);
const clock: Clock = { ...systemClock, now: () => systemClock.now() + Number(offset) };

const note = (level: string) => (text: string, cause?: unknown) => {
	const why = cause === undefined ? '' : `: ${cause instanceof Error ? cause.stack : String(cause)}`;
	fs.appendFileSync(path.join(root, 'hubs.log'), `${new Date(systemClock.now()).toISOString()} ${process.pid} ${level} ${text}${why}\n`);
};
const log: Log = { debug: () => {}, info: note('info'), warn: note('warn'), error: note('error') };

async function serve(): Promise<void> {
	const home = path.join(root, 'home');
	const started = await startHub(
		{
			clock,
			home,
			env: { PATH: process.env.PATH },
			platform: process.platform,
			version: PRODUCT_VERSION,
			wasm: path.join(process.cwd(), 'dist', 'sql-wasm.wasm'),
		},
		{
			folder: path.join(root, 'data'),
			home,
			useEnv: false,
			mode: 'process',
			linger: undefined,
			patience: 0,
			background: true,
			zone: 'UTC',
			log,
		},
	);
	if ('office' in started) await started.office.closed;
}

void (async () => {
	for (;;) {
		await serve().catch(error => log.warn(`No hub this time: ${messageOf(error)}`));
		await systemClock.sleep(80);
	}
})();
