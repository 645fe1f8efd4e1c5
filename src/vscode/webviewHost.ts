// The host's side of every webview: its page, its security policy, and its bridge to the hub.
import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { type Disposable, Disposables } from '../base/disposable';
import { type BridgeContext, tunnelBridge } from './tunnelBridge';
import type { ToWebview } from './view/messages';

export interface WebviewContext extends BridgeContext {
	extensionUri: vscode.Uri;
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
	const owned = new Disposables();
	const bridge = owned.add(tunnelBridge(context, page, message => void webview.postMessage(message)));
	owned.add(webview.onDidReceiveMessage((value: unknown) => bridge.receive(value)));
	webview.options = webviewOptions(context);
	webview.html = html(context, webview, page);
	return { post: message => bridge.post(message), setVisible: visible => bridge.setVisible(visible), dispose: () => owned.dispose() };
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
