// What this window knows about the budget right now: the hub's last word, or the last session's until the hub speaks.
import type { Memento } from 'vscode';
import type { Clock } from '../base/clock';
import { dayIn, daysBetween, isZone, machineZone } from '../base/day';
import { type Disposable, Disposables } from '../base/disposable';
import type { HubConnection } from '../client/port';
import type { BudgetPeriod, Meter, ScanProgress, StoreStatus } from '../contract';
import type { HubWord } from './view/freshness';
import { LAST_METER_KEY, type MeterEnds, readLastMeter, rememberedMeter } from './view/lastMeter';

/** A hub may be replaced within this time without the figures being called old, ms. */
const GRACE = 3000;
/** How often a quiet meter is asked for again, so that its age stays true, ms. */
const ASK_EVERY = 60_000;
/** Zones change their days on quarter hours only, ms. */
const QUARTER = 900_000;
/** How soon new figures are written down, and how soon a mere new reading of the same ones, ms. */
const KEEP_AFTER = { figures: 1000, reading: 60_000 };

export interface MeterFeed extends Disposable {
	readonly meter: Meter | undefined;
	readonly hub: HubWord;
	/** Why the hub does not answer; '' where it does or nothing is known. */
	readonly problem: string;
	readonly progress: ScanProgress | undefined;
	/** How the store is right now; undefined while no hub says so. */
	readonly store: StoreStatus | undefined;
	/** ms. */
	now(): number;
	/** The calendar day now in the meter's zone. */
	today(): string;
	/** Which of the known meter's periods have ended since. */
	over(): Record<BudgetPeriod, boolean>;
	/** Anything above changed, or only grew older. */
	onChange(listener: () => void): Disposable;
	/** Begins to listen. Until then only the last session's meter is known, marked as waiting. */
	listen(hub: HubConnection): void;
}

interface State {
	meter: Meter | undefined;
	ends: MeterEnds | undefined;
	hub: HubWord;
	problem: string;
	progress: ScanProgress | undefined;
	store: StoreStatus | undefined;
}

export function meterFeed(clock: Clock, memory: Memento): MeterFeed {
	const owned = new Disposables();
	const listeners = new Set<() => void>();
	const last = readLastMeter(memory.get(LAST_METER_KEY));
	const state: State = {
		meter: last?.meter,
		ends: last?.ends,
		hub: 'waiting',
		problem: '',
		progress: undefined,
		store: undefined,
	};
	let keeping: { timer: Disposable; news: boolean } | undefined;
	let kept = '';
	let grace: Disposable | undefined;
	const changed = () => {
		for (const listener of [...listeners]) listener();
	};
	const keep = () => {
		keeping = undefined;
		if (state.meter === undefined || state.meter.as_of === null) return;
		state.ends = endsOf(state.meter, clock.now());
		kept = figuresOf(state.meter);
		void memory.update(LAST_METER_KEY, rememberedMeter(state.meter, state.ends));
	};
	const take = (meter: Meter) => {
		grace?.dispose();
		grace = undefined;
		const news = figuresOf(meter) !== kept;
		Object.assign(state, { meter, hub: 'live', problem: '' });
		if (news && !keeping?.news) keeping?.timer.dispose();
		if (keeping === undefined || (news && !keeping.news)) {
			keeping = { news, timer: clock.after(news ? KEEP_AFTER.figures : KEEP_AFTER.reading, keep) };
		}
		changed();
	};
	const lost = (problem: string) => {
		state.problem = problem;
		grace ??= clock.after(state.hub === 'live' ? GRACE : 0, () => {
			grace = undefined;
			Object.assign(state, { hub: 'gone', progress: undefined, store: undefined });
			changed();
		});
	};
	owned.add({
		dispose() {
			keeping?.timer.dispose();
			grace?.dispose();
			listeners.clear();
		},
	});
	return {
		get meter() {
			return state.meter;
		},
		get hub() {
			return state.hub;
		},
		get problem() {
			return state.hub === 'gone' ? state.problem : '';
		},
		get progress() {
			return state.progress;
		},
		get store() {
			return state.store;
		},
		now: () => clock.now(),
		today: () => dayIn(zoneOf(state.meter))(clock.now()),
		over: () => ({ daily: clock.now() >= (state.ends?.daily ?? Infinity), monthly: clock.now() >= (state.ends?.monthly ?? Infinity) }),
		onChange(listener) {
			listeners.add(listener);
			return { dispose: () => listeners.delete(listener) };
		},
		listen(hub) {
			owned.add(
				hub.onEvent(event => {
					if (event.type === 'meter') take(event.meter);
					if (event.type === 'store') {
						state.store = event.status;
						changed();
					}
					if (event.type === 'scan') {
						state.progress = event.progress.running ? event.progress : undefined;
						changed();
					}
				}),
			);
			owned.add(
				hub.onState(now => {
					if (now.kind === 'gone') lost(now.error);
				}),
			);
			if (hub.state.kind === 'gone') lost(hub.state.error);
			let asking = clock.after(ASK_EVERY, ask);
			function ask() {
				if (owned.ended) return;
				if (hub.state.kind === 'connected') {
					void hub
						.api()
						.then(api => api.budget.meter())
						.then(take, () => changed());
				} else changed();
				asking = clock.after(ASK_EVERY, ask);
			}
			owned.add({ dispose: () => asking.dispose() });
		},
		dispose: () => owned.dispose(),
	};
}

const figuresOf = ({ daily, monthly, zone }: Meter): string =>
	JSON.stringify([zone, daily.used, daily.limit, daily.end, monthly.used, monthly.limit]);

const zoneOf = (meter: Meter | undefined): string => (meter !== undefined && isZone(meter.zone) ? meter.zone : machineZone());

/** The first quarter hour after `now` that is no longer the meter's day; the month ends as many days later as it has left. */
function endsOf(meter: Meter, now: number): MeterEnds {
	const day = dayIn(zoneOf(meter));
	let daily = Math.floor(now / QUARTER) * QUARTER + QUARTER;
	for (let steps = 0; steps < 200 && day(daily) <= meter.daily.end; steps++) daily += QUARTER;
	return { daily, monthly: daily + daysBetween(meter.daily.end, meter.monthly.end) * 86_400_000 };
}
