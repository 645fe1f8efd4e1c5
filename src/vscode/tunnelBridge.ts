// Joins a webview to the hub: frames pass through unread, and a tunnel that ended is opened anew when the hub is back.
import type { Clock } from '../base/clock';
import { type Disposable, Disposables } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubConnection, Tunnel } from '../client/port';
import { fromWebview } from './view/fromWebview';
import type { ToWebview, WebviewCommand } from './view/messages';

/** Between two tries to open a tunnel while the hub seems to be there, ms. */
const TRY_AGAIN = 500;

export interface BridgeContext {
	clock: Clock;
	hub: HubConnection;
	log: Log;
	/** Runs one of the few orders a webview may give. */
	run(command: WebviewCommand): void;
}

export interface TunnelBridge extends Disposable {
	/** Anything the webview posted; what is no message of ours is dropped. */
	receive(value: unknown): void;
	/** Sent as soon as the page listens. */
	post(message: ToWebview): void;
	/** A hidden webview has no page; its tunnel rests. */
	setVisible(visible: boolean): void;
}

/** `send` hands a message to the page; `name` is for the log. */
export function tunnelBridge(context: BridgeContext, name: string, send: (message: ToWebview) => void): TunnelBridge {
	const { clock, hub, log } = context;
	const owned = new Disposables();
	const unsent: ToWebview[] = [];
	/** The page has loaded at least once; every load says so again. */
	let ready = false;
	let visible = true;
	let tunnel: Tunnel | undefined;
	/** What belongs to the newest wish for a tunnel; older wishes no longer count. */
	let life = new Disposables();
	const post = (message: ToWebview) => {
		if (!ready) unsent.push(message);
		else if (!owned.ended) send(message);
	};
	const close = () => {
		life.dispose();
		tunnel = undefined;
	};
	const open = async () => {
		close();
		life = new Disposables();
		const mine = life;
		try {
			const fresh = mine.add(await hub.openTunnel());
			if (mine.ended) return;
			// A copy: a Buffer would not arrive as bytes, and its pool is nobody else's to see.
			mine.add(fresh.onFrame(frame => post({ kind: 'frame', data: typeof frame === 'string' ? frame : new Uint8Array(frame) })));
			mine.add(fresh.onClose(() => lost(mine, 'The hub is gone. Looking for it or starting another.')));
			tunnel = fresh;
			post({ kind: 'tunnel', state: 'open' });
		} catch (error) {
			lost(mine, messageOf(error));
		}
	};
	const lost = (whose: Disposables, reason: string) => {
		if (whose.ended) return;
		close();
		log.debug(`The ${name} has no tunnel: ${reason}`);
		post({ kind: 'tunnel', state: 'closed', reason });
		life = new Disposables();
		life.add(clock.after(TRY_AGAIN, retry));
	};
	const retry = () => {
		if (ready && visible && tunnel === undefined && hub.state.kind === 'connected') void open();
	};
	owned.add(
		hub.onState(state => {
			if (state.kind === 'connected') retry();
			if (state.kind === 'gone' && ready && tunnel === undefined) post({ kind: 'tunnel', state: 'closed', reason: state.error });
		}),
	);
	owned.add({ dispose: close });
	return {
		receive(value) {
			if (owned.ended) return;
			const message = fromWebview(value);
			if (message === undefined) return log.warn(`Dropped a message of the ${name} that is none of ours.`);
			if (message.kind === 'ready') {
				ready = true;
				for (const waiting of unsent.splice(0)) post(waiting);
				void open();
			}
			if (message.kind === 'frame') tunnel?.send(message.data);
			if (message.kind === 'command') context.run(message.command);
		},
		post,
		setVisible(now) {
			visible = now;
			if (visible) retry();
			else close();
		},
		dispose: () => owned.dispose(),
	};
}
