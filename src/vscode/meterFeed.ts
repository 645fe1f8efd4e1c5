// What this window knows about the budget right now: the hub's last word, or the last session's until the hub speaks.
import type { Memento } from 'vscode';
import type { Clock } from '../base/clock';
import { dayIn, isZone, machineZone } from '../base/day';
import { type Disposable, Disposables } from '../base/disposable';
import type { HubConnection } from '../client/port';
import type { Meter, ScanProgress } from '../contract';
import type { HubWord } from './view/freshness';
import { LAST_METER_KEY, readLastMeter, rememberedMeter } from './view/lastMeter';

/** A hub may be replaced within this time without the figures being called old, ms. */
const GRACE = 3000;
/** How often a quiet meter is asked for again, so that its age stays true, ms. */
const ASK_EVERY = 60_000;
/** How soon a new meter is written down, ms. */
const KEEP_AFTER = 1000;

export interface MeterFeed extends Disposable {
	readonly meter: Meter | undefined;
	readonly hub: HubWord;
	/** Why the hub does not answer; '' where it does or nothing is known. */
	readonly problem: string;
	readonly progress: ScanProgress | undefined;
	/** ms. */
	now(): number;
	/** The calendar day now in the meter's zone. */
	today(): string;
	/** Anything above changed, or only grew older. */
	onChange(listener: () => void): Disposable;
	/** Begins to listen. Until then only the last session's meter is known, marked as waiting. */
	listen(hub: HubConnection): void;
}

export function meterFeed(clock: Clock, memory: Memento): MeterFeed {
	const owned = new Disposables();
	const listeners = new Set<() => void>();
	const state: { meter: Meter | undefined; hub: HubWord; problem: string; progress: ScanProgress | undefined } = {
		meter: readLastMeter(memory.get(LAST_METER_KEY)),
		hub: 'waiting',
		problem: '',
		progress: undefined,
	};
	let keeping: Disposable | undefined;
	let grace: Disposable | undefined;
	const changed = () => {
		for (const listener of [...listeners]) listener();
	};
	const take = (meter: Meter) => {
		grace?.dispose();
		Object.assign(state, { meter, hub: 'live', problem: '' });
		keeping ??= clock.after(KEEP_AFTER, () => {
			keeping = undefined;
			if (state.meter?.as_of) void memory.update(LAST_METER_KEY, rememberedMeter(state.meter));
		});
		changed();
	};
	const lost = (problem: string) => {
		grace?.dispose();
		grace = clock.after(state.hub === 'live' ? GRACE : 0, () => {
			Object.assign(state, { hub: 'gone', problem, progress: undefined });
			changed();
		});
	};
	owned.add({
		dispose() {
			keeping?.dispose();
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
			return state.problem;
		},
		get progress() {
			return state.progress;
		},
		now: () => clock.now(),
		today: () => dayIn(state.meter !== undefined && isZone(state.meter.zone) ? state.meter.zone : machineZone())(clock.now()),
		onChange(listener) {
			listeners.add(listener);
			return { dispose: () => listeners.delete(listener) };
		},
		listen(hub) {
			owned.add(
				hub.onEvent(event => {
					if (event.type === 'meter') take(event.meter);
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
