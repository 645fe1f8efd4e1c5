// Budget alerts: of all windows exactly one shows each, the focused one before the others.
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import { type Disposable, Disposables } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubConnection } from '../client/port';
import type { BudgetAlert } from '../contract';

/** How long a window in the background leaves an alert to the one in front, ms. */
const HOLD_BACK = 400;

export function alerts(clock: Clock, log: Log, hub: HubConnection): Disposable {
	const owned = new Disposables();
	/** Alerts this window has already tried for; the hub repeats an alert until it is claimed. */
	const tried = new Set<number>();
	const claim = async (alert: BudgetAlert) => {
		try {
			const { claimed } = await (await hub.api()).budget.claimAlert({ id: alert.id });
			if (claimed) await show(alert);
		} catch (error) {
			tried.delete(alert.id); // the hub died meanwhile; the next one repeats an alert nobody has claimed
			log.warn(`A budget alert could not be claimed: ${messageOf(error)}`);
		}
	};
	// Another hub may give a number again, after a backup was restored; what is claimed it does not repeat.
	owned.add(hub.onState(({ kind }) => (kind === 'connected' ? tried.clear() : undefined)));
	owned.add(
		hub.onEvent(event => {
			if (event.type !== 'budget_alert' || tried.has(event.alert.id)) return;
			const { alert } = event;
			tried.add(alert.id);
			if (vscode.window.state.focused) void claim(alert);
			else owned.add(clock.after(HOLD_BACK, () => void claim(alert)));
		}),
	);
	return owned;
}

async function show({ message, period }: BudgetAlert): Promise<void> {
	const actions = {
		'Open Dashboard': 'missionControl.openDashboard',
		'Change Limit': period === 'daily' ? 'missionControl.setDailyBudget' : 'missionControl.setMonthlyBudget',
		'Mute for Today': 'missionControl.muteBudgetToday',
	} as const;
	const chosen = await vscode.window.showWarningMessage(message, ...(Object.keys(actions) as (keyof typeof actions)[]));
	if (chosen !== undefined) await vscode.commands.executeCommand(actions[chosen]);
}
