// The window of the long test: MINUTES FIGURES. A job that takes so long is started in a real VS Code window, which is reloaded; at the end it must be whole.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { jobsView } from '../support/jobsView';
import { newTally } from '../support/tally';
import { meter, palette, until } from '../support/workbench';
import { pictureOf, startWorld, type World } from '../support/world';

const [minutesText = '', file = ''] = process.argv.slice(2);
const SECONDS = Math.round(Number(minutesText) * 60);
/** Lines the job writes on its way. */
const BEATS = 20;
const tally = newTally();

async function main(world: World): Promise<void> {
	const folder = path.join(world.home, 'proj');
	fs.mkdirSync(folder, { recursive: true });
	const page = await world.open({ folder });
	await meter(page).waitFor({ timeout: 120_000 });
	await page.getByRole('tab', { name: 'Mission Control' }).locator('a').first().click();
	const jobs = jobsView(() => page);
	await page.getByText('Let an agent, a command or a task run by itself').waitFor({ timeout: 60_000 }); // the list is there, and empty
	const line = `echo begun $(date +%s) | tee -a said.txt; for i in $(seq ${BEATS}); do sleep ${SECONDS / BEATS}; echo beat $i; done; echo ended $(date +%s) | tee -a said.txt`;
	await jobs.addShell('Marathon', line, folder, '300 days');
	await jobs.says('Marathon', /next in/);
	await jobs.command('Run Job Now', 'Marathon');
	await jobs.says('Marathon', /running/i);
	const [hub, began] = [world.hubPid(), systemClock.now()];
	assert.ok(hub);

	// At once, half way through and (where it is long) near the end: each time another extension host.
	const hosts = new Set(world.hostPids());
	for (const at of SECONDS >= 1200 ? [0.02, 0.5, 0.9] : [0.02, 0.4]) {
		await systemClock.sleep(Math.max(0, began + at * SECONDS * 1000 - systemClock.now()));
		const loaded = page.waitForEvent('load');
		await palette(page, 'Developer: Reload Window');
		await loaded;
		await meter(page).waitFor({ timeout: 120_000 });
		await jobs.says('Marathon', /running/i, 120_000);
		for (const pid of world.hostPids()) hosts.add(pid);
		tally.add('reloads of the window');
	}
	tally.add('extension hosts the run outlived', hosts.size - 1);
	assert.ok(hosts.size > 1, 'no extension host was replaced');
	await jobs.says('Marathon', /last ok/, SECONDS * 1000 + 120_000);
	assert.equal(world.hubPid(), hub, 'another hub');

	await jobs.command('Show Run Output', 'Marathon');
	const shown = await until(
		() => jobs.editors(),
		text => /ended \d+/.test(text),
		'the whole output',
		60_000,
	);
	const beats = [...shown.matchAll(/^beat (\d+)$/gm)].map(([, beat]) => Number(beat));
	assert.deepEqual(
		beats,
		Array.from({ length: BEATS }, (_, i) => i + 1),
		shown,
	);
	const stamps = [/begun (\d+)/, /ended (\d+)/].map(pattern => Number(pattern.exec(shown)?.[1]));
	const took = (stamps[1] ?? 0) - (stamps[0] ?? 0);
	assert.ok(took >= SECONDS && took <= SECONDS + 60, `by its own words it took ${took} s`);
	const said = /(?:(\d+) min )?(\d+) s/.exec(shown.split('\n')[1] ?? '');
	const told = Number(said?.[1] ?? 0) * 60 + Number(said?.[2] ?? 0);
	assert.ok(Math.abs(told - took) <= 5, `the window says ${told} s, the job itself ${took} s: ${shown.split('\n')[1]}`);
	assert.equal(fs.readFileSync(path.join(folder, 'said.txt'), 'utf8').match(/begun/g)?.length, 1, 'it began more than once');
	tally.add('seconds the run took', took);
	tally.add('lines of its output in the window', BEATS + 2);
	tally.add('rounds passed');
}

void (async () => {
	const world = await startWorld();
	let code = 0;
	try {
		await main(world);
	} catch (error) {
		code = 1;
		console.error('FAILED window', error);
		await pictureOf(world, 'window');
	}
	fs.writeFileSync(file, JSON.stringify({ says: '', figures: tally.figures }));
	await world.end().catch(error => console.error(error));
	process.exit(code);
})();
