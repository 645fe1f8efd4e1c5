// When each job is next: a heap of times, and which of them still hold.
import { TimeHeap } from './heap';
import { type Reader, readDueTime, readDueTimes } from './jobsStore';

export class Timetable {
	readonly #reader: Reader;
	readonly #heap = new TimeHeap();
	/** What of the heap holds. */
	readonly #times = new Map<number, number>();

	constructor(reader: Reader) {
		this.#reader = reader;
	}

	/** The earliest time; undefined where there is none. */
	get earliest(): number | undefined {
		this.#drop();
		return this.#heap.earliest;
	}

	/** Takes the earliest out. */
	take(): { id: number; time: number } | undefined {
		this.#drop();
		const top = this.#heap.pop();
		if (top) this.#times.delete(top.id);
		return top;
	}

	set(id: number, time: number): void {
		if (this.#times.get(id) === time) return;
		this.#times.set(id, time);
		this.#heap.push(time, id);
	}

	/** Takes a job's time from its row. */
	read(id: number): void {
		const time = readDueTime(this.#reader, id);
		if (time === undefined) this.#times.delete(id);
		else this.set(id, time);
	}

	readAll(): void {
		this.#heap.clear();
		this.#times.clear();
		for (const row of readDueTimes(this.#reader)) this.set(Number(row.id), Number(row.next_run));
	}

	#drop(): void {
		for (let top = this.#heap.top; top !== undefined && this.#times.get(top.id) !== top.time; top = this.#heap.top) this.#heap.pop();
	}
}
