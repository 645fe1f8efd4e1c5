// The dashboard and the sidebar in every kind of theme and from narrow to wide: readable, labelled, nothing sticks out.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { writeSample } from '../../scripts/sample.mjs';
import { axe, chooseTheme, faultsOf, NEWEST_THEMES, overflow, THEMES } from '../support/looks';
import { meterBecomes, meterLook, openSidebar, palette, until, webview } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

describe('themes and widths', () => {
	let world: World;
	let page: Page;

	before(async () => {
		world = await startWorld({
			settings: { 'workbench.colorTheme': THEMES[0], 'missionControl.statusBar.budget': 'daily' },
			prepare: home => writeSample(home, { now: Date.now(), today: 4.2 }),
		});
		page = await world.open();
		await meterBecomes(page, ({ text }) => text.includes('/ $5.00'), 'the meter');
		await palette(page, 'Mission Control: Open Dashboard');
		await openSidebar(page);
	});
	after(() => world?.end());
	pictureFailures(() => world);

	for (const theme of [...THEMES, ...NEWEST_THEMES]) {
		it(`${theme}: no accessibility fault`, async () => {
			await chooseTheme(page, theme);
			const faults: string[] = [];
			for (const view of ['dashboard', 'sidebar'] as const) faults.push(...faultsOf(view, await axe(await webview(page, view))));
			assert.deepEqual(faults, []);
		});
	}

	it('a secondary button has the border that the theme gives those, not that of the primary ones', async () => {
		const frame = await webview(page, 'dashboard');
		const [button, primary, secondary] = await frame.evaluate(() => {
			const of = (variable: string): string => {
				const probe = document.body.appendChild(document.createElement('div'));
				probe.style.color = `var(${variable})`;
				const { color } = getComputedStyle(probe);
				probe.remove();
				return color;
			};
			const host = document.querySelector('mc-dashboard')?.shadowRoot?.querySelector('vscode-button[appearance="secondary"]');
			const control = host?.shadowRoot?.querySelector('.control');
			return [control ? getComputedStyle(control).borderTopColor : '', of('--vscode-button-border'), of('--vscode-button-secondaryBorder')];
		});
		assert.notEqual(primary, secondary);
		assert.equal(button, secondary);
	});

	it('the meter says its level in words and icon, also where the theme has no colour for it', async () => {
		await chooseTheme(page, 'Default High Contrast');
		const look = await meterLook(page);
		assert.equal(look.icon, 'warning');
		assert.match(look.label, /budget \$4\.\d\d of \$5\.00/i);
	});

	it('nothing sticks out of the sidebar', async () => {
		assert.deepEqual(await overflow(await webview(page, 'sidebar')), []);
	});

	for (const width of [240, 600, 1200, 2000]) {
		it(`nothing sticks out of a dashboard ${width} px wide`, async () => {
			if ((await page.locator('.part.sidebar:visible').count()) > 0) await palette(page, 'View: Toggle Primary Side Bar Visibility');
			const frame = await webview(page, 'dashboard');
			await page.setViewportSize({ width: width + 70, height: 900 });
			const room = await until(
				() => frame.evaluate(() => window.innerWidth),
				px => Math.abs(px - width) < 40,
				`a dashboard of about ${width} px`,
			);
			await page.waitForTimeout(800);
			assert.deepEqual(await overflow(frame), [], `in ${room} px`);
		});
	}
});
