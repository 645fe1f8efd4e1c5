// A phase of the long test: one kind of fault, round after round, each from a seed of its own.
import type { Dice } from '../support/dice';
import type { Tally } from '../support/tally';

export interface Round {
	dice: Dice;
	/** Empty, this round's own; kept where the round fails. */
	folder: string;
	tally: Tally;
}

export interface Phase {
	name: string;
	/** What is tried, for people. */
	says: string;
	/** One round; throws where something was not as it must be. */
	round(round: Round): Promise<void>;
	/** How long one may take before it counts as hanging. ms */
	limit: number;
	/** In memory, where the machine has a file system for that: many rounds, none about what the disk does with a sync. */
	quick?: boolean;
}
