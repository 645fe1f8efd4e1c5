// The view `missionControl.sources`: each tool, found or not, what could not be read or priced, and the store it all goes to.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import { Disposables } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubConnection } from '../client/port';
import type { Source } from '../contract';
import type { MeterFeed } from './meterFeed';
import { treeItem } from './treeItem';
import type { Row } from './view/row';
import { sourceParts, sourceRow } from './view/sourceRows';
import { storeRow } from './view/storeText';

export const SOURCES_VIEW_ID = 'missionControl.sources';

const SETTLE = 1000;

type Node = { row: Row; source?: Source };

export function sourcesTree(clock: Clock, log: Log, hub: HubConnection, feed: MeterFeed): Disposables & { reveal(): Promise<void> } {
	const owned = new Disposables();
	const changes = owned.add(new vscode.EventEmitter<void>());
	let settling: { dispose(): void } | undefined;
	const context = () => ({ now: clock.now(), zone: feed.meter?.zone ?? '', home: homedir() });
	const provider: vscode.TreeDataProvider<Node> = {
		onDidChangeTreeData: changes.event,
		getTreeItem: node => treeItem(node.row),
		async getChildren(node) {
			if (node) return node.source ? sourceParts(context(), node.source).map(row => ({ row })) : [];
			if (feed.hub === 'waiting') return []; // the welcome text speaks
			try {
				const sources = await (await hub.api()).collect.sources();
				const store = feed.store === undefined ? [] : [{ row: storeRow(feed.store, context()) }];
				return [...sources.map(source => ({ row: sourceRow(context(), source), source })), ...store];
			} catch (error) {
				log.warn(`The sources tree has no answer: ${messageOf(error)}`);
				return [];
			}
		},
	};
	const view = owned.add(vscode.window.createTreeView(SOURCES_VIEW_ID, { treeDataProvider: provider, showCollapseAll: true }));
	const refresh = () => {
		settling ??= clock.after(SETTLE, () => {
			settling = undefined;
			if (view.visible) changes.fire();
		});
	};
	owned.add(
		hub.onEvent(event => (event.type === 'sources_changed' || event.type === 'meter' || event.type === 'store' ? refresh() : undefined)),
	);
	owned.add(hub.onState(state => (state.kind === 'connected' ? refresh() : undefined)));
	owned.add(view.onDidChangeVisibility(({ visible }) => (visible ? refresh() : undefined)));
	owned.add({ dispose: () => settling?.dispose() });
	return Object.assign(owned, {
		async reveal() {
			await vscode.commands.executeCommand(`${SOURCES_VIEW_ID}.focus`);
		},
	});
}
