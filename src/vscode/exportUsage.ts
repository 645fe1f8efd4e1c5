// Writes all usage rows to a CSV or JSON file of the user's choice.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { HubConnection } from '../client/port';
import { choose } from './ask';
import { usageCsv } from './view/csv';
import { counted } from './view/format';

const FORMATS = [
	{ label: 'CSV', description: 'for a spreadsheet', extension: 'csv' },
	{ label: 'JSON', description: 'for a program', extension: 'json' },
] as const;

/** Asks for a format and a file; `today` goes into the file's proposed name. */
export async function exportUsage(hub: HubConnection, today: string): Promise<void> {
	const format = await choose(FORMATS, {
		title: 'Mission Control: Export Usage',
		placeHolder: 'One row a day, source, model, agent and project',
	});
	if (format === undefined) return;
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri ?? vscode.Uri.file(homedir());
	const target = await vscode.window.showSaveDialog({
		title: 'Export Usage',
		defaultUri: vscode.Uri.joinPath(folder, `mission-control-usage-${today}.${format.extension}`),
		filters: { [format.label]: [format.extension] },
	});
	if (target === undefined) return;
	const rows = await (await hub.api()).usage.rows({});
	const text = format.extension === 'csv' ? usageCsv(rows) : `${JSON.stringify(rows, undefined, '\t')}\n`;
	await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
	const open = 'Open File';
	const chosen = await vscode.window.showInformationMessage(
		`Exported ${counted(rows.length, 'row')} to ${target.path.split('/').pop()}.`,
		open,
	);
	if (chosen === open) await vscode.commands.executeCommand('vscode.open', target);
}
