// Check Store and Restore from Backup…: a report to read, and a way back that shows what it does before it does it.
import * as vscode from 'vscode';
import { type Disposable, Disposables } from '../base/disposable';
import type { HubConnection } from '../client/port';
import type { Backup } from '../contract';
import { choose } from './ask';
import { type BackupChoice, backupChoices, restoreQuestion, type StoreContext } from './view/storeText';

export const STORE_SCHEME = 'mission-control-store';
const REPORT = vscode.Uri.from({ scheme: STORE_SCHEME, path: '/Mission Control Store' });

export interface StoreReports extends Disposable {
	/** Checks the store and opens the report, or fills the open one anew. */
	check(hub: HubConnection): Promise<void>;
}

export function storeReports(): StoreReports {
	const owned = new Disposables();
	const changes = owned.add(new vscode.EventEmitter<vscode.Uri>());
	let text = '';
	owned.add(
		vscode.workspace.registerTextDocumentContentProvider(STORE_SCHEME, {
			onDidChange: changes.event,
			provideTextDocumentContent: () => text,
		}),
	);
	return {
		async check(hub) {
			const report = await vscode.window.withProgress(
				{ location: vscode.ProgressLocation.Window, title: 'Checking the stored data' },
				async () => await (await hub.api()).store.check(),
			);
			text = `${report.text.join('\n')}\n`;
			changes.fire(REPORT);
			await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(REPORT), { preview: true });
		},
		dispose: () => owned.dispose(),
	};
}

type Item = vscode.QuickPickItem & { backup?: Backup };

/** Lists the backups, asks, restores. The hub ends with it; the next one is waited for. */
export async function restoreFromBackup(hub: HubConnection, context: () => StoreContext): Promise<void> {
	const backup = await chooseBackup(hub, context);
	if (backup === undefined) return;
	const api = await hub.api();
	const [{ totals }, jobs] = await Promise.all([api.usage.breakdown({ by: 'model' }), api.jobs.list()]);
	const present = {
		calls: totals.requests,
		cost: totals.cost,
		unpriced: totals.unpriced_requests,
		jobs: jobs.filter(({ component }) => component !== 'system').length,
	};
	const { message, detail } = restoreQuestion(backup, present, context());
	const restore = 'Restore';
	if ((await vscode.window.showWarningMessage(message, { modal: true, detail }, restore)) !== restore) return;
	await vscode.window.withProgress({ location: vscode.ProgressLocation.Notification, title: 'Restoring the backup' }, async () => {
		await (await hub.api()).store.restore({ name: backup.name });
		// The hub that restored it ends in a moment; one that answers now may be that one.
		await another(hub);
	});
	const check = 'Check Store';
	void vscode.window
		.showInformationMessage('The backup is restored. Newer usage is being read again from the logs.', check)
		.then(chosen => chosen === check && vscode.commands.executeCommand('missionControl.checkStore'));
}

async function chooseBackup(hub: HubConnection, context: () => StoreContext): Promise<Backup | undefined> {
	const backups = hub.api().then(api => api.store.backups());
	const items = backups.then(found => {
		const { usable, unusable } = backupChoices(found, context());
		const separator = { label: 'cannot be restored', kind: vscode.QuickPickItemKind.Separator };
		return [...usable.map(itemOf), ...(unusable.length > 0 ? [separator, ...unusable.map(itemOf)] : [])] satisfies Item[];
	});
	if ((await items).length === 0) {
		void vscode.window.showInformationMessage('There are no backups yet. One is made every day on which something was saved.');
		return undefined;
	}
	for (;;) {
		const chosen: Item | undefined = await choose(items, {
			title: 'Mission Control: Restore from Backup',
			placeHolder: 'The backup to go back to; nothing is changed before you confirm',
			matchOnDetail: true,
		});
		if (chosen?.backup === undefined) return undefined;
		if (chosen.backup.state === 'whole') return chosen.backup;
		await vscode.window.showWarningMessage(`This backup cannot be restored: ${chosen.backup.why}.`, { modal: true });
	}
}

const itemOf = ({ label, description, detail, backup }: BackupChoice): Item => ({ label, description, detail, backup });

/** Resolves when the next hub answers; rejects where none comes. */
async function another(hub: HubConnection): Promise<void> {
	const before = hub.state.kind === 'connected' ? hub.state.info.epoch : undefined;
	await new Promise<void>(resolve => {
		if (before === undefined) return resolve();
		const listening = hub.onState(state => {
			if (state.kind === 'connected' && state.info.epoch === before) return;
			listening.dispose();
			resolve();
		});
	});
	await hub.api();
}
