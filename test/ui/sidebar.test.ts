// The overview in the side bar at every height: the budgets stay, the chart takes what is left or gives way.
import assert from 'node:assert/strict';
import type { Frame, Page } from 'playwright-core';
import { writeSample } from '../../scripts/sample.mjs';
import { meterBecomes, openSidebar, until } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

interface Look {
	/** px of the view. */
	room: number;
	/** px from the top to the end of the last budget's bar. */
	bars: number;
	/** px of the chart's drawing, 0 where there is none. */
	chart: number;
	/** px to the end of the last line. */
	end: number;
	sticksOut: boolean;
}

describe('the overview by its height', () => {
	let world: World;
	let page: Page;
	let overview: Frame;

	before(async () => {
		world = await startWorld({ prepare: home => writeSample(home, { now: Date.now(), today: 2.4 }) });
		page = await world.open();
		await meterBecomes(page, ({ text }) => text.includes('/ $'), 'the meter');
		overview = await openSidebar(page);
	});
	after(() => world?.end());
	pictureFailures(() => world);

	const at = async (height: number, fits: (look: Look) => boolean, wanted: string): Promise<Look> => {
		await page.setViewportSize({ width: 1280, height });
		return until(() => look(overview), fits, wanted, 15_000);
	};

	it('has its chart and all its lines in a window of 800 px', async () => {
		const { room, end } = await at(800, ({ chart }) => chart >= 56, 'the chart');
		assert.ok(end <= room, `the last line ends at ${end} of ${room} px`);
	});

	it('has a larger chart where there is more room, and not a huge one', async () => {
		const { chart } = await at(1600, look => look.chart >= 130, 'a larger chart');
		assert.ok(chart <= 150, `${chart} px`);
	});

	it('leaves the chart out where there is little room, and keeps the budgets in sight', async () => {
		const { bars, room } = await at(600, ({ chart }) => chart === 0, 'no chart');
		assert.ok(bars <= room, `the budgets end at ${bars} of ${room} px`);
	});

	it('fits a side bar 170 px wide', async () => {
		await page.setViewportSize({ width: 1280, height: 900 });
		const box = await page.locator('.part.sidebar').boundingBox();
		assert.ok(box);
		await page.mouse.move(box.x + box.width, 300);
		await page.mouse.down();
		await page.mouse.move(box.x + 170, 300, { steps: 8 });
		await page.mouse.up();
		const { sticksOut } = await at(900, ({ bars }) => bars > 0, 'the bars');
		assert.equal(sticksOut, false);
	});
});

function look(frame: Frame): Promise<Look> {
	return frame.evaluate(() => {
		const root = document.querySelector('mc-sidebar')?.shadowRoot;
		const bottom = (element: Element | null | undefined) => Math.round(element?.getBoundingClientRect().bottom ?? 0);
		return {
			room: window.innerHeight,
			bars: bottom([...(root?.querySelectorAll('mc-bar') ?? [])].at(-1)),
			chart: Math.round(root?.querySelector('mc-chart')?.shadowRoot?.querySelector('svg')?.getBoundingClientRect().height ?? 0),
			end: bottom(root?.querySelector('.foot')),
			sticksOut: document.documentElement.scrollWidth > window.innerWidth + 1,
		};
	});
}
