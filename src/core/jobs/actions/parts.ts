// What actions are handed: the world they work in, each part of it replaceable.
import type { Clock } from '../../../base/clock';
import type { Log } from '../../../base/log';
import type { Action, SecretAsked } from '../../../contract';
import type { RunContext, RunOutcome } from '../action';

export type ActionOf<Kind extends Action['kind']> = Extract<Action, { kind: Kind }>;
export type WindowAction = ActionOf<'vscode.command'> | ActionOf<'vscode.task'>;
export type SystemTask = ActionOf<'system'>['task'];

/** What a window says of the command or task it ran, or the secret it was asked for; where not `ok` a sentence why. */
export interface WindowAnswer {
	ok: boolean;
	text: string;
}

/** Asks one window. Undefined where none is connected, or the one that took it went away before it began. */
export type AskWindow = (action: WindowAction | SecretAsked, run: number, signal: AbortSignal) => Promise<WindowAnswer | undefined>;

export interface ActionParts {
	clock: Clock;
	log: Log;
	/** The hub's own environment; a job sees of it what `environment.ts` lets pass. */
	env: NodeJS.ProcessEnv;
	/** The user's home folder: where a job without a folder runs. */
	home: string;
	platform: NodeJS.Platform;
	/** Folder for what the processes of runs write; made where it is missing. */
	spool: string;
	askWindow: AskWindow;
	/** The product's own work. Resolves with one sentence for the history; rejects with what went wrong. */
	system: Readonly<Record<SystemTask, (signal: AbortSignal) => Promise<string>>>;
	fetch: typeof fetch;
	/** ms between TERM and KILL; 5,000 where absent. */
	killAfter?: number;
}

/** Runs actions of one kind. */
export type Runner<Kind extends Action['kind']> = (action: ActionOf<Kind>, context: RunContext) => Promise<RunOutcome>;

export const failed = (summary: string, exitCode: number | null = null): RunOutcome => ({ status: 'error', exitCode, summary });
