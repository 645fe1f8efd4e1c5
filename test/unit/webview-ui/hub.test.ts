// The page's way to the hub, over a window that is played here and a real oRPC server behind it.
import assert from 'node:assert/strict';
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { type Clock, systemClock } from '../../../src/base/clock';
import { contract, type HubEvent, type Meter, type StoreStatus } from '../../../src/contract';
import type { FromWebview, ToWebview } from '../../../src/vscode/view/messages';
import { openFeed } from '../../../webview-ui/feed';
import { type Host, toWebview } from '../../../webview-ui/host';
import { hubLink } from '../../../webview-ui/hub';
import { overview, totals } from './usage';

const budget = {
	start: '2026-11-21',
	end: '2026-11-21',
	limit: 5,
	used: 1,
	percent: 20,
	level: 'normal',
	unpriced_requests: 0,
	models: [],
} as const;
const meter = (used: number): Meter => ({
	zone: 'UTC',
	daily: { ...budget, used, models: [] },
	monthly: { ...budget, used, models: [] },
	thresholds: [75, 90],
	as_of: '2026-11-21T09:00:00.000Z',
	scanning: false,
	any_source: true,
});

const store: StoreStatus = {
	folder: '/data/store',
	mode: 'disk',
	opened_at: '2026-11-21T08:00:00.000Z',
	notes: [],
	trouble: null,
	backups: 0,
	last_backup: null,
};

/** A window with a hub behind it: opens and closes tunnels, counts what is asked. */
function play() {
	const listeners = new Set<(message: ToWebview) => void>();
	const posted: FromWebview[] = [];
	const asked: string[] = [];
	let receive: ((frame: unknown) => void) | undefined;
	let say: ((event: HubEvent) => void) | undefined;
	let used = 1;
	const tell = (message: ToWebview) => {
		for (const listener of listeners) listener(message);
	};
	const router = () => {
		const os = implement(contract);
		return {
			usage: {
				overview: os.usage.overview.handler(({ input }) => {
					asked.push(`overview ${input.period} ${input.count}`);
					return overview({ period: input.period, totals: totals({ cost: used }) });
				}),
			},
			jobs: {
				remove: os.jobs.remove.handler(({ input }) => {
					asked.push(`remove ${input.id} ${input.op?.length}`);
					return { removed: true };
				}),
			},
			collect: {
				sources: os.collect.sources.handler(() => {
					asked.push('sources');
					return [];
				}),
				progress: os.collect.progress.handler(() => ({ running: false, files_done: 0, files_total: 0, bytes_done: 0, bytes_total: 0 })),
			},
			events: {
				watch: os.events.watch.handler(async function* ({ signal }): AsyncGenerator<HubEvent> {
					asked.push('watch');
					yield { type: 'meter', meter: meter(used) };
					const waiting: HubEvent[] = [];
					let wake = () => {};
					say = event => {
						waiting.push(event);
						wake();
					};
					signal?.addEventListener('abort', () => wake());
					while (signal?.aborted !== true) {
						const event = waiting.shift();
						if (event !== undefined) yield event;
						else
							await new Promise<void>(resolve => {
								wake = resolve;
							});
					}
				}),
			},
		};
	};
	const host: Host = {
		post(message) {
			posted.push(message);
			if (message.kind === 'frame') receive?.(message.data);
		},
		onMessage(listener) {
			listeners.add(listener);
			return { dispose: () => listeners.delete(listener) };
		},
		kept: () => undefined,
		keep: () => undefined,
	};
	return {
		host,
		posted,
		asked,
		open() {
			new RPCHandler(router()).upgrade({
				onMessage: {
					addListener: callback => {
						receive = callback;
					},
				},
				onDisconnect: { addListener: () => undefined },
				postMessage: (data: string | Uint8Array) => tell({ kind: 'frame', data }),
			});
			tell({ kind: 'tunnel', state: 'open' });
		},
		/** A tunnel whose hub never answers. */
		openDeaf: () => tell({ kind: 'tunnel', state: 'open' }),
		close(reason: string) {
			receive = undefined;
			tell({ kind: 'tunnel', state: 'closed', reason });
		},
		spend(amount: number) {
			used = amount;
		},
		say: (event: HubEvent) => say?.(event),
	};
}

/** Short waits: what the page lets settle for a quarter of a second settles at once. */
const hasty: Clock = {
	...systemClock,
	after: (delay, work) => systemClock.after(delay / 25, work),
	sleep: delay => systemClock.sleep(delay / 25),
};

async function until(true_: () => boolean): Promise<void> {
	for (let tries = 0; !true_(); tries++) {
		if (tries > 300) assert.fail('waited 3 s in vain');
		await systemClock.sleep(10);
	}
}

const open = (window: ReturnType<typeof play>) => {
	const link = hubLink(window.host);
	return { link, feed: openFeed({ clock: hasty, link }, { period: 'daily', count: 30 }) };
};

