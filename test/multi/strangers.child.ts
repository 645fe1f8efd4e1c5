// A window of its own process, for a test that wants to see it survive: tells its state and whatever nobody caught.
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { connectHub } from '../../src/client/connection';

const [dataDir = '', hubScript = '', linger = '700'] = process.argv.slice(2);
const hub = connectHub({
	dataDir,
	hubScript,
	mode: 'process',
	version: PRODUCT_VERSION,
	clock: systemClock,
	log: silentLog,
	hubArguments: ['--linger', linger],
	heartbeat: 300,
});
hub.onState(state => process.send?.(state.kind === 'connected' ? `connected ${state.info.epoch}` : state.kind));
// Keeps the process alive, as a window's extension host is.
setInterval(() => {}, 1000);
