// Jobs as a person has them: added from the palette, seen to fire, read, edited, disabled, deleted and back; offered ones only after a yes.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import type { Page } from 'playwright-core';
import { systemClock } from '../../src/base/clock';
import { type HubApi, hubOver } from '../../src/contract/caller';
import { dial } from '../../src/contract/dial';
import { readOwner } from '../../src/contract/owner';
import { fakeClaude } from '../support/fakeClaude';
import { jobsView } from '../support/jobsView';
import { clickWhenStill, meter, palette, toasts, until, visibleText, webview } from '../support/workbench';
import { startWorld, type World } from '../support/world';

describe('jobs in the window', () => {
	let world: World;
	let page: Page;
	let folder: string;

	before(async () => {
		world = await startWorld({ prepare: home => fakeClaude(path.join(home, '.local', 'bin')) });
		folder = path.join(world.home, 'proj');
		fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
		offer('echo offered > offered.txt');
		page = await world.open({ folder });
		await meter(page).waitFor({ timeout: 60_000 });
		await page.getByRole('tab', { name: 'Mission Control' }).locator('a').first().click();
		await row('System').waitFor();
	});
	after(() => world?.end());

	const offer = (shell: string) =>
		fs.writeFileSync(
			path.join(folder, '.vscode', 'mission-control.json'),
			JSON.stringify({ jobs: [{ name: 'Repo check', every: '1 day', shell }] }),
		);
	const { row, says, widget, step, type, pick, command, addShell } = jobsView(() => page);
	const statusSays = (text: string) => page.locator('.statusbar-item').filter({ hasText: text }).waitFor();
	const add = (name: string, line: string, every: string) => addShell(name, line, folder, every);

	it('adds a job from the palette, and it fires', async () => {
		await add('Ticks', 'echo tick-$((40 + 2))', '3 s');
		await says('Ticks', /last ok/);
	});

	it('shows what a run wrote', async () => {
		await command('Show Run Output', 'Ticks');
		const lines = page.locator('.editor-instance .view-lines');
		await until(
			async () => (await lines.allInnerTexts()).join('\n'),
			text => text.includes('tick-42'),
			'tick-42',
		);
	});

	it('edits, disables and enables it', async () => {
		await command('Edit Job', 'Ticks');
		await step('(1/');
		await type('Tocks');
		await step('(2/');
		await pick('Shell Line');
		await step('(3/');
		await type('echo tock');
		await step('(4/');
		await pick(folder);
		await step('(5/');
		await pick('Every …');
		await step('(6/');
		await type('1 day');
		await step('(7/7)');
		await pick('Save Changes');
		await says('Tocks', /next in 2\d h/);
		await command('Disable Job', 'Tocks');
		await says('Tocks', /disabled/);
		await command('Enable Job', 'Tocks');
		await says('Tocks', /next in/);
	});

	it('deletes it, and takes that back', async () => {
		await command('Delete Job', 'Tocks');
		await until(
			() => row('Tocks').count(),
			count => count === 0,
			'Tocks to go',
		);
		await toasts(page).getByRole('button', { name: /Undo/ }).click();
		await says('Tocks', /next in/);
	});

	it('shows what a run of an agent cost, in the list, in its history and on its card', async () => {
		await palette(page, 'Mission Control: Add Job');
		await step('(1/');
		await type('Tidy');
		await step('(2/');
		await pick('Agent Prompt');
		await step('(3/');
		await pick('Claude Code');
		await step('(4/');
		await type('20 calls');
		await step('(5/');
		await pick(folder);
		await step('(6/');
		await type('');
		await step('(7/');
		await pick('Every …');
		await step('(8/');
		await type('1 day');
		await step('(9/9)');
		await pick('Add Job');
		await says('Tidy', /next in/);
		await command('Run Job Now', 'Tidy');
		await says('Tidy', /last ok.*\$0\.09/);
		await command('Show Job History', 'Tidy');
		await widget()
			.locator('.monaco-list-row:has-text("$0.09")')
			.filter({ hasText: /22K tokens/i })
			.waitFor();
		await page.keyboard.press('Escape');
		await palette(page, 'Mission Control: Show Jobs in Dashboard');
		const dashboard = await webview(page, 'dashboard');
		await until(
			() => visibleText(dashboard),
			text => /Tidy .*\$0\.09/.test(text) && /\$2\.70/.test(text),
			'its cost and its month on the card',
		);
	});

	it('keeps the secret of a header, for one address, and gives it to a run', async () => {
		const got: (string | undefined)[] = [];
		const server = http.createServer((request, response) => {
			got.push(request.headers.authorization);
			response.end('fine');
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		try {
			const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
			const headers = { Authorization: 'Bearer ${secret:hook}' };
			await asked(world.data, api =>
				api.jobs.add({
					name: 'Hook',
					schedule: { kind: 'interval', seconds: 86_400 },
					action: { kind: 'http', method: 'GET', url: `${origin}/x`, headers },
				}),
			);
			await says('Hook', /next in/);
			await command('Run Job Now', 'Hook');
			const [job] = await asked(world.data, async api => (await api.jobs.list()).filter(({ name }) => name === 'Hook'));
			assert.ok(job);
			await until(
				async () => (await asked(world.data, api => api.jobs.get({ id: job.id }))).last_result ?? '',
				result => /no secret “hook” is kept for http:.*“Mission Control: Set Job Secret…”/.test(result),
				'what is missing and what to do',
			);
			await palette(page, 'Mission Control: Set Job Secret');
			await clickWhenStill(widget().locator('.monaco-list-row:has-text("not set")').filter({ hasText: origin }).first());
			await widget().locator('input[type="password"]').fill('correct-horse-battery');
			await page.keyboard.press('Enter');
			await statusSays('Secret “hook” is set for');
			await command('Run Job Now', 'Hook');
			await says('Hook', /last ok/);
			assert.deepEqual(got, ['Bearer correct-horse-battery']);
			await palette(page, 'Mission Control: Delete Job Secret');
			await pick('hook');
			await statusSays('is deleted');
			await command('Run Job Now', 'Hook');
			await says('Hook', /last error/);
			assert.equal(got.length, 1);
		} finally {
			server.close();
		}
	});

	it('a run goes on while its window is reloaded', async () => {
		await add('Long', 'sleep 10; echo $$ >> survived.txt', '1 day');
		await says('Long', /next in/);
		await command('Run Job Now', 'Long');
		await says('Long', /running/i);
		const hub = world.hubPid();
		const loaded = page.waitForEvent('load');
		await palette(page, 'Developer: Reload Window');
		await loaded;
		await meter(page).waitFor({ timeout: 60_000 });
		assert.equal(fs.existsSync(path.join(folder, 'survived.txt')), false, 'it was over before the window was back');
		await says('Long', /last ok/, 60_000);
		assert.equal(fs.readFileSync(path.join(folder, 'survived.txt'), 'utf8').trim().split('\n').length, 1, 'it ran once');
		assert.equal(world.hubPid(), hub, 'another hub');
	});

	it('an offered job runs only after a yes to exactly what stands there, and not when that has changed (SE07)', async () => {
		await says('Repo check', /needs your approval/);
		await row('Repo check').click();
		const dialog = page.locator('.monaco-dialog-box:visible');
		await dialog.waitFor();
		assert.match((await dialog.textContent()) ?? '', /echo offered > offered\.txt/);
		await dialog.getByRole('button', { name: /Approve/ }).click();
		await says('Repo check', /next in/);
		await page.waitForTimeout(1000); // the closed question gives the focus back
		await command('Run Job Now', 'Repo check');
		await until(
			async () => fs.existsSync(path.join(folder, 'offered.txt')),
			there => there,
			'offered.txt',
		);
		offer('echo worse > offered.txt');
		await says('Repo check', /disabled/);
		offer('echo offered > offered.txt');
		await says('Repo check', /next in/);
	});
});

/** Asks the hub of the folder, as a terminal does. */
async function asked<T>(data: string, work: (api: HubApi) => Promise<T>): Promise<T> {
	const owner = readOwner(data);
	const answer = owner && (await dial(systemClock, owner, 'terminal'));
	if (answer?.kind !== 'open') throw new Error('no hub answers');
	try {
		return await work(hubOver(answer.socket));
	} finally {
		answer.socket.terminate();
	}
}

describe('jobs of a workspace that is not trusted', () => {
	let world: World;
	after(() => world?.end());

	it('are not even read, and nothing of them runs (SE06)', async () => {
		world = await startWorld({
			trust: true,
			settings: { 'security.workspace.trust.enabled': true, 'security.workspace.trust.startupPrompt': 'never' },
		});
		const folder = path.join(world.home, 'proj');
		fs.mkdirSync(path.join(folder, '.vscode'), { recursive: true });
		fs.writeFileSync(
			path.join(folder, '.vscode', 'mission-control.json'),
			JSON.stringify({ jobs: [{ name: 'Repo check', every: '1 s', shell: 'echo bad > bad.txt' }] }),
		);
		const page = await world.open({ folder });
		await meter(page).waitFor({ timeout: 60_000 });
		await page.getByRole('tab', { name: 'Mission Control' }).locator('a').first().click();
		await page.getByText('Let an agent, a command or a task run by itself').waitFor(); // the list is there, and empty
		await page.waitForTimeout(3000);
		assert.equal(await page.getByText('Repo check').count(), 0);
		assert.equal(fs.existsSync(path.join(folder, 'bad.txt')), false);
	});
});
