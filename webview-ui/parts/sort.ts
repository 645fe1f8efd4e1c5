// Sorting a breakdown by any of its columns; what nobody knows comes last, whichever way is up.
import type { Slice, Totals } from '../../src/contract';
import { allTokens } from '../../src/vscode/view/format';

export const COLUMN_KEYS = ['name', 'requests', 'tokens', 'input', 'output', 'cacheRead', 'cacheWrite', 'cost'] as const;
export type ColumnKey = (typeof COLUMN_KEYS)[number];

export interface SortOrder {
	by: ColumnKey;
	descending: boolean;
}

/** Dearest first, as the hub sends them. */
export const FIRST_ORDER: SortOrder = { by: 'cost', descending: true };

/** What a click on a column's head does: numbers start with the largest, names with A; a second click turns it round. */
export function clicked(order: SortOrder, by: ColumnKey): SortOrder {
	return order.by === by ? { by, descending: !order.descending } : { by, descending: by !== 'name' };
}

/** The number in a column; undefined for a cost nobody knows. */
export function cellNumber(totals: Totals, key: Exclude<ColumnKey, 'name'>): number | undefined {
	const read: Record<typeof key, number | null> = {
		requests: totals.requests,
		tokens: allTokens(totals),
		input: totals.input_tokens,
		output: totals.output_tokens,
		cacheRead: totals.cache_read_tokens,
		cacheWrite: totals.cache_write_tokens,
		cost: totals.cost,
	};
	return read[key] ?? undefined;
}

/** A sorted copy. `labelOf` is the text people see for a name. */
export function sortSlices(slices: readonly Slice[], order: SortOrder, labelOf: (name: string) => string): Slice[] {
	const byName = (a: Slice, b: Slice) =>
		NAMES.compare(labelOf(a.name), labelOf(b.name)) || (a.name < b.name ? -1 : a.name > b.name ? 1 : 0);
	const turn = order.descending ? -1 : 1;
	return [...slices].sort((a, b) => {
		if (order.by === 'name') return turn * byName(a, b);
		const left = cellNumber(a.totals, order.by);
		const right = cellNumber(b.totals, order.by);
		if (left === undefined || right === undefined) return (left === undefined ? 1 : 0) - (right === undefined ? 1 : 0) || byName(a, b);
		return turn * (left - right) || byName(a, b);
	});
}

/** As people sort: `gpt-9` before `gpt-10`, whatever the case. */
const NAMES = new Intl.Collator('en', { numeric: true, sensitivity: 'base' });
