// What came in since it was last asked, a model at a time; what an undone transaction brought does not count.
import { dollars } from './sums';

/** New usage of one model; `tokens_in` is uncached input, `cost` is dollars, null where nothing of it has a price. */
export interface UsageDelta {
	model: string;
	tokens_in: number;
	tokens_out: number;
	cost: number | null;
}

export interface Deltas {
	/** Negative takes away. `cost` null: unpriced. */
	add(model: string, input: number, output: number, cost: number | null): void;
	/** Ends what was added since the last mark; it counts once the store's serial has reached `serial`. */
	mark(serial: number): void;
	/** The store stands at this serial: what was marked beyond it was undone. */
	undoAfter(serial: number): void;
	/** Dearest first; models that did not grow are left out. */
	drain(): UsageDelta[];
}

type Sums = Map<string, { input: number; output: number; cost: number; priced: boolean }>;

/** So many marked groups are folded together, so that nobody has to drain. The newest stays by itself: it alone can still be undone. */
const MAX_GROUPS = 200;

export function createDeltas(): Deltas {
	let current: Sums = new Map();
	let groups: { serial: number; sums: Sums }[] = [];

	function fold(some: readonly { sums: Sums }[]): Sums {
		const all: Sums = new Map();
		for (const { sums } of some) for (const [model, s] of sums) put(all, model, s.input, s.output, s.cost, s.priced);
		return all;
	}

	return {
		add(model, input, output, cost) {
			put(current, model, input, output, cost ?? 0, cost !== null);
		},
		mark(serial) {
			if (groups.length >= MAX_GROUPS) groups = [{ serial: groups.at(-1)?.serial ?? 0, sums: fold(groups) }];
			groups.push({ serial, sums: current });
			current = new Map();
		},
		undoAfter(serial) {
			groups = groups.filter(group => group.serial <= serial);
			current = new Map();
		},
		drain() {
			const all = fold(groups);
			groups = [];
			const grown: UsageDelta[] = [];
			for (const [model, { input, output, cost, priced }] of all) {
				if (input >= 0 && output >= 0 && input + output > 0) {
					grown.push({ model, tokens_in: input, tokens_out: output, cost: priced ? dollars(Math.max(0, cost)) : null });
				} else if (input !== 0 || output !== 0) {
					// A file that is read again takes its calls away first: the rest of the sum is still to come.
					put(current, model, input, output, cost, priced);
				}
			}
			if (current.size > 0) {
				groups.push({ serial: 0, sums: current });
				current = new Map();
			}
			return grown.sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0) || (a.model < b.model ? -1 : 1));
		},
	};
}

function put(sums: Sums, model: string, input: number, output: number, cost: number, priced: boolean): void {
	const sum = sums.get(model);
	if (!sum) {
		sums.set(model, { input, output, cost, priced });
		return;
	}
	sum.input += input;
	sum.output += output;
	sum.cost += cost;
	sum.priced ||= priced;
}
