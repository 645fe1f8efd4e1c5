// Reads the logs of a home into a folder, and is killed when so many transactions are on disk; else says what it has counted.
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { createScanner } from '../../src/core/collect/scan';
import { createPriceList } from '../../src/core/pricing/priceList';
import { createUsage } from '../../src/core/usage/queries';
import { createRecorder } from '../../src/core/usage/record';
import { openStore } from '../../src/storage/open';
import { allCollectors, WASM } from '../support/pipeline';
import { placesAt } from '../support/sink';
import { stoppedStore } from '../support/stoppedStore';

const [home = '', folder = '', transactions = ''] = process.argv.slice(2);

async function main(): Promise<void> {
	const kept = await openStore({ folder, wasm: WASM, clock: systemClock, log: silentLog, epoch: () => 1, fence: () => {} });
	const store = transactions ? stoppedStore(kept, Number(transactions), 'after', () => process.kill(process.pid, 'SIGKILL')) : kept;
	const price = createPriceList({ overrides: [], costMode: 'auto' });
	const recorder = createRecorder({ store, price, zone: 'UTC' });
	const places = () => placesAt(home);
	await createScanner({ store, recorder, collectors: allCollectors(), places, clock: systemClock, log: silentLog }).scan();
	console.log(JSON.stringify(createUsage({ store, clock: systemClock, zone: () => 'UTC' }).rows({})));
	await kept.close();
}

void main();
