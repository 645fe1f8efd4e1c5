// The output of a run as a read-only document; while the run runs, the document grows.
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { type Disposable, Disposables } from '../../base/disposable';
import { messageOf } from '../../base/errors';
import type { HubConnection } from '../../client/port';
import type { JobRun } from '../../contract';
import type { MeterFeed } from '../meterFeed';
import { isOver } from '../view/jobState';
import { runDocument } from '../view/runRows';
import type { JobsFeed } from './jobsFeed';

export const RUN_SCHEME = 'mission-control-run';

/** How often the output of a running run is asked for, ms. */
const LOOK_EVERY = 1000;

export interface RunOutputs extends Disposable {
	show(jobName: string, run: Pick<JobRun, 'id' | 'job_id'>): Promise<void>;
}

export function runOutputs(clock: Clock, hub: HubConnection, jobs: JobsFeed, meter: MeterFeed): RunOutputs {
	const owned = new Disposables();
	const changes = owned.add(new vscode.EventEmitter<vscode.Uri>());
	/** Documents of runs that are not over, by run. */
	const live = new Map<number, vscode.Uri>();
	let looking: Disposable | undefined;
	const look = () => {
		looking ??= clock.after(LOOK_EVERY, () => {
			looking = undefined;
			for (const uri of live.values()) changes.fire(uri);
			if (live.size > 0) look();
		});
	};
	const provider: vscode.TextDocumentContentProvider = {
		onDidChange: changes.event,
		async provideTextDocumentContent(uri) {
			const { job, run: id } = Object.fromEntries(new URLSearchParams(uri.query));
			try {
				const api = await hub.api();
				const output = await api.jobs.output({ id: Number(id) });
				const [run] = await api.jobs.history({ id: Number(job), limit: 1, before: Number(id) + 1 });
				if (run === undefined || run.id !== Number(id)) return `${output.text}\n`;
				if (isOver(run)) live.delete(run.id);
				else {
					live.set(run.id, uri);
					look();
				}
				return runDocument(jobs.job(run.job_id)?.name ?? uri.path, run, output, meter.meter?.zone ?? '');
			} catch (error) {
				live.delete(Number(id));
				return `The output cannot be shown: ${messageOf(error)}\n`;
			}
		},
	};
	owned.add(vscode.workspace.registerTextDocumentContentProvider(RUN_SCHEME, provider));
	owned.add(
		vscode.workspace.onDidCloseTextDocument(({ uri }) => {
			if (uri.scheme === RUN_SCHEME) live.delete(Number(new URLSearchParams(uri.query).get('run')));
		}),
	);
	owned.add(
		jobs.onRun(run => {
			const uri = live.get(run.id);
			if (uri) changes.fire(uri);
		}),
	);
	owned.add({ dispose: () => looking?.dispose() });
	return {
		async show(jobName, run) {
			const name = jobName.replace(/[^\p{L}\p{N} ._-]/gu, '_').slice(0, 60);
			const uri = vscode.Uri.from({ scheme: RUN_SCHEME, path: `/${name} run ${run.id}.log`, query: `job=${run.job_id}&run=${run.id}` });
			await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
		},
		dispose: () => owned.dispose(),
	};
}
