// What the jobs page knows, kept up to date by the hub's events, and the orders it gives.
import type { Clock } from '../../src/base/clock';
import { machineZone } from '../../src/base/day';
import { type Disposable, Disposables, disposable } from '../../src/base/disposable';
import { messageOf } from '../../src/base/errors';
import type { Job, JobChange, JobRun, NewJob, Preview, Schedule } from '../../src/contract';
import type { Feed } from '../feed';
import type { HubApi } from '../hub';
import { readWeek, type Week } from './readWeek';
import { DAYS_AROUND } from './week';

export interface History {
	/** Newest first; undefined before the first answer. */
	runs: readonly JobRun[] | undefined;
	more: boolean;
	problem: string;
}

export type Output = { text: string; cut: boolean } | { problem: string };

/** What became of the last order to a job. */
export interface Note {
	text: string;
	tone: 'busy' | 'done' | 'bad';
}

export interface JobFigures {
	live: boolean;
	jobs: readonly Job[] | undefined;
	week: Week | undefined;
	histories: ReadonlyMap<number, History>;
	outputs: ReadonlyMap<number, Output>;
	notes: ReadonlyMap<number, Note>;
	/** Was just removed and can be brought back. */
	removed: Job | undefined;
	problem: string;
}

export type Saved =
	| { kind: 'saved'; job: Job }
	| { kind: 'conflict'; message: string; now: Job | undefined }
	| { kind: 'refused'; message: string };

export interface JobsFeed extends Disposable {
	readonly figures: JobFigures;
	onChange(listener: () => void): Disposable;
	/** A closed history is forgotten. */
	openHistory(id: number): void;
	closeHistory(id: number): void;
	moreHistory(id: number): void;
	loadOutput(run: number): void;
	run(job: Job): void;
	cancel(job: Job): void;
	enable(job: Job, enabled: boolean): void;
	remove(job: Job): void;
	/** Brings back what was just removed. */
	restore(): Promise<void>;
	forgetRemoved(): void;
	add(job: NewJob): Promise<Saved>;
	change(id: number, change: JobChange): Promise<Saved>;
	preview(schedule: Schedule): Promise<Preview>;
}

/** Rows of a history that are asked for at a time. */
const PAGE = 50;
/** Changes of schedules come in bursts. ms */
const SETTLE = 500;
/** How often it is looked whether a new day has begun. ms */
const LOOK = 60_000;
const NO_HUB = 'The Mission Control hub does not answer; try again when it is back.';

