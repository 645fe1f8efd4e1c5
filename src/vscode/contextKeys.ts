// The context key that the views' welcome texts go by.
import * as vscode from 'vscode';
import type { Disposable } from '../base/disposable';
import type { MeterFeed } from './meterFeed';

/** loading: no figures of this session yet; reading: the first scan runs; nothing: no tool's logs were found. */
export type WindowState = 'loading' | 'reading' | 'nothing' | 'ready' | 'gone';

export function contextKeys(feed: MeterFeed): Disposable {
	let known: WindowState | undefined;
	const tell = () => {
		const state = windowState(feed);
		if (state === known) return;
		known = state;
		void vscode.commands.executeCommand('setContext', 'missionControl.state', state);
	};
	tell();
	return feed.onChange(tell);
}

function windowState({ hub, meter }: MeterFeed): WindowState {
	if (hub === 'gone') return 'gone';
	if (hub === 'waiting' || meter === undefined) return 'loading';
	if (meter.as_of === null) return 'reading';
	return meter.any_source ? 'ready' : 'nothing';
}
