// The table from the kind of an action to what runs it.
import type { RunAction } from '../action';
import { runAgent } from './agent';
import { runCommand, runShell } from './command';
import { runHttp } from './http';
import type { ActionParts } from './parts';
import { runSystem } from './system';
import { runInWindow } from './window';

export function createRunAction(parts: ActionParts): RunAction {
	return (action, context) => {
		switch (action.kind) {
			case 'command':
				return runCommand(parts, action, context);
			case 'shell':
				return runShell(parts, action, context);
			case 'agent':
				return runAgent(parts, action, context);
			case 'http':
				return runHttp(parts, action, context);
			case 'vscode.command':
			case 'vscode.task':
				return runInWindow(parts, action, context);
			case 'system':
				return runSystem(parts, action, context);
		}
	};
}
