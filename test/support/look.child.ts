// Takes one picture of the extension in a real workbench: `npm run look -- --help` tells how.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { parseArgs } from 'node:util';
import { installServer, installVsix, startServer } from '../../scripts/vscodeServer.mjs';
import { developmentPayload, openWindow, startBrowser } from './browser';
import { EXTENSION, openSidebar, palette, visibleText, webview } from './workbench';
import { endHub } from './world';

const HELP = `npm run look -- [options]     (builds nothing; run npm run build first)

  --out FILE         the picture (default /tmp/look.png)
  --theme NAME       "Default Dark Modern" (default), "Default Light Modern", "Default High Contrast", "Default High Contrast Light"
  --width W --height H
  --home DIR         the agents' home; its logs are read (default: an empty one). Kept.
  --set KEY=JSON     a setting, repeatable: --set missionControl.budget.daily=5
  --do STEPS         after start, comma separated: dashboard, sidebar, command:TITLE, hover, wait:MS
  --extension DIR    load the extension from here (default: this folder)
  --vsix FILE        install this package instead of loading the folder (toasts show only so)
  --edition E        newest (default) or floor
  --text             print what the dashboard and the sidebar say
  --console          print the page's console
`;

void main();

async function main(): Promise<void> {
	const { values } = parseArgs({
		options: {
			out: { type: 'string', default: path.join(os.tmpdir(), 'look.png') },
			theme: { type: 'string', default: 'Default Dark Modern' },
			width: { type: 'string', default: '1280' },
			height: { type: 'string', default: '800' },
			home: { type: 'string' },
			set: { type: 'string', multiple: true, default: [] },
			do: { type: 'string', default: '' },
			vsix: { type: 'string' },
			extension: { type: 'string', default: '.' },
			edition: { type: 'string', default: 'newest' },
			text: { type: 'boolean', default: false },
			console: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	if (values.help) {
		console.log(HELP);
		return;
	}
	const edition = values.edition === 'floor' ? 'floor' : 'newest';
	const home = values.home === undefined ? fs.mkdtempSync(path.join(os.tmpdir(), 'mcl-')) : path.resolve(values.home);
	const state = fs.mkdtempSync(path.join(os.tmpdir(), 'mcs-'));
	const settings: Record<string, unknown> = { 'workbench.colorTheme': values.theme };
	for (const pair of values.set) settings[pair.slice(0, pair.indexOf('='))] = JSON.parse(pair.slice(pair.indexOf('=') + 1));
	await installServer(edition);
	const place = { edition, home: state, userData: path.join(state, 'data'), extensions: path.join(state, 'exts') } as const;
	if (values.vsix !== undefined) await installVsix(place, path.resolve(values.vsix));
	const server = await startServer({ ...place, settings, smoke: values.vsix === undefined, env: { HOME: home } });
	const browser = await startBrowser();
	try {
		const page = await openWindow(browser, server, {
			width: Number(values.width),
			height: Number(values.height),
			...(values.vsix === undefined ? { payload: developmentPayload(server, path.resolve(values.extension)) } : {}),
			async before(page) {
				if (values.console) page.on('console', message => console.log(`[${message.type()}] ${message.text()}`));
			},
		});
		await page.waitForTimeout(4000);
		for (const step of values.do.split(',').filter(text => text !== '')) {
			const [name = '', argument = ''] = step.split(/:(.*)/s);
			if (name === 'dashboard') await palette(page, 'Mission Control: Open Dashboard');
			else if (name === 'command') await palette(page, argument);
			else if (name === 'sidebar') await openSidebar(page);
			else if (name === 'hover') await page.locator('[id$=".missionControl.meter"]').hover();
			else if (name === 'wait') await page.waitForTimeout(Number(argument));
			else throw new Error(`--do knows no step "${step}". ${HELP}`);
			await page.waitForTimeout(2000);
		}
		await page.screenshot({ path: values.out });
		console.log(`picture: ${values.out}`);
		if (values.text) {
			for (const view of ['dashboard', 'sidebar'] as const) {
				const frame = await webview(page, view, 3000).catch(() => undefined);
				console.log(`${view}: ${frame === undefined ? '(not open)' : await visibleText(frame)}`);
			}
		}
	} finally {
		await browser.close();
		await server.stop();
		await endHub(path.join(place.userData, 'User', 'globalStorage', EXTENSION));
		fs.rmSync(state, { recursive: true, force: true });
	}
}
