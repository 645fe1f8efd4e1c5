// `npm start` as a newcomer meets it: without logs the samples, an address, the meter behind it, and nothing left after Ctrl-C; with logs theirs.
import assert from 'node:assert/strict';
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { openWindow, startBrowser } from '../support/browser';
import { meter, meterBecomes, until } from '../support/workbench';
import { lives } from '../support/world';

describe('npm start', () => {
	const home = fs.mkdtempSync(path.join(os.tmpdir(), 'mcs-'));
	const kept = path.join(home, 'try');
	let child: ChildProcess;
	let output = '';

	before(() => {
		const strange = /^(CLAUDE|CODEX|OPENCLAW|CLAWDBOT|XDG)_|^(DISPLAY|WAYLAND_DISPLAY)$/;
		const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !strange.test(name)));
		child = spawn('npm', ['start'], {
			env: {
				...env,
				HOME: home,
				npm_config_cache: process.env.npm_config_cache ?? path.join(os.homedir(), '.npm'),
				MISSION_CONTROL_TRY: kept,
			},
			stdio: ['ignore', 'pipe', 'pipe'],
			detached: true,
		});
		const hear = (bytes: Buffer) => {
			output += bytes.toString('utf8');
		};
		child.stdout?.on('data', hear);
		child.stderr?.on('data', hear);
	});
	after(() => {
		if (child.pid !== undefined && child.exitCode === null && child.signalCode === null) process.kill(-child.pid, 'SIGKILL');
		fs.rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 1000 });
	});

	it('says that the logs are samples, and shows what they cost', async () => {
		await until(
			async () => (child.exitCode === null ? output : `ended: ${output}`),
			text => /http:\/\/127\.0\.0\.1:\d+/.test(text) || text.startsWith('ended'),
			'an address',
			240_000,
		);
		assert.match(output, /SAMPLE/);
		for (const model of ['claude-opus-4-5', 'gpt-5.2-codex', 'claude-haiku-4-5'])
			assert.ok(output.includes(model), `${model} is not in the table:\n${output}`);
		assert.match(output, /\$\s?\d+\.\d\d/);
	});

	it('gives an address at which the meter shows today', async () => {
		const address = new URL(/http:\/\/127\.0\.0\.1:\d+\S*/.exec(output)?.[0] ?? '');
		assert.match(address.search, /folder=/);
		const browser = await startBrowser();
		try {
			const page = await openWindow(browser, address, { folder: address.searchParams.get('folder') ?? '' });
			const look = await meterBecomes(page, ({ text }) => text.includes('/ $5.00'), 'an amount of $5.00');
			assert.match(look.text, /\$3\.\d\d \/ \$5\.00/);
			const box = await meter(page).boundingBox();
			const said = /status bar, at the bottom (left|right)/.exec(output)?.[1];
			assert.equal(said, (box?.x ?? 0) < 640 ? 'left' : 'right');
			assert.equal(await page.locator('.monaco-dialog-box').count(), 0, 'a dialog is in the way');
		} finally {
			await browser.close();
		}
	});

	it('ends with Ctrl-C and leaves no process behind', async () => {
		const pid = child.pid;
		assert.ok(pid);
		const started = processesWith(kept);
		assert.ok(started.length > 0, 'no server was running');
		process.kill(-pid, 'SIGINT');
		await until(
			async () => processesWith(kept),
			left => left.length === 0,
			'all processes to end',
			60_000,
		);
		assert.equal(lives(pid), false);
	});
});

describe('npm start with logs of its user', () => {
	const home = fs.mkdtempSync(path.join(os.tmpdir(), 'mcs-'));
	after(() => fs.rmSync(home, { recursive: true, force: true }));

	it('prints what they hold, however old they are and wherever the variables of the tools put them', () => {
		const elsewhere = path.join(home, 'elsewhere');
		fs.mkdirSync(path.join(elsewhere, 'projects', 'p'), { recursive: true });
		const line = (day: string, model: string) => {
			const usage = { input_tokens: 1000, output_tokens: 10, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 };
			const message = { id: `msg_${day}`, role: 'assistant', model, usage };
			return `${JSON.stringify({ type: 'assistant', uuid: day, sessionId: 's', timestamp: `${day}T12:00:00.000Z`, cwd: '/p', message })}\n`;
		};
		const days = [1, 2, 3, 4, 5, 6, 7, 8, 9].map(number => line(`2026-01-0${number}`, number < 3 ? 'claude-opus-4-1' : 'claude-opus-4-5'));
		fs.writeFileSync(path.join(elsewhere, 'projects', 'p', 's.jsonl'), days.join(''));
		const printed = execFileSync(process.execPath, ['scripts/start.mjs', '--terminal'], {
			env: { PATH: process.env.PATH, HOME: home, TZ: 'UTC', CLAUDE_CONFIG_DIR: elsewhere, MISSION_CONTROL_TRY: path.join(home, 'try') },
			encoding: 'utf8',
		});
		assert.match(printed, /Your usage on the last 7 days that have any, of 9:/);
		assert.match(printed, /2026-01-03 +claude-opus-4-5 +1 +1,010 /);
		assert.match(printed, /Total +7 +7,070 /);
		assert.doesNotMatch(printed, /SAMPLE|No usage|claude-opus-4-1/);
	});
});

/** Pids of processes whose command line names a path, by what Linux tells. */
function processesWith(text: string): number[] {
	return fs
		.readdirSync('/proc')
		.filter(name => /^\d+$/.test(name))
		.map(Number)
		.filter(pid => {
			try {
				return fs.readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes(text);
			} catch {
				return false;
			}
		});
}
