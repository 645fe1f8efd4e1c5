// What VS Code itself measured of the extension's start: the table that "Developer: Startup Performance" shows.
import * as fs from 'node:fs';
import * as vscode from 'vscode';
import { given } from './given';

/** Whole milliseconds of the extension host's time. */
export interface Start {
	load: number;
	/** The call of activate() and what it waited for. */
	activate: number;
}

/** Adds this start to those measured before. */
export async function measureStart(): Promise<void> {
	fs.appendFileSync(given().starts, `${JSON.stringify(await thisStart())}\n`);
}

export function readStarts(): Start[] {
	return fs
		.readFileSync(given().starts, 'utf8')
		.trim()
		.split('\n')
		.map(line => JSON.parse(line) as Start);
}

async function thisStart(): Promise<Start> {
	await vscode.commands.executeCommand('perfview.show');
	for (let tries = 0; tries < 100; tries++) {
		const text = vscode.workspace.textDocuments.find(({ uri }) => uri.scheme === 'perf')?.getText() ?? '';
		const row = text.split('\n').find(line => line.startsWith('| mission-control.mission-control '));
		if (row !== undefined) {
			const [, , , load, call, finish] = row.split('|').map(cell => cell.trim());
			await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
			return { load: Number(load), activate: Number(call) + Number(finish) };
		}
		await new Promise(resolve => setTimeout(resolve, 200));
	}
	throw new Error('VS Code lists no activation of the extension.');
}
