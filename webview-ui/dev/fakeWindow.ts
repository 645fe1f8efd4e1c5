// Stands in for VS Code and the hub on the development page: a real oRPC server answers the page's frames from invented usage.
import { implement, ORPCError } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { isoInstant, systemClock } from '../../src/base/clock';
import { AppError } from '../../src/base/errors';
import { contract, type HubEvent } from '../../src/contract';
import type { FromWebview, ToWebview } from '../../src/vscode/view/messages';
import { fakeJobs } from './fakeJobs';
import { fakeHub, HOME, SCENES } from './fakeUsage';

declare global {
	interface Window {
		acquireVsCodeApi?: typeof acquireVsCodeApi;
		/** What the page ordered, for tests and eyes. */
		ordered?: string[];
	}
}

const query = new URLSearchParams(location.search);
const scene = SCENES.find(name => name === query.get('scene')) ?? 'normal';
const clock = systemClock;
const hub = fakeHub(scene, () => isoInstant(clock.now() - 140_000));
const jobs = fakeJobs(
	scene,
	() => clock.now(),
	event => {
		for (const told of listeners) told(event);
	},
);
const listeners = new Set<(event: HubEvent) => void>();
const receivers = new Set<(frame: unknown) => void>();
const toPage = (message: ToWebview) => window.postMessage(message, '*');
let kept: unknown = query.has('state') ? JSON.parse(query.get('state') ?? 'null') : undefined;

const port = {
	onMessage: { addListener: (callback: (frame: unknown) => void) => void receivers.add(callback) },
	onDisconnect: { addListener: () => undefined },
	postMessage: (data: string | Uint8Array) => toPage({ kind: 'frame', data }),
};
new RPCHandler(router()).upgrade(port);

window.ordered = [];
window.acquireVsCodeApi = () => ({
	postMessage(message: unknown) {
		const said = message as FromWebview;
		if (said.kind === 'frame') for (const receive of receivers) receive(said.data);
		if (said.kind === 'command') window.ordered?.push(said.command);
		if (said.kind !== 'ready' || scene === 'waiting') return;
		toPage({ kind: 'tunnel', state: 'open' });
		if (scene === 'gone')
			clock.after(600, () => toPage({ kind: 'tunnel', state: 'closed', reason: 'The hub ended (code 1) and could not be started again.' }));
	},
	getState: () => kept,
	setState(state: unknown) {
		kept = state;
	},
});

function router() {
	const os = implement(contract);
	const fails = () => {
		throw new Error('The database is busy; it is asked again in a second.');
	};
	const progress = { running: scene === 'scanning', files_done: 418, files_total: 2714, bytes_done: 312e6, bytes_total: 914e6 };
	const other = () => {
		throw new Error('not on this page');
	};
	const told = <T>(work: () => T): T => {
		try {
			return work();
		} catch (error) {
			throw error instanceof AppError ? new ORPCError(error.code, { message: error.message }) : error;
		}
	};
	return os.router({
		usage: {
			overview: os.usage.overview.handler(({ input }) => (scene === 'failing' ? fails() : hub.overview(input.period, input.count))),
			list: os.usage.list.handler(other),
			daily: os.usage.daily.handler(other),
			weekly: os.usage.weekly.handler(other),
			monthly: os.usage.monthly.handler(other),
			agents: os.usage.agents.handler(other),
			rows: os.usage.rows.handler(other),
			breakdown: os.usage.breakdown.handler(other),
		},
		budget: {
			status: os.budget.status.handler(other),
			meter: os.budget.meter.handler(() => hub.meter()),
			claimAlert: os.budget.claimAlert.handler(other),
			muteToday: os.budget.muteToday.handler(other),
		},
		collect: {
			sources: os.collect.sources.handler(() => hub.sources()),
			refresh: os.collect.refresh.handler(other),
			progress: os.collect.progress.handler(() => progress),
		},
		jobs: {
			list: os.jobs.list.handler(() => jobs.list()),
			get: os.jobs.get.handler(({ input }) => jobs.get(input.id)),
			add: os.jobs.add.handler(({ input }) => told(() => jobs.add(input))),
			change: os.jobs.change.handler(({ input: { id, ...change } }) =>
				told(() => jobs.change(id, change as Parameters<typeof jobs.change>[1])),
			),
			remove: os.jobs.remove.handler(({ input }) => jobs.remove(input.id)),
			restore: os.jobs.restore.handler(({ input }) => jobs.restore(input.id)),
			run: os.jobs.run.handler(({ input }) => jobs.run(input.id, work => void clock.after(4000, work))),
			cancel: os.jobs.cancel.handler(({ input }) => jobs.cancel(input.id)),
			history: os.jobs.history.handler(({ input }) => jobs.history(input.id, input.limit, input.before)),
			runs: os.jobs.runs.handler(({ input }) => jobs.runs(input.from, input.to)),
			upcoming: os.jobs.upcoming.handler(({ input }) => jobs.upcoming(input.from, input.to)),
			output: os.jobs.output.handler(({ input }) => jobs.output(input.id)),
			preview: os.jobs.preview.handler(({ input }) => jobs.preview(input.schedule, input.count)),
			claimNotice: os.jobs.claimNotice.handler(other),
			answerMissed: os.jobs.answerMissed.handler(other),
			claimCall: os.jobs.claimCall.handler(other),
			answer: os.jobs.answer.handler(other),
		},
		store: {
			status: os.store.status.handler(other),
			check: os.store.check.handler(other),
			backups: os.store.backups.handler(other),
			restore: os.store.restore.handler(other),
		},
		events: {
			watch: os.events.watch.handler(async function* ({ signal }): AsyncGenerator<HubEvent> {
				const waiting: HubEvent[] = [{ type: 'meter', meter: hub.meter() }];
				listeners.add(event => waiting.push(event));
				for (let turn = 1; signal?.aborted !== true; turn++) {
					yield* waiting.splice(0);
					await clock.sleep(50);
					if (!query.has('live') || turn % 30 !== 0) continue;
					hub.grow();
					waiting.push({ type: 'meter', meter: hub.meter() });
				}
			}),
		},
		hub: {
			info: os.hub.info.handler(() => ({
				version: '0.1.0',
				protocol: 1,
				pid: 1,
				epoch: 1,
				mode: 'process' as const,
				data: '/tmp',
				home: HOME,
				log: '/tmp/hub.log',
				started_at: isoInstant(clock.now()),
				store_notes: [],
			})),
			settings: os.hub.settings.handler(other),
			configure: os.hub.configure.handler(other),
			stop: os.hub.stop.handler(other),
		},
	});
}
