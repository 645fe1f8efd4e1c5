// The two unusual beginnings: a machine without any logs, and one where the hub runs inside the extension host.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { spend } from '../support/logs';
import { meterBecomes, openSidebar, palette, until, visibleText, webview } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

describe('on a machine without logs', () => {
	let world: World;
	let page: Page;
	before(async () => {
		world = await startWorld();
		page = await world.open();
	});
	after(() => world?.end());
	pictureFailures(() => world);

	it('the meter shows nothing spent, and the sidebar what to do', async () => {
		await meterBecomes(page, ({ text }) => text.includes('$0.00 / $5.00'), '$0.00 / $5.00');
		await openSidebar(page);
		await page.getByText('No logs of Claude Code, Codex or OpenClaw were found on this machine').first().waitFor();
		await page.getByRole('button', { name: 'Add a Folder' }).waitFor();
	});

	it('the dashboard says so too, and fills when the first log appears', async () => {
		await palette(page, 'Mission Control: Open Dashboard');
		const dashboard = await webview(page, 'dashboard');
		await until(
			() => visibleText(dashboard),
			text => /no (usage|logs)/i.test(text),
			'a word about no logs',
		);
		spend(world.home, 20);
		// The folder did not exist when the hub began to watch; a look every minute is behind the watching.
		await meterBecomes(page, ({ text }) => text.includes('$1.00 / $5.00'), '$1.00 / $5.00', 90_000);
		await until(
			() => visibleText(dashboard),
			text => text.includes('claude-opus-4-5'),
			'the model in the dashboard',
		);
	});
});

describe('with the hub inside the extension host', () => {
	let world: World;
	before(async () => {
		world = await startWorld({ settings: { 'missionControl.hub.mode': 'in-process' }, prepare: home => spend(home, 30) });
	});
	after(() => world?.end());
	pictureFailures(() => world);

	it('two windows share it, and it moves when its window closes', async () => {
		const user = await world.user();
		const first = await world.open({ context: user });
		await meterBecomes(first, ({ text }) => text.includes('$1.50 / $5.00'), '$1.50 / $5.00');
		const owner = world.hubPid();
		assert.ok(owner !== undefined && world.hostPids().includes(owner), `${owner} is none of the extension hosts ${world.hostPids()}`);
		const second = await world.open({ context: user });
		await meterBecomes(second, ({ text }) => text.includes('$1.50 / $5.00'), '$1.50 / $5.00');
		assert.equal(world.hubPid(), owner);
		await first.close();
		await until(
			async () => world.hubPid(),
			pid => pid !== undefined && pid !== owner,
			'the hub in the other window',
		);
		spend(world.home, 1);
		await meterBecomes(second, ({ text, icon }) => text.includes('$1.55 / $5.00') && icon !== 'history', '$1.55 / $5.00, live');
	});
});
