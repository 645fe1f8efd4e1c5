// Which models get a colour of their own in the chart, which share "other", and which cannot be drawn at all.
import type { Slice } from '../../src/contract';
import { amountOf, type Measure } from './measure';
import { shownName } from './name';

/** More than this nobody tells apart. */
export const MOST_SERIES = 7;

/** The slot of everything that has no colour of its own. */
export const OTHER_SLOT = MOST_SERIES;

export const OTHER_ID = 'other';

/** One colour of the chart: a model, or all the others together. */
export interface Series {
	/** `model/NAME` or `other`, so that a model called "other" is not taken for the rest. */
	id: string;
	label: string;
	/** 0 … 7: its colour and pattern. */
	slot: number;
	/** The models in it, by the names the logs have. */
	models: readonly string[];
}

export interface Choice {
	series: Series[];
	/** Models no call of which has a price; only where cost is measured. */
	unpriced: Slice[];
}

export const seriesId = (model: string): string => `model/${model}`;

export const modelLabel = (model: string): string => shownName(model, '(no model)');

/**
 * The largest models by the measure, then the rest as one. `before` is what the last call gave: a model that stays keeps its slot,
 * so that colours do not jump when figures or the measure change.
 */
export function chooseSeries(models: readonly Slice[], measure: Measure, before: readonly Series[] = []): Choice {
	const drawable = models.filter(model => (amountOf(model.totals, measure) ?? 0) > 0);
	const ranked = drawable
		.map(({ name, totals }) => ({ name, amount: amountOf(totals, measure) ?? 0 }))
		.sort((a, b) => b.amount - a.amount || (a.name < b.name ? -1 : 1));
	const own = ranked.slice(0, MOST_SERIES).map(({ name }) => name);
	const rest = ranked.slice(MOST_SERIES).map(({ name }) => name);
	const slots = slotsOf(own.map(seriesId), before);
	const series: Series[] = own.map(name => ({
		id: seriesId(name),
		label: modelLabel(name),
		slot: slots.get(seriesId(name)) ?? OTHER_SLOT,
		models: [name],
	}));
	if (rest.length > 0) series.push({ id: OTHER_ID, label: `Other (${rest.length})`, slot: OTHER_SLOT, models: rest });
	return { series, unpriced: measure === 'cost' ? models.filter(({ totals }) => totals.cost === null && totals.requests > 0) : [] };
}

function slotsOf(ids: readonly string[], before: readonly Series[]): Map<string, number> {
	const slots = new Map(before.filter(({ id, slot }) => slot !== OTHER_SLOT && ids.includes(id)).map(({ id, slot }) => [id, slot]));
	const free = Array.from({ length: MOST_SERIES }, (_, slot) => slot).filter(slot => ![...slots.values()].includes(slot));
	for (const id of ids) {
		if (!slots.has(id)) slots.set(id, free.shift() ?? OTHER_SLOT);
	}
	return slots;
}
