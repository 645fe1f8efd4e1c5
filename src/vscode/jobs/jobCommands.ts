// The job commands. Each takes the job of a tree row or an id, and asks which one where it is started from the palette.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { HubConnection } from '../../client/port';
import type { Job, JobRun } from '../../contract';
import { choose } from '../ask';
import type { MeterFeed } from '../meterFeed';
import { jobDescription } from '../view/jobRows';
import { jobState, stateLook } from '../view/jobState';
import { runRow } from '../view/runRows';
import type { JobCommandId } from './jobCommandIds';
import { deleteJobSecret, type JobSecrets, setJobSecret } from './jobSecrets';
import type { JobsFeed } from './jobsFeed';
import type { JobsTree } from './jobsTree';
import { addJob, editJob } from './jobWizard';
import type { Offers } from './offers';
import type { RunOutputs } from './runOutput';
import { watchRun } from './watchRun';

export interface JobCommandContext {
	clock: Clock;
	hub: HubConnection;
	feed: MeterFeed;
	jobs: JobsFeed;
	jobsTree: JobsTree;
	offers: Offers;
	outputs: RunOutputs;
	secrets: JobSecrets;
}

export type JobCommand = (context: JobCommandContext, input: unknown) => void | Promise<void>;

export const JOB_COMMANDS = {
	'missionControl.addJob': async ({ hub }) => said('added', await addJob(hub)),
	'missionControl.editJob': async (context, input) => {
		const job = await chosenJob(context, input, 'Edit Job');
		if (job) said('saved', await editJob(context.hub, await (await context.hub.api()).jobs.get({ id: job.id })));
	},
	'missionControl.runJobNow': runJobNow,
	'missionControl.enableJob': async (context, input) => await setEnabled(context, input, true),
	'missionControl.disableJob': async (context, input) => await setEnabled(context, input, false),
	'missionControl.deleteJob': deleteJob,
	'missionControl.showJobHistory': showJobHistory,
	'missionControl.cancelRun': cancelRun,
	'missionControl.showRunOutput': showRunOutput,
	'missionControl.showSystemJobs': ({ jobsTree }) => jobsTree.showSystem(),
	'missionControl.setJobSecret': async ({ hub, secrets }) => await setJobSecret(hub, secrets),
	'missionControl.deleteJobSecret': async ({ secrets }) => await deleteJobSecret(secrets),
	'missionControl.reviewOffer': async ({ offers }, input) => await offers.review(input),
} satisfies Record<JobCommandId, JobCommand>;

function said(what: string, job: Job | undefined): void {
	if (job) vscode.window.setStatusBarMessage(`$(check) Job “${job.name}” ${what}: ${job.words}`, 5000);
}

async function runJobNow(context: JobCommandContext, input: unknown): Promise<void> {
	const job = await chosenJob(context, input, 'Run Job Now', each => each.running === null);
	if (job === undefined) return;
	const started = await (await context.hub.api()).jobs.run({ id: job.id });
	if (started.executed) {
		void watchRun(context, job, started.run_id); // for as long as the run takes
		return;
	}
	const show = 'Show History';
	if ((await vscode.window.showWarningMessage(`“${job.name}” did not start: ${started.result}`, show)) === show) {
		await showJobHistory(context, job.id);
	}
}

async function setEnabled(context: JobCommandContext, input: unknown, enabled: boolean): Promise<void> {
	const job = await chosenJob(context, input, enabled ? 'Enable Job' : 'Disable Job', each => each.enabled !== enabled);
	if (job === undefined) return;
	await (await context.hub.api()).jobs.change({ id: job.id, enabled });
	vscode.window.setStatusBarMessage(`$(check) Job “${job.name}” ${enabled ? 'enabled' : 'disabled'}`, 4000);
}

