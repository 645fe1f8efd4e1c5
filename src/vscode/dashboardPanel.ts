// The dashboard: one editor panel a window, which VS Code brings back after a reload.
import * as vscode from 'vscode';
import { type Disposable, Disposables } from '../base/disposable';
import type { Period } from '../contract';
import { type HostedWebview, hostWebview, type WebviewContext, webviewOptions } from './webviewHost';

export const DASHBOARD_TYPE = 'missionControl.dashboard';

export interface DashboardPanel extends Disposable {
	/** Opens the dashboard or brings it to the front; `view` is the period it shall show, or the jobs. */
	show(view?: Period | 'jobs'): void;
}

export function dashboardPanel(context: WebviewContext): DashboardPanel {
	const owned = new Disposables();
	let current: { panel: vscode.WebviewPanel; hosted: HostedWebview } | undefined;
	const adopt = (panel: vscode.WebviewPanel): HostedWebview => {
		panel.iconPath = {
			light: vscode.Uri.joinPath(context.extensionUri, 'media', 'dashboard-light.svg'),
			dark: vscode.Uri.joinPath(context.extensionUri, 'media', 'dashboard-dark.svg'),
		};
		const hosted = hostWebview(context, panel.webview, 'dashboard');
		current = { panel, hosted };
		panel.onDidChangeViewState(() => hosted.setVisible(panel.visible));
		panel.onDidDispose(() => {
			hosted.dispose();
			if (current?.panel === panel) current = undefined;
		});
		return hosted;
	};
	owned.add(
		vscode.window.registerWebviewPanelSerializer(DASHBOARD_TYPE, {
			async deserializeWebviewPanel(panel) {
				current?.panel.dispose(); // two of them would only say the same
				adopt(panel);
			},
		}),
	);
	owned.add({ dispose: () => current?.hosted.dispose() }); // not the panel: a reload brings back only what stayed open
	return {
		show(view) {
			if (current) current.panel.reveal();
			else adopt(vscode.window.createWebviewPanel(DASHBOARD_TYPE, 'Mission Control', vscode.ViewColumn.Active, webviewOptions(context)));
			if (view !== undefined) current?.hosted.post({ kind: 'show', view });
		},
		dispose: () => owned.dispose(),
	};
}
