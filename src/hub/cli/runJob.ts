// Runs a job from the terminal, and where asked waits for its end and prints what it said.
import type { Clock } from '../../base/clock';
import type { JobRun } from '../../contract';
import type { HubApi } from '../../contract/caller';
import type { Terminal } from './program';
import { plain } from './words';

/** ms between two looks at a run. */
const LOOK = 150;
/** Its row is among the newest of its job: a job has one run at a time. */
const NEWEST = 20;

export interface RunJobParts {
	api: HubApi;
	clock: Clock;
	/** `onInterrupt` calls back when the user wants the process to end. */
	screen: Terminal & { onInterrupt(stop: () => void): void };
}

/** Gives the exit code: 0 where it was started (with `wait`: where it ended well). */
export async function runJob({ api, clock, screen }: RunJobParts, id: number, wait: boolean): Promise<number> {
	const { executed, result, run_id } = await api.jobs.run({ id });
	if (!executed) {
		screen.err(`mission-control: Job ${id} did not run: ${plain(result)}\n`);
		return 1;
	}
	if (!wait) {
		screen.out(`Run ${run_id} of job ${id}: ${plain(result)}.\n`);
		return 0;
	}
	// Whoever breaks off means the run too; its end is waited for all the same.
	screen.onInterrupt(() => void api.jobs.cancel({ id: run_id }).catch(() => undefined));
	let run: JobRun | undefined;
	for (;;) {
		run = (await api.jobs.history({ id, limit: NEWEST })).find(each => each.id === run_id);
		if (!run || (run.status !== 'running' && run.status !== 'queued')) break;
		await clock.sleep(LOOK);
	}
	const { text, cut } = await api.jobs.output({ id: run_id });
	if (cut) screen.err('mission-control: The output was long; this is its end.\n');
	screen.out(text.replaceAll(/[^\n\t]+/g, plain));
	if (text !== '' && !text.endsWith('\n')) screen.out('\n');
	const status = run?.status ?? 'gone from the history';
	screen.err(`mission-control: Run ${run_id} of job ${id}: ${status}. ${plain(run?.summary ?? '')}\n`);
	return status === 'success' ? 0 : 1;
}