async function deleteJob(context: JobCommandContext, input: unknown): Promise<void> {
	const job = await chosenJob(context, input, 'Delete Job', each => each.component !== 'system');
	if (job === undefined) return;
	const { removed } = await (await context.hub.api()).jobs.remove({ id: job.id });
	if (!removed) return;
	const undo = 'Undo';
	if ((await vscode.window.showInformationMessage(`Deleted the job “${job.name}”.`, undo)) !== undo) return;
	await (await context.hub.api()).jobs.restore({ id: job.id });
}

async function showJobHistory(context: JobCommandContext, input: unknown): Promise<void> {
	const job = await chosenJob(context, input, 'Show Job History');
	if (job === undefined) return;
	const runs = await (await context.hub.api()).jobs.history({ id: job.id, limit: 100 });
	if (runs.length === 0) {
		vscode.window.setStatusBarMessage(`$(info) “${job.name}” has not run yet`, 4000);
		return;
	}
	const run = await chosenRun(context, job, runs);
	if (run) await context.outputs.show(job.name, run);
}

async function showRunOutput(context: JobCommandContext, input: unknown): Promise<void> {
	const job = await chosenJob(context, input, 'Show Run Output');
	if (job === undefined) return;
	const named = (input as { run?: unknown } | undefined)?.run;
	if (typeof named === 'number') return await context.outputs.show(job.name, { id: named, job_id: job.id });
	const [run] = await (await context.hub.api()).jobs.history({ id: job.id, limit: 1 });
	if (run) await context.outputs.show(job.name, run);
	else vscode.window.setStatusBarMessage(`$(info) “${job.name}” has not run yet`, 4000);
}

async function cancelRun(context: JobCommandContext, input: unknown): Promise<void> {
	const job = await chosenJob(context, input, 'Cancel Run', each => each.running !== null);
	if (job === undefined) return;
	if (job.running === null) {
		vscode.window.setStatusBarMessage(`$(info) “${job.name}” is not running`, 4000);
		return;
	}
	const { cancelled } = await (await context.hub.api()).jobs.cancel({ id: job.running });
	vscode.window.setStatusBarMessage(
		cancelled ? `$(stop-circle) “${job.name}” is being ended` : `$(info) “${job.name}” was over already`,
		4000,
	);
}

/** The job of a row, of an id, or the one the person picks among those that fit. */
async function chosenJob(
	context: JobCommandContext,
	input: unknown,
	title: string,
	fits: (job: Job) => boolean = () => true,
): Promise<Job | undefined> {
	const id = idOf(input);
	if (context.jobs.jobs === undefined || (id !== undefined && context.jobs.job(id) === undefined)) await context.jobs.refresh();
	if (id !== undefined) return context.jobs.job(id) ?? (await (await context.hub.api()).jobs.get({ id }));
	const known = { now: context.clock.now(), zone: context.feed.meter?.zone ?? '', lastRun: context.jobs.lastRun };
	const choices = (context.jobs.jobs ?? []).filter(fits).map(job => ({
		label: `$(${stateLook(jobState(job)).icon}) ${job.name}`,
		description: jobDescription(known, job),
		detail: job.words,
		job,
	}));
	if (choices.length === 0) {
		vscode.window.setStatusBarMessage('$(info) No job fits', 4000);
		return undefined;
	}
	const chosen = await choose(choices, {
		title: `Mission Control: ${title}`,
		placeHolder: 'Which job?',
		matchOnDetail: true,
	});
	return chosen?.job;
}

async function chosenRun({ feed }: JobCommandContext, job: Job, runs: readonly JobRun[]): Promise<JobRun | undefined> {
	const choices = runs.map(run => ({ ...runRow(run, feed.meter?.zone ?? ''), run }));
	const options = { title: `History of “${job.name}”`, placeHolder: 'Which run’s output?', matchOnDescription: true, matchOnDetail: true };
	return (await choose(choices, options))?.run;
}

/** Of a tree row, of `{ id }`, or the number itself. */
function idOf(input: unknown): number | undefined {
	if (typeof input === 'number') return input;
	const given = input as { job?: { id?: unknown }; id?: unknown } | undefined;
	const id = given?.job?.id ?? given?.id;
	return typeof id === 'number' ? id : undefined;
}
