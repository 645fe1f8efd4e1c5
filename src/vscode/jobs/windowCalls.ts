// Runs what only a window can: VS Code commands and tasks of jobs. Of all windows the one whose claim is taken does it, once.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { type Disposable, Disposables } from '../../base/disposable';
import { messageOf } from '../../base/errors';
import type { Log } from '../../base/log';
import type { HubConnection } from '../../client/port';
import type { WindowCall } from '../../contract';
import { claimDelay, isHere, resultText } from '../view/windowCall';
import { runTask } from './runTask';

export interface CallContext {
	clock: Clock;
	log: Log;
	hub: HubConnection;
}

export function windowCalls({ clock, log, hub }: CallContext): Disposable {
	const owned = new Disposables();
	/** Calls this window has seen; a call is never tried twice. */
	const seen = new Set<number>();
	const take = async (call: WindowCall) => {
		const life = new Disposables();
		try {
			const api = await hub.api();
			if (!(await api.jobs.claimCall({ call: call.call })).taken) return;
			const answer = await answerTo(call, hub, life);
			await api.jobs.answer({ call: call.call, ...answer });
		} catch (error) {
			log.warn(`The call of run ${call.run} was not answered: ${messageOf(error)}`);
		} finally {
			life.dispose();
		}
	};
	owned.add(
		hub.onEvent(event => {
			if (event.type !== 'window_call' || seen.has(event.call.call)) return;
			const { call } = event;
			seen.add(call.call);
			const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
			if (!isHere(call.action, folders)) return; // another window has the task's folder open
			const delay = claimDelay({ focused: vscode.window.state.focused, trusted: vscode.workspace.isTrusted });
			if (delay === 0) void take(call);
			else owned.add(clock.after(delay, () => void take(call)));
		}),
	);
	return owned;
}

async function answerTo({ action, run }: WindowCall, hub: HubConnection, life: Disposables): Promise<{ ok: boolean; text: string }> {
	if (!vscode.workspace.isTrusted)
		return { ok: false, text: 'The workspace of the open window is not trusted, so no command or task was run in it.' };
	try {
		if (action.kind === 'vscode.command') {
			const known = await vscode.commands.getCommands();
			if (!known.includes(action.command))
				return { ok: false, text: `There is no VS Code command “${action.command}” in the open window.` };
			return { ok: true, text: resultText(await vscode.commands.executeCommand(action.command, ...(action.args ?? []))) };
		}
		if (action.kind === 'vscode.task') return await runTask(action, { run, hub, life });
		return { ok: false, text: `A window cannot run an action of the kind “${action.kind}”.` };
	} catch (error) {
		return { ok: false, text: messageOf(error) };
	}
}
