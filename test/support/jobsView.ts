// Hands and eyes for the jobs of a VS Code window: its tree, and the steps in which a job is made.
import type { Locator, Page } from 'playwright-core';
import { clickWhenStill, palette, until } from './workbench';

export interface JobsView {
	/** The row of a job. */
	row(name: string): Locator;
	/** Waits until the row of a job says so. */
	says(name: string, wanted: RegExp, timeout?: number): Promise<string>;
	/** Runs a command of the palette and picks the job it asks for. */
	command(title: string, job: string): Promise<void>;
	/** The open quick pick or input. */
	widget(): Locator;
	/** Waits for a step by its title, such as `(1/`. */
	step(text: string): Promise<void>;
	/** Fills the open input and goes on. */
	type(text: string): Promise<void>;
	/** Takes a row of the open list. */
	pick(label: string): Promise<void>;
	/** Goes through the steps of Add Job with a shell line and an interval such as `1 day`. */
	addShell(name: string, line: string, folder: string, every: string): Promise<void>;
	/** All that the open editors show, line by line. */
	editors(): Promise<string>;
}

/** `page`: the window, once it is open. */
export function jobsView(page: () => Page): JobsView {
	const widget = () => page().locator('.quick-input-widget:visible');
	const step = (text: string) => widget().locator(`.quick-input-title:has-text("${text}")`).waitFor();
	const pick = (label: string) => clickWhenStill(widget().locator(`.monaco-list-row:has-text("${label}")`).first());
	const type = async (text: string) => {
		await widget().locator('input').first().fill(text);
		await page().waitForTimeout(500); // judged by the hub
		await page().keyboard.press('Enter');
	};
	const row = (name: string) => page().locator(`.pane:has([aria-label="Jobs Section"]) .monaco-list-row:has-text("${name}")`).first();
	return {
		row,
		widget,
		step,
		type,
		pick,
		says: (name, wanted, timeout = 30_000) =>
			until(
				async () => ((await row(name).count()) === 0 ? '' : ((await row(name).textContent()) ?? '').replace(/\s+/g, ' ')),
				text => wanted.test(text),
				`${name}: ${wanted}`,
				timeout,
			),
		async command(title, job) {
			await palette(page(), `Mission Control: ${title}`);
			await pick(job);
		},
		async addShell(name, line, folder, every) {
			await palette(page(), 'Mission Control: Add Job');
			await step('(1/');
			await type(name);
			await step('(2/');
			await pick('Shell Line');
			await step('(3/');
			await type(line);
			await step('(4/');
			await pick(folder);
			await step('(5/');
			await pick('Every …');
			await step('(6/');
			await type(every);
			await step('(7/7)');
			await pick('Add Job');
		},
		editors: async () => (await page().locator('.editor-instance .view-lines').allInnerTexts()).join('\n').replaceAll('\u00a0', ' '),
	};
}
