// The view `missionControl.usage`: asks the hub for each span and dimension when it is looked at, and again when figures change.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import { Disposables } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubConnection } from '../client/port';
import type { Slice, Totals } from '../contract';
import type { MeterFeed } from './meterFeed';
import { treeItem } from './treeItem';
import type { Row } from './view/row';
import { dimensionRow, type SpanDays, sliceRows, spanRow, spansOf, USAGE_DIMENSIONS, type UsageDimension } from './view/usageRows';

export const USAGE_VIEW_ID = 'missionControl.usage';

/** Figures may change with every call of an agent; the tree follows at most this often, ms. */
const SETTLE = 750;

type Node =
	| { kind: 'span'; days: SpanDays; totals: Totals; row: Row }
	| { kind: 'dimension'; days: SpanDays; by: UsageDimension; row: Row }
	| { kind: 'slice'; row: Row };

interface Breakdown {
	totals: Totals;
	slices: Slice[];
}

export function usageTree(clock: Clock, log: Log, hub: HubConnection, feed: MeterFeed): Disposables {
	const owned = new Disposables();
	const changes = owned.add(new vscode.EventEmitter<void>());
	/** Answers of the state shown; a refresh begins a new one. */
	let answers = new Map<string, Promise<Breakdown>>();
	/** The figures the tree was last filled for; undefined where it has none of them. */
	let shown: string | undefined;
	let settling: { dispose(): void } | undefined;

	const ask = (days: SpanDays, by: UsageDimension): Promise<Breakdown> => {
		const key = `${days.start}/${days.end}/${by}`;
		const known = answers.get(key);
		if (known) return known;
		const answer = hub.api().then(api => api.usage.breakdown({ start: days.start, end: days.end, by }));
		answers.set(key, answer);
		return answer;
	};
	const provider: vscode.TreeDataProvider<Node> = {
		onDidChangeTreeData: changes.event,
		getTreeItem: node => treeItem(node.row),
		async getChildren(node) {
			try {
				return node === undefined ? await spans() : await children(node);
			} catch (error) {
				log.warn(`The usage tree has no answer: ${messageOf(error)}`);
				shown = undefined; // to be asked again when the hub is back, even if no figure has changed
				return [];
			}
		},
	};
	const spans = async (): Promise<Node[]> => {
		const { meter } = feed;
		// Without figures of this session the view's welcome text speaks.
		if (feed.hub === 'waiting' || meter === undefined || meter.as_of === null || !meter.any_source) return [];
		return Promise.all(
			spansOf(meter).map(async days => {
				const { totals } = await ask(days, 'model');
				return { kind: 'span', days, totals, row: spanRow(days, totals) } as const;
			}),
		);
	};
	const children = async (node: Node): Promise<Node[]> => {
		if (node.kind === 'span') {
			if (node.totals.requests === 0) return [];
			return USAGE_DIMENSIONS.map(by => ({ kind: 'dimension', days: node.days, by, row: dimensionRow(node.days.span, by) }) as const);
		}
		if (node.kind === 'slice') return [];
		const { slices } = await ask(node.days, node.by);
		return sliceRows(node.days.span, node.by, slices, homedir()).map(row => ({ kind: 'slice', row }) as const);
	};
	const refresh = () => {
		if (feed.hub !== 'live' || feed.meter === undefined) return; // what is shown stays until there is something better
		const { scanning: _, as_of, ...figures } = feed.meter;
		const now = JSON.stringify([as_of === null, figures]);
		if (now === shown) return; // it only grew older
		shown = now;
		settling?.dispose();
		settling = clock.after(SETTLE, () => {
			answers = new Map();
			changes.fire();
		});
	};
	owned.add(vscode.window.createTreeView(USAGE_VIEW_ID, { treeDataProvider: provider, showCollapseAll: true }));
	owned.add(feed.onChange(refresh));
	owned.add({ dispose: () => settling?.dispose() });
	return owned;
}
