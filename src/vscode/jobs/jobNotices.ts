// What a person should be told of a job: of all windows exactly one says it, the focused one before the others.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { type Disposable, Disposables } from '../../base/disposable';
import { messageOf } from '../../base/errors';
import type { Log } from '../../base/log';
import type { HubConnection } from '../../client/port';
import type { JobNotice } from '../../contract';
import type { JobsFeed } from './jobsFeed';
import type { RunOutputs } from './runOutput';

/** How long a window in the background leaves a notice to the one in front, ms. */
const HOLD_BACK = 400;

export interface NoticeContext {
	clock: Clock;
	log: Log;
	hub: HubConnection;
	jobs: JobsFeed;
	outputs: RunOutputs;
}

export function jobNotices(context: NoticeContext): Disposable {
	const { clock, log, hub } = context;
	const owned = new Disposables();
	/** Notices this window has already tried for; the hub repeats one until it is claimed. */
	const tried = new Set<number>();
	const claim = async (notice: JobNotice) => {
		try {
			const { claimed } = await (await hub.api()).jobs.claimNotice({ id: notice.id });
			if (!claimed) {
				tried.delete(notice.id); // a question comes again where the window that asked it went away
				return;
			}
		} catch (error) {
			tried.delete(notice.id);
			log.warn(`A notice about a job could not be claimed: ${messageOf(error)}`);
			return;
		}
		try {
			await show(context, notice);
		} catch (error) {
			log.error('An answer to a notice failed', error);
			void vscode.window.showErrorMessage(`Mission Control: ${messageOf(error)}`);
		}
	};
	// Another hub may give a number again, after a backup was restored; what is claimed it does not repeat.
	owned.add(hub.onState(({ kind }) => (kind === 'connected' ? tried.clear() : undefined)));
	owned.add(
		hub.onEvent(event => {
			if (event.type !== 'job_notice' || tried.has(event.notice.id)) return;
			const { notice } = event;
			tried.add(notice.id);
			if (vscode.window.state.focused) void claim(notice);
			else owned.add(clock.after(HOLD_BACK, () => void claim(notice)));
		}),
	);
	return owned;
}

async function show(context: NoticeContext, notice: JobNotice): Promise<void> {
	const { jobs, outputs } = context;
	const { kind, message, job_id, run_id } = notice;
	const command = async (id: string) => await vscode.commands.executeCommand(id, job_id);
	if (kind === 'ask-missed') return await askMissed(context, notice);
	const again = kind === 'disabled' ? 'Enable' : 'Disable';
	const tell = kind === 'disabled' ? vscode.window.showErrorMessage : vscode.window.showWarningMessage;
	const chosen = await tell(message, 'Show Output', again, 'Retry');
	if (chosen === 'Show Output') {
		if (run_id === null) await command('missionControl.showJobHistory');
		else await outputs.show(jobs.job(job_id)?.name ?? 'job', { id: run_id, job_id });
	}
	if (chosen === 'Enable') await command('missionControl.enableJob');
	if (chosen === 'Disable') await command('missionControl.disableJob');
	if (chosen === 'Retry') await command('missionControl.runJobNow');
}

/** Without an answer it stays open, and is asked again by another window or the next time. */
async function askMissed({ hub }: NoticeContext, { id, message, job_id }: JobNotice): Promise<void> {
	const [run, history, skip] = ['Run Now', 'Show History', 'Skip'] as const;
	let chosen = await vscode.window.showInformationMessage(message, run, history, skip);
	while (chosen === history) {
		await vscode.commands.executeCommand('missionControl.showJobHistory', job_id);
		chosen = await vscode.window.showInformationMessage(message, run, history, skip);
	}
	if (chosen === undefined) return;
	const answer = await (await hub.api()).jobs.answerMissed({ id, catch_up: chosen === run });
	if (chosen === run && !answer.executed) void vscode.window.showWarningMessage(`It did not start: ${answer.result}`);
}
