// The price list: the user's prices, what the tool logged, ours, the catalogue's, in that order; else there is none.
import type { HubSettings, PriceOverride } from '../../contract/hub';
import { CATALOG, catalogRow } from './catalog';
import { overridesOf } from './overrides';
import type { Price, PriceCall, PricedCall } from './pricing';
import { priceAt, type RowAt } from './rates';
import { factorOf, shippedRow } from './shipped';

export interface PriceListParts {
	/** The user's own prices; they hold as they stand, whatever modifiers a call has. */
	overrides: readonly PriceOverride[];
	/** `auto`: what the tool logged where it did; `calculate`: never that; `logged`: only that. */
	costMode: HubSettings['costMode'];
}

/** Prices calls. Remembers what it found for each model, so that a call costs well under a microsecond. */
export function createPriceList({ overrides, costMode }: PriceListParts): PriceCall {
	const findOverride = overridesOf(overrides);
	const known = new Map<string, Map<string, Known>>();
	let size = 0;
	let last: Known | undefined;

	function knownOf({ provider, model, variant }: PricedCall): Known {
		if (last && last.model === model && last.variant === variant && last.provider === provider) return last;
		let ofModel = known.get(model);
		if (!ofModel) {
			// Names come from logs: there may be any number of them.
			if (size++ > MAX_KNOWN) {
				known.clear();
				size = 0;
			}
			ofModel = new Map();
			known.set(model, ofModel);
		}
		const key = `${variant}|${provider}`;
		last = ofModel.get(key);
		if (!last) {
			const listed = shippedRow(model) ?? catalogRow(provider, model);
			last = { provider, model, variant, override: findOverride(provider, model), listed, factor: factorOf(model, variant) };
			ofModel.set(key, last);
		}
		return last;
	}

	function listPrice(call: PricedCall, { listed, factor }: Known): Price {
		const row = factor === undefined ? undefined : listed?.(call.ts);
		return row && factor !== undefined ? priceAt(row.rates, call, factor, row.source) : UNPRICED;
	}

	return call => {
		const { loggedCost } = call;
		if (costMode === 'logged') return loggedCost === undefined ? UNPRICED : logged(loggedCost, listPrice(call, knownOf(call)));
		const found = knownOf(call);
		const own = found.override?.(call.ts);
		if (own) return priceAt(own.rates, call, 1, own.source);
		if (loggedCost !== undefined && costMode === 'auto') return logged(loggedCost, listPrice(call, found));
		return listPrice(call, found);
	};
}

/** Two lists with the same mark price every call alike. */
export const priceMark = ({ overrides, costMode }: PriceListParts): string => JSON.stringify([LIST, CATALOG, costMode, overrides]);

/** Raised when the shipped prices or the way names are matched change, so that recorded calls are priced again. */
const LIST = 1;

const MAX_KNOWN = 5000;

interface Known {
	provider: string;
	model: string;
	variant: string;
	override: RowAt | undefined;
	listed: RowAt | undefined;
	factor: number | undefined;
}

const UNPRICED: Price = Object.freeze({
	basis: 'unpriced',
	source: '',
	cost: 0,
	inputCost: 0,
	outputCost: 0,
	cacheReadCost: 0,
	cacheWriteCost: 0,
});

/** The tool's own total, in the shares the list price has; without a list price its parts are not known. */
function logged(cost: number, list: Price): Price {
	const share = list.cost > 0 ? cost / list.cost : 0;
	return {
		basis: 'logged',
		source: 'log',
		cost,
		inputCost: list.inputCost * share,
		outputCost: list.outputCost * share,
		cacheReadCost: list.cacheReadCost * share,
		cacheWriteCost: list.cacheWriteCost * share,
	};
}
