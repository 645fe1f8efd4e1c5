// Entry of the bundle `jobs.js`: all that a window does with jobs, put together. Read after activation, so that loading the extension stays short.
import type * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { type Disposable, Disposables } from '../../base/disposable';
import type { Log } from '../../base/log';
import type { HubConnection } from '../../client/port';
import type { MeterFeed } from '../meterFeed';
import type { JobCommandId } from './jobCommandIds';
import { JOB_COMMANDS, type JobCommand } from './jobCommands';
import { jobNotices } from './jobNotices';
import { jobSecrets } from './jobSecrets';
import { jobsFeed } from './jobsFeed';
import { jobsTree } from './jobsTree';
import { offersOf } from './offers';
import { runOutputs } from './runOutput';
import { windowCalls } from './windowCalls';

export interface JobsWindowContext {
	clock: Clock;
	log: Log;
	hub: HubConnection;
	feed: MeterFeed;
	memory: vscode.Memento;
	secrets: vscode.SecretStorage;
}

export interface JobsWindow extends Disposable {
	/** Rejects with a sentence for the user. `input` is whatever VS Code or another extension hands over. */
	run(command: JobCommandId, input: unknown): Promise<void>;
}

export function jobsWindow({ clock, log, hub, feed, memory, ...context }: JobsWindowContext): JobsWindow {
	const owned = new Disposables();
	const jobs = owned.add(jobsFeed(clock, log, hub));
	const offers = owned.add(offersOf({ clock, log, hub, jobs, memory }));
	const tree = owned.add(jobsTree(clock, hub, jobs, feed, offers));
	const outputs = owned.add(runOutputs(clock, hub, jobs, feed));
	owned.add(jobNotices({ clock, log, hub, jobs, outputs }));
	const secrets = jobSecrets(context.secrets, memory);
	owned.add(windowCalls({ clock, log, hub, secrets }));
	const commands: Record<JobCommandId, JobCommand> = JOB_COMMANDS;
	return {
		run: async (command, input) => await commands[command]({ clock, hub, feed, jobs, jobsTree: tree, offers, outputs, secrets }, input),
		dispose: () => owned.dispose(),
	};
}
