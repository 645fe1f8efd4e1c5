// What this window knows of the jobs: asked once when the hub is there, then followed by its events.
import type { Clock } from '../../base/clock';
import { isoInstant } from '../../base/clock';
import { type Disposable, Disposables } from '../../base/disposable';
import { messageOf } from '../../base/errors';
import type { Log } from '../../base/log';
import type { HubConnection } from '../../client/port';
import type { Job, JobRun } from '../../contract';
import { isOver } from '../view/jobState';

/** How far back the last runs are looked for, ms. */
const BACK = 7 * 86_400_000;
/** Several jobs may move at once; listeners are told at most this often, ms. */
const SETTLE = 200;

export interface JobsFeed extends Disposable {
	/** `undefined` until the hub has answered once. */
	readonly jobs: readonly Job[] | undefined;
	/** Nothing more comes. */
	readonly ended: boolean;
	/** By id; undefined where it is gone. */
	job(id: number): Job | undefined;
	/** The last run that came to a result: not one that was skipped or missed. */
	lastRun(job: number): JobRun | undefined;
	onChange(listener: () => void): Disposable;
	/** A run came to its end, or moved on. */
	onRun(listener: (run: JobRun) => void): Disposable;
	/** Asks anew. */
	refresh(): Promise<void>;
}

export function jobsFeed(clock: Clock, log: Log, hub: HubConnection): JobsFeed {
	const owned = new Disposables();
	const order = new Intl.Collator('en', { numeric: true });
	const changeListeners = new Set<() => void>();
	const runListeners = new Set<(run: JobRun) => void>();
	let jobs: Map<number, Job> | undefined;
	/** `jobs` in the order shown; made when asked for. */
	let sorted: Job[] | undefined;
	let runs = new Map<number, JobRun>();
	/** What events said while the list was asked for; they are newer than its answer. */
	let meanwhile: Map<number, Job | null> | undefined;
	let settling: Disposable | undefined;

	const changed = () => {
		sorted = undefined;
		settling ??= clock.after(SETTLE, () => {
			settling = undefined;
			for (const listener of [...changeListeners]) listener();
		});
	};
	const take = (id: number, job: Job | null) => {
		meanwhile?.set(id, job);
		if (job === null) jobs?.delete(id);
		else jobs?.set(id, job);
		changed();
	};
	const takeRun = (run: JobRun) => {
		if (isOver(run) && run.status !== 'skipped' && run.status !== 'missed' && (runs.get(run.job_id)?.id ?? -1) <= run.id) {
			runs.set(run.job_id, run);
			changed();
		}
	};
	const refresh = async () => {
		const news = new Map<number, Job | null>();
		meanwhile = news;
		try {
			const api = await hub.api();
			const now = clock.now();
			const [list, last] = await Promise.all([
				api.jobs.list(),
				api.jobs.runs({ from: isoInstant(now - BACK), to: isoInstant(now) }).catch((error: unknown) => {
					log.warn(`The last runs are not known: ${messageOf(error)}`);
					return [];
				}),
			]);
			if (owned.ended) return;
			const fresh = new Map(list.map(job => [job.id, job]));
			for (const [id, job] of news) {
				if (job === null) fresh.delete(id);
				else fresh.set(id, job);
			}
			jobs = fresh;
			runs = new Map();
			for (const run of last) takeRun(run);
			changed();
		} catch (error) {
			log.warn(`The jobs are not known: ${messageOf(error)}`);
		} finally {
			if (meanwhile === news) meanwhile = undefined;
		}
	};
	owned.add(
		hub.onEvent(event => {
			if (event.type === 'job') take(event.id, event.job);
			if (event.type === 'job_run') {
				takeRun(event.run);
				for (const listener of [...runListeners]) listener(event.run);
			}
		}),
	);
	owned.add(hub.onState(state => (state.kind === 'connected' ? void refresh() : undefined)));
	if (hub.state.kind === 'connected') void refresh();
	owned.add({ dispose: () => settling?.dispose() });
	return {
		get jobs() {
			if (jobs === undefined) return undefined;
			sorted ??= [...jobs.values()].sort((a, b) => order.compare(a.name, b.name) || a.id - b.id);
			return sorted;
		},
		get ended() {
			return owned.ended;
		},
		job: id => jobs?.get(id),
		lastRun: job => runs.get(job),
		onChange(listener) {
			changeListeners.add(listener);
			return { dispose: () => changeListeners.delete(listener) };
		},
		onRun(listener) {
			runListeners.add(listener);
			return { dispose: () => runListeners.delete(listener) };
		},
		refresh,
		dispose() {
			changeListeners.clear();
			runListeners.clear();
			owned.dispose();
		},
	};
}
