// What the hub does by itself: reads what is new, and tells everyone when a figure, a source or the day has changed.
import type { Clock } from '../base/clock';
import { type Disposable, Disposables } from '../base/disposable';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { BudgetAlert, HubEvent, Meter, ScanProgress, Source } from '../contract';
import type { UsageDelta } from '../core/usage/deltas';
import { every } from './every';

/** What reading gave. */
export interface ScanResult {
	events: number;
	files: number;
}

export interface LiveParts {
	clock: Clock;
	log: Log;
	send: (event: HubEvent) => void;
	/** Reads everything new once; `touched` are the paths it can be in, where that is known. Never called again before it is done. */
	scan: (touched: ReadonlySet<string> | undefined) => Promise<ScanResult>;
	progress: () => ScanProgress;
	sources: () => Source[];
	meter: () => Meter;
	/** Usage that came in since the last call. */
	drain: () => UsageDelta[];
	/** Alerts that the figures raise now and never raised before. */
	newAlerts: () => Promise<BudgetAlert[]>;
	/** The user's calendar day. */
	today: () => string;
}

export interface Live extends Disposable {
	/** Reads what is new. A call during a scan gets the one after it, so that nothing written before the call is missed. */
	refresh(): Promise<ScanResult>;
	/** The log files may have changed, these or any: reads soon. */
	touched(paths?: ReadonlySet<string>): void;
	/** Settings or alerts changed: looks at the figures again. */
	changed(): Promise<void>;
}

/** Progress goes out at most this often, figures during a long scan a little slower. ms */
const PROGRESS_INTERVAL = 250;
const FIGURES_INTERVAL = 1000;
/** What the watcher gathered may come together with a change of settings. ms */
const TOUCH_DELAY = 50;
const DAY_CHECK = 15_000;

export function createLive(parts: LiveParts): Live {
	const { clock, log, send } = parts;
	const owned = new Disposables();
	let running: Promise<ScanResult> | undefined;
	let next: Promise<ScanResult> | undefined;
	let touch: Disposable | undefined;
	/** What the next scan must look at; undefined for everything. */
	let paths: Set<string> | undefined;
	let lastMeter = '';
	let lastSources = '';
	let day = parts.today();

	const tellMeter = () => {
		const meter = parts.meter();
		const text = JSON.stringify(meter);
		if (text === lastMeter) return;
		lastMeter = text;
		send({ type: 'meter', meter });
	};
	const tellSources = () => {
		const text = JSON.stringify(parts.sources().map(({ last_read, ...source }) => source));
		if (text !== lastSources) send({ type: 'sources_changed' });
		lastSources = text;
	};
	const tellFigures = async () => {
		for (const data of parts.drain()) send({ type: 'api_usage_update', data });
		tellMeter();
		for (const alert of await parts.newAlerts()) send({ type: 'budget_alert', level: alert.level, message: alert.message, alert });
	};
	/** Why each last failed. */
	const failures = new Map<string, string>();
	/** Nobody waits for these: what fails is said in the log, once until it succeeds or fails otherwise. */
	const quietly = (work: Promise<unknown>, what: string) => {
		work.then(
			() => failures.delete(what),
			error => {
				const why = messageOf(error);
				if (owned.ended || failures.get(what) === why) return;
				failures.set(what, why);
				log.error(`${what} failed`, error);
			},
		);
	};

	const scanOnce = async (): Promise<ScanResult> => {
		const during = new Disposables();
		during.add(every(clock, PROGRESS_INTERVAL, () => send({ type: 'scan', progress: parts.progress() })));
		during.add(every(clock, FIGURES_INTERVAL, () => quietly(tellFigures(), 'Telling the figures')));
		const touched = paths;
		paths = new Set();
		try {
			return await parts.scan(touched);
		} catch (error) {
			paths = undefined;
			throw error;
		} finally {
			during.dispose();
			if (!owned.ended) {
				send({ type: 'scan', progress: parts.progress() });
				await tellFigures();
				tellSources();
			}
		}
	};
	const begin = (): Promise<ScanResult> => {
		const scan = scanOnce().finally(() => {
			if (running === scan) running = undefined;
		});
		running = scan;
		return scan;
	};
	const refresh = (): Promise<ScanResult> => {
		paths = undefined;
		return read();
	};
	const read = (): Promise<ScanResult> => {
		if (next) return next;
		if (!running) return begin();
		next = running
			.catch(() => undefined)
			.then(() => {
				next = undefined;
				return begin();
			});
		return next;
	};

	owned.add(
		every(clock, DAY_CHECK, () => {
			if (parts.today() === day) return;
			day = parts.today();
			log.info(`A new day: ${day}`);
			quietly(tellFigures(), 'Telling the new day');
		}),
	);
	owned.add({ dispose: () => touch?.dispose() });

	return {
		refresh,
		touched(some) {
			if (!some) paths = undefined;
			for (const path of some ?? []) paths?.add(path);
			touch ??= clock.after(TOUCH_DELAY, () => {
				touch = undefined;
				if (!owned.ended) quietly(read(), 'Reading the logs');
			});
		},
		async changed() {
			day = parts.today();
			await tellFigures();
			tellSources();
		},
		dispose: () => owned.dispose(),
	};
}
