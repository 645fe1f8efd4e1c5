// The view `missionControl.jobs`, its badge and the context keys that job commands go by.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { Disposables } from '../../base/disposable';
import type { HubConnection } from '../../client/port';
import type { Job } from '../../contract';
import type { MeterFeed } from '../meterFeed';
import { treeItem } from '../treeItem';
import { counted } from '../view/format';
import { groupRow, type JobContext, type JobGroup, jobRow } from '../view/jobRows';
import { isFailing } from '../view/jobState';
import { offerRow, problemRow } from '../view/offerRows';
import type { Row } from '../view/row';
import type { JobsFeed } from './jobsFeed';
import type { Offers, ShownOffer } from './offers';

export const JOBS_VIEW_ID = 'missionControl.jobs';

/** "in 2 h" grows older while it is looked at, ms. */
const REPAINT_EVERY = 30_000;

/** What menus hand to a command: the job or the offer of a row. */
export type JobNode = { row: Row; job?: Job; offer?: ShownOffer; group?: JobGroup };

export interface JobsTree extends Disposables {
	/** Shows the product's own jobs, which are left out of an otherwise empty list. */
	showSystem(): Promise<void>;
}

export function jobsTree(clock: Clock, hub: HubConnection, feed: JobsFeed, meter: MeterFeed, offers: Offers): JobsTree {
	const owned = new Disposables();
	const changes = owned.add(new vscode.EventEmitter<void>());
	let systemToo = false;
	let repaint: { dispose(): void } | undefined;
	const context = (): JobContext => ({ now: clock.now(), zone: meter.meter?.zone ?? '', lastRun: job => feed.lastRun(job) });

	const roots = (): JobNode[] => {
		if (feed.jobs === undefined) return []; // the welcome text speaks
		const own = feed.jobs.filter(({ component }) => component !== 'system');
		const system = feed.jobs.filter(({ component }) => component === 'system');
		const { shown, problems } = offers;
		if (own.length === 0 && shown.length + problems.length === 0 && !systemToo) return [];
		const nodes: JobNode[] = [];
		if (own.length > 0) nodes.push({ row: groupRow('own', own), group: 'own' });
		if (shown.length + problems.length > 0) nodes.push({ row: groupRow('offers', [], shown.length), group: 'offers' });
		const row = groupRow('system', system);
		if (system.length > 0)
			nodes.push({ row: own.length === 0 && systemToo ? { ...row, open: 'expanded', id: `${row.id}/shown` } : row, group: 'system' });
		return nodes;
	};
	const children = (group: JobGroup): JobNode[] => {
		if (group === 'offers') {
			return [
				...offers.shown.map(offer => ({ row: offerRow(offer), offer })),
				...offers.problems.map(problem => ({ row: problemRow(problem) })),
			];
		}
		const jobs = (feed.jobs ?? []).filter(({ component }) => (component === 'system') === (group === 'system'));
		return jobs.map(job => ({ row: jobRow(context(), job), job }));
	};
	const provider: vscode.TreeDataProvider<JobNode> = {
		onDidChangeTreeData: changes.event,
		getTreeItem: node => treeItem(node.row),
		getChildren: node => (node === undefined ? roots() : node.group === undefined ? [] : children(node.group)),
	};
	const view = owned.add(vscode.window.createTreeView(JOBS_VIEW_ID, { treeDataProvider: provider, showCollapseAll: true }));
	const refresh = () => {
		changes.fire();
		const jobs = feed.jobs ?? [];
		const failing = jobs.filter(isFailing);
		view.badge =
			failing.length === 0
				? undefined
				: { value: failing.length, tooltip: `${counted(failing.length, 'job')} failing: ${failing.map(({ name }) => name).join(', ')}` };
		tellKeys(feed, hub);
	};
	const tick = () => {
		repaint = clock.after(REPAINT_EVERY, () => {
			if (view.visible) changes.fire();
			tick();
		});
	};
	owned.add(feed.onChange(refresh));
	owned.add(offers.onChange(() => changes.fire()));
	owned.add(hub.onState(() => tellKeys(feed, hub)));
	owned.add(view.onDidChangeVisibility(({ visible }) => (visible ? changes.fire() : undefined)));
	owned.add({ dispose: () => repaint?.dispose() });
	tick();
	tellKeys(feed, hub);
	return Object.assign(owned, {
		async showSystem() {
			systemToo = true;
			changes.fire();
			await vscode.commands.executeCommand(`${JOBS_VIEW_ID}.focus`);
		},
	});
}

/** Which job commands make sense now. */
function tellKeys({ jobs }: JobsFeed, hub: HubConnection): void {
	const list = jobs ?? [];
	const keys = {
		'missionControl.jobsState': jobs !== undefined ? 'ready' : hub.state.kind === 'gone' ? 'gone' : 'loading',
		'missionControl.hasJobs': list.length > 0,
		'missionControl.hasDeletableJobs': list.some(({ component }) => component !== 'system'),
		'missionControl.hasEnabledJobs': list.some(({ enabled }) => enabled),
		'missionControl.hasDisabledJobs': list.some(({ enabled }) => !enabled),
		'missionControl.hasRunningJobs': list.some(({ running }) => running !== null),
	};
	for (const [key, value] of Object.entries(keys)) void vscode.commands.executeCommand('setContext', key, value);
}
