// One phase of the long test, in a process of its own: NAME SEED SECONDS FOLDER FIGURES. Counts go to the file FIGURES, also while it runs.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { dice, seedAfter } from '../support/dice';
import { newTally } from '../support/tally';
import { quickFolder } from '../unit/storage/scratch';
import type { Phase } from './phase';
import { calls, storms } from './phases/calls';
import { collectors } from './phases/collectors';
import { crashes } from './phases/crashes';
import { damage } from './phases/damage';
import { fullDisk } from './phases/fullDisk';
import { jobs } from './phases/jobs';
import { migrations } from './phases/migrations';
import { orders } from './phases/orders';
import { writers } from './phases/writers';

const PHASES: readonly Phase[] = [orders, writers, migrations, jobs, collectors, calls, storms, crashes, damage, fullDisk];
/** A phase that fails so often is not going to tell anything new. */
const MOST_FAILURES = 5;

async function main([name = '', seedText = '', secondsText = '', place = '', file = '']: readonly string[]): Promise<void> {
	const phase = PHASES.find(each => each.name === name);
	if (!phase) throw new Error(`There is no phase ${name}. Phases: ${PHASES.map(each => each.name).join(', ')}.`);
	const tally = newTally();
	const save = () => {
		fs.writeFileSync(`${file}.new`, JSON.stringify({ says: phase.says, figures: tally.figures }));
		fs.renameSync(`${file}.new`, file);
	};
	const end = systemClock.now() + Number(secondsText) * 1000;
	let seed = Number(seedText);
	for (let failures = 0; failures < MOST_FAILURES && systemClock.now() < end; seed = seedAfter(seed)) {
		const folder = fs.realpathSync(fs.mkdtempSync(path.join(phase.quick ? quickFolder() : place, 'mcl-')));
		try {
			await within(phase.limit, phase.round({ dice: dice(seed), folder, tally }));
			tally.add('rounds passed');
			fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 50 });
		} catch (error) {
			failures++;
			tally.add('rounds failed');
			console.error(
				`FAILED ${name}, seed ${seed} (npm run test:long -- --only ${name} --seed ${seed}); its folder ${folder} is kept.\n${error instanceof Error ? error.stack : String(error)}`,
			);
		}
		save();
	}
}

function within<T>(limit: number, work: Promise<T>): Promise<T> {
	const late = systemClock.sleep(limit).then(() => {
		throw new Error(`The round did not end within ${limit / 1000} s`);
	});
	return Promise.race([work, late]);
}

main(process.argv.slice(2)).then(
	() => process.exit(0), // a timer of a round must not keep it
	error => {
		console.error(error);
		process.exit(1);
	},
);
