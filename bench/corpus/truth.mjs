// What a generated corpus holds by the generator's own count: tokens and calls per tool and model.

export const COUNTS = ['requests', 'input', 'output', 'reasoning', 'cacheRead', 'cacheWrite5m', 'cacheWrite1h'];

export const zeroCounts = () => Object.fromEntries(COUNTS.map(count => [count, 0]));

/** Adds up calls as they are invented. Token counts are disjoint, reasoning is a subset of output. */
export function newTruth() {
	const totals = {};
	return {
		totals,
		add(tool, model, call) {
			const name = `${tool} ${model}`;
			totals[name] ??= zeroCounts();
			const row = totals[name];
			for (const count of COUNTS) row[count] += count === 'requests' ? 1 : (call[count] ?? 0);
		},
	};
}
