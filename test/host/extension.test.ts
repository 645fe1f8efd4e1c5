// The extension in a real VS Code: it is there, it starts, its commands and settings are what the manifest says.
import assert from 'node:assert/strict';
import * as vscode from 'vscode';

const ID = 'mission-control.mission-control';

describe('the extension in VS Code', () => {
	it('starts by itself', async () => {
		const extension = vscode.extensions.getExtension(ID);
		assert.ok(extension, `${ID} is not installed`);
		for (let tries = 0; !extension.isActive && tries < 300; tries++) await new Promise(resolve => setTimeout(resolve, 100));
		assert.equal(extension.isActive, true);
	});

	it('registers every command of its manifest', async () => {
		const known = new Set(await vscode.commands.getCommands(true));
		const manifest = vscode.extensions.getExtension(ID)?.packageJSON as { contributes: { commands: { command: string }[] } };
		const missing = manifest.contributes.commands.map(({ command }) => command).filter(command => !known.has(command));
		assert.deepEqual(missing, []);
		assert.ok(manifest.contributes.commands.length >= 8);
	});

	it('has the defaults that people are promised', () => {
		const settings = vscode.workspace.getConfiguration('missionControl');
		assert.equal(settings.get('budget.daily'), 5);
		assert.equal(settings.get('budget.monthly'), 200);
		assert.deepEqual(settings.get('budget.thresholds'), [75, 90]);
		assert.equal(settings.get('statusBar.budget'), 'closest');
	});

	it('opens the dashboard as a panel', async () => {
		await vscode.commands.executeCommand('missionControl.openDashboard');
		const tabs = () => vscode.window.tabGroups.all.flatMap(group => group.tabs);
		for (let tries = 0; tabs().length === 0 && tries < 50; tries++) await new Promise(resolve => setTimeout(resolve, 100));
		const tab = tabs().find(({ input }) => input instanceof vscode.TabInputWebview && input.viewType.includes('missionControl'));
		assert.ok(tab, `tabs: ${tabs().map(({ label }) => label)}`);
		await vscode.window.tabGroups.close(tab);
	});
});
