// A hub connection that can be handed out before it is opened: activation returns first, then the hub is looked for.
import { type Disposable, Disposables } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { HubConnection, HubState } from '../client/port';
import type { HubEvent } from '../contract';

export interface LaterHub extends HubConnection {
	/** Opens the real connection, once. Questions asked before wait for it. */
	begin(): void;
}

export function laterHub(open: () => Promise<HubConnection>): LaterHub {
	const owned = new Disposables();
	const stateListeners = new Set<(state: HubState) => void>();
	const eventListeners = new Set<(event: HubEvent) => void>();
	let real: HubConnection | undefined;
	let failed: HubState | undefined;
	let begun = false;
	let resolve: (hub: HubConnection) => void = () => {};
	let reject: (error: unknown) => void = () => {};
	const opened = new Promise<HubConnection>((yes, no) => {
		resolve = yes;
		reject = no;
	});
	opened.catch(() => {}); // whoever asks is told; nobody asking is no crash
	return {
		get state(): HubState {
			return real?.state ?? failed ?? { kind: 'connecting' };
		},
		onState: listener => join(stateListeners, listener),
		onEvent: listener => join(eventListeners, listener),
		api: async () => (await opened).api(),
		openTunnel: async () => (await opened).openTunnel(),
		restart: async () => (await opened).restart(),
		begin() {
			if (begun || owned.ended) return;
			begun = true;
			open()
				.then(hub => {
					real = owned.add(hub);
					if (owned.ended) return;
					owned.add(hub.onState(state => tell(stateListeners, state)));
					owned.add(hub.onEvent(event => tell(eventListeners, event)));
					resolve(hub);
					if (hub.state.kind !== 'connecting') tell(stateListeners, hub.state);
				})
				.catch((error: unknown) => {
					failed = { kind: 'gone', error: `The connection to the hub could not be opened: ${messageOf(error)}` };
					reject(error);
					tell(stateListeners, failed);
				});
		},
		dispose() {
			stateListeners.clear();
			eventListeners.clear();
			owned.dispose();
		},
	};
}

function join<T>(listeners: Set<T>, listener: T): Disposable {
	listeners.add(listener);
	return { dispose: () => listeners.delete(listener) };
}

function tell<T>(listeners: ReadonlySet<(value: T) => void>, value: T): void {
	for (const listener of [...listeners]) listener(value);
}
