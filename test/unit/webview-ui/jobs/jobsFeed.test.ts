// What the jobs page knows: the list and the week, kept by events; orders and what they came to.
import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/base/clock';
import type { Job } from '../../../../src/contract';
import type { Ears, Feed } from '../../../../webview-ui/feed';
import type { HubApi } from '../../../../webview-ui/hub';
import { openJobsFeed } from '../../../../webview-ui/jobs/jobsFeed';
import { job, run } from './make';

type JobsApi = { [Name in keyof HubApi['jobs']]: (input: never) => Promise<unknown> };

function setUp(part: Partial<JobsApi> = {}) {
	const asked: string[] = [];
	const answers: Partial<JobsApi> = {
		list: async () => [job()],
		runs: async () => [],
		upcoming: async () => [],
		history: async () => [run()],
		...part,
	};
	const jobs = new Proxy({} as HubApi['jobs'], {
		get: (_, name: keyof JobsApi) => async (input: never) => {
			asked.push(name);
			return answers[name]?.(input);
		},
	});
	let ears: Ears | undefined;
	const feed = {
		figures: {},
		listen(given: Ears) {
			ears = given;
			return { dispose: () => undefined };
		},
	} as unknown as Feed;
	const opened = openJobsFeed({ clock: systemClock, feed });
	const open = async () => {
		ears?.opened({ jobs } as unknown as HubApi);
		await settle();
	};
	return { feed: opened, asked, open, hear: (event: Parameters<Ears['heard']>[0]) => ears?.heard(event), close: () => ears?.closed() };
}

const settle = () => systemClock.sleep(5);
const refusal = (code: string, message: string) => Object.assign(new Error(message), { code });

describe('webview-ui/jobs/jobsFeed', () => {
	it('asks for the list and the fifteen days when there is a hub, and keeps them when it goes', async () => {
		const { feed, asked, open, close } = setUp();
		await open();
		assert.deepEqual([feed.figures.live, feed.figures.jobs?.length, feed.figures.week?.days.length], [true, 1, 15]);
		assert.deepEqual(
			['runs', 'upcoming'].map(name => asked.filter(one => one === name).length),
			[8, 8],
		);
		close();
		assert.deepEqual([feed.figures.live, feed.figures.jobs?.length], [false, 1]);
		feed.dispose();
	});

	it('SC39 follows events without asking again', async () => {
		const { feed, asked, open, hear } = setUp();
		await open();
		const before = asked.length;
		hear({ type: 'job', id: 1, job: job({ running: 7, last_status: 'running' }) });
		hear({ type: 'job_run', run: run({ id: 7, status: 'running' }) });
		hear({ type: 'job_run', run: run({ id: 7 }) });
		assert.equal(feed.figures.jobs?.[0]?.running, 7);
		assert.deepEqual(
			feed.figures.week?.runs.map(({ id, status }) => [id, status]),
			[[7, 'success']],
		);
		assert.equal(asked.length, before);
		hear({ type: 'job', id: 1, job: null });
		assert.deepEqual(feed.figures.jobs, []);
		feed.dispose();
	});

	it('lets an event stand that came while the list was asked for', async () => {
		let answer: (jobs: Job[]) => void = () => undefined;
		const { feed, open, hear } = setUp({ list: () => new Promise(resolve => (answer = resolve)) });
		await open();
		hear({ type: 'job', id: 1, job: job({ name: 'Newer', revision: 4 }) });
		answer([job()]);
		await settle();
		assert.equal(feed.figures.jobs?.[0]?.name, 'Newer');
		feed.dispose();
	});

	it('keeps an open history current: a run that ends changes its row, a new one stands on top', async () => {
		const { feed, open, hear } = setUp();
		await open();
		feed.openHistory(1);
		await settle();
		hear({ type: 'job_run', run: run({ id: 2, status: 'running' }) });
		hear({ type: 'job_run', run: run({ id: 2, status: 'error' }) });
		assert.deepEqual(
			feed.figures.histories.get(1)?.runs?.map(({ id, status }) => [id, status]),
			[
				[2, 'error'],
				[1, 'success'],
			],
		);
		feed.closeHistory(1);
		assert.equal(feed.figures.histories.size, 0);
		feed.dispose();
	});

	it('SC29 says why a run was not started', async () => {
		const { feed, open } = setUp({ run: async () => ({ executed: false, result: 'skipped: already running', run_id: 3 }) });
		await open();
		feed.run(job());
		assert.equal(feed.figures.notes.get(1)?.tone, 'busy');
		await settle();
		assert.deepEqual(feed.figures.notes.get(1), { text: 'Not started: already running.', tone: 'done' });
		feed.dispose();
	});

	it('says what the hub refused, and that there is none', async () => {
		const { feed, open } = setUp({
			remove: async () => {
				throw refusal('FORBIDDEN', 'It cannot be removed.');
			},
		});
		feed.remove(job());
		assert.equal(feed.figures.notes.get(1)?.tone, 'bad');
		await open();
		feed.remove(job());
		await settle();
		assert.deepEqual([feed.figures.notes.get(1)?.text, feed.figures.removed], ['It cannot be removed.', undefined]);
		feed.dispose();
	});

	it('takes a removal back', async () => {
		const { feed, open } = setUp({ remove: async () => ({ removed: true }), restore: async () => job() });
		await open();
		feed.remove(job());
		await settle();
		assert.deepEqual([feed.figures.jobs?.length, feed.figures.removed?.id], [0, 1]);
		await feed.restore();
		assert.deepEqual([feed.figures.jobs?.length, feed.figures.removed], [1, undefined]);
		feed.dispose();
	});

	it('SC32 tells a conflict, with the job as it is now, from a refusal', async () => {
		const { feed, open } = setUp({
			change: async () => {
				throw refusal('CONFLICT', 'It was changed meanwhile.');
			},
			add: async () => {
				throw refusal('BAD_INPUT', 'schedule: no.');
			},
			get: async () => job({ revision: 9 }),
		});
		await open();
		const saved = await feed.change(1, { name: 'x', revision: 3 });
		assert.equal(saved.kind === 'conflict' ? saved.now?.revision : undefined, 9);
		assert.deepEqual(await feed.add({ name: 'x', schedule: job().schedule, action: job().action }), {
			kind: 'refused',
			message: 'schedule: no.',
		});
		feed.dispose();
	});
});
