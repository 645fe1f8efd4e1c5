// Adds or edits a job by a multi-step quick pick, with a step back and the next times before anything is stored.
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { machineZone } from '../../base/day';
import { messageOf } from '../../base/errors';
import type { HubConnection } from '../../client/port';
import type { Job } from '../../contract';
import { changeOf, draftOf, type Edited, type JobDraft, newDraft, newJobOf, stepsOf } from '../view/jobDraft';
import { confirm } from './confirmStep';
import { STEPS, type StepContext } from './jobSteps';
import type { Answer } from './multiStep';

/** The stored job, or undefined where the person left. */
export async function addJob(hub: HubConnection): Promise<Job | undefined> {
	const folder = vscode.workspace.workspaceFolders?.[0]?.uri;
	const draft = newDraft(machineZone(), folder?.scheme === 'file' ? folder.fsPath : homedir());
	return await walk({ hub, title: 'Mission Control: Add Job' }, draft, async final => (await hub.api()).jobs.add(newJobOf(final)));
}

/** Starts from the job as it is; stored only where nobody changed it meanwhile. */
export async function editJob(hub: HubConnection, job: Job): Promise<Job | undefined> {
	const edited: Edited = { job };
	const context = { hub, title: `Mission Control: Edit Job “${job.name}”`, edited };
	return await walk(context, draftOf(job, machineZone()), async final =>
		(await hub.api()).jobs.change({ id: job.id, ...changeOf(final, edited) }),
	);
}

async function walk(context: StepContext, draft: JobDraft, store: (draft: JobDraft) => Promise<Job>): Promise<Job | undefined> {
	let now = draft;
	let at = 0;
	for (;;) {
		const steps = stepsOf(now, context.edited);
		const step = steps[Math.min(at, steps.length - 1)] ?? 'confirm';
		const frame = { title: context.title, step: at + 1, total: steps.length };
		const answer: Answer<JobDraft> = step === 'confirm' ? await confirm(context, frame, now) : await STEPS[step](context, frame, now);
		if (answer.kind === 'end') return undefined;
		if (answer.kind === 'back') {
			at = Math.max(0, at - 1);
			continue;
		}
		now = answer.value;
		if (step !== 'confirm') {
			at++;
			continue;
		}
		try {
			return await store(now);
		} catch (error) {
			// What was typed is not lost: the last step comes again, with a way back.
			void vscode.window.showErrorMessage(`Mission Control: ${messageOf(error)}`);
		}
	}
}
