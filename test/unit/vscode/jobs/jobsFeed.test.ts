// What a window knows of the jobs, as events come before, during and after the answers of the hub.
import assert from 'node:assert/strict';
import type { HubApi, HubConnection } from '../../../../src/client/port';
import type { Job, JobRun } from '../../../../src/contract';
import { jobsFeed } from '../../../../src/vscode/jobs/jobsFeed';
import { handClock, handHub } from '../hands';
import { job, run } from '../view/jobSample';

const log = { debug() {}, info() {}, warn() {}, error() {} };
const settle = async () => {
	for (let turn = 0; turn < 20; turn++) await Promise.resolve();
};

function world(list: () => Job[] | Promise<Job[]>, runs: () => JobRun[] = () => []) {
	const clock = handClock(Date.parse('2026-11-21T10:00:00.000Z'));
	const hub = handHub();
	const api = async () => ({ jobs: { list: async () => await list(), runs: async () => runs() } }) as unknown as HubApi;
	const connection: HubConnection = Object.assign(Object.create(hub.connection) as HubConnection, { api });
	const feed = jobsFeed(clock, log, connection);
	let told = 0;
	feed.onChange(() => told++);
	return { clock, hub, feed, told: () => told, names: () => feed.jobs?.map(({ name }) => name) };
}

describe('jobsFeed', () => {
	it('knows nothing until the hub has answered, then follows its events', async () => {
		const { clock, hub, feed, told, names } = world(() => [job({ id: 2, name: 'b' }), job({ id: 1, name: 'a' })]);
		assert.equal(names(), undefined);
		hub.connect();
		await settle();
		assert.deepEqual(names(), ['a', 'b']);
		hub.say({ type: 'job', id: 3, job: job({ id: 3, name: '0' }) });
		hub.say({ type: 'job', id: 1, job: null });
		assert.deepEqual(names(), ['0', 'b']);
		clock.pass(1000);
		assert.equal(told(), 1);
		feed.dispose();
		assert.equal(hub.listeners(), 0);
	});

	it('an event during the question is newer than its answer', async () => {
		let answer: (jobs: Job[]) => void = () => {};
		const { hub, feed } = world(() => new Promise(resolve => (answer = resolve)));
		hub.connect();
		await settle();
		hub.say({ type: 'job', id: 1, job: job({ enabled: false }) });
		hub.say({ type: 'job', id: 2, job: null });
		answer([job(), job({ id: 2 })]);
		await settle();
		assert.deepEqual(
			feed.jobs?.map(({ id, enabled }) => [id, enabled]),
			[[1, false]],
		);
		feed.dispose();
	});

	it('the last run is the newest that came to a result', async () => {
		const { hub, feed } = world(
			() => [job()],
			() => [run({ id: 12, status: 'skipped' }), run({ id: 11 }), run({ id: 9, status: 'error' })],
		);
		hub.connect();
		await settle();
		assert.equal(feed.lastRun(1)?.id, 11);
		const heard: string[] = [];
		feed.onRun(each => heard.push(`${each.id} ${each.status}`));
		hub.say({ type: 'job_run', run: run({ id: 13, status: 'running' }) });
		assert.equal(feed.lastRun(1)?.id, 11);
		hub.say({ type: 'job_run', run: run({ id: 13, status: 'error' }) });
		assert.equal(feed.lastRun(1)?.status, 'error');
		assert.deepEqual(heard, ['13 running', '13 error']);
		feed.dispose();
	});

	it('asks again when another hub has come, and keeps what it knew where that fails', async () => {
		let round = 0;
		const { hub, feed } = world(() => {
			round++;
			if (round === 2) throw new Error('gone');
			return [job({ name: `round ${round}` })];
		});
		for (const expected of ['round 1', 'round 1', 'round 3']) {
			hub.connect();
			await settle();
			assert.equal(feed.jobs?.[0]?.name, expected);
			hub.die();
		}
		feed.dispose();
	});
});
