// Progress of a run that a person started: it can be cancelled, its output looked at, and its end is told.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { HubConnection } from '../../client/port';
import type { Job, JobRun } from '../../contract';
import { visible } from '../view/actionText';
import { costOf } from '../view/jobRows';
import { isOver } from '../view/jobState';
import type { JobsFeed } from './jobsFeed';
import type { RunOutputs } from './runOutput';

/** How often a run is asked for, where no event says that it ended (the hub may have been replaced), ms. */
const ASK_EVERY = 15_000;
/** How soon at first: a short run may end before anybody listens, ms. */
const ASK_FIRST = 300;

interface Watching {
	clock: Clock;
	hub: HubConnection;
	jobs: JobsFeed;
	outputs: RunOutputs;
}

export async function watchRun(context: Watching, job: Job, id: number): Promise<void> {
	const args = encodeURIComponent(JSON.stringify([{ id: job.id, run: id }]));
	const run = await vscode.window.withProgress(
		{
			location: vscode.ProgressLocation.Notification,
			title: `Running “${oneLine(job.name)}” ([Show Output](command:missionControl.showRunOutput?${args}))`,
			cancellable: true,
		},
		async (_, token) => {
			const cancelling = token.onCancellationRequested(() => void cancel(context, id));
			try {
				return await ended(context, job.id, id);
			} finally {
				cancelling.dispose();
			}
		},
	);
	if (run === undefined) return;
	if (run.status === 'success' || run.status === 'cancelled') {
		const cost = costOf(run);
		const icon = run.status === 'success' ? 'check' : 'stop-circle';
		vscode.window.setStatusBarMessage(`$(${icon}) “${job.name}”: ${run.summary}${cost === '' ? '' : ` · ${cost}`}`, 6000);
		return;
	}
	const actions = ['Show Output', 'Retry'] as const;
	const chosen = await vscode.window.showErrorMessage(`“${oneLine(job.name)}”: ${oneLine(run.summary)}`, ...actions);
	if (chosen === 'Show Output') await context.outputs.show(job.name, run);
	if (chosen === 'Retry') await vscode.commands.executeCommand('missionControl.runJobNow', job.id);
}

async function cancel({ hub }: Watching, id: number): Promise<void> {
	try {
		await (await hub.api()).jobs.cancel({ id });
	} catch {
		// It is over, or the hub is gone; the progress ends with the run either way.
	}
}

/** The run once it is over; undefined where it is not to be found any more. */
function ended({ clock, hub, jobs }: Watching, job: number, id: number): Promise<JobRun | undefined> {
	return new Promise(resolve => {
		let asking = clock.after(ASK_FIRST, () => void ask());
		const settle = (run: JobRun | undefined) => {
			asking.dispose();
			listening.dispose();
			resolve(run);
		};
		const listening = jobs.onRun(run => {
			if (run.id === id && isOver(run)) settle(run);
		});
		const ask = async () => {
			if (jobs.ended) return settle(undefined);
			try {
				const [run] = await (await hub.api()).jobs.history({ id: job, limit: 1, before: id + 1 });
				if (run === undefined || run.id !== id) return settle(undefined);
				if (isOver(run)) return settle(run);
			} catch {
				// Asked again below.
			}
			asking = clock.after(ASK_EVERY, () => void ask());
		};
	});
}

/** Names and summaries are plain text in a notification: no line breaks, no links. */
const oneLine = (text: string): string => visible(text.replace(/\s+/gu, ' ')).replace(/[[\]]/g, sign => (sign === '[' ? '(' : ')'));
