// Hands and eyes for a VS Code window: status bar, palette, webviews, toasts. Selectors hold for 1.100 to 1.139.
import type { Frame, Locator, Page } from 'playwright-core';

export const EXTENSION = 'mission-control.mission-control';

export interface StatusLook {
	text: string;
	/** The name of the codicon in front, such as `dashboard`. */
	icon: string;
	label: string;
	background: string;
	color: string;
}

/** The meter in the status bar. */
export const meter = (page: Page): Locator => page.locator(`[id="${EXTENSION}.missionControl.meter"]`);

/** What a person sees of the meter, with the mouse elsewhere: hovering changes the colours. */
export async function meterLook(page: Page): Promise<StatusLook> {
	await page.mouse.move(640, 300);
	const item = meter(page);
	await item.waitFor({ timeout: 60_000 });
	return item.evaluate(element => {
		const link = element.querySelector('a') ?? element;
		const icon = element.querySelector('.codicon');
		const names = [...(icon?.classList ?? [])].filter(name => name.startsWith('codicon-') && !name.startsWith('codicon-modifier-'));
		return {
			text: (element.textContent ?? '').trim(),
			icon: names[0]?.slice('codicon-'.length) ?? '',
			label: element.getAttribute('aria-label') ?? link.getAttribute('aria-label') ?? '',
			background: getComputedStyle(element).backgroundColor,
			color: getComputedStyle(link).color,
		};
	});
}

/** Waits until the meter's look fits; fails with what it looked like last. */
export async function meterBecomes(page: Page, fits: (look: StatusLook) => boolean, wanted: string, timeout = 60_000): Promise<StatusLook> {
	return until(() => meterLook(page), fits, wanted, timeout);
}

/** The colour a theme gives a name, as the workbench computes it: `rgb(122, 100, 0)`. `statusBarItem.warningBackground` for example. */
export function themeColor(page: Page, name: string): Promise<string> {
	return page.evaluate(
		variable => {
			const probe = document.createElement('div');
			probe.style.backgroundColor = `var(${variable})`;
			const parent = document.querySelector('.part.statusbar') ?? document.body;
			parent.append(probe);
			const color = getComputedStyle(probe).backgroundColor;
			probe.remove();
			return color;
		},
		`--vscode-${name.replaceAll('.', '-')}`,
	);
}

/** Runs a command by its title through the palette, as a person does; resolves to the label that was clicked. */
export async function palette(page: Page, title: string): Promise<string> {
	const widget = page.locator('.quick-input-widget:visible');
	await widget.waitFor({ state: 'hidden' }); // one that is just closing would take the first key
	for (let tries = 0; ; tries++) {
		await page.keyboard.press('F1');
		const filled = await widget
			.locator('input')
			.first()
			.fill(`>${title}`, { timeout: 5000 })
			.then(
				() => true,
				() => false,
			);
		if (filled) break;
		if (tries === 5) throw new Error('The command palette does not open.');
		await page.keyboard.press('Escape');
	}
	const row = widget.locator(`.monaco-list-row[aria-label^="${title}"]`).first();
	await row.waitFor({ timeout: 30_000 });
	const label = (await row.getAttribute('aria-label')) ?? '';
	await clickWhenStill(row); // Enter would take whatever row has the focus while the list is still filtering
	return label;
}

/** Clicks a row of a list that may just be opening: it moves on when the list gets its title, and the click would land on its neighbour. */
export async function clickWhenStill(row: Locator): Promise<void> {
	await row.waitFor();
	let last = '';
	let still = 0;
	await until(
		async () => {
			const place = JSON.stringify(await row.boundingBox());
			still = place === last && place !== 'null' ? still + 1 : 0;
			last = place;
			return still;
		},
		times => times >= 2,
		'a row to stand still',
	);
	await row.click();
}

/** Fills the input box of this title and goes on. By its title, for the palette that opened it may still be closing. */
export async function fillInput(page: Page, title: string, text: string): Promise<void> {
	const box = page.locator('.quick-input-widget:visible').filter({ has: page.locator(`.quick-input-title:has-text("${title}")`) });
	await box.locator('input').first().fill(text);
	await page.keyboard.press('Enter');
}

