// The status bar item: paints what the meter feed knows.
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import type { MeterFeed } from './meterFeed';
import { budgetChoice, onSetting } from './settings';
import { meterLook, TOOLTIP_COMMANDS } from './view/meterText';

export const METER_ITEM_ID = 'missionControl.meter';

/** Shown at once; it repaints on every change of the feed or of the setting, and only what differs. */
export function meterItem(feed: MeterFeed): Disposable {
	const item = vscode.window.createStatusBarItem(METER_ITEM_ID, vscode.StatusBarAlignment.Left, 10);
	item.name = 'Mission Control Budget';
	item.command = 'missionControl.openDashboard';
	let shown = '';
	const paint = () => {
		const look = meterLook({
			meter: feed.meter,
			hub: feed.hub,
			problem: feed.problem,
			progress: feed.progress,
			store: feed.store,
			now: feed.now(),
			over: feed.over(),
			choice: budgetChoice(),
		});
		const key = JSON.stringify(look);
		if (key === shown) return; // a repaint closes an open hover
		shown = key;
		item.text = look.text;
		item.backgroundColor = look.background && new vscode.ThemeColor(`statusBarItem.${look.background}Background`);
		item.accessibilityInformation = { label: look.label, role: 'button' };
		const tooltip = new vscode.MarkdownString(look.tooltip, true);
		tooltip.isTrusted = { enabledCommands: [...TOOLTIP_COMMANDS] };
		item.tooltip = tooltip;
	};
	const onChange = feed.onChange(paint);
	const onChoice = onSetting('statusBar', paint);
	paint();
	item.show();
	return {
		dispose() {
			onChange.dispose();
			onChoice.dispose();
			item.dispose();
		},
	};
}
