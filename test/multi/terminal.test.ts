// The terminal command end to end: real processes, real logs, on folders of their own.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { cells } from '../../src/hub/cli/table';
import { alive, type Playground, playground, until } from './playground';

describe('mission-control in a terminal', () => {
	let play: Playground;
	beforeEach(() => {
		play = playground();
	});
	afterEach(() => play.end());
	const usage = (...more: string[]) => play.run(['usage', '--home', play.home, '--data', play.data, ...more]);

	it('usage --json: an array of rows of exactly this shape', async () => {
		play.log('a', 3);
		const { code, out, err } = await usage('--json', '--zone', 'UTC');
		assert.equal(err, '');
		assert.equal(code, 0);
		const rows = JSON.parse(out) as Record<string, unknown>[];
		assert.deepEqual(rows, [
			{
				day: '2026-11-01',
				source: 'claude',
				provider: 'anthropic',
				model: 'claude-sonnet-4-5',
				agent: 'main',
				project: '/work/demo',
				requests: 3,
				input_tokens: 300,
				output_tokens: 30,
				reasoning_tokens: 0,
				cache_read_tokens: 0,
				cache_write_tokens: 0,
				cache_write_1h_tokens: 0,
				cost: rows[0]?.cost,
				cost_basis: 'priced',
			},
		]);
		assert.ok(Math.abs((rows[0]?.cost as number) - (300 * 3 + 30 * 15) / 1e6) < 1e-12, String(rows[0]?.cost));
		assert.deepEqual(Object.keys(rows[0] ?? {}).slice(-2), ['cost', 'cost_basis']);
	});

	it('reads only what is new the second time, and the same sums come out', async () => {
		play.log('a', 3);
		const first = await usage('--json');
		assert.equal((await usage('--json')).out, first.out);
		play.log('a', 0);
		play.log('b', 2);
		assert.equal((JSON.parse((await usage('--json')).out) as { requests: number }[])[0]?.requests, 5);
	});

	it('a table that fits 80 columns, with a total, and nothing that needs a terminal', async () => {
		play.log('a', 1200);
		const { out, code } = await usage();
		assert.equal(code, 0);
		const lines = out.trimEnd().split('\n');
		for (const line of lines) assert.ok(cells(line) <= 80, line);
		assert.match(out, /Day +Model +Requests +Tokens +Cost/);
		assert.match(out, /Total +1,200 +132,000 +\$0\.54/);
		assert.equal(out.includes(String.fromCharCode(27)), false);
	});

	it('counts by the days asked for and in the zone asked for', async () => {
		play.log('a', 1);
		assert.equal((await usage('--json', '--since', '2026-11-02')).out, '[]\n');
		assert.equal((JSON.parse((await usage('--json', '--until', '2026-11-01')).out) as unknown[]).length, 1);
		const there = JSON.parse((await usage('--json', '--zone', 'Pacific/Kiritimati')).out) as { day: string }[];
		assert.equal(there[0]?.day, '2026-11-02');
		assert.equal((JSON.parse((await usage('--json')).out) as { day: string }[])[0]?.day, '2026-11-01');
	});

	it('says where it looked when there is nothing', async () => {
		const { out, code } = await usage();
		assert.equal(code, 0);
		assert.match(out, /No usage found/);
		assert.match(out, /Claude Code: .*\.claude/);
		assert.match(out, /Codex.*\n.*OpenClaw/);
	});

	it('--home leaves the tools’ environment variables out; without it they count', async () => {
		const other = path.join(play.root, 'elsewhere');
		play.log('a', 4);
		fs.renameSync(path.join(play.home, '.claude'), other);
		const env = { CLAUDE_CONFIG_DIR: other };
		assert.equal((await play.run(['usage', '--home', play.home, '--data', play.data, '--json'], env)).out, '[]\n');
		const rows = JSON.parse((await play.run(['usage', '--data', play.data, '--json'], env)).out) as { requests: number }[];
		assert.equal(rows[0]?.requests, 4);
	});

	it('keeps its data where the platform wants it, another home apart from it', async () => {
		play.log('a', 2);
		const mine = await play.run(['usage', '--json']);
		assert.equal(mine.code, 0);
		const folder = path.join(play.home, '.local', 'share', 'mission-control');
		if (process.platform === 'linux') assert.ok(fs.existsSync(path.join(folder, 'store')));
		const other = path.join(play.root, 'other');
		fs.mkdirSync(other);
		assert.equal((await play.run(['usage', '--json', '--home', other])).out, '[]\n');
		assert.equal((await play.run(['usage', '--json'])).out, mine.out);
	});

	it('asks the hub that owns the folder, and refuses another home or zone', async () => {
		const window = play.window();
		await window.api();
		play.log('late', 2);
		const asked = await play.run(['usage', '--data', play.data, '--json']);
		assert.equal(asked.err, '');
		assert.equal((JSON.parse(asked.out) as { requests: number }[])[0]?.requests, 2);
		const pid = play.owner();
		assert.ok(pid && alive(pid));
		const other = path.join(play.root, 'other');
		fs.mkdirSync(other);
		const refused = await play.run(['usage', '--data', play.data, '--home', other]);
		assert.equal(refused.code, 1);
		assert.match(
			refused.err,
			/^mission-control: A running hub \(process \d+\) owns the data folder .* and reads the logs under .*home, not under .*other \(--home\)/,
		);
		const zone = await play.run(['usage', '--data', play.data, '--zone', 'Asia/Tokyo']);
		assert.equal(zone.code, 1);
		assert.match(zone.err, /counts days in UTC, not in Asia\/Tokyo \(--zone\)/);
		assert.equal(play.owner(), pid);
	});

	it('stopped and started again at any point, it ends with the same sums', async () => {
		for (let i = 0; i < 40; i++) play.log(`s${i}`, 400);
		for (const delay of [150, 250, 350, 500]) {
			const child = play.start(['usage', '--home', play.home, '--data', play.data]);
			await new Promise(resolve => setTimeout(resolve, delay));
			child.kill('SIGKILL');
			await until('the command to be gone', () => child.exitCode !== null || child.signalCode !== null);
		}
		const rows = JSON.parse((await usage('--json')).out) as { requests: number; input_tokens: number }[];
		assert.deepEqual(
			rows.map(({ requests, input_tokens }) => [requests, input_tokens]),
			[[16_000, 1_600_000]],
		);
	});

	it('several at once on one folder all get the same sums', async () => {
		play.log('a', 1200);
		const all = await Promise.all([usage('--json'), usage('--json'), usage('--json')]);
		assert.deepEqual(
			all.map(({ code, err }) => [code, err]),
			all.map(() => [0, '']),
		);
		assert.equal(new Set(all.map(({ out }) => out)).size, 1);
		assert.equal((JSON.parse(all[0]?.out ?? '') as { requests: number }[])[0]?.requests, 1200);
	});

	it('budget: a table for people, the status for programs', async () => {
		const words = ['budget', '--home', play.home, '--data', play.data];
		assert.match((await play.run(words)).out, /Today \d{4}-\d\d-\d\d +\$0\.00 +\$5\.00 +0%/);
		assert.deepEqual(JSON.parse((await play.run([...words, '--json'])).out), {
			daily: { limit: 5, used: 0, remaining: 5, percent: 0 },
			monthly: { limit: 200, used: 0, remaining: 200, percent: 0, warning: false },
		});
	});

	it('a reader that leaves early is no failure', async () => {
		for (let i = 0; i < 30; i++) play.log(`s${i}`, 1);
		const child = spawn(
			'sh',
			[
				'-c',
				`"${process.execPath}" "${play.hubScript}" usage --json --home "${play.home}" --data "${play.data}" | head -c 20; exit \${PIPESTATUS:-0}`,
			],
			{
				stdio: ['ignore', 'pipe', 'pipe'],
			},
		);
		let err = '';
		child.stderr.on('data', data => {
			err += data;
		});
		assert.equal(await new Promise(resolve => child.on('close', resolve)), 0);
		assert.equal(err, '');
	});

	it('what cannot be printed is a failure', async function () {
		if (!fs.existsSync('/dev/full')) this.skip();
		play.log('a', 1);
		for (const words of [
			['usage', '--home', play.home, '--data', play.data],
			['next', '0 9 * * *'],
		]) {
			const full = fs.openSync('/dev/full', 'w');
			const child = spawn(process.execPath, [play.hubScript, ...words], { stdio: ['ignore', full, 'pipe'] });
			fs.closeSync(full);
			let err = '';
			child.stderr?.on('data', data => {
				err += data;
			});
			assert.equal(await new Promise(resolve => child.on('close', resolve)), 1);
			assert.match(err, /could not be written: ENOSPC/);
		}
	});

	it('what could not be read is named: below the table, and beside the JSON', async () => {
		play.log('a', 1);
		fs.writeFileSync(
			path.join(play.home, '.claude', 'projects', '-work-demo', 'b.jsonl'),
			Buffer.from('\ufeff{"type":"assistant"}\n', 'utf16le'),
		);
		for (const more of [[], ['--json']]) {
			const { code, out, err } = await usage(...more);
			assert.equal(code, 0);
			assert.match(out, /claude-sonnet-4-5/);
			assert.match(more.length > 0 ? err : out.replace(/\s+/g, ' '), /could not be read.*b\.jsonl: The file is written in UTF-16\./);
		}
	});

	for (const [words, sentence] of [
		[['usage', '--since', '2026-13-01'], /--since/],
		[['usage', '--zone', 'Nowhere/Land'], /--zone/],
		[['usage', '--home', '/no/such/home'], /--home/],
		[['usage', '--data', '/dev/null/x'], /--data/],
		[['usagee'], /unknown command/],
	] as const) {
		it(`${words.join(' ')}: a sentence and code 2`, async () => {
			const { code, out, err } = await play.run(words);
			assert.equal(code, 2);
			assert.equal(out, '');
			assert.match(err, sentence);
			assert.doesNotMatch(err, /\n\s+at /);
		});
	}
});
