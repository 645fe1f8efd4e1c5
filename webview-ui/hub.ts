// The hub as a webview sees it: the contract's calls over frames that its window passes on unread.
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { type Clock, systemClock } from '../src/base/clock';
import { type Disposable, Disposables, disposable } from '../src/base/disposable';
import { sendOnce, sendTo } from '../src/base/resend';
import type { Contract } from '../src/contract';
import type { Host } from './host';

/** Every question of the contract, typed. */
export type HubApi = ContractRouterClient<Contract>;

export type LinkState =
	| { kind: 'waiting' }
	/** A fresh tunnel: what was asked over an older one has failed. */
	| { kind: 'open'; api: HubApi }
	/** No hub for now; `reason` is a sentence. The window opens another tunnel by itself. */
	| { kind: 'closed'; reason: string };

export interface HubLink extends Disposable {
	readonly state: LinkState;
	onState(listener: (state: LinkState) => void): Disposable;
}

/** How long an order waits for the hub that follows. ms */
const NEXT_HUB = 15_000;

/** Tells the window that the page is there, and follows the tunnels it opens. */
export function hubLink(host: Host, clock: Clock = systemClock): HubLink {
	const owned = new Disposables();
	const listeners = new Set<(state: LinkState) => void>();
	let state: LinkState = { kind: 'waiting' };
	let port = framePort(host);
	const change = (next: LinkState) => {
		state = next;
		for (const listener of listeners) listener(next);
	};
	owned.add(
		host.onMessage(message => {
			if (message.kind === 'frame') port.receive(message.data);
			if (message.kind !== 'tunnel') return;
			port.close();
			port = framePort(host);
			if (message.state === 'open') change({ kind: 'open', api: apiOver(port) });
			else change({ kind: 'closed', reason: message.reason });
		}),
	);
	/** An order about jobs that was lost with its tunnel goes over the next one; who knows whether it was carried out is the hub. */
	const apiOver = (own: FramePort): HubApi =>
		createORPCClient<HubApi>(
			new RPCLink({
				port: own,
				interceptors: [
					({ next, ...call }) =>
						sendOnce(call, {
							send: input => next({ ...call, input }),
							isLost: error => !(error instanceof ORPCError) && port !== own,
							again: async input => await sendTo(await nextApi(), call.path, input),
						}),
				],
			}),
		);
	const nextApi = (): Promise<HubApi> =>
		new Promise((resolve, reject) => {
			const settle = (work: () => void) => {
				listeners.delete(look);
				impatience.dispose();
				work();
			};
			const look = (now: LinkState) => {
				if (now.kind === 'open') settle(() => resolve(now.api));
			};
			const impatience = clock.after(NEXT_HUB, () =>
				settle(() => reject(new Error('The hub went away before it answered; try once more.'))),
			);
			listeners.add(look);
			look(state);
		});
	owned.add(disposable(() => port.close()));
	host.post({ kind: 'ready' });
	return {
		get state() {
			return state;
		},
		onState(listener) {
			listeners.add(listener);
			return disposable(() => listeners.delete(listener));
		},
		dispose: () => owned.dispose(),
	};
}

type Frame = string | Uint8Array;

interface FramePort {
	readonly onMessage: { addListener(callback: (frame: Frame) => void): void };
	readonly onDisconnect: { addListener(callback: () => void): void };
	postMessage(frame: Frame): void;
	receive(frame: Frame): void;
	close(): void;
}

/** One tunnel's end. Closed, it takes nothing more: a late frame of an old tunnel would pass for one of the new. */
function framePort(host: Host): FramePort {
	const receivers = new Set<(frame: Frame) => void>();
	const closers = new Set<() => void>();
	let closed = false;
	return {
		onMessage: { addListener: callback => void receivers.add(callback) },
		onDisconnect: { addListener: callback => void closers.add(callback) },
		postMessage(data) {
			if (closed) throw new Error('The way to the hub was closed; ask again when it is open.');
			host.post({ kind: 'frame', data });
		},
		receive(frame) {
			for (const callback of receivers) callback(frame);
		},
		close() {
			closed = true;
			receivers.clear();
			for (const callback of closers) callback();
			closers.clear();
		},
	};
}
