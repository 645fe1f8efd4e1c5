// The VS Code settings of this extension: what the window itself goes by, and what it hands to the hub.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubConnection } from '../client/port';
import type { BudgetPeriod } from '../contract';
import { hubSettings } from './hubSettings';
import { BUDGET_CHOICES, type BudgetChoice } from './view/level';

const SECTION = 'missionControl';

export const LIMIT_SETTING: Record<BudgetPeriod, string> = { daily: 'budget.daily', monthly: 'budget.monthly' };

/** Which budget the status bar shows. */
export function budgetChoice(): BudgetChoice {
	const value = section().get<unknown>('statusBar.budget');
	return BUDGET_CHOICES.find(choice => choice === value) ?? 'closest';
}

/** Whether the hub shall be a process of its own or run inside the extension host. Read when the hub is started. */
export function hubMode(): 'process' | 'in-process' {
	return section().get<unknown>('hub.mode') === 'in-process' ? 'in-process' : 'process';
}

/** The limit as it is set now, dollars. */
export function currentLimit(period: BudgetPeriod): number {
	const value = section().get<unknown>(LIMIT_SETTING[period]);
	return typeof value === 'number' && value >= 0 ? value : 0;
}

/** Writes a limit (dollars; 0 is none) to the user's settings. */
export async function writeLimit(period: BudgetPeriod, dollars: number): Promise<void> {
	await section().update(LIMIT_SETTING[period], dollars, vscode.ConfigurationTarget.Global);
}

/** Calls `changed` whenever a setting below `missionControl.` whose key starts with `key` changes. */
export function onSetting(key: string, changed: () => void): Disposable {
	return vscode.workspace.onDidChangeConfiguration(event => {
		if (event.affectsConfiguration(key === '' ? SECTION : `${SECTION}.${key}`)) changed();
	});
}

/**
 * Tells the hub the user's settings when this window meets its first one, and again when they change. A later hub has them
 * from its store: were every window to repeat what it knows, one that has not heard of a change yet would undo it.
 */
export function handSettingsToHub(hub: HubConnection, log: Log): Disposable {
	let told = false;
	const tell = async () => {
		const { settings, problems } = hubSettings(key => section().get<unknown>(key), homedir());
		for (const problem of problems) log.warn(`Setting ${problem}`);
		try {
			told = true;
			await (await hub.api()).hub.configure(settings);
		} catch (error) {
			told = false; // the next connection brings the next try
			log.warn(`The hub did not take the settings: ${messageOf(error)}`);
		}
		return problems;
	};
	const onHub = hub.onState(state => {
		if (state.kind === 'connected' && !told) void tell();
	});
	if (hub.state.kind === 'connected') void tell();
	const onChange = onSetting('', () => {
		void tell().then(problems => {
			if (problems.length > 0 && vscode.window.state.focused) void showProblems(problems);
		});
	});
	return {
		dispose() {
			onHub.dispose();
			onChange.dispose();
		},
	};
}

async function showProblems(problems: readonly string[]): Promise<void> {
	const open = 'Open Settings';
	const more = problems.length > 1 ? ` (and ${problems.length - 1} more, see the log)` : '';
	if ((await vscode.window.showWarningMessage(`${problems[0]}${more}`, open)) === open) {
		await vscode.commands.executeCommand('workbench.action.openSettings', `${SECTION}.`);
	}
}

const section = () => vscode.workspace.getConfiguration(SECTION);
