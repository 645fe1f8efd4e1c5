// Names that come from logs are hostile until shown otherwise: they stay text. A workspace cannot point the extension elsewhere (SE01, SE03, SE06, SE23).
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { spend } from '../support/logs';
import { meter, meterBecomes, openSidebar, palette, tableCells, until, visibleText, webview } from '../support/workbench';
import { pictureFailures, startWorld, type World } from '../support/world';

const IMAGE = `<img src=x onerror="document.title='owned'">`;
const SCRIPT = "</script><script>document.title='owned'</script>";
const LINK = '[free](command:workbench.action.terminal.new)';

describe('hostile names', () => {
	let world: World;
	let page: Page;
	let workspace: string;

	before(async () => {
		world = await startWorld({
			trust: true,
			settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
			prepare(home) {
				spend(home, 10);
				spend(home, 2, { model: IMAGE });
				spend(home, 2, { model: `claude-opus-4-5 ${'${1+1}'} ${LINK}`, project: `/home/you/${SCRIPT}` });
				spend(path.join(home, 'elsewhere'), 50);
				workspace = path.join(home, 'workspace');
				fs.mkdirSync(path.join(workspace, '.vscode'), { recursive: true });
				const settings = {
					'missionControl.sources.extraFolders': { claude: [path.join(home, 'elsewhere', '.claude')] },
					'missionControl.pricing.overrides': [{ model: '*', input: 1000, output: 1000 }],
				};
				fs.writeFileSync(path.join(workspace, '.vscode', 'settings.json'), JSON.stringify(settings));
			},
		});
		page = await world.open({
			folder: workspace,
			async before(page) {
				await page.addInitScript(() => {
					document.addEventListener('securitypolicyviolation', event => {
						if (location.href.includes('fake.html'))
							console.error(`CSP-VIOLATION ${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`);
					});
				});
			},
		});
	});
	after(() => world?.end());
	pictureFailures(() => world);

	it('a workspace nobody trusts changes neither what is read nor what it costs', async () => {
		await meterBecomes(page, ({ text }) => text.includes('0.50 / $5.00'), '$0.50 / $5.00');
	});

	it('are shown as text, and break no rule of the content security policy', async () => {
		await palette(page, 'Mission Control: Open Dashboard');
		const dashboard = await webview(page, 'dashboard');
		await until(
			() => tableCells(dashboard, /model/i).catch(() => []),
			rows => rows.some(row => row[0]?.includes('<img src=x')),
			'the name as text',
		);
		const text = await visibleText(dashboard);
		assert.match(text, /<script>|<\/script>/);
		assert.equal(await dashboard.locator('img[src="x"]').count(), 0);
		assert.notEqual(await dashboard.title(), 'owned');
		await openSidebar(page);
		await page.waitForTimeout(1000);
		const violations = world.console.filter(line => /CSP-VIOLATION/.test(line));
		assert.deepEqual(violations, []);
	});

	it('the policy allows nothing but our own files, by a nonce that is fresh with every load', async () => {
		const policies: string[] = [];
		for (const view of ['dashboard', 'sidebar'] as const) {
			const frame = await webview(page, view);
			policies.push((await frame.locator('meta[http-equiv="Content-Security-Policy"]').getAttribute('content')) ?? '');
			assert.equal(
				await frame.evaluate(() =>
					[...document.querySelectorAll('*')].some(element => element.getAttributeNames().some(name => name.startsWith('on'))),
				),
				false,
			);
		}
		const nonces = policies.map(policy => {
			const parts = new Map(policy.split(';').map(part => [part.trim().split(/\s+/)[0] ?? '', part.trim()]));
			assert.equal(parts.get('default-src'), "default-src 'none'");
			assert.match(parts.get('script-src') ?? '', /^script-src 'nonce-[\w-]{16,}'$/);
			assert.doesNotMatch(policy, /unsafe-eval|(^|\s)(http|https):(\s|;|$)|\*\s/);
			assert.doesNotMatch(parts.get('script-src') ?? '', /unsafe-inline/);
			return /'nonce-([\w-]+)'/.exec(policy)?.[1];
		});
		assert.equal(new Set(nonces).size, 2);
	});

	it('make no link in the hover of the meter', async () => {
		await meter(page).hover();
		const hover = page.locator('.workbench-hover-container:visible');
		await hover.waitFor();
		const text = await hover.textContent();
		assert.match(text ?? '', /claude-opus-4-5/);
		assert.equal(await hover.locator('a[data-href*="terminal"], a[href*="terminal"]').count(), 0);
		assert.equal(await hover.locator('img[src="x"]').count(), 0);
	});
});
