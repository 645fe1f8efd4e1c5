// The host's side of every webview: its page, its security policy, and a tunnel to the hub that is opened anew when one ends.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import { type Disposable, Disposables } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubConnection, Tunnel } from '../client/port';
import { fromWebview } from './view/fromWebview';
import type { ToWebview, WebviewCommand } from './view/messages';

/** Between two tries to open a tunnel while the hub seems to be there, ms. */
const TRY_AGAIN = 500;

export interface WebviewContext {
	clock: Clock;
	extensionUri: vscode.Uri;
	hub: HubConnection;
	log: Log;
	/** Runs one of the few orders a webview may give. */
	run(command: WebviewCommand): void;
}

export type Page = 'dashboard' | 'sidebar';

/** What a webview may load from: its own bundle and the pictures. */
export const webviewOptions = ({ extensionUri }: WebviewContext): vscode.WebviewOptions => ({
	enableScripts: true,
	localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist', 'webview'), vscode.Uri.joinPath(extensionUri, 'media')],
});

export interface HostedWebview extends Disposable {
	/** Sent as soon as the page listens. */
	post(message: ToWebview): void;
	/** A hidden webview has no page; its tunnel rests. */
	setVisible(visible: boolean): void;
}

/** Fills the webview with its page and serves it until disposed. */
export function hostWebview(context: WebviewContext, webview: vscode.Webview, page: Page): HostedWebview {
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
		else if (!owned.ended) void webview.postMessage(message);
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
			mine.add(fresh.onFrame(frame => post({ kind: 'frame', data: typeof frame === 'string' ? frame : new Uint8Array(frame) }))); // a copy: Buffers do not cross
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
		log.debug(`The ${page} has no tunnel: ${reason}`);
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
			if (state.kind === 'gone' && tunnel === undefined) post({ kind: 'tunnel', state: 'closed', reason: state.error });
		}),
	);
	owned.add(
		webview.onDidReceiveMessage((value: unknown) => {
			const message = fromWebview(value);
			if (message === undefined) return log.warn(`Dropped a message of the ${page} that is none of the contract's.`);
			if (message.kind === 'ready') {
				ready = true;
				for (const waiting of unsent.splice(0)) post(waiting);
				void open();
			}
			if (message.kind === 'frame') tunnel?.send(message.data);
			if (message.kind === 'command') context.run(message.command);
		}),
	);
	owned.add({ dispose: close });
	webview.options = webviewOptions(context);
	webview.html = html(context, webview, page);
	return {
		post,
		setVisible(now) {
			visible = now;
			if (visible) retry();
			else close();
		},
		dispose: () => owned.dispose(),
	};
}

function html({ extensionUri }: WebviewContext, webview: vscode.Webview, page: Page): string {
	const nonce = randomBytes(18).toString('base64url');
	const file = (name: string) => webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'webview', name)).toString();
	const policy = [
		"default-src 'none'",
		`script-src 'nonce-${nonce}'`,
		`style-src ${webview.cspSource} 'nonce-${nonce}'`,
		`font-src ${webview.cspSource}`,
		`img-src ${webview.cspSource}`,
	].join('; ');
	const title = page === 'dashboard' ? 'Mission Control' : 'Mission Control Overview';
	return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta property="csp-nonce" content="${nonce}">
<link rel="stylesheet" nonce="${nonce}" href="${file(`${page}.css`)}">
<title>${title}</title>
</head>
<body>
<main id="app" data-view="${page}"></main>
<script type="module" nonce="${nonce}" src="${file(`${page}.js`)}"></script>
</body>
</html>`;
}
