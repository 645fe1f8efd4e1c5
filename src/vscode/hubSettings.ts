// The user's settings as the hub takes them. Every value is checked here, because one bad one would make the hub refuse all.
import { isAbsolute, join } from 'node:path';
import { isDay, isZone } from '../base/day';
import type { HubSettings, PriceOverride } from '../contract';
import { LARGEST_LIMIT } from './view/limit';

/** Keys below `missionControl.` that the hub works by. */
export const HUB_SETTING_KEYS = [
	'timeZone',
	'budget.daily',
	'budget.monthly',
	'budget.thresholds',
	'pricing.costMode',
	'pricing.overrides',
	'sources.extraFolders',
	'hub.keepRunning',
] as const;
export type HubSettingKey = (typeof HUB_SETTING_KEYS)[number];

export const DEFAULT_HUB_SETTINGS: HubSettings = {
	zone: '',
	dailyLimit: 5,
	monthlyLimit: 200,
	thresholds: [75, 90],
	costMode: 'auto',
	prices: [],
	extraRoots: {},
	keepRunning: false,
};

/** The hub's settings from what `read` gives for each key; what cannot be used is left at its default and named in `problems`. */
export function hubSettings(read: (key: HubSettingKey) => unknown, home: string): { settings: HubSettings; problems: string[] } {
	const problems: string[] = [];
	const complain = (key: HubSettingKey, wanted: string) => problems.push(`missionControl.${key}: ${wanted}`);
	const settings: HubSettings = {
		zone: zone(read('timeZone'), () =>
			complain('timeZone', 'not a time zone this machine knows; its own is used. Write one such as Europe/Berlin.'),
		),
		dailyLimit: limit(read('budget.daily'), DEFAULT_HUB_SETTINGS.dailyLimit, () => complain('budget.daily', 'not an amount; $5 is used.')),
		monthlyLimit: limit(read('budget.monthly'), DEFAULT_HUB_SETTINGS.monthlyLimit, () =>
			complain('budget.monthly', 'not an amount; $200 is used.'),
		),
		thresholds: thresholds(read('budget.thresholds'), () =>
			complain('budget.thresholds', 'not 1 to 10 percentages from 1 to 1000; 75 and 90 are used.'),
		),
		costMode: costMode(read('pricing.costMode')),
		prices: prices(read('pricing.overrides'), text => complain('pricing.overrides', text)),
		extraRoots: extraRoots(read('sources.extraFolders'), home, text => complain('sources.extraFolders', text)),
		keepRunning: read('hub.keepRunning') === true,
	};
	return { settings, problems };
}

function zone(value: unknown, complain: () => void): string {
	const name = typeof value === 'string' ? value.trim() : '';
	if (name === '' || (name.length <= 64 && isZone(name))) return name;
	complain();
	return '';
}

function limit(value: unknown, otherwise: number, complain: () => void): number {
	if (value === undefined || value === null) return otherwise;
	if (typeof value === 'number' && value >= 0 && value <= LARGEST_LIMIT) return value;
	complain();
	return otherwise;
}

function thresholds(value: unknown, complain: () => void): number[] {
	if (value === undefined) return DEFAULT_HUB_SETTINGS.thresholds;
	const list = Array.isArray(value) ? value : [];
	const good = [...new Set(list.filter((each): each is number => typeof each === 'number' && each >= 1 && each <= 1000))].sort(
		(a, b) => a - b,
	);
	if (list.length > 0 && good.length > 0 && good.length <= 10 && list.every(each => good.includes(each))) return good;
	complain();
	return DEFAULT_HUB_SETTINGS.thresholds;
}

const costMode = (value: unknown): HubSettings['costMode'] => (value === 'calculate' || value === 'logged' ? value : 'auto');

function prices(value: unknown, complain: (text: string) => void): PriceOverride[] {
	if (!Array.isArray(value)) return [];
	const good: PriceOverride[] = [];
	for (const [index, entry] of value.entries()) {
		const override = priceOverride(entry);
		if (override === undefined) {
			complain(`entry ${index + 1} is left out. It needs "model" (text), "input" and "output" (dollars per million tokens, 0 or more).`);
		} else good.push(override);
	}
	if (good.length > 1000) complain('only the first 1,000 entries are used.');
	return good.slice(0, 1000);
}

function priceOverride(value: unknown): PriceOverride | undefined {
	if (typeof value !== 'object' || value === null) return undefined;
	const { model, input, output, cacheRead, cacheWrite, cacheWrite1h, effectiveFrom } = value as Record<string, unknown>;
	if (typeof model !== 'string' || model.trim() === '' || model.length > 200 || !isPrice(input) || !isPrice(output)) return undefined;
	const optional = { cacheRead, cacheWrite, cacheWrite1h };
	if (!Object.values(optional).every(price => price === undefined || isPrice(price))) return undefined;
	if (effectiveFrom !== undefined && (typeof effectiveFrom !== 'string' || !isDay(effectiveFrom))) return undefined;
	return {
		model: model.trim(),
		input,
		output,
		...(isPrice(cacheRead) ? { cacheRead } : {}),
		...(isPrice(cacheWrite) ? { cacheWrite } : {}),
		...(isPrice(cacheWrite1h) ? { cacheWrite1h } : {}),
		...(effectiveFrom === undefined ? {} : { effectiveFrom }),
	};
}

const isPrice = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/** Folders must be absolute, or start with `~`: what a relative one is relative to, nobody could tell. */
function extraRoots(value: unknown, home: string, complain: (text: string) => void): Record<string, string[]> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
	const roots: Record<string, string[]> = {};
	for (const [source, folders] of Object.entries(value)) {
		const good: string[] = [];
		for (const folder of Array.isArray(folders) ? folders : []) {
			const path = typeof folder === 'string' ? folder.trim().replace(/^~(?=$|[\\/])/, home) : '';
			if (isAbsolute(path) && !path.includes('\0')) good.push(join(path));
			else complain(`${JSON.stringify(folder)} (${source}) is not an absolute folder and is left out.`);
		}
		if (good.length > 0) roots[source] = good;
	}
	return roots;
}
