// The sidebar's webview view `missionControl.overview`: the two budget bars and a small chart.
import * as vscode from 'vscode';
import { type Disposable, Disposables } from '../base/disposable';
import { hostWebview, type WebviewContext } from './webviewHost';

export const OVERVIEW_VIEW_ID = 'missionControl.overview';

export function overviewView(context: WebviewContext): Disposable {
	const owned = new Disposables();
	owned.add(
		vscode.window.registerWebviewViewProvider(OVERVIEW_VIEW_ID, {
			resolveWebviewView(view) {
				const hosted = owned.add(hostWebview(context, view.webview, 'sidebar'));
				const onVisible = view.onDidChangeVisibility(() => hosted.setVisible(view.visible));
				view.onDidDispose(() => {
					onVisible.dispose();
					hosted.dispose();
				});
			},
		}),
	);
	return owned;
}
