// Takes the pictures of the README into media/: the meter in its three states, the sidebar, the dashboard, its jobs; dark and light.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { writeSample } from '../../scripts/sample.mjs';
import { addJobs } from './sampleJobs';
import { meter, meterBecomes, openSidebar, palette, webview } from './workbench';
import { startWorld } from './world';

const THEMES = { dark: 'Default Dark Modern', light: 'Default Light Modern' } as const;
/** Dollars spent today, of a limit of $5: below 75 %, from 75 %, from 90 %. */
const STATES = { normal: 2.4, warning: 4.1, error: 4.72 } as const;

void main();

async function main(): Promise<void> {
	const media = path.resolve('media');
	fs.mkdirSync(media, { recursive: true });
	for (const [shade, theme] of Object.entries(THEMES)) {
		for (const [state, today] of Object.entries(STATES)) {
			const world = await startWorld({
				settings: {
					'workbench.colorTheme': theme,
					'missionControl.statusBar.budget': 'daily',
					'workbench.layoutControl.enabled': false,
					'window.commandCenter': false,
				},
				zone: zone(),
				prepare: home => writeSample(home, { now: Date.now(), today }),
			});
			try {
				const fine = await world.user(2);
				const small = await world.open({ context: fine });
				await meterBecomes(small, ({ text }) => text.includes('/ $5.00'), 'the meter');
				await clean(small);
				await statusBar(small, path.join(media, `status-${state}-${shade}.png`));
				await fine.close();
				if (state !== 'warning') continue;
				const page = await world.open({ context: await world.user() });
				await meterBecomes(page, ({ text }) => text.includes('/ $5.00'), 'the meter');
				await palette(page, 'Mission Control: Open Dashboard');
				await webview(page, 'dashboard');
				await openSidebar(page);
				await page.waitForTimeout(2500);
				await clean(page);
				await page.screenshot({ path: path.join(media, `dashboard-${shade}.png`) });
				await page.locator('.part.sidebar').screenshot({ path: path.join(media, `sidebar-${shade}.png`) });
				await addJobs(world, zone());
				await palette(page, 'Mission Control: Show Jobs in Dashboard');
				await page.waitForTimeout(2500);
				await clean(page);
				await page.screenshot({ path: path.join(media, `jobs-${shade}.png`) });
			} finally {
				await world.end();
			}
		}
	}
}

/** A zone that people know and where it is daytime, so that the day's figures do not change while the pictures are taken. */
function zone(): string {
	const hour = (name: string) => Number(new Intl.DateTimeFormat('en-US', { timeZone: name, hour: 'numeric', hourCycle: 'h23' }).format());
	return ['Europe/Berlin', 'America/Denver', 'Asia/Tokyo'].find(name => hour(name) >= 6 && hour(name) < 22) ?? 'UTC';
}

/** The stretch of the status bar around the meter. */
async function statusBar(page: Page, file: string): Promise<void> {
	const box = await meter(page).boundingBox();
	const bar = await page.locator('.part.statusbar').boundingBox();
	if (box === null || bar === null) throw new Error('no status bar');
	const width = 420;
	const x = Math.max(0, Math.min(box.x + box.width / 2 - width / 2, bar.width - width));
	await page.screenshot({ path: file, clip: { x, y: bar.y - 18, width, height: bar.height + 18 } });
	console.log(file);
}

/** Alerts belong to no picture, and hovering changes colours. */
async function clean(page: Page): Promise<void> {
	await palette(page, 'Notifications: Clear All Notifications').catch(() => page.keyboard.press('Escape'));
	await page.mouse.move(700, 20);
	await page.waitForTimeout(800);
}