/** Opens our side bar, where it is not open: a click on the open one would close it. */
export async function openSidebar(page: Page): Promise<Frame> {
	const tab = page.locator('.part.activitybar').getByRole('tab', { name: 'Mission Control' }); // the dashboard's tab has the same name
	const open = page.locator('.part.sidebar:visible .title-label', { hasText: 'Mission Control' });
	for (const end = Date.now() + 110_000; ; ) {
		if ((await open.count()) === 0) {
			await tab.locator('a').click();
			await open.waitFor({ timeout: 10_000 }).catch(() => undefined);
		}
		// A click on a window that is still being built is lost; one that comes late would close what the next one opened.
		const frame = await webview(page, 'sidebar', 20_000).catch(() => undefined);
		if (frame !== undefined) return frame;
		if (Date.now() > end) throw new Error('The side bar does not open.');
	}
}

/** The document of one of our webviews, when its element has content. */
export async function webview(page: Page, view: 'dashboard' | 'sidebar', timeout = 60_000): Promise<Frame> {
	const find = async (): Promise<Frame | undefined> => {
		for (const frame of page.frames()) {
			if (!frame.url().includes('fake.html')) continue;
			const shown = await frame
				.evaluate(name => (document.querySelector(`#app[data-view="${name}"]`)?.childElementCount ?? 0) > 0, view)
				.catch(() => false);
			if (shown && !frame.isDetached()) return frame;
		}
		return undefined;
	};
	const frame = await until(find, found => found !== undefined, `the ${view}`, timeout);
	if (frame === undefined) throw new Error(`no ${view}`);
	return frame;
}

/** All text a person reads in a frame, shadow trees included, white space folded. */
export function visibleText(frame: Frame): Promise<string> {
	return frame.evaluate(() => {
		const read = (node: Node): string => {
			if (node.nodeType === Node.TEXT_NODE) return node.textContent ?? '';
			if (!(node instanceof Element) && !(node instanceof DocumentFragment)) return '';
			if (node instanceof Element && (/^(STYLE|SCRIPT|TEMPLATE)$/.test(node.tagName) || getComputedStyle(node).display === 'none'))
				return '';
			const root = node instanceof Element && node.shadowRoot ? node.shadowRoot : node;
			return [...root.childNodes].map(read).join(' ');
		};
		return read(document.body).replace(/\s+/g, ' ').trim();
	});
}

/** The cells of the first table whose caption or label fits, header row first. Looks into shadow trees. */
export function tableCells(frame: Frame, name: RegExp): Promise<string[][]> {
	return frame.evaluate(
		({ source, flags }) => {
			const deep = (root: ParentNode): Element[] =>
				[...root.querySelectorAll('*')].flatMap(element => [element, ...(element.shadowRoot ? deep(element.shadowRoot) : [])]);
			const pattern = new RegExp(source, flags);
			const tables = deep(document).filter((element): element is HTMLTableElement => element instanceof HTMLTableElement);
			const label = (table: HTMLTableElement) => `${table.caption?.textContent ?? ''} ${table.getAttribute('aria-label') ?? ''}`;
			const table = tables.find(candidate => pattern.test(label(candidate)));
			if (table === undefined) throw new Error(`no table like ${source}; there are: ${tables.map(label).join(' | ')}`);
			return [...table.rows].map(row => [...row.cells].map(cell => (cell.textContent ?? '').replace(/\s+/g, ' ').trim()));
		},
		{ source: name.source, flags: name.flags },
	);
}

/** The toasts on screen. */
export const toasts = (page: Page): Locator => page.locator('.notification-toast');

/** Asks until the answer fits; fails with what was wanted and the last answer. */
export async function until<T>(ask: () => Promise<T>, fits: (answer: T) => boolean, wanted: string, timeout = 60_000): Promise<T> {
	const end = Date.now() + timeout;
	for (;;) {
		const answer = await ask();
		if (fits(answer)) return answer;
		if (Date.now() > end) throw new Error(`Waited ${timeout / 1000} s for ${wanted}. Last: ${JSON.stringify(answer)}`);
		await new Promise(resolve => setTimeout(resolve, 150));
	}
}

/** Resolves when a webview shows that. */
export const shows = (frame: Frame, wanted: RegExp) =>
	until(
		() => visibleText(frame),
		text => wanted.test(text),
		`${wanted}`,
	);

/** The store's row beside the sources. */
export const storeRow = (page: Page) =>
	page.locator('.pane:has([aria-label="Sources Section"]) .monaco-list-row:has-text("Store")').first();

/** Resolves when it says that. */
export const storeRowSays = (page: Page, wanted: RegExp) =>
	until(
		async () => ((await storeRow(page).count()) === 0 ? '' : ((await storeRow(page).textContent()) ?? '')),
		text => wanted.test(text),
		`the Store row: ${wanted}`,
	);
