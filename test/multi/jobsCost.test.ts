// What runs cost, from the process that writes its log to the row, the month and the terminal.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import type { HubConnection } from '../../src/client/port';
import type { JobRun, NewJob } from '../../src/contract';
import { costOf } from '../../src/vscode/view/jobRows';
import { fakeClaude } from '../support/fakeClaude';
import { type Playground, playground } from './playground';

describe('what runs cost', function () {
	this.timeout(60_000);
	let play: Playground;
	let window: HubConnection;
	before(() => {
		play = playground();
		const bin = path.join(play.root, 'bin');
		fakeClaude(bin);
		fs.writeFileSync(path.join(bin, 'gemini'), `#!/bin/sh\necho '{"session_id":"g-1","response":"Done.","stats":{}}'\n`, { mode: 0o755 });
		const env = { PATH: `${bin}:${process.env.PATH}`, HOME: play.home, TZ: 'UTC', LANG: 'en_US.UTF-8' };
		window = play.window({ env });
	});
	after(() => play.end());

	const DAILY: NewJob['schedule'] = { kind: 'cron', expression: '0 0 * * *' };
	const ran = async (action: NewJob['action'], known: (run: JobRun) => boolean) => {
		const api = await window.api();
		const { id } = await api.jobs.add({ name: 'Work', schedule: DAILY, action });
		assert.equal((await api.jobs.run({ id })).executed, true);
		for (const end = systemClock.now() + 20_000; ; await systemClock.sleep(50)) {
			const [run] = await api.jobs.history({ id });
			if (run && known(run)) return { run, job: await api.jobs.get({ id }) };
			assert.ok(systemClock.now() < end, JSON.stringify(run));
		}
	};
	const rounded = ({ usage }: JobRun) => ({ ...usage, cost: usage?.cost?.toFixed(4) });
	const used = ({ usage }: JobRun) => (usage?.requests ?? 0) > 0;

	it('of an agent: tokens and dollars by its session, certain, and what that is in a month', async () => {
		const agent = { kind: 'agent', agent: 'claude', cwd: play.root } as const;
		const [one, other] = await Promise.all([ran({ ...agent, prompt: '20 calls' }, used), ran({ ...agent, prompt: '30 calls' }, used)]);
		assert.deepEqual([one.run.status, one.run.summary], ['success', 'Done: 20 calls']);
		// Beside each other in one folder, and yet each has its own.
		assert.deepEqual(rounded(one.run), { requests: 20, tokens: 22_000, cost: '0.0900', certainty: 'exact' });
		assert.deepEqual(rounded(other.run), { requests: 30, tokens: 33_000, cost: '0.1350', certainty: 'exact' });
		assert.deepEqual([one.job.monthly_cost?.toFixed(3), other.job.monthly_cost?.toFixed(3)], ['2.700', '4.050']);
		assert.deepEqual([costOf(one.run), costOf(other.run)], ['$0.09', '$0.14']);
	});

	it('of a line that calls an agent: by folder and time, and it is said that this is not certain', async () => {
		const cwd = path.join(play.root, 'elsewhere');
		fs.mkdirSync(cwd);
		const { run, job } = await ran({ kind: 'shell', line: 'claude -p "4 calls"', cwd }, used);
		assert.deepEqual(rounded(run), { requests: 4, tokens: 4400, cost: '0.0180', certainty: 'likely' });
		assert.deepEqual([costOf(run), job.monthly_cost?.toFixed(3)], ['~$0.02', '0.540']);
	});

	it('SC11 a job given without a zone has the user’s, and says so', async () => {
		const api = await window.api();
		await api.hub.configure({ zone: 'Asia/Tokyo' });
		const given = { kind: 'cron', expression: '0 9 * * *' } as const;
		const job = await api.jobs.add({ name: 'Zoned', schedule: given, action: { kind: 'command', argv: ['true'] } });
		assert.deepEqual(job.schedule, { ...given, zone: 'Asia/Tokyo' });
		assert.match(job.words, /Tokyo/);
		assert.match((await api.jobs.preview({ schedule: given })).next[0]?.local ?? '', /09:00 \+09:00$/);
		await api.hub.configure({ zone: '' });
	});

	it('of an agent whose logs are not read: unknown, not nothing', async () => {
		const { run, job } = await ran({ kind: 'agent', agent: 'gemini', prompt: 'x', cwd: play.root }, ({ usage }) => usage !== null);
		assert.deepEqual([run.status, run.summary, run.usage?.certainty, run.usage?.cost], ['success', 'Done.', 'unknown', null]);
		assert.deepEqual([costOf(run), job.monthly_cost], ['cost unknown', null]);
	});
});
