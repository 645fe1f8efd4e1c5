// The suite's own line to the hub: a client like any window.
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { connectHub } from '../../src/client/connection';
import type { HubApi, HubConnection } from '../../src/client/port';
import { given } from './given';

export function connect(): HubConnection {
	return connectHub({
		dataDir: given().data,
		hubScript: path.resolve(__dirname, '../../dist/hub.js'),
		mode: 'process',
		version: PRODUCT_VERSION,
		clock: systemClock,
		log: silentLog,
	});
}

/** Waits until the hub has read everything there is. */
export async function settled(hub: HubApi): Promise<void> {
	for (let tries = 0; tries < 600; tries++) {
		const [meter, progress] = await Promise.all([hub.budget.meter(), hub.collect.progress()]);
		if (meter.as_of !== null && !meter.scanning && !progress.running) return;
		await new Promise(resolve => setTimeout(resolve, 100));
	}
	throw new Error('The hub is still reading after 60 s.');
}
