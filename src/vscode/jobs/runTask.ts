// Finds a task by its name, runs it to its end and says how it ended.
import * as vscode from 'vscode';
import type { Disposables } from '../../base/disposable';
import type { HubConnection } from '../../client/port';
import type { Action } from '../../contract';
import { isOver } from '../view/jobState';

export interface TaskRun {
	/** Of the job: where it is ended from elsewhere (cancelled, timed out), the task is ended too. */
	run: number;
	hub: HubConnection;
	life: Disposables;
}

export async function runTask(
	action: Extract<Action, { kind: 'vscode.task' }>,
	{ run, hub, life }: TaskRun,
): Promise<{ ok: boolean; text: string }> {
	const found = (await vscode.tasks.fetchTasks()).filter(task => {
		const folder = typeof task.scope === 'object' ? task.scope.uri.fsPath : undefined;
		const named = task.name === action.task || `${task.source}: ${task.name}` === action.task;
		return named && (action.folder === undefined || folder === undefined || folder === action.folder);
	});
	const [task] = found;
	if (task === undefined)
		return { ok: false, text: `There is no task “${action.task}” in the open window. Tasks are listed by “Tasks: Run Task”.` };
	if (found.length > 1 && new Set(found.map(({ definition, scope }) => JSON.stringify([definition, scopeName(scope)]))).size > 1) {
		return { ok: false, text: `“${action.task}” is the name of ${found.length} tasks; name one by “source: name” or by its folder.` };
	}
	return await new Promise((resolve, reject) => {
		let execution: vscode.TaskExecution | undefined;
		let exit: number | undefined;
		life.add(
			vscode.tasks.onDidEndTaskProcess(event => {
				if (event.execution === execution) exit = event.exitCode;
			}),
		);
		life.add(
			vscode.tasks.onDidEndTask(event => {
				if (event.execution !== execution) return;
				const ok = exit === undefined || exit === 0;
				resolve({
					ok,
					text: `The task “${task.name}” ${exit === undefined ? 'has ended' : `ended with exit code ${exit}`}.\nIts output stands in the terminal of the window that ran it.`,
				});
			}),
		);
		life.add(
			hub.onEvent(event => {
				if (event.type === 'job_run' && event.run.id === run && isOver(event.run)) execution?.terminate();
			}),
		);
		vscode.tasks.executeTask(task).then(started => {
			execution = started;
		}, reject);
	});
}

const scopeName = (scope: vscode.Task['scope']): string => (typeof scope === 'object' ? scope.uri.toString() : String(scope));
