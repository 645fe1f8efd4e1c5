// Pictures of the development page in every theme, width and scene, with what axe and the browser's console say about each.
// node webview-ui/dev/pictures.mjs [--out DIR] [--pages dashboard,sidebar] [--themes …] [--widths …] [--scenes …] [--axe] [--do hover|keys|table|weekly|jobs|add|edit|history|…]
import * as fs from 'node:fs';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { chromium } from 'playwright-core';
import { findChromium } from '../../scripts/chromium.mjs';
import { buildPages, servePages } from './page.mjs';

const { values } = parseArgs({
	options: {
		out: { type: 'string', default: 'dist-test/webview-pictures' },
		pages: { type: 'string', default: 'dashboard' },
		themes: { type: 'string', default: 'dark,light,hc-dark,hc-light' },
		widths: { type: 'string', default: '1280' },
		scenes: { type: 'string', default: 'normal' },
		height: { type: 'string', default: '900' },
		do: { type: 'string', default: '' },
		axe: { type: 'boolean', default: false },
	},
});
fs.mkdirSync(values.out, { recursive: true });
await buildPages();
const server = await servePages(0);
const address = server.address();
const port = typeof address === 'object' && address !== null ? address.port : 0;
const executablePath = findChromium();
const browser = await chromium.launch({
	...(executablePath === undefined ? {} : { executablePath }),
	args: ['--no-sandbox', '--disable-gpu'],
});
const axe = fs.readFileSync(path.join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8');
let faults = 0;
for (const name of values.pages.split(',')) {
	for (const theme of values.themes.split(',')) {
		for (const scene of values.scenes.split(',')) {
			for (const width of values.widths.split(',').map(Number)) {
				const page = await browser.newPage({ viewport: { width, height: Number(values.height) } });
				const said = /** @type {string[]} */ ([]);
				page.on('console', message => said.push(`${message.type()}: ${message.text()}`));
				page.on('pageerror', error => said.push(`error: ${error.message}`));
				await page.goto(`http://127.0.0.1:${port}/?page=${name}&theme=${theme}&scene=${scene}`);
				await page.waitForTimeout(scene === 'gone' ? 2800 : 500);
				for (const step of values.do.split(',')) await act(page, step);
				const file = path.join(values.out, `${[name, theme, scene, width, ...(values.do === '' ? [] : [values.do])].join('-')}.png`);
				await page.screenshot({ path: file, fullPage: true });
				const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
				if (wide > 0) said.push(`the page is ${wide} px too wide`);
				if (values.axe) said.push(...(await accessibility(page)));
				for (const line of said) console.log(`${path.basename(file)}  ${line}`);
				faults += said.length;
				await page.close();
			}
		}
	}
}
await browser.close();
server.close();
console.log(`${faults} faults; pictures in ${values.out}`);
process.exitCode = faults === 0 ? 0 : 1;

/**
 * @param {import('playwright-core').Page} page
 * @param {string} step
 */
async function act(page, step) {
	const chart = page.locator('mc-chart .frame');
	if (step === 'hover') await chart.hover({ position: { x: ((await chart.boundingBox())?.width ?? 0) * 0.7, y: 90 } });
	if (step === 'keys') {
		await chart.focus();
		for (const key of ['ArrowLeft', 'ArrowLeft']) await page.keyboard.press(key);
	}
	const jobs = page.locator('mc-jobs');
	if (step === 'jobs') await page.getByRole('radio', { name: 'Jobs' }).check({ force: true });
	if (step === 'add') await jobs.getByRole('button', { name: 'Add Job' }).first().click();
	if (step === 'edit') await jobs.getByRole('button', { name: 'Edit' }).nth(2).click();
	if (step === 'save') await jobs.locator('mc-job-form button[type=submit]').click();
	if (step === 'more') await jobs.getByRole('button', { name: /Missed runs/ }).click();
	if (step === 'history') await jobs.getByRole('button', { name: 'History' }).nth(2).click();
	if (step === 'run') await jobs.getByRole('button', { name: 'Run Now' }).nth(1).click();
	if (step === 'delete') await jobs.getByRole('button', { name: 'Delete' }).nth(1).click();
	if (step === 'system') await jobs.getByRole('button', { name: /System jobs/ }).click();
	if (step === 'output') await jobs.locator('mc-runs .line').nth(1).click();
	if (step === 'week') {
		await jobs.locator('mc-calendar .frame').focus();
		for (const key of ['ArrowDown', 'ArrowLeft']) await page.keyboard.press(key);
	}
	if (step === 'table') await page.getByText('Show as table').click();
	if (step === 'weekly' || step === 'monthly' || step === 'tokens' || step === 'requests') {
		await page.getByRole('radio', { name: step, exact: false }).check({ force: true });
	}
	if (step !== '') await page.waitForTimeout(300);
}

/**
 * axe is given to the page by its debugger, for the page's own policy lets nothing in.
 * @param {import('playwright-core').Page} page
 * @returns {Promise<string[]>}
 */
async function accessibility(page) {
	await page.evaluate(axe);
	return page.evaluate(async () => {
		const { axe } = /** @type {{axe: typeof import('axe-core')}} */ (/** @type {unknown} */ (globalThis));
		const { violations } = await axe.run(document);
		return violations.flatMap(({ id, nodes }) =>
			nodes.map(({ target, failureSummary }) => `axe ${id}: ${target.join(' ')} ${failureSummary ?? ''}`.replace(/\s+/g, ' ')),
		);
	});
}
