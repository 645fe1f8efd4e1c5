// What the windows told the hub about the user's wishes, kept so that it is known without a window.
import type { Clock } from '../../base/clock';
import { isZone } from '../../base/day';
import { AppError } from '../../base/errors';
import { HubSettings } from '../../contract';
import type { Store } from '../../storage/store';
import { readLimits, readTexts, writeLimits, writeText } from './settingsStore';

/** Settings to change; what is absent or undefined stays. */
export type SettingsChange = { [K in keyof HubSettings]?: HubSettings[K] | undefined };

export interface Settings {
	readonly current: HubSettings;
	/** Takes what is stored now, where somebody else has changed it. */
	reread(): void;
	/**
	 * Keeps a change on disk and gives the names of what is different now; none where all was so before. Throws BAD_INPUT
	 * for a zone this machine does not know, and what the store throws.
	 */
	change(change: SettingsChange): Promise<(keyof HubSettings)[]>;
}

export const DEFAULTS: HubSettings = {
	zone: '',
	dailyLimit: 5,
	monthlyLimit: 200,
	thresholds: [75, 90],
	costMode: 'auto',
	prices: [],
	extraRoots: {},
	keepRunning: false,
};

const PREFIX = 'hub.';
const LIMITS: ReadonlySet<keyof HubSettings> = new Set<keyof HubSettings>(['dailyLimit', 'monthlyLimit']);

/** Reads what is stored; a value that cannot be used any more (an older or a broken one) is the default's again. */
export function createSettings(store: Store, clock: Pick<Clock, 'now'>): Settings {
	let current = read(store);
	return {
		get current() {
			return current;
		},
		reread() {
			current = read(store);
		},
		async change(change) {
			const given = Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined));
			const next = tidy(HubSettings.parse({ ...current, ...given }));
			if (next.zone !== '' && !isZone(next.zone)) {
				throw new AppError(
					'BAD_INPUT',
					`"${next.zone}" is no time zone this machine knows; write one like Europe/Berlin, or leave it empty.`,
				);
			}
			const names = (Object.keys(next) as (keyof HubSettings)[]).filter(
				name => JSON.stringify(next[name]) !== JSON.stringify(current[name]),
			);
			if (names.length === 0) return [];
			await store.write('now', writer => {
				if (names.some(name => LIMITS.has(name))) writeLimits(writer, { daily: next.dailyLimit, monthly: next.monthlyLimit }, clock.now());
				for (const name of names) if (!LIMITS.has(name)) writeText(writer, PREFIX + name, JSON.stringify(next[name]));
			});
			current = next;
			return names;
		},
	};
}

function read(store: Store): HubSettings {
	const found: Record<string, unknown> = {};
	for (const [name, text] of readTexts(store, PREFIX)) {
		try {
			found[name] = JSON.parse(text);
		} catch {
			// A torn value is none.
		}
	}
	const limits = readLimits(store);
	if (limits) Object.assign(found, { dailyLimit: limits.daily, monthlyLimit: limits.monthly });
	const settings: HubSettings = { ...DEFAULTS };
	for (const name of Object.keys(DEFAULTS) as (keyof HubSettings)[]) {
		const value = HubSettings.shape[name].safeParse(found[name]);
		if (value.success) Object.assign(settings, { [name]: value.data });
	}
	if (!isZone(settings.zone)) settings.zone = '';
	return tidy(settings);
}

/** Thresholds ascending, each once. */
const tidy = (settings: HubSettings): HubSettings => ({ ...settings, thresholds: [...new Set(settings.thresholds)].sort((a, b) => a - b) });
