// The jobs page of the dashboard in every kind of theme and width: readable, labelled, reached by the keyboard, calm where that is asked for.
import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { writeSample } from '../../scripts/sample.mjs';
import { axe, chooseTheme, faultsOf, overflow, THEMES } from '../support/looks';
import { addJobs } from '../support/sampleJobs';
import { meterBecomes, palette, until, webview } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

describe('the jobs page', () => {
	let world: World;
	let page: Page;
	let frame: Frame;

	before(async () => {
		world = await startWorld({
			settings: { 'workbench.colorTheme': THEMES[0] },
			prepare: home => writeSample(home, { now: Date.now(), today: 2.4 }),
		});
		page = await world.open();
		await meterBecomes(page, ({ text }) => text.includes('/ $'), 'the meter');
		await addJobs(world, 'Europe/Berlin');
		await palette(page, 'Mission Control: Show Jobs in Dashboard');
		frame = await webview(page, 'dashboard');
		await frame.getByRole('article', { name: 'Sync issues' }).getByText('3 errors in a row').waitFor();
		await frame.getByRole('article', { name: 'Sync issues' }).getByRole('button', { name: 'History' }).click();
	});
	after(() => world?.end());
	pictureFailures(() => world);

	const form = () => frame.locator('mc-job-form');

	/** The names of what has the focus, one Tab after the other. */
	const tabs = async (count: number): Promise<string[]> => {
		const names: string[] = [];
		for (let step = 0; step < count; step++) {
			names.push(await frame.evaluate(focusName));
			await page.keyboard.press('Tab');
		}
		return names;
	};

	it('is walked through by Tab in the order it is read, and shows where the focus is', async () => {
		await frame.getByRole('button', { name: 'Show as table' }).focus();
		await page.keyboard.press('Tab');
		const names = await tabs(7);
		assert.deepEqual(
			names,
			['Add Job', 'Run Now', 'Edit', 'Disable', 'Delete', 'History', 'Run Now'].map(name => `${name} outlined`),
		);
	});

	it('does what the keyboard says, and gives the focus back', async () => {
		await frame.getByRole('button', { name: 'Add Job' }).focus();
		await page.keyboard.press('Enter');
		await frame.getByLabel('Name', { exact: true }).waitFor();
		assert.match(await frame.evaluate(focusName), /^Name/);
		await form().getByRole('button', { name: 'Cancel' }).focus();
		await page.keyboard.press('Enter');
		await until(
			() => frame.evaluate(focusName),
			name => name.startsWith('Add Job'),
			'the focus on Add Job',
		);
	});

	it('moves nothing for those who ask for that', async () => {
		const moving = () =>
			frame
				.locator('mc-job-card .fill')
				.evaluateAll(bars => bars.flatMap(bar => bar.getAnimations()).filter(({ playState }) => playState === 'running').length);
		assert.ok((await moving()) > 0, 'a job runs, so its bar should move');
		await page.emulateMedia({ reducedMotion: 'reduce' });
		assert.equal(await moving(), 0);
		await page.emulateMedia({ reducedMotion: 'no-preference' });
	});

	for (const theme of THEMES) {
		it(`${theme}: no accessibility fault in cards, history and form`, async () => {
			await chooseTheme(page, theme);
			await frame.getByRole('button', { name: 'Add Job' }).click();
			await frame.getByRole('button', { name: /^Missed runs/ }).click();
			await form().getByRole('button', { name: 'Add Job' }).click(); // says what is missing
			await frame.getByText('Give the job a name.').waitFor();
			const faults = faultsOf('jobs', await axe(frame)); // the cards stand below the form
			await form().getByRole('button', { name: 'Cancel' }).click();
			assert.deepEqual(faults, []);
		});
	}

	// 600 px is also what a window of 1,200 px has at a zoom of 200 %.
	for (const width of [240, 600, 1200, 2000]) {
		it(`nothing sticks out where it is ${width} px wide`, async () => {
			if ((await page.locator('.part.sidebar:visible').count()) > 0) await palette(page, 'View: Toggle Primary Side Bar Visibility');
			await page.setViewportSize({ width: width + 70, height: 900 });
			await until(
				() => frame.evaluate(() => window.innerWidth),
				px => Math.abs(px - width) < 40,
				`a page of about ${width} px`,
			);
			await page.waitForTimeout(600);
			assert.deepEqual(await overflow(frame), []);
		});
	}
});

/** The accessible name of what has the focus, and whether a ring is drawn around it. Runs in the page. */
function focusName(): string {
	let element = document.activeElement;
	while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement;
	if (element === null) return '';
	const label = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? '') : (element.textContent ?? '');
	const name = (element.ariaLabel ?? label).replace(/\s+/g, ' ').trim();
	const { outlineStyle, outlineWidth } = getComputedStyle(element);
	return `${name}${outlineStyle !== 'none' && outlineWidth !== '0px' ? ' outlined' : ''}`;
}
