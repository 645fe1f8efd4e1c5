// The main story in a real workbench with the package installed: the meter's text and colour at 74, 75 and 90 %, a click, the dashboard, a command.
import assert from 'node:assert/strict';
import type { Page } from 'playwright-core';
import { spend } from '../support/logs';
import { fillInput, meter, meterBecomes, openSidebar, palette, shows, tableCells, themeColor, until, webview } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

const CLEAR = 'rgba(0, 0, 0, 0)';

for (const edition of ['floor', 'newest'] as const) {
	describe(`the meter in the ${edition === 'floor' ? 'oldest supported' : 'newest'} VS Code`, () => {
		let world: World;
		let page: Page;
		const icons = new Set<string>();

		before(async () => {
			world = await startWorld({
				edition,
				settings: { 'workbench.colorTheme': 'Default Dark Modern' },
				prepare: home => spend(home, 74),
			});
			page = await world.open();
		});
		after(() => world?.end());
		pictureFailures(() => world);

		it('has no colour at 74 %', async () => {
			const look = await meterBecomes(page, ({ text }) => text.includes('$3.70 / $5.00'), '$3.70 / $5.00');
			assert.equal(look.background, CLEAR);
			assert.match(look.label, /daily budget \$3\.70 of \$5\.00, 74\s?%/i);
			icons.add(look.icon);
		});

		it('opens the dashboard with a click, which says the same', async () => {
			await meter(page).locator('a').first().click();
			const dashboard = await webview(page, 'dashboard');
			await shows(dashboard, /\$3\.70.*\$5\.00/);
			const rows = await until(
				() => tableCells(dashboard, /model/i).catch(() => []),
				found => found.length > 0,
				'the table of models',
			);
			const model = rows.find(row => row[0]?.includes('claude-opus-4-5'));
			assert.ok(model, `no row of the model in ${JSON.stringify(rows)}`);
			assert.ok(
				model.some(cell => /^74$/.test(cell)),
				`74 requests in ${JSON.stringify(model)}`,
			);
			assert.ok(
				model.some(cell => /740[.,\s]?0?0?0?\s?K?/.test(cell)),
				`740,000 tokens in ${JSON.stringify(model)}`,
			);
			assert.ok(
				model.some(cell => cell.includes('$3.70')),
				`$3.70 in ${JSON.stringify(model)}`,
			);
		});

		it('turns to the warning colour and another icon at 75 %, while it is open', async () => {
			spend(world.home, 1);
			const look = await meterBecomes(page, ({ text }) => text.includes('$3.75 / $5.00'), '$3.75 / $5.00');
			assert.equal(look.background, await themeColor(page, 'statusBarItem.warningBackground'));
			assert.notEqual(look.background, CLEAR);
			icons.add(look.icon);
			await shows(await webview(page, 'dashboard'), /\$3\.75/);
		});

		it('turns to the error colour and a third icon at 90 %', async () => {
			spend(world.home, 15);
			const look = await meterBecomes(page, ({ text }) => text.includes('$4.50 / $5.00'), '$4.50 / $5.00');
			assert.equal(look.background, await themeColor(page, 'statusBarItem.errorBackground'));
			assert.notEqual(look.background, await themeColor(page, 'statusBarItem.warningBackground'));
			icons.add(look.icon);
			assert.equal(icons.size, 3, `icons: ${[...icons]}`);
		});

		it('takes a limit from the palette', async () => {
			await palette(page, 'Mission Control: Set Daily Budget');
			await fillInput(page, 'Set Daily Budget', '10');
			const look = await meterBecomes(page, ({ text }) => text.includes('$4.50 / $10.00'), '$4.50 / $10.00');
			assert.equal(look.background, CLEAR);
		});

		it('shows the sidebar with its bars and trees', async () => {
			const sidebar = await openSidebar(page);
			await shows(sidebar, /\$4\.50/);
			const rows = page.getByRole('treeitem');
			await rows.filter({ hasText: /today/i }).first().waitFor();
			await page.getByRole('button', { name: 'Sources Section' }).click(); // folded at first
			await rows
				.filter({ hasText: /Claude Code/ })
				.first()
				.waitFor();
		});
	});
}
