// A disk that is full, as a person meets it: the figures go on; hover, sources and dashboard say what is kept and what to do; it goes by itself.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { fillDisk } from '../support/fillDisk';
import { spend } from '../support/logs';
import { fillInput, meter, meterBecomes, palette, storeRowSays, until, visibleText, webview } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

describe('a full disk in the window', () => {
	let world: World;
	let page: Page;
	let mounted = false;

	before(async function () {
		if (process.platform !== 'linux' || process.getuid?.() !== 0) return this.skip();
		world = await startWorld({ prepare: home => spend(home, 20) }); // $1
		fs.mkdirSync(world.data, { recursive: true });
		mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'none', world.data]).status === 0;
		if (!mounted) return this.skip();
		page = await world.open();
		await meterBecomes(page, ({ text }) => text.includes('$1.00 / $5.00'), '$1.00 / $5.00');
		await palette(page, 'Mission Control: Show Sources');
		await palette(page, 'Mission Control: Open Dashboard');
		await webview(page, 'dashboard');
	});
	after(async () => {
		if (mounted) spawnSync('umount', ['-l', world.data]);
		await world?.end();
	});
	pictureFailures(() => world);

	const dashboardSays = async (fits: (text: string) => boolean, wanted: string) =>
		until(async () => visibleText(await webview(page, 'dashboard')), fits, wanted);
	const WORDS = [
		/Nothing can be saved since/,
		/the disk is full; free some space/,
		/Figures go on in memory and are saved as soon as that is possible/,
	];

	it('DU02 stops no figures, and is said in the hover, beside the sources and in the dashboard', async () => {
		await storeRowSays(page, /Store ?saved/);
		fillDisk(path.join(world.data, 'filler'));
		spend(world.home, 20);
		await meterBecomes(page, ({ text }) => text.includes('$2.00 / $5.00'), '$2.00 / $5.00');
		await storeRowSays(page, /Store ?not saved since/);
		const label = await until(
			async () => (await meter(page).locator('a').getAttribute('aria-label')) ?? '',
			text => /Nothing can be saved since/.test(text),
			'the label',
		);
		assert.match(label, /40% used/);
		await meter(page).hover();
		const hover = page.locator('.workbench-hover-container:visible');
		await hover.waitFor();
		const said = (await hover.textContent()) ?? '';
		for (const words of WORDS) assert.match(said, words);
		await page.mouse.move(640, 300);
		await dashboardSays(text => /cannot save to .*the disk is full; free some space/.test(text), 'the trouble in the dashboard');
	});

	it('DU02 is over by itself when there is room, and nothing is lost', async () => {
		fs.rmSync(path.join(world.data, 'filler'));
		// An order tries again sooner than the hub by itself.
		await page.waitForTimeout(5000);
		await palette(page, 'Mission Control: Set Daily Budget');
		await fillInput(page, 'Set Daily Budget', '10');
		await meterBecomes(page, ({ text }) => text.includes('$2.00 / $10.00'), '$2.00 / $10.00');
		await storeRowSays(page, /Store ?saved/);
		await dashboardSays(text => !/cannot save to/.test(text), 'the dashboard without the trouble');
		const hub = world.hubPid();
		assert.ok(hub);
		process.kill(hub, 'SIGKILL');
		await until(
			async () => world.hubPid(),
			pid => pid !== undefined && pid !== hub,
			'another hub',
		);
		await meterBecomes(page, ({ text, icon }) => text.includes('$2.00 / $10.00') && icon !== 'history', '$2.00 / $10.00, live');
		await storeRowSays(page, /Store ?saved/);
	});
});
