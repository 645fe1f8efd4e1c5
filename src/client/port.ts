// A window's (or a terminal's) way to the hub, as its users see it.
import type { Disposable } from '../base/disposable';
import type { HubEvent, HubInfo } from '../contract';
import type { HubApi } from '../contract/caller';

export type { HubApi };

export type HubState =
	| { kind: 'connecting' }
	| { kind: 'connected'; info: HubInfo }
	/** Between two hubs; it reconnects by itself. `error` is why, in a sentence. */
	| { kind: 'gone'; error: string };

/** Raw frames between a webview and the hub: the extension host only passes them on. */
export interface Tunnel extends Disposable {
	send(frame: string | Uint8Array): void;
	onFrame(listener: (frame: string | Uint8Array) => void): Disposable;
	/** The tunnel's hub is gone; open another when the connection is back. */
	onClose(listener: () => void): Disposable;
}

export interface HubConnection extends Disposable {
	readonly state: HubState;
	onState(listener: (state: HubState) => void): Disposable;
	/** The hub, as soon as it is connected. Rejects with HUB_GONE after 15 s without one. */
	api(): Promise<HubApi>;
	/** Every event of the hub; the subscription survives hubs. */
	onEvent(listener: (event: HubEvent) => void): Disposable;
	/** A connection of its own for a webview: allowed are questions, claims and mutes, not the hub's own orders. */
	openTunnel(): Promise<Tunnel>;
	/** Ends the running hub (saved) and starts another. */
	restart(): Promise<void>;
}
