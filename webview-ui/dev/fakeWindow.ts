// Stands in for VS Code and the hub on the development page: a real oRPC server answers the page's frames from invented usage.
import { implement } from '@orpc/server';
import { RPCHandler } from '@orpc/server/message-port';
import { isoInstant, systemClock } from '../../src/base/clock';
import { contract, type HubEvent } from '../../src/contract';
import type { FromWebview, ToWebview } from '../../src/vscode/view/messages';
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
		events: {
			watch: os.events.watch.handler(async function* ({ signal }): AsyncGenerator<HubEvent> {
				while (signal?.aborted !== true) {
					yield { type: 'meter', meter: hub.meter() };
					await clock.sleep(query.has('live') ? 1500 : 3_600_000);
					hub.grow();
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
