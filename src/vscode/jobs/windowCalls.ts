// Does what only a window can: VS Code commands and tasks of jobs, and their secrets. Of all windows the one whose claim is taken does it, once.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { type Disposable, Disposables } from '../../base/disposable';
import { messageOf } from '../../base/errors';
import type { Log } from '../../base/log';
import type { HubConnection } from '../../client/port';
import type { Action, WindowCall } from '../../contract';
import { claimDelay, isHere, noSecret, resultText } from '../view/windowCall';
import type { JobSecrets } from './jobSecrets';
import { runTask, type TaskRun } from './runTask';

export interface CallContext {
	clock: Clock;
	log: Log;
	hub: HubConnection;
	secrets: JobSecrets;
}

export function windowCalls({ clock, log, hub, secrets }: CallContext): Disposable {
	const owned = new Disposables();
	/** Calls this window has seen; a call is never tried twice. */
	const seen = new Set<number>();
	const take = async (call: WindowCall, answerTo: (life: Disposables) => Promise<Answer>) => {
		const life = new Disposables();
		try {
			const api = await hub.api();
			if (!(await api.jobs.claimCall({ call: call.call })).taken) return;
			await api.jobs.answer({ call: call.call, ...(await answerTo(life)) });
		} catch (error) {
			log.warn(`The call of run ${call.run} was not answered: ${messageOf(error)}`);
		} finally {
			life.dispose();
		}
	};
	/** What this window says to a call, and whether that is more than a refusal. */
	const prepare = async ({ action, run }: WindowCall): Promise<{ able: boolean; answerTo: (life: Disposables) => Promise<Answer> }> => {
		if (action.kind !== 'secret') return { able: vscode.workspace.isTrusted, answerTo: life => done(action, { run, hub, life }) };
		const value = await secrets.get(action);
		const answer = value === undefined ? { ok: false, text: noSecret(action) } : { ok: true, text: value };
		return { able: value !== undefined, answerTo: async () => answer };
	};
	const consider = async (call: WindowCall) => {
		try {
			const { able, answerTo } = await prepare(call);
			const delay = claimDelay({ focused: vscode.window.state.focused, able });
			if (delay === 0) void take(call, answerTo);
			else owned.add(clock.after(delay, () => void take(call, answerTo)));
		} catch (error) {
			log.warn(`The call of run ${call.run} was left to other windows: ${messageOf(error)}`);
		}
	};
	owned.add(
		hub.onEvent(event => {
			if (event.type !== 'window_call' || seen.has(event.call.call)) return;
			const { call } = event;
			seen.add(call.call);
			const folders = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath);
			if (isHere(call.action, folders)) void consider(call); // else another window has the task's folder open
		}),
	);
	return owned;
}

interface Answer {
	ok: boolean;
	text: string;
}

async function done(action: Action, task: TaskRun): Promise<Answer> {
	if (!vscode.workspace.isTrusted)
		return { ok: false, text: 'The workspace of the open window is not trusted, so no command or task was run in it.' };
	try {
		if (action.kind === 'vscode.command') {
			const known = await vscode.commands.getCommands();
			if (!known.includes(action.command))
				return { ok: false, text: `There is no VS Code command “${action.command}” in the open window.` };
			return { ok: true, text: resultText(await vscode.commands.executeCommand(action.command, ...(action.args ?? []))) };
		}
		if (action.kind === 'vscode.task') return await runTask(action, task);
		return { ok: false, text: `A window cannot run an action of the kind “${action.kind}”.` };
	} catch (error) {
		return { ok: false, text: messageOf(error) };
	}
}
