// The dashboard and the sidebar in every kind of theme and from narrow to wide: readable, labelled, nothing sticks out.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';
import { writeSample } from '../../scripts/sample.mjs';
import { meterBecomes, meterLook, openSidebar, palette, until, webview } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

interface Finding {
	id: string;
	impact: string;
	nodes: { target: unknown; failureSummary: string }[];
}

const THEMES = ['Default Dark Modern', 'Default Light Modern', 'Default High Contrast', 'Default High Contrast Light'];

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

	for (const theme of THEMES) {
		it(`${theme}: no accessibility fault`, async () => {
			await chooseTheme(page, theme);
			const faults: string[] = [];
			for (const view of ['dashboard', 'sidebar'] as const) {
				for (const { id, impact, nodes } of await axe(await webview(page, view))) {
					faults.push(
						`${view}: ${id} (${impact}): ${nodes.map(node => `${JSON.stringify(node.target)} ${node.failureSummary}`).join('; ')}`,
					);
				}
			}
			assert.deepEqual(faults, []);
		});
	}

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

async function chooseTheme(page: Page, theme: string): Promise<void> {
	await page.setViewportSize({ width: 1400, height: 900 });
	await palette(page, 'Preferences: Color Theme');
	const widget = page.locator('.quick-input-widget:visible');
	const names: Record<string, string> = {
		'Default Dark Modern': 'Dark Modern',
		'Default Light Modern': 'Light Modern',
		'Default High Contrast': 'Dark High Contrast',
		'Default High Contrast Light': 'Light High Contrast',
	};
	const name = names[theme] ?? theme;
	await widget.locator('input').first().fill(name);
	await widget.locator(`.monaco-list-row[aria-label^="${name}"]`).first().click();
	await widget.waitFor({ state: 'hidden' });
	await page.waitForTimeout(1200); // an open webview follows within half a second
}

/** What is wider than the page, unless it scrolls within a box of its own. */
function overflow(frame: Frame): Promise<string[]> {
	return frame.evaluate(() => {
		const { scrollWidth } = document.documentElement;
		return scrollWidth > window.innerWidth + 1 ? [`the page is ${scrollWidth} px wide in ${window.innerWidth} px`] : [];
	});
}

/** The faults that axe finds. It takes a transparent page for white, so the page is given the colour that shines through. */
async function axe(frame: Frame): Promise<Finding[]> {
	const source = fs.readFileSync(createRequire(`${process.cwd()}/`).resolve('axe-core/axe.min.js'), 'utf8');
	await frame.evaluate(source);
	return frame.evaluate(async () => {
		const behind = document.querySelector('[data-view="sidebar"]') ? '--vscode-sideBar-background' : '--vscode-editor-background';
		document.documentElement.style.background = `var(${behind})`;
		const { axe } = window as unknown as {
			axe: { run(context: unknown, options: unknown): Promise<{ violations: Finding[]; passes: unknown[] }> };
		};
		const { violations, passes } = await axe.run(document, { rules: { region: { enabled: false } } });
		if (passes.length < 10) throw new Error(`axe saw next to nothing: ${passes.length} rules passed`);
		return violations;
	});
}
