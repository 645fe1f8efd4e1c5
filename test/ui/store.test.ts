// The store as a person meets it: Check Store opens a report, a restore from the palette brings back the backup's figures.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { spend } from '../support/logs';
import { clickWhenStill, meter, meterBecomes, palette, storeRow, storeRowSays, toasts, until } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

describe('the store in the window', () => {
	let world: World;
	let page: Page;
	let late: string;

	before(async () => {
		world = await startWorld();
		spend(world.home, 20); // $1
		page = await world.open();
		await meterBecomes(page, ({ text }) => text.includes('$1.00'), '$1.00');
		await palette(page, 'Mission Control: Show Sources');
	});
	after(() => world?.end());
	pictureFailures(() => world);

	const report = (wanted: RegExp) =>
		until(
			async () => (await page.locator('.editor-instance .view-lines').allInnerTexts()).join('\n').replaceAll('\u00a0', ' '),
			text => wanted.test(text),
			`the report: ${wanted}`,
		);
	const widget = () => page.locator('.quick-input-widget:visible');

	it('stands beside the sources, and a click checks it', async () => {
		await storeRowSays(page, /Store ?saved/);
		await storeRow(page).click();
		const text = await report(/Everything is whole/);
		assert.match(text, /^Everything is whole/);
		assert.match(text, /20 calls on \d days?/);
		assert.match(text, /integrity check passed/);
	});

	it('restores a backup from the palette: it shows what it does, and the figures are those of the backup and the logs', async () => {
		late = spend(world.home, 40); // $2 more
		await meterBecomes(page, ({ text }) => text.includes('$3.00'), '$3.00');
		fs.rmSync(late); // purged by its tool
		const before = world.hubPid();
		await palette(page, 'Mission Control: Restore from Backup');
		await clickWhenStill(widget().locator('.monaco-list-row:has-text("daily")').first());
		const dialog = page.locator('.monaco-dialog-box:visible');
		await dialog.waitFor();
		const question = (await dialog.textContent()) ?? '';
		assert.match(question, /Restore the backup of /);
		assert.match(question, /Now: 60 calls · \$3\.00/);
		assert.match(question, /kept as a backup of their own/);
		await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
		await toasts(page).filter({ hasText: 'The backup is restored' }).waitFor({ timeout: 60_000 });
		await meterBecomes(page, ({ text }) => text.includes('$1.00'), '$1.00 again');
		assert.notEqual(world.hubPid(), before, 'the next hub');
		await palette(page, 'Mission Control: Check Store');
		assert.match(await report(/before a restore/), /^Everything is whole/);
	});

	it('goes back to before the restore', async () => {
		await palette(page, 'Mission Control: Restore from Backup');
		await clickWhenStill(widget().locator('.monaco-list-row:has-text("before a restore")').first());
		const dialog = page.locator('.monaco-dialog-box:visible');
		await dialog.getByRole('button', { name: 'Restore', exact: true }).click();
		await meterBecomes(page, ({ text }) => text.includes('$3.00'), '$3.00 again');
	});

	it('a damaged backup is listed as damaged and cannot be chosen', async () => {
		const folder = path.join(world.data, 'store', 'backups');
		const [name = ''] = fs.readdirSync(folder).filter(file => /-\d{6}\.db$/.test(file));
		const bytes = fs.readFileSync(path.join(folder, name));
		bytes[5000] = (bytes[5000] ?? 0) ^ 1;
		fs.unlinkSync(path.join(folder, name));
		fs.writeFileSync(path.join(folder, name), bytes);
		await palette(page, 'Mission Control: Restore from Backup');
		await clickWhenStill(widget().locator('.monaco-list-row:has-text("Cannot be restored: its bytes have changed")').first());
		const dialog = page.locator('.monaco-dialog-box:visible');
		await dialog.waitFor();
		assert.match((await dialog.textContent()) ?? '', /cannot be restored: its bytes have changed/);
		await page.keyboard.press('Escape');
		await dialog.waitFor({ state: 'hidden' });
		// The list is there again, for another choice.
		await widget().locator('.monaco-list-row').first().waitFor();
		// Said to the list itself: it may not have the focus yet.
		await widget().locator('input').first().press('Escape');
		await palette(page, 'Mission Control: Check Store');
		assert.match(await report(/Damaged/), /^Damaged: the backup .*its bytes have changed/);
		await meter(page).waitFor();
	});
});
