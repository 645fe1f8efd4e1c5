// What a transaction adds to the roll-up, added up before it is posted: one posting a roll-up row, not one a call.
import type { Value } from '../../storage/store';
import type { Deltas } from './deltas';
import { CACHE_WRITE_COST, COST, DAILY_ID, INPUT, OUTPUT, PRICE_ID, REQUESTS } from './eventValues';
import type { DailyNames, EventRow, FileSum } from './usageStore';

/** In the order `postSums` takes: the roll-up row, then requests … cache_write_1h, then cost … cache_write_cost. */
type Posting = number[];

/** Where the costs begin in a posting; the counts begin at 1. */
const COSTS = 1 + PRICE_ID - 1 - REQUESTS;

export class Postings {
	readonly #postings = new Map<number, Posting>();
	/** Roll-up rows from which something went: nothing may be left in them. */
	readonly lessened = new Set<number>();
	/** Consecutive calls of a file nearly always share their row. */
	#last: Posting | undefined;

	/** A call comes in, by its values in the order of usageStore's columns. */
	add(values: readonly Value[]): void {
		const row = values[DAILY_ID] as number;
		if (row === 0) return;
		const posting = this.#last?.[0] === row ? this.#last : this.#of(row);
		this.#last = posting;
		for (let i = REQUESTS, to = 1; to < COSTS; i++, to++) posting[to] = (posting[to] as number) + (values[i] as number);
		for (let i = COST, to = COSTS; i <= CACHE_WRITE_COST; i++, to++) posting[to] = (posting[to] as number) + (values[i] as number);
	}

	/** A stored call goes. */
	remove(row: EventRow): void {
		if (row.daily_id > 0) this.#subtract(row.daily_id, row);
	}

	/** All stored calls of a file that stand in one roll-up row go. */
	removeSum(sum: FileSum): void {
		this.#subtract(sum.daily_id, sum);
	}

	rows(): (readonly Value[])[] {
		return [...this.#postings.values()];
	}

	/** Tells what came in, by model. */
	tell(deltas: Deltas, namesOf: (row: number) => DailyNames): void {
		for (const posting of this.#postings.values()) {
			const { model, basis } = namesOf(posting[0] as number);
			const cost = basis > 0 ? (posting[COSTS] as number) : null;
			deltas.add(model, posting[INPUT - REQUESTS + 1] as number, posting[OUTPUT - REQUESTS + 1] as number, cost);
		}
	}

	#of(row: number): Posting {
		let posting = this.#postings.get(row);
		if (!posting) {
			posting = [row, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
			this.#postings.set(row, posting);
		}
		return posting;
	}

	#subtract(row: number, sums: Omit<FileSum, 'daily_id'>): void {
		const parts = [sums.requests, sums.input, sums.output, sums.reasoning, sums.cache_read, sums.cache_write_5m, sums.cache_write_1h];
		const costs = [sums.cost, sums.input_cost, sums.output_cost, sums.cache_read_cost, sums.cache_write_cost];
		const posting = this.#of(row);
		this.lessened.add(row);
		for (const [i, part] of [...parts, ...costs].entries()) posting[i + 1] = (posting[i + 1] as number) - part;
	}
}
