// What is asked of every page in every theme: no accessibility fault, and nothing that sticks out.
import * as fs from 'node:fs';
import { createRequire } from 'node:module';
import type { Frame, Page } from 'playwright-core';
import { clickWhenStill, palette } from './workbench';

export interface Finding {
	id: string;
	impact: string;
	nodes: { target: unknown; failureSummary: string }[];
}

export const THEMES = ['Default Dark Modern', 'Default Light Modern', 'Default High Contrast', 'Default High Contrast Light'];
/** What the newest VS Code begins with; the floor has neither. */
export const NEWEST_THEMES = ['Dark 2026', 'Light 2026'];

/** A line a fault. */
export const faultsOf = (view: string, findings: readonly Finding[]): string[] =>
	findings.map(
		({ id, impact, nodes }) =>
			`${view}: ${id} (${impact}): ${nodes.map(node => `${JSON.stringify(node.target)} ${node.failureSummary}`).join('; ')}`,
	);

/** Through the palette, as a person does. */
export async function chooseTheme(page: Page, theme: string): Promise<void> {
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
	await widget.locator('input:not([placeholder*="command"])').first().fill(name); // not the palette, which is just closing
	await clickWhenStill(widget.locator(`.monaco-list-row[aria-label^="${name}"]`).first());
	await widget.waitFor({ state: 'hidden' });
	await page.waitForTimeout(1200); // an open webview follows within half a second
}

/** What is wider than the page, unless it scrolls within a box of its own. */
export function overflow(frame: Frame): Promise<string[]> {
	return frame.evaluate(() => {
		const { scrollWidth } = document.documentElement;
		return scrollWidth > window.innerWidth + 1 ? [`the page is ${scrollWidth} px wide in ${window.innerWidth} px`] : [];
	});
}

/** The faults that axe finds. It takes a transparent page for white, so the page is given the colour that shines through. */
export async function axe(frame: Frame): Promise<Finding[]> {
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
