// A start of VS Code that only measures: what it took to load and activate the extension.
import * as vscode from 'vscode';
import { measureStart } from './startup';

/** Called by VS Code. */
export async function run(): Promise<void> {
	const extension = vscode.extensions.getExtension('mission-control.mission-control');
	for (let tries = 0; extension?.isActive !== true && tries < 300; tries++) await new Promise(resolve => setTimeout(resolve, 100));
	await measureStart();
}
