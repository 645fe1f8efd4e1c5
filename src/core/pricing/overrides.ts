// The user's own prices, laid over every list.
import type { PriceOverride } from '../../contract/hub';
import { canonicalName, plainName } from './modelName';
import { type DatedRow, latestRow, type Rates, type RowAt } from './rates';

/** Finds the override of a model. */
export type FindOverride = (provider: string, model: string) => RowAt | undefined;

/**
 * `provider/model` before a bare model before patterns, each in any spelling of the name (`claude-opus-4.6` is
 * `claude-opus-4-6-20260205`). Of those that name the model equally well, the one with the latest `effectiveFrom` that
 * has begun holds; before the first has begun the next kind is asked, and at last the lists.
 */
export function overridesOf(overrides: readonly PriceOverride[]): FindOverride {
	if (overrides.length === 0) return () => undefined;
	const all = overrides.map(override => ({ ...matcherOf(override.model), row: rowOf(override) }));
	return (provider, model) => {
		const fitting = all.filter(each => each.fits(provider, model));
		const kinds = KINDS.map(kind => latestRow(fitting.filter(each => each.kind === kind).map(each => each.row)));
		if (fitting.length === 0) return undefined;
		return ts => {
			for (const kind of kinds) {
				const row = kind(ts);
				if (row) return row;
			}
			return undefined;
		};
	};
}

const KINDS = ['provider', 'model', 'pattern'] as const;

interface Matcher {
	kind: (typeof KINDS)[number];
	fits(provider: string, model: string): boolean;
}

function matcherOf(text: string): Matcher {
	const wanted = plainName(text).replace(/\s+/g, '-');
	if (wanted.includes('*')) {
		const pattern = new RegExp(`^${wanted.split('*').map(literally).join('.*')}$`);
		const withDashes = new RegExp(`^${wanted.split('*').map(dashed).map(literally).join('.*')}$`);
		return {
			kind: 'pattern',
			fits: (provider, model) =>
				pattern.test(plainName(model)) ||
				pattern.test(`${provider.toLowerCase()}/${plainName(model)}`) ||
				withDashes.test(canonicalName(model)),
		};
	}
	const canonical = canonicalName(wanted);
	const slash = wanted.indexOf('/');
	if (slash < 0) return { kind: 'model', fits: (_, model) => plainName(model) === wanted || canonicalName(model) === canonical };
	const seller = wanted.slice(0, slash);
	return {
		kind: 'provider',
		// A model's own name may hold a folder: `anthropic/claude-opus-4.6`, sold by OpenRouter.
		fits: (provider, model) =>
			plainName(model) === wanted ||
			(provider.toLowerCase() === seller && (plainName(model) === wanted.slice(slash + 1) || canonicalName(model) === canonical)),
	};
}

const literally = (text: string): string => text.replace(/[.+?^${}()|[\]\\/-]/g, '\\$&');

const dashed = (text: string): string => text.replace(/(?<=\d)\.(?=\d)/g, '-');

function rowOf(override: PriceOverride): DatedRow {
	const { model, input, output, cacheRead = input, cacheWrite = input, cacheWrite1h = cacheWrite, effectiveFrom } = override;
	const rates: Rates = { input, output, cacheRead, cacheWrite5m: cacheWrite, cacheWrite1h, perRequest: 0 };
	const since = effectiveFrom ? ` from ${effectiveFrom}` : '';
	return { source: `settings: ${model}${since}`, rates, from: effectiveFrom ? Date.parse(effectiveFrom) : Number.NEGATIVE_INFINITY };
}
