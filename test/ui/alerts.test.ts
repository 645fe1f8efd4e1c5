// Budget alerts on screen: once in all windows of a user, with actions that work, never again after a reload (MW15).
import assert from 'node:assert/strict';
import type { BrowserContext, Page } from 'playwright-core';
import { spend } from '../support/logs';
import { meterBecomes, toasts, until, webview } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

describe('a budget alert', () => {
	let world: World;
	let user: BrowserContext;
	const pages: Page[] = [];
	const shown = async () => (await Promise.all(pages.map(page => toasts(page).allTextContents()))).flat();

	before(async () => {
		world = await startWorld({ prepare: home => spend(home, 70) });
		user = await world.user();
		for (let count = 0; count < 2; count++) {
			const page = await world.open({ context: user });
			pages.push(page);
			await meterBecomes(page, ({ text }) => text.includes('$3.50'), '$3.50');
		}
	});
	after(() => world?.end());
	pictureFailures(() => world);

	it('MW15 appears once in two windows when 75 % is crossed', async () => {
		assert.deepEqual(await shown(), []);
		spend(world.home, 5);
		await until(shown, texts => texts.length > 0, 'a toast');
		for (const page of pages) await meterBecomes(page, ({ text }) => text.includes('$3.75'), '$3.75');
		await pages[0]?.waitForTimeout(3000); // time for a second one to come
		const texts = await shown();
		assert.equal(texts.length, 1, texts.join('\n---\n'));
		assert.match(texts[0] ?? '', /75\s?%/);
	});

	it('opens the dashboard where the user asks for it', async () => {
		const counts = await Promise.all(pages.map(page => toasts(page).count()));
		const page = pages[counts.indexOf(1)];
		assert.ok(page);
		await page.bringToFront();
		const toast = toasts(page);
		await toast.hover();
		await toast.getByRole('button', { name: /Open Dashboard/ }).click();
		await webview(page, 'dashboard');
		await until(shown, texts => texts.length === 0, 'the toast to go');
	});

	it('does not come again after a reload, but the next threshold has its own', async () => {
		const [page] = pages as [Page];
		await page.reload();
		await meterBecomes(page, ({ text }) => text.includes('$3.75'), '$3.75');
		await page.waitForTimeout(3000);
		assert.deepEqual(await shown(), []);
		spend(world.home, 15);
		await until(shown, texts => texts.length > 0, 'a toast for 90 %');
		await page.waitForTimeout(2000);
		const texts = await shown();
		assert.equal(texts.length, 1, texts.join('\n---\n'));
		assert.match(texts[0] ?? '', /90\s?%/);
	});
});
