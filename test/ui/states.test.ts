// The two unusual beginnings: a machine without any logs, and one where the hub runs inside the extension host.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/base/clock';
import { type HubApi, hubOver } from '../../src/contract/caller';
import { dial } from '../../src/contract/dial';
import { readOwner } from '../../src/contract/owner';
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

	/** The hub that serves the folder now, called past the windows. */
	async function called<T>(work: (hub: HubApi) => Promise<T>): Promise<T> {
		const owner = readOwner(world.data);
		const answer = owner && (await dial(systemClock, owner, 'window'));
		assert.ok(answer?.kind === 'open', JSON.stringify(answer));
		try {
			return await work(hubOver(answer.socket));
		} finally {
			answer.socket.terminate();
		}
	}

	it('DU18 the window that has the hub closes, and its host is given 50 ms: what was acknowledged is there', async () => {
		const user = await world.user();
		const names: string[] = [];
		for (const round of [1, 2]) {
			const host = world.hubPid();
			assert.ok(host !== undefined && world.hostPids().includes(host));
			const [closing] = world.pages();
			const next = await world.open({ context: user });
			await meterBecomes(next, ({ text }) => text.includes('$1.55 / $5.00'), '$1.55 / $5.00');
			assert.equal(world.hubPid(), host, 'the older window still has it');
			let closed: Promise<void> | undefined;
			for (let i = 1; i <= 50; i++) {
				const name = `job ${round}-${i}`;
				const made = await called(hub =>
					hub.jobs.add({ name, schedule: { kind: 'interval', seconds: 86_400 }, action: { kind: 'command', argv: ['true'] } }),
				).catch(() => undefined);
				if (made === undefined) break;
				names.push(made.name);
				if (i !== 3) continue;
				closed = closing?.close();
				setTimeout(() => process.kill(host, 'SIGKILL'), 50);
			}
			await closed;
			await until(
				async () => world.hubPid(),
				pid => pid !== undefined && pid !== host,
				'the hub in the other window',
			);
			const found = (await called(hub => hub.jobs.list())).map(({ name }) => name);
			assert.deepEqual(
				names.filter(name => !found.includes(name)),
				[],
			);
		}
		assert.ok(names.length >= 6, names.join());
	});
});