export function openJobsFeed({ clock, feed }: { clock: Clock; feed: Feed }): JobsFeed {
	const owned = new Disposables();
	const listeners = new Set<() => void>();
	let api: HubApi | undefined;
	let asked = 0;
	let weekAsked = 0;
	let pending: Disposable | undefined;
	let looking: Disposable | undefined;
	/** What events said while the list was asked for: newer than its answer. */
	let news = new Map<number, Job | null>();
	let figures: JobFigures = {
		live: false,
		jobs: undefined,
		week: undefined,
		histories: new Map(),
		outputs: new Map(),
		notes: new Map(),
		removed: undefined,
		problem: '',
	};

	const set = (change: Partial<JobFigures>) => {
		if (owned.ended) return;
		figures = { ...figures, ...change };
		for (const listener of listeners) listener();
	};
	const put = <Key extends 'histories' | 'outputs' | 'notes'>(name: Key, id: number, value: MapValue<JobFigures[Key]> | undefined) => {
		const next = new Map<number, unknown>(figures[name]);
		if (value === undefined) next.delete(id);
		else next.set(id, value);
		set({ [name]: next } as Partial<JobFigures>);
	};
	const zoneNow = () => feed.figures.meter?.zone || machineZone();

	const askJobs = async (hub: HubApi) => {
		const mine = ++asked;
		news = new Map();
		try {
			const list = await hub.jobs.list();
			if (mine !== asked || hub !== api) return;
			const jobs = new Map(list.map(job => [job.id, job]));
			for (const [id, job] of news) {
				if (job === null) jobs.delete(id);
				else jobs.set(id, job);
			}
			set({ jobs: [...jobs.values()], problem: '' });
		} catch (error) {
			if (hub === api) set({ problem: messageOf(error) });
		}
	};

	/** `past` too, or only what is planned. */
	const askWeek = async (hub: HubApi, past: boolean) => {
		const mine = ++weekAsked;
		try {
			const { runs, ...week } = await readWeek(hub, { now: clock.now(), zone: zoneNow(), past: past || figures.week === undefined });
			if (mine !== weekAsked || hub !== api) return;
			const known = new Map((figures.week?.runs ?? []).map(run => [run.id, run]));
			for (const run of runs) known.set(run.id, run);
			set({ week: { ...week, runs: [...known.values()] } });
		} catch (error) {
			if (hub === api) set({ problem: messageOf(error) });
		}
	};
	const askPlanned = () => {
		pending ??= clock.after(SETTLE, () => {
			pending = undefined;
			if (api !== undefined) void askWeek(api, false);
		});
	};
	const look = () => {
		looking = clock.after(LOOK, () => {
			const today = figures.week?.days[DAYS_AROUND];
			if (api !== undefined && today !== undefined && (clock.now() >= today.to || figures.week?.zone !== zoneNow()))
				void askWeek(api, true);
			look();
		});
	};

	const askHistory = async (id: number, before?: number) => {
		const hub = api;
		if (hub === undefined) return;
		const kept = before === undefined ? [] : (figures.histories.get(id)?.runs ?? []);
		try {
			const runs = await hub.jobs.history({ id, limit: PAGE, ...(before === undefined ? {} : { before }) });
			if (figures.histories.has(id)) put('histories', id, { runs: [...kept, ...runs], more: runs.length >= PAGE, problem: '' });
		} catch (error) {
			const old = figures.histories.get(id);
			if (old !== undefined) put('histories', id, { ...old, problem: messageOf(error) });
		}
	};

	const takeJob = (id: number, job: Job | null) => {
		news.set(id, job);
		const old = figures.jobs?.find(one => one.id === id);
		const rest = figures.jobs?.filter(one => one.id !== id) ?? [];
		if (figures.jobs !== undefined) set({ jobs: job === null ? rest : [...rest, job] });
		if (old?.revision !== job?.revision || old?.enabled !== job?.enabled) askPlanned();
	};
	const takeRun = (run: JobRun) => {
		const { week, histories } = figures;
		if (week !== undefined) set({ week: { ...week, runs: [run, ...week.runs.filter(({ id }) => id !== run.id)] } });
		const history = histories.get(run.job_id);
		if (history?.runs === undefined) return;
		const there = history.runs.some(({ id }) => id === run.id);
		put('histories', run.job_id, {
			...history,
			runs: there ? history.runs.map(one => (one.id === run.id ? run : one)) : [run, ...history.runs],
		});
	};

	/** Gives an order; its note tells how it went. `work` answers with what to say, '' for nothing. */
	const order = async (job: Job, doing: string, work: (hub: HubApi) => Promise<string>) => {
		if (api === undefined) return put('notes', job.id, { text: NO_HUB, tone: 'bad' });
		put('notes', job.id, { text: doing, tone: 'busy' });
		try {
			const text = await work(api);
			put('notes', job.id, text === '' ? undefined : { text, tone: 'done' });
		} catch (error) {
			put('notes', job.id, { text: messageOf(error), tone: 'bad' });
		}
	};
	const save = async (id: number | undefined, work: (hub: HubApi) => Promise<Job>): Promise<Saved> => {
		const hub = api;
		if (hub === undefined) return { kind: 'refused', message: NO_HUB };
		try {
			const job = await work(hub);
			takeJob(job.id, job);
			return { kind: 'saved', job };
		} catch (error) {
			const message = messageOf(error);
			if (id === undefined || codeOf(error) !== 'CONFLICT') return { kind: 'refused', message };
			return { kind: 'conflict', message, now: await hub.jobs.get({ id }).catch(() => undefined) };
		}
	};

	owned.add(
		feed.listen({
			opened(hub) {
				api = hub;
				set({ live: true });
				void askJobs(hub);
				void askWeek(hub, true);
				for (const id of figures.histories.keys()) void askHistory(id);
			},
			heard(event) {
				if (event.type === 'job') takeJob(event.id, event.job);
				else if (event.type === 'job_run') takeRun(event.run);
			},
			closed() {
				api = undefined;
				set({ live: false });
			},
		}),
	);
	owned.add(disposable(() => pending?.dispose()));
	owned.add(disposable(() => looking?.dispose()));
	look();
	return {
		get figures() {
			return figures;
		},
		onChange(listener) {
			listeners.add(listener);
			return disposable(() => listeners.delete(listener));
		},
		openHistory(id) {
			put('histories', id, { runs: undefined, more: false, problem: '' });
			void askHistory(id);
		},
		closeHistory: id => put('histories', id, undefined),
		moreHistory: id => void askHistory(id, figures.histories.get(id)?.runs?.at(-1)?.id),
		async loadOutput(run) {
			const hub = api;
			const answer: Output =
				hub === undefined ? { problem: NO_HUB } : await hub.jobs.output({ id: run }).catch(error => ({ problem: messageOf(error) }));
			put('outputs', run, answer);
		},
		run: job =>
			void order(job, 'Starting…', async hub => {
				const { executed, result } = await hub.jobs.run({ id: job.id });
				return executed ? '' : `Not started: ${result.replace(/^skipped:\s*/, '')}.`;
			}),
		cancel: job =>
			void order(job, 'Cancelling…', async hub => {
				if (job.running === null) return '';
				const { cancelled } = await hub.jobs.cancel({ id: job.running });
				return cancelled ? '' : 'It was over already.';
			}),
		enable: (job, enabled) =>
			void order(job, enabled ? 'Enabling…' : 'Disabling…', async hub => {
				const changed = await hub.jobs.change({ id: job.id, enabled });
				takeJob(changed.id, changed);
				return '';
			}),
		remove: job =>
			void order(job, 'Deleting…', async hub => {
				await hub.jobs.remove({ id: job.id });
				takeJob(job.id, null);
				set({ removed: job });
				return '';
			}),
		async restore() {
			const job = figures.removed;
			if (job === undefined) return;
			await order(job, 'Bringing back…', async hub => {
				const back = await hub.jobs.restore({ id: job.id });
				takeJob(back.id, back);
				set({ removed: undefined });
				return '';
			});
		},
		forgetRemoved: () => set({ removed: undefined }),
		add: job => save(undefined, hub => hub.jobs.add(job)),
		change: (id, change) => save(id, hub => hub.jobs.change({ ...change, id })),
		preview: schedule => (api === undefined ? Promise.reject(new Error(NO_HUB)) : api.jobs.preview({ schedule, count: 5 })),
		dispose: () => owned.dispose(),
	};
}

type MapValue<M> = M extends ReadonlyMap<number, infer Value> ? Value : never;

const codeOf = (error: unknown): unknown => (typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined);
