// The router: who may ask what, and what a failure looks like on the wire.
import assert from 'node:assert/strict';
import { createRouterClient, ORPCError } from '@orpc/server';
import { type Log, silentLog } from '../../../src/base/log';
import type { Role } from '../../../src/contract/rendezvous';
import { createRouter } from '../../../src/hub/router';
import { sampleHub } from './sampleSubjects';

describe('router', () => {
	const hub = sampleHub();
	const logged: string[] = [];
	const log: Log = { ...silentLog, error: text => logged.push(text) };
	const as = (role: Role) => createRouterClient(createRouter(hub.subjects, log), { context: { role } });

	const failure = async (call: Promise<unknown>) => {
		const error: unknown = await call.then(
			() => 'no failure',
			caught => caught,
		);
		assert.ok(error instanceof ORPCError, String(error));
		return `${error.code}: ${error.message}`;
	};

	it("lets windows and terminals give the hub's own orders, webviews not", async () => {
		for (const role of ['window', 'terminal'] as const) assert.equal((await as(role).hub.configure({ dailyLimit: 7 })).dailyLimit, 7);
		assert.equal(await failure(as('webview').hub.configure({ dailyLimit: 9 })), "FORBIDDEN: A view may not give the hub's own orders.");
		assert.equal(await failure(as('webview').hub.stop()), "FORBIDDEN: A view may not give the hub's own orders.");
		assert.deepEqual(hub.asked, ['configure {"dailyLimit":7}', 'configure {"dailyLimit":7}']);
		assert.equal((await as('webview').hub.settings()).dailyLimit, 7);
		assert.deepEqual(await as('webview').budget.claimAlert({ id: 1 }), { claimed: true });
	});

	it('lets views list, run, edit and preview jobs; calls, notices and offers are for windows', async () => {
		const view = as('webview');
		assert.deepEqual(await view.jobs.list(), []);
		assert.deepEqual(await view.jobs.run({ id: 4 }), { executed: false, result: 'skipped: already running', run_id: 4 });
		const schedule = { kind: 'cron' as const, expression: '0 9 * * *', zone: 'UTC' };
		assert.equal((await view.jobs.preview({ schedule })).words, 'At 09:00');
		hub.asked.length = 0;
		assert.equal(
			await failure(view.jobs.change({ id: 9, enabled: false, revision: 3 })),
			'NOT_FOUND: There is no job 9; it may have been removed.',
		);
		await view.jobs.history({ id: 2, limit: 5 });
		const job = { name: 'Job', schedule, action: { kind: 'command' as const, argv: ['true'] } };
		const owner = { component: 'workspace' as const, key: '/work#build' };
		await failure(view.jobs.add(job));
		for (const role of ['webview', 'terminal'] as const) {
			const no = 'FORBIDDEN: Only a window of VS Code may do that.';
			assert.equal(await failure(as(role).jobs.claimCall({ call: 1 })), no);
			assert.equal(await failure(as(role).jobs.answer({ call: 1, ok: true, text: '' })), no);
			assert.equal(await failure(as(role).jobs.claimNotice({ id: 1 })), no);
			assert.match(await failure(as(role).jobs.add({ ...job, owner })), /^FORBIDDEN: What a workspace offers/);
		}
		await failure(as('window').jobs.add({ ...job, owner }));
		assert.deepEqual(await as('window').jobs.claimCall({ call: 1 }), { taken: true });
		assert.deepEqual(await as('window').jobs.answer({ call: 2, ok: true, text: '' }), { taken: false });
		assert.deepEqual(hub.asked, [
			'change 9 {"enabled":false,"revision":3}',
			'history 2 {"limit":5}',
			'add Job',
			'add Job of /work#build',
			'claim 1 in the process',
		]);
	});

	it('names what is wrong with the words of a caller', async () => {
		assert.match(
			await failure(as('window').usage.daily({ start: '21.11.2026' })),
			/^BAD_INPUT: usage.daily: start: a day is written YYYY-MM-DD/,
		);
		assert.match(await failure(as('window').usage.overview({ period: 'daily', count: 4000 })), /^BAD_INPUT: usage.overview: count: /);
		assert.match(await failure(as('window').hub.configure({ dailyLimit: -1 })), /^BAD_INPUT: hub.configure: dailyLimit: /);
	});

	it('keeps the code and the sentence of an expected failure, and logs the others', async () => {
		assert.equal(await failure(as('window').usage.rows({})), 'STORE_BROKEN: The file cannot be read.');
		assert.deepEqual(logged, []);
		assert.equal(
			await failure(as('window').usage.overview({ period: 'daily', count: 7 })),
			'INTERNAL: The hub could not answer usage.overview: a bug. Its log has more.',
		);
		assert.deepEqual(logged, ['usage.overview failed']);
	});
});