describe('webview-ui/hub and feed', () => {
	it('says that it is ready, asks nothing before there is a tunnel, and everything when there is', async () => {
		const window = play();
		const { feed } = open(window);
		assert.deepEqual(window.posted, [{ kind: 'ready' }]);
		assert.equal(feed.figures.hub, 'waiting');
		window.open();
		await until(() => feed.figures.overview !== undefined && feed.figures.meter !== undefined && feed.figures.sources !== undefined);
		assert.equal(feed.figures.hub, 'live');
		feed.dispose();
	});

	it('keeps the figures as old ones when the tunnel closes, and asks all of it again when another opens', async () => {
		const window = play();
		const { feed } = open(window);
		window.open();
		await until(() => feed.figures.overview !== undefined && feed.figures.meter !== undefined);
		window.close('The hub is gone.');
		await until(() => feed.figures.hub !== 'live');
		assert.deepEqual([feed.figures.hub, feed.figures.reason, feed.figures.overview?.totals.cost], ['gone', 'The hub is gone.', 1]);
		window.spend(7);
		window.open();
		await until(() => feed.figures.overview?.totals.cost === 7 && feed.figures.meter?.daily.used === 7);
		assert.equal(feed.figures.hub, 'live');
		assert.equal(window.asked.filter(what => what === 'watch').length, 2);
		feed.dispose();
	});

	it('DU02 shows that nothing can be saved from when it is so until it is over, and what was found at opening', async () => {
		const window = play();
		const { feed } = open(window);
		window.open();
		await until(() => feed.figures.meter !== undefined);
		const say = (status: Partial<StoreStatus>) => window.say({ type: 'store', status: { ...store, ...status } });
		const trouble = { message: 'The disk is full.', since: '2026-11-21T09:00:00.000Z' };
		say({ trouble, notes: ['Saved data was damaged.'] });
		await until(() => feed.figures.storeNotes.join(' ') === 'The disk is full. Saved data was damaged.');
		say({});
		await until(() => feed.figures.storeNotes.length === 0);
		feed.dispose();
	});

	it('says nothing about a hub that is replaced at once', async () => {
		const window = play();
		const { feed } = open(window);
		window.open();
		await until(() => feed.figures.overview !== undefined && feed.figures.meter !== undefined);
		const seen = new Set<string>();
		feed.onChange(() => seen.add(feed.figures.hub));
		window.close('The hub stops.');
		window.spend(3);
		window.open();
		await until(() => feed.figures.overview?.totals.cost === 3);
		await systemClock.sleep(100);
		assert.deepEqual([...seen], ['live']);
		feed.dispose();
	});

	it('sends no frame of an old tunnel into a new one', async () => {
		const window = play();
		const link = hubLink(window.host);
		window.open();
		assert.ok(link.state.kind === 'open');
		const old = link.state.api;
		await old.collect.sources();
		window.close('');
		window.open();
		const before = window.posted.length;
		await assert.rejects(old.collect.sources());
		assert.equal(window.posted.length, before);
		link.dispose();
	});

	it('fails what was in flight when the tunnel closed', async () => {
		for (const wait of [0, 30]) {
			const window = play();
			const link = hubLink(window.host);
			window.openDeaf();
			assert.ok(link.state.kind === 'open');
			const answer = link.state.api.collect.sources().then(
				() => 'answered',
				() => 'failed',
			);
			if (wait > 0) await systemClock.sleep(wait);
			window.close('');
			assert.equal(await answer, 'failed', `after ${wait} ms`);
			link.dispose();
		}
	});

	it('MW13 sends an order about jobs that was lost with its tunnel once more over the next', async () => {
		const window = play();
		const link = hubLink(window.host);
		window.openDeaf();
		assert.ok(link.state.kind === 'open');
		const removed = link.state.api.jobs.remove({ id: 7 });
		await systemClock.sleep(20);
		window.close('');
		await systemClock.sleep(20);
		window.open();
		assert.deepEqual(await removed, { removed: true });
		assert.deepEqual(window.asked, ['remove 7 32']);
		link.dispose();
	});

	it('MW13 gives an order up where no hub follows', async () => {
		const window = play();
		const link = hubLink(window.host, { ...systemClock, after: (delay, work) => systemClock.after(delay / 500, work) });
		window.openDeaf();
		assert.ok(link.state.kind === 'open');
		const removed = link.state.api.jobs.remove({ id: 7 });
		window.close('');
		await assert.rejects(removed, /went away before it answered/);
		link.dispose();
	});

	it('asks once for a burst of events', async () => {
		const window = play();
		const { feed } = open(window);
		window.open();
		await until(() => feed.figures.meter !== undefined && feed.figures.overview !== undefined);
		await systemClock.sleep(60);
		const before = window.asked.length;
		for (let used = 2; used <= 20; used++) {
			window.spend(used);
			window.say({ type: 'meter', meter: meter(used) });
		}
		await until(() => feed.figures.overview?.totals.cost === 20 && feed.figures.meter?.daily.used === 20);
		assert.ok(window.asked.length - before <= 3, `${window.asked.length - before} questions for 19 events`);
		feed.dispose();
	});

	it('shows the answer to the last question, whatever was asked in between', async () => {
		const window = play();
		const { feed } = open(window);
		window.open();
		await until(() => feed.figures.overview !== undefined);
		feed.ask({ period: 'weekly', count: 26 });
		feed.ask({ period: 'monthly', count: 12 });
		assert.equal(feed.asking, true);
		await until(() => feed.figures.overview?.period === 'monthly');
		await systemClock.sleep(60);
		assert.equal(feed.figures.overview?.period, 'monthly');
		assert.equal(feed.asking, false);
		feed.dispose();
	});

	it('takes only messages of the window that are well formed', () => {
		assert.deepEqual(toWebview({ kind: 'show', view: 'weekly' }), { kind: 'show', view: 'weekly' });
		assert.deepEqual(toWebview({ kind: 'tunnel', state: 'closed', reason: 'x' }), { kind: 'tunnel', state: 'closed', reason: 'x' });
		for (const value of [
			undefined,
			null,
			'x',
			{},
			{ kind: 'show', view: 'yearly' },
			{ kind: 'frame', data: 5 },
			{ kind: 'tunnel', state: 'ajar' },
		]) {
			assert.equal(toWebview(value), undefined);
		}
	});
});
