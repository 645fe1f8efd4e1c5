// The window's side of jobs before its code is read: commands given meanwhile wait for it.
import { type Disposable, Disposables } from '../base/disposable';
import type { Log } from '../base/log';
import type { JobsWindow } from './jobs/jobsWindow';

export interface LaterJobs extends JobsWindow {
	/** Opens the real one, once. A command that comes earlier does so too. */
	begin(): void;
}

export function laterJobs(log: Log, open: () => Promise<JobsWindow>): LaterJobs & Disposable {
	const owned = new Disposables();
	let opened: Promise<JobsWindow> | undefined;
	const opening = (): Promise<JobsWindow> => {
		opened ??= open().then(window => owned.add(window));
		return opened;
	};
	return {
		begin: () => void opening().catch((error: unknown) => log.error('The jobs of this window could not be opened', error)),
		run: async (command, input) => await (await opening()).run(command, input),
		dispose: () => owned.dispose(),
	};
}
