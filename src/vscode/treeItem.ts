// Makes VS Code's tree items of plain rows.
import * as vscode from 'vscode';
import type { Row, RowAction } from './view/row';

const OPEN: Record<Row['open'], vscode.TreeItemCollapsibleState> = {
	leaf: vscode.TreeItemCollapsibleState.None,
	collapsed: vscode.TreeItemCollapsibleState.Collapsed,
	expanded: vscode.TreeItemCollapsibleState.Expanded,
};

export function treeItem(row: Row): vscode.TreeItem {
	const item = new vscode.TreeItem(row.label, OPEN[row.open]);
	item.id = row.id;
	item.description = row.description;
	item.tooltip = row.tooltip === '' ? undefined : new vscode.MarkdownString(row.tooltip);
	item.iconPath = new vscode.ThemeIcon(row.icon, row.color && new vscode.ThemeColor(row.color));
	item.contextValue = row.context;
	item.accessibilityInformation = { label: row.spoken };
	if (row.action) item.command = command(row.action);
	return item;
}

function command(action: RowAction): vscode.Command {
	if (action.kind === 'openPriceSettings') {
		return { command: 'missionControl.openPriceSettings', title: 'Set a Price', arguments: [action.model] };
	}
	if (action.kind === 'checkStore') return { command: 'missionControl.checkStore', title: 'Check the Store' };
	if (action.kind === 'reviewOffer') {
		return {
			command: 'missionControl.reviewOffer',
			title: 'Review the Offered Job',
			arguments: [{ folder: action.folder, name: action.name }],
		};
	}
	const uri = vscode.Uri.file(action.path);
	const start = new vscode.Position(action.line - 1, 0);
	return { command: 'vscode.open', title: 'Open the File', arguments: [uri, { selection: new vscode.Range(start, start), preview: true }] };
}
