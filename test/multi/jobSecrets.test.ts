// A secret's whole way: from a window through the hub's process to a server, and nothing of it left behind.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as http from 'node:http';
import type { AddressInfo } from 'node:net';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import type { HubConnection } from '../../src/client/port';
import type { JobRun } from '../../src/contract';
import { noSecret } from '../../src/vscode/view/windowCall';
import { alive, type Playground, playground, until } from './playground';

describe('secrets of jobs', function () {
	this.timeout(60_000);
	const SECRET = 'correct-horse-battery-staple';
	let play: Playground;
	let server: http.Server;
	let got: (string | undefined)[];
	before(async () => {
		play = playground();
		got = [];
		server = http.createServer((request, response) => {
			got.push(request.headers.authorization);
			response.end(`canary-of-the-answer, ${request.headers.authorization}`);
		});
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	});
	after(async () => {
		server?.close();
		await play?.end();
	});

	const origin = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
	const run = async (window: HubConnection, id: number): Promise<JobRun> => {
		const api = await window.api();
		while (!(await api.jobs.run({ id })).executed) await systemClock.sleep(20);
		for (;;) {
			const [newest] = await api.jobs.history({ id, limit: 1 });
			if (newest && newest.status !== 'running' && newest.status !== 'queued') return newest;
			await systemClock.sleep(50);
		}
	};
	/** Answers what it is asked for from what it keeps, as a window of VS Code does. */
	const keeps = (window: HubConnection, kept: Record<string, string>) =>
		window.onEvent(async event => {
			if (event.type !== 'window_call' || event.call.action.kind !== 'secret') return;
			const { call, action } = event.call;
			const value = kept[`${action.name}@${action.origin}`];
			const api = await window.api();
			if (!(await api.jobs.claimCall({ call })).taken) return;
			await api.jobs.answer({ call, ...(value === undefined ? { ok: false, text: noSecret(action) } : { ok: true, text: value }) });
		});

	it('SE11 a secret is sent and left nowhere: not in the store, its journal, its backup, the log or the output', async () => {
		const window = play.window();
		const api = await window.api();
		const job = await api.jobs.add({
			name: 'canary-of-the-name',
			schedule: { kind: 'cron', expression: '0 0 1 1 *', zone: 'UTC' },
			action: { kind: 'http', method: 'GET', url: `${origin()}/x`, headers: { Authorization: 'Bearer ${secret:hub}' } },
		});
		const alone = await run(window, job.id);
		assert.equal(
			`${alone.status} ${alone.reason}: ${alone.summary}`,
			'missed no-window-open: VS Code keeps its secret “hub”, and no window was open to give it.',
		);
		const empty = keeps(window, { 'hub@http://127.0.0.1:1': SECRET });
		const unknown = await run(window, job.id);
		assert.equal(
			`${unknown.status}: ${unknown.summary}`,
			`error: headers: no secret “hub” is kept for ${origin()}; set it with the command “Mission Control: Set Job Secret…”.`,
		);
		empty.dispose();
		assert.deepEqual(got, []);
		keeps(window, { [`hub@${origin()}`]: SECRET });
		const done = await run(window, job.id);
		assert.equal(done.status, 'success', done.summary);
		assert.deepEqual(got, [`Bearer ${SECRET}`]);
		assert.match((await api.jobs.output({ id: done.id })).text, /canary-of-the-answer, Bearer \[redacted\]/);
		const backup = (await api.jobs.list()).find(({ name }) => name === 'Daily backup');
		assert.equal((await run(window, backup?.id ?? 0)).status, 'success');
		const pid = play.owner() ?? 0;
		const live = found();
		window.dispose();
		await until('the hub to leave', () => !alive(pid), 20_000);
		for (const seen of [live, found()]) {
			assert.ok(seen.files > 3, `only ${seen.files} files`);
			assert.ok(seen.of('canary-of-the-name') > 0 && seen.of('canary-of-the-answer') > 0, 'what must be found is not found');
			assert.equal(seen.of(SECRET) + seen.of(Buffer.from(SECRET).toString('base64')) + seen.of('battery-staple'), 0);
		}
	});

	/** Everything in the storage folder, as bytes. */
	function found(): { files: number; of(text: string): number } {
		const names = fs.readdirSync(play.data, { recursive: true, encoding: 'utf8' }).map(name => path.join(play.data, name));
		const bytes = names.filter(name => fs.statSync(name).isFile()).map(name => fs.readFileSync(name));
		return { files: bytes.length, of: text => bytes.filter(each => each.includes(text)).length };
	}

	it('a name that is none is refused when the job is saved', async () => {
		const api = await play.window().api();
		await assert.rejects(
			api.jobs.add({
				name: 'x',
				schedule: { kind: 'interval', seconds: 60 },
				action: { kind: 'http', method: 'GET', url: origin(), headers: { 'X-A': '${secret:a b}' } },
			}),
			/action\.headers\.X-A: “a b” is no name of a secret; write a name of letters, digits/,
		);
	});
});
