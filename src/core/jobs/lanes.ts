// Who may run now: one run a job at a time, users' runs up to the cap, first come first served.

/** A run on its way. */
export interface Item {
	/** Row in job_runs; 0 while its claim is being written. */
	run: number;
	readonly jobId: number;
	/** Of the product's own: not counted. */
	readonly system: boolean;
	/** ms; null for a run started by hand. */
	readonly slot: number | null;
	readonly trigger: 'schedule' | 'manual' | 'catch-up' | 'retry';
	readonly attempt: number;
	/** Its row says `running` from the start: there was room for it. */
	direct: boolean;
}

export class Lanes {
	readonly #cap: number;
	/** By job: the first runs or is next, the others wait for it. */
	readonly #lanes = new Map<number, Item[]>();
	/** First of their lanes, claimed, waiting for room. */
	readonly #queue: Item[] = [];
	/** The same of the product's own. */
	readonly #systemQueue: Item[] = [];
	/** Claimed; of the others the row is not written yet. */
	readonly #ready = new Set<Item>();
	readonly #begun = new Set<Item>();
	#busy = 0;

	constructor(cap: number) {
		this.#cap = cap;
	}

	/** Runs that run or wait. */
	get size(): number {
		let size = 0;
		for (const lane of this.#lanes.values()) size += lane.length;
		return size;
	}

	/** Runs of a job that run or wait. */
	of(jobId: number): readonly Item[] {
		return this.#lanes.get(jobId) ?? [];
	}

	items(): Item[] {
		return [...this.#lanes.values()].flat();
	}

	/** Takes a place at the end of the job's lane, and where there is room, the room as well: then `direct` is true. */
	reserve(item: Omit<Item, 'run' | 'direct'>, patient: boolean): Item {
		const lane = this.#lanes.get(item.jobId) ?? [];
		const room = item.system || (this.#queue.length === 0 && this.#busy < this.#cap);
		const reserved: Item = { ...item, run: 0, direct: room && !patient && lane.length === 0 };
		lane.push(reserved);
		this.#lanes.set(item.jobId, lane);
		if (reserved.direct) this.#begin(reserved);
		return reserved;
	}

	/** Its row is written. One that is not direct waits for its lane and for room. */
	ready(item: Item, run: number): void {
		item.run = run;
		this.#ready.add(item);
		if (!item.direct && this.of(item.jobId)[0] === item) this.#queueOf(item).push(item);
	}

	/** The next that may begin, and begins; `may` holds the whole queue back where it says no. */
	next(may: (item: Item) => boolean): Item | undefined {
		const queue = this.#systemQueue.length > 0 ? this.#systemQueue : this.#queue;
		const [item] = queue;
		if (item === undefined || (!item.system && this.#busy >= this.#cap) || !may(item)) return undefined;
		queue.shift();
		this.#begin(item);
		return item;
	}

	/** It is over, or was never to begin: the next of its lane comes up. */
	leave(item: Item): void {
		const lane = this.#lanes.get(item.jobId);
		const at = lane?.indexOf(item) ?? -1;
		if (lane === undefined || at < 0) return;
		lane.splice(at, 1);
		if (lane.length === 0) this.#lanes.delete(item.jobId);
		this.#ready.delete(item);
		const begun = this.#begun.delete(item);
		if (begun && !item.system) this.#busy--;
		if (!begun) {
			const queue = this.#queueOf(item);
			const queued = queue.indexOf(item);
			if (queued >= 0) queue.splice(queued, 1);
		}
		const [first] = lane;
		if (at === 0 && first !== undefined && this.#ready.has(first) && !first.direct) this.#queueOf(first).push(first);
	}

	/** A run of an earlier hub whose process still lives: keeps its job from starting, takes no room. */
	occupy(jobId: number, run: number, slot: number | null): Item {
		const item: Item = { run, jobId, system: true, slot, trigger: 'schedule', attempt: 1, direct: true };
		this.#lanes.set(jobId, [item, ...this.of(jobId)]);
		this.#begun.add(item);
		this.#ready.add(item);
		return item;
	}

	#queueOf({ system }: Item): Item[] {
		return system ? this.#systemQueue : this.#queue;
	}

	#begin(item: Item): void {
		this.#begun.add(item);
		if (!item.system) this.#busy++;
	}
}
