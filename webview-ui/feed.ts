// What a page shows, kept up to date: asks the hub, follows its events, and keeps the last figures while there is no hub.
import type { Clock } from '../src/base/clock';
import { type Disposable, Disposables, disposable } from '../src/base/disposable';
import { messageOf } from '../src/base/errors';
import type { HubEvent, Meter, Overview, Period, ScanProgress, Source } from '../src/contract';
import type { HubWord } from '../src/vscode/view/freshness';
import type { HubApi, HubLink, LinkState } from './hub';

/** Everything known so far. What was never answered is undefined. */
export interface Figures {
	hub: HubWord;
	/** Why the hub does not answer, a sentence; '' where it does. */
	reason: string;
	meter: Meter | undefined;
	overview: Overview | undefined;
	sources: readonly Source[] | undefined;
	progress: ScanProgress | undefined;
	/** The folder whose logs are read; '' before the hub said. */
	home: string;
	/** What the store has to say: why nothing can be saved now, and what was found when it was opened (restored, read-only, in memory only). */
	storeNotes: readonly string[];
	/** What the hub answered to a question it could not answer, a sentence; '' where all went well. */
	problem: string;
}

/** Who keeps other figures than usage up to date. */
export interface Ears {
	/** There is a hub, or its stream of events began anew: what was said meanwhile is lost, so ask again. */
	opened(api: HubApi): void;
	heard(event: HubEvent): void;
	closed(): void;
}

export interface Question {
	period: Period;
	/** How many columns. */
	count: number;
}

export interface Feed extends Disposable {
	readonly figures: Figures;
	/** True from a change of the question until its answer. */
	readonly asking: boolean;
	onChange(listener: () => void): Disposable;
	ask(question: Question): void;
	listen(ears: Ears): Disposable;
}

/** A burst of events asks once. ms */
const SETTLE = 250;
/** During a first scan the figures change all the time. ms */
const SETTLE_SCANNING = 1500;
/** A hub that is replaced this fast is not worth a word, which would come and go in a flash. ms */
const PATIENCE = 1500;
/** Before an event stream that broke is opened again. ms */
const AGAIN = 1000;

export function openFeed({ clock, link }: { clock: Clock; link: HubLink }, first: Question): Feed {
	const owned = new Disposables();
	const listeners = new Set<() => void>();
	const listening = new Set<Ears>();
	let question = first;
	let figures: Figures = {
		hub: 'waiting',
		reason: '',
		meter: undefined,
		overview: undefined,
		sources: undefined,
		progress: undefined,
		home: '',
		storeNotes: [],
		problem: '',
	};
	let asking = false;
	/** Only the newest question's answer counts. */
	let asked = 0;
	let tunnel: { api: HubApi; life: Disposables } | undefined;
	let pending: Disposable | undefined;
	/** Whether a closed tunnel is a hub that is gone is known a little later. */
	let verdict: Disposable | undefined;

	const set = (change: Partial<Figures>) => {
		if (owned.ended) return;
		figures = { ...figures, ...change };
		for (const listener of listeners) listener();
	};

	/** Asks once; `take` is not called when the tunnel has ended meanwhile. */
	const put = async <T>(ask: (api: HubApi) => Promise<T>, take: (answer: T) => void): Promise<void> => {
		const mine = tunnel;
		if (mine === undefined) return;
		try {
			const answer = await ask(mine.api);
			if (tunnel === mine) take(answer);
		} catch (error) {
			if (tunnel === mine) set({ problem: messageOf(error) });
		}
	};

	const askOverview = async (): Promise<void> => {
		pending?.dispose();
		pending = undefined;
		const mine = ++asked;
		const ended = () => {
			if (mine === asked) asking = false;
		};
		await put(
			api => api.usage.overview(question).finally(ended),
			overview => {
				if (mine === asked) set({ overview, problem: '' });
			},
		);
	};
	const askSources = () =>
		put(
			api => api.collect.sources(),
			sources => set({ sources }),
		);

	const askInfo = () =>
		put(
			api => api.hub.info(),
			info => set({ home: info.home }),
		);

	const askSoon = () => {
		pending ??= clock.after(figures.progress?.running === true ? SETTLE_SCANNING : SETTLE, () => void askOverview());
	};

	const take = (event: HubEvent) => {
		if (event.type === 'meter') {
			set({ meter: event.meter });
			askSoon();
		} else if (event.type === 'store') {
			const { trouble, notes } = event.status;
			set({ storeNotes: [...(trouble === null ? [] : [trouble.message]), ...notes] });
		} else if (event.type === 'api_usage_update') {
			askSoon();
		} else if (event.type === 'sources_changed') {
			void askSources();
		} else if (event.type === 'scan') {
			const wasRunning = figures.progress?.running === true;
			set({ progress: event.progress });
			if (!event.progress.running && wasRunning) {
				void askOverview();
				void askSources();
			}
		}
	};

	const watch = async (api: HubApi, life: Disposables): Promise<void> => {
		const abort = new AbortController();
		life.add(disposable(() => abort.abort()));
		while (!life.ended) {
			try {
				const events = await api.events.watch(undefined, { signal: abort.signal });
				if (life.ended) return;
				for (const ears of listening) ears.opened(api);
				for await (const event of events) {
					if (life.ended) return;
					take(event);
					for (const ears of listening) ears.heard(event);
				}
			} catch (error) {
				if (life.ended) return;
				set({ problem: messageOf(error) });
			}
			await clock.sleep(AGAIN);
		}
	};

	const follow = (state: LinkState) => {
		tunnel?.life.dispose();
		tunnel = undefined;
		for (const ears of listening) ears.closed();
		pending?.dispose();
		pending = undefined;
		verdict?.dispose();
		verdict = undefined;
		if (state.kind === 'closed') {
			const lose = () => set({ hub: 'gone', reason: state.reason, progress: undefined });
			if (figures.hub === 'live') verdict = clock.after(PATIENCE, lose);
			else lose();
		}
		if (state.kind !== 'open') return;
		const life = new Disposables();
		tunnel = { api: state.api, life };
		set({ hub: 'live', reason: '', problem: '' });
		void watch(state.api, life);
		void askOverview();
		void askSources();
		void askInfo();
		void put(
			api => api.collect.progress(),
			progress => set({ progress }),
		);
	};

	owned.add(link.onState(follow));
	owned.add(
		disposable(() => {
			tunnel?.life.dispose();
			tunnel = undefined;
			pending?.dispose();
			verdict?.dispose();
		}),
	);
	follow(link.state);
	return {
		get figures() {
			return figures;
		},
		get asking() {
			return asking;
		},
		onChange(listener) {
			listeners.add(listener);
			return disposable(() => listeners.delete(listener));
		},
		ask(next) {
			if (next.period === question.period && next.count === question.count) return;
			question = next;
			asking = true;
			void askOverview();
		},
		listen(ears) {
			listening.add(ears);
			if (tunnel !== undefined) ears.opened(tunnel.api);
			return disposable(() => listening.delete(ears));
		},
		dispose: () => owned.dispose(),
	};
}
