// Entry of a VS Code window: puts the parts together. The hub is looked for only after activation has returned.
import { join } from 'node:path';
import * as vscode from 'vscode';
import { systemClock } from './base/clock';
import { alerts } from './vscode/alerts';
import { registerCommands, WEBVIEW_COMMAND_IDS } from './vscode/commands';
import { contextKeys } from './vscode/contextKeys';
import { dashboardPanel } from './vscode/dashboardPanel';
import { laterHub } from './vscode/laterHub';
import { laterJobs } from './vscode/laterJobs';
import { logs, windowLog } from './vscode/log';
import { meterFeed } from './vscode/meterFeed';
import { meterItem } from './vscode/meterItem';
import { overviewView } from './vscode/overviewView';
import { handSettingsToHub, hubMode } from './vscode/settings';
import { sourcesTree } from './vscode/sourcesTree';
import { storeReports } from './vscode/storeCommands';
import { usageTree } from './vscode/usageTree';
import type { WebviewContext } from './vscode/webviewHost';

export function activate(context: vscode.ExtensionContext): void {
	const clock = systemClock;
	const own = <T extends vscode.Disposable>(thing: T): T => {
		context.subscriptions.push(thing);
		return thing;
	};

	const feed = own(meterFeed(clock, context.globalState));
	own(meterItem(feed));

	const { log, channel } = windowLog();
	own(channel);
	const hub = own(
		laterHub(async () => {
			const { connectHub } = await import('./client/connection'); // evaluated only now: activation does not pay for it
			return connectHub({
				dataDir: context.globalStorageUri.fsPath,
				hubScript: join(context.extensionPath, 'dist', 'hub.js'),
				mode: hubMode(),
				version: PRODUCT_VERSION,
				clock,
				log,
			});
		}),
	);
	feed.listen(hub);
	own(contextKeys(feed));
	own(handSettingsToHub(hub, log));
	own(alerts(clock, log, hub));

	const webviews: WebviewContext = {
		clock,
		extensionUri: context.extensionUri,
		hub,
		log,
		run: command => void vscode.commands.executeCommand(WEBVIEW_COMMAND_IDS[command]),
	};
	const dashboard = own(dashboardPanel(webviews));
	own(overviewView(webviews));
	own(usageTree(clock, log, hub, feed));
	const sources = own(sourcesTree(clock, log, hub, feed));
	const jobs = own(
		laterJobs(log, async () => {
			const { jobsWindow } = await import('./vscode/jobs/jobsWindow'); // like the connection: no part of loading
			return jobsWindow({ clock, log, hub, feed, memory: context.globalState, secrets: context.secrets });
		}),
	);
	const logViews = own(logs(clock, hub, channel));
	own(
		registerCommands({
			hub,
			feed,
			log,
			dashboard,
			store: own(storeReports()),
			jobs,
			showSources: () => sources.reveal(),
			showLog: () => logViews.show(),
		}),
	);

	own(
		clock.after(0, () => {
			jobs.begin();
			hub.begin();
		}),
	);
}

export function deactivate(): void {
	// Everything with a life is in the context's subscriptions.
}
