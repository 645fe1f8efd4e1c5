// Entry of a VS Code window: puts the parts together. The hub is looked for only after activation has returned.
import { join } from 'node:path';
import * as vscode from 'vscode';
import { systemClock } from './base/clock';
import { alerts } from './vscode/alerts';
import { registerCommands, WEBVIEW_COMMAND_IDS } from './vscode/commands';
import { contextKeys } from './vscode/contextKeys';
import { dashboardPanel } from './vscode/dashboardPanel';
import { jobNotices } from './vscode/jobs/jobNotices';
import { jobSecrets } from './vscode/jobs/jobSecrets';
import { jobsFeed } from './vscode/jobs/jobsFeed';
import { jobsTree } from './vscode/jobs/jobsTree';
import { offersOf } from './vscode/jobs/offers';
import { runOutputs } from './vscode/jobs/runOutput';
import { windowCalls } from './vscode/jobs/windowCalls';
import { laterHub } from './vscode/laterHub';
import { logs, windowLog } from './vscode/log';
import { meterFeed } from './vscode/meterFeed';
import { meterItem } from './vscode/meterItem';
import { overviewView } from './vscode/overviewView';
import { handSettingsToHub, hubMode } from './vscode/settings';
import { sourcesTree } from './vscode/sourcesTree';
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
	const jobs = own(jobsFeed(clock, log, hub));
	const offers = own(offersOf({ clock, log, hub, jobs, memory: context.globalState }));
	const jobsView = own(jobsTree(clock, hub, jobs, feed, offers));
	const outputs = own(runOutputs(clock, hub, jobs, feed));
	own(jobNotices({ clock, log, hub, jobs, outputs }));
	const secrets = jobSecrets(context.secrets, context.globalState);
	own(windowCalls({ clock, log, hub, secrets }));
	const logViews = own(logs(clock, hub, channel));
	own(
		registerCommands({
			clock,
			hub,
			feed,
			log,
			dashboard,
			jobs,
			jobsTree: jobsView,
			offers,
			outputs,
			secrets,
			showSources: () => sources.reveal(),
			showLog: () => logViews.show(),
		}),
	);

	own(clock.after(0, () => hub.begin()));
}

export function deactivate(): void {
	// Everything with a life is in the context's subscriptions.
}
