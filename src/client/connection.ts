// A window's connection to the hub: finds it, starts it, and finds it again when it dies.
import type { WebSocket } from 'ws';
import type { Clock } from '../base/clock';
import { disposable } from '../base/disposable';
import { AppError, messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubEvent } from '../contract';
import type { Line } from '../contract/dial';
import { watchHeartbeat } from './heartbeat';
import type { ConnectOptions } from './options';
import { pause } from './pause';
import type { HubApi, HubConnection, HubState } from './port';
import { reachHub } from './reach';
import { createStarter } from './start';
import { openTunnel } from './tunnel';

/** How long `api()` waits for a hub. ms */
const API_TIME = 15_000;
const HEARTBEAT = 5000;
const MAX_BACKOFF = 10_000;

/** How long a client waits for somebody else's hub after one that stopped in order. ms */
const SUCCESSION = 500;
/** A hub that ends before this age did not work. ms */
const YOUNG = 15_000;

interface Ending {
	why: string;
	/** It said goodbye. */
	orderly: boolean;
}

interface Session {
	api: HubApi;
	socket: WebSocket;
	line: Line;
}

/** Connects and stays connected until disposed. */
export function connectHub(options: ConnectOptions): HubConnection {
	const { clock, log, role = 'window' } = options;
	const starter = createStarter(options);
	const stateListeners = new Set<(state: HubState) => void>();
	const eventListeners = new Set<(event: HubEvent) => void>();
	const ending = new AbortController();
	let state: HubState = { kind: 'connecting' };
	let session: Session | undefined;
	let lastMeter: HubEvent | undefined;
	let restarting = false;

	const tell = <T>(listeners: ReadonlySet<(value: T) => void>, value: T) => {
		for (const listener of [...listeners]) {
			try {
				listener(value);
			} catch (error) {
				log.error('A listener of the hub connection failed', error);
			}
		}
	};
	const become = (next: HubState) => {
		if (ending.signal.aborted) return;
		state = next;
		tell(stateListeners, next);
	};
	const publish = (event: HubEvent) => {
		if (event.type === 'meter') lastMeter = event;
		tell(eventListeners, event);
	};

	/** One hub's life as this client sees it. Gives how it ended. */
	const live = async (): Promise<Ending> => {
		const { socket, line } = await reachHub(options, starter, role, ending.signal, () => restarting);
		// Loaded with the first hub, not with the extension: its start has 10 ms.
		const { hubOver } = await import('../contract/caller');
		const mine: Session = { socket, line, api: hubOver(socket, async () => (await connected(mine)).api) };
		const { api } = mine;
		let silent = false;
		const closed = new Promise<Ending>(resolve => {
			socket.once('close', (code, reason) => {
				const why = silent ? 'it does not answer any more' : 'the connection broke';
				resolve({ orderly: code === 1001, why: reason.toString() || why });
			});
		});
		const beat = watchHeartbeat(clock, socket, options.heartbeat ?? HEARTBEAT, () => {
			silent = true;
		});
		const end = () => socket.terminate();
		ending.signal.addEventListener('abort', end);
		try {
			if (ending.signal.aborted) end();
			const info = await api.hub.info();
			session = mine;
			become({ kind: 'connected', info });
			void follow(api, socket, clock, publish, log, ending.signal);
			return await closed;
		} finally {
			session = undefined;
			beat.dispose();
			ending.signal.removeEventListener('abort', end);
			socket.terminate();
		}
	};

	const stayConnected = async () => {
		for (let failures = 0; !ending.signal.aborted; ) {
			let error: string;
			let orderly = false;
			const began = clock.now();
			try {
				const end = await live();
				// One that dies young may die of what it does at its start: the next gets a pause before it.
				failures = end.orderly || clock.now() - began > YOUNG ? 0 : failures + 1;
				orderly = end.orderly && !restarting;
				error = `The hub is gone (${end.why}). Looking for it or starting another.`;
			} catch (caught) {
				failures++;
				error = messageOf(caught);
			}
			if (ending.signal.aborted) return;
			log.info(error);
			become({ kind: 'gone', error });
			// Several windows lose one hub at the same moment: a little disorder keeps them from starting one each.
			// Who told it to stop (an update, a restart) starts the next one: the others give that a moment.
			const wait = failures === 0 ? (orderly ? SUCCESSION : 0) : Math.min(MAX_BACKOFF, 200 * 2 ** failures);
			await pause(clock, wait / 2 + Math.random() * (wait / 2 + 40), ending.signal);
		}
	};
	void stayConnected();

	const connected = (before?: Session): Promise<Session> => {
		if (session && session !== before) return Promise.resolve(session);
		if (ending.signal.aborted) return Promise.reject(new AppError('HUB_GONE', 'This connection to the Mission Control hub is closed.'));
		return new Promise((resolve, reject) => {
			const settle = (work: () => void) => {
				stateListeners.delete(look);
				timeout.dispose();
				ending.signal.removeEventListener('abort', gone);
				work();
			};
			const look = () => {
				const found = session;
				if (found && found !== before) settle(() => resolve(found));
			};
			const gone = () => settle(() => reject(new AppError('HUB_GONE', noHub(state))));
			const timeout = clock.after(API_TIME, gone);
			ending.signal.addEventListener('abort', gone, { once: true });
			stateListeners.add(look);
		});
	};

	return {
		get state() {
			return state;
		},
		onState(listener) {
			stateListeners.add(listener);
			return disposable(() => stateListeners.delete(listener));
		},
		api: async () => (await connected()).api,
		onEvent(listener) {
			eventListeners.add(listener);
			// The stream may have begun before: its first meter is not lost on those that come later.
			const known = session && lastMeter;
			if (known) queueMicrotask(() => eventListeners.has(listener) && listener(known));
			return disposable(() => eventListeners.delete(listener));
		},
		async openTunnel() {
			return openTunnel(clock, (await connected()).line);
		},
		async restart() {
			const old = state.kind === 'gone' ? undefined : await connected();
			restarting = true;
			// One that hangs, or says yes and stays, is left; a newer one takes the folder from it.
			const impatience = clock.after(3000, () => old?.socket.terminate());
			try {
				await old?.api.hub.stop().catch(unlessGone);
				if (old && old.socket.readyState !== old.socket.CLOSED) await new Promise(resolve => old.socket.once('close', resolve));
				await connected(old);
			} finally {
				impatience.dispose();
				restarting = false;
			}
		},
		dispose() {
			ending.abort();
			eventListeners.clear();
			stateListeners.clear();
			void starter.stop();
		},
	};
}

function unlessGone(error: unknown): void {
	if (!(error instanceof AppError && error.code === 'HUB_GONE')) throw error;
}

function noHub(state: HubState): string {
	return state.kind === 'gone' ? state.error : 'No Mission Control hub answered. Its log (Mission Control: Show Log) says why.';
}

/** Passes the hub's events on while the socket lives. */
async function follow(
	api: HubApi,
	socket: WebSocket,
	clock: Clock,
	publish: (event: HubEvent) => void,
	log: Log,
	end: AbortSignal,
): Promise<void> {
	while (socket.readyState === socket.OPEN) {
		try {
			for await (const event of await api.events.watch()) publish(event);
		} catch (error) {
			if (socket.readyState === socket.OPEN) log.warn(`The hub's events broke off: ${messageOf(error)}`);
		}
		await pause(clock, 500, end);
	}
}
