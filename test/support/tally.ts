// What a test of many rounds counts while it goes: figures by their names, added up over rounds.

export type Figures = Record<string, number>;

export interface Tally {
	add(name: string, count?: number): void;
	/** Keeps the largest. */
	most(name: string, value: number): void;
	readonly figures: Figures;
}

/** `figures` of an earlier tally go on where they are. Names of `most` begin with "longest" or "most", so that whoever adds tallies up knows. */
export function newTally(figures: Figures = {}): Tally {
	return {
		figures,
		add: (name, count = 1) => {
			figures[name] = (figures[name] ?? 0) + count;
		},
		most: (name, value) => {
			figures[name] = Math.max(figures[name] ?? 0, value);
		},
	};
}
