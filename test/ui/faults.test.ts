// Things break: the hub is killed, an extension host is killed, a browser dies and leaves a ghost, a window is reloaded. The meter comes back by itself.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { openWindow } from '../support/browser';
import { spend } from '../support/logs';
import { meterBecomes, palette, until, visibleText, webview } from '../support/workbench';
import { lives, pictureFailures, startWorld, type World } from '../support/world';

describe('when things break', () => {
	let world: World;
	let page: Page;

	before(async () => {
		world = await startWorld({ extra: ['--reconnection-grace-time', '5'], prepare: home => spend(home, 10) });
		page = await world.open({ folder: world.home }); // a window without a folder has nothing to come back to
		await meterBecomes(page, ({ text }) => text.includes('$0.50 / $5.00'), '$0.50 / $5.00');
	});
	after(() => world?.end());
	pictureFailures(() => world);

	it('a window reload keeps the hub and brings the dashboard back', async () => {
		await palette(page, 'Mission Control: Open Dashboard');
		await webview(page, 'dashboard');
		const hub = world.hubPid();
		assert.ok(hub);
		// Not the browser's own reload: with that, VS Code in a browser has no time to note which editors were open.
		const loaded = page.waitForEvent('load');
		await palette(page, 'Developer: Reload Window');
		await loaded;
		await meterBecomes(page, ({ text }) => text.includes('$0.50 / $5.00'), '$0.50 / $5.00');
		assert.match(await visibleText(await webview(page, 'dashboard')), /\S/);
		assert.equal(world.hubPid(), hub, 'another hub');
	});

	it('a killed hub is replaced and nothing is lost', async () => {
		const hub = world.hubPid();
		assert.ok(hub);
		process.kill(hub, 'SIGKILL');
		await until(
			async () => world.hubPid(),
			pid => pid !== undefined && pid !== hub,
			'another hub',
		);
		spend(world.home, 1);
		await meterBecomes(page, ({ text, icon }) => text.includes('$0.55 / $5.00') && icon !== 'history', '$0.55 / $5.00, live');
		const dashboard = await webview(page, 'dashboard');
		await until(
			() => visibleText(dashboard),
			text => text.includes('$0.55'),
			'the dashboard to follow',
		);
	});

	it('a killed extension host comes back with its meter, and the hub stays', async () => {
		const hub = world.hubPid();
		const [host] = world.hostPids();
		assert.ok(host);
		process.kill(host, 'SIGKILL');
		await until(
			async () => world.hostPids(),
			pids => pids.length === 1 && pids[0] !== host,
			'another extension host',
		);
		spend(world.home, 1);
		await meterBecomes(page, ({ text }) => text.includes('$0.60 / $5.00'), '$0.60 / $5.00');
		assert.equal(world.hubPid(), hub);
	});

	it('a ghost host beside a new window does no harm, and its end neither', async () => {
		const hub = world.hubPid();
		const [ghost] = world.hostPids();
		assert.ok(ghost && hub);
		const another = await world.anotherBrowser();
		// Nothing says good-bye: the network of the first window is gone.
		await page.context().setOffline(true);
		await world.browser.close();
		page = await openWindow(another, world.server);
		await meterBecomes(page, ({ text }) => text.includes('$0.60 / $5.00'), '$0.60 / $5.00');
		assert.equal(world.hubPid(), hub);
		await until(
			async () => world.hostPids(),
			pids => !pids.includes(ghost),
			'the ghost to end',
		);
		spend(world.home, 1);
		await meterBecomes(page, ({ text }) => text.includes('$0.65 / $5.00'), '$0.65 / $5.00');
		assert.equal(world.hubPid(), hub);
	});

	it('the hub leaves about 10 s after the last window', async () => {
		const hub = world.hubPid();
		assert.ok(hub);
		await page.close();
		await until(
			async () => world.hostPids().length,
			count => count === 0,
			'the extension host to end',
		);
		assert.ok(lives(hub), 'it left with the window');
		await until(
			async () => lives(hub),
			alive => !alive,
			'the hub to leave',
			40_000,
		);
	});
});
