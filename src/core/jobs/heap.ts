// Times of jobs, earliest first; of equal times the smaller id. Two arrays of numbers, so that ten thousand cost little.

export class TimeHeap {
	readonly #times: number[] = [];
	readonly #ids: number[] = [];

	get size(): number {
		return this.#times.length;
	}

	/** The earliest time; undefined where it is empty. */
	get earliest(): number | undefined {
		return this.#times[0];
	}

	get top(): { time: number; id: number } | undefined {
		const [time, id] = [this.#times[0], this.#ids[0]];
		return time === undefined || id === undefined ? undefined : { time, id };
	}

	push(time: number, id: number): void {
		let at = this.#times.length;
		this.#times.push(time);
		this.#ids.push(id);
		while (at > 0) {
			const parent = (at - 1) >> 1;
			if (!this.#before(at, parent)) break;
			this.#swap(at, parent);
			at = parent;
		}
	}

	/** Takes the earliest out. */
	pop(): { time: number; id: number } | undefined {
		const time = this.#times[0];
		const id = this.#ids[0];
		const lastTime = this.#times.pop();
		const lastId = this.#ids.pop();
		if (time === undefined || id === undefined || lastTime === undefined || lastId === undefined) return undefined;
		if (this.#times.length > 0) {
			this.#times[0] = lastTime;
			this.#ids[0] = lastId;
			this.#sink();
		}
		return { time, id };
	}

	clear(): void {
		this.#times.length = 0;
		this.#ids.length = 0;
	}

	#sink(): void {
		for (let at = 0; ; ) {
			const left = 2 * at + 1;
			if (left >= this.#times.length) return;
			const child = left + 1 < this.#times.length && this.#before(left + 1, left) ? left + 1 : left;
			if (!this.#before(child, at)) return;
			this.#swap(child, at);
			at = child;
		}
	}

	#before(a: number, b: number): boolean {
		const difference = (this.#times[a] ?? 0) - (this.#times[b] ?? 0);
		return difference < 0 || (difference === 0 && (this.#ids[a] ?? 0) < (this.#ids[b] ?? 0));
	}

	#swap(a: number, b: number): void {
		const [time, id] = [this.#times[a] ?? 0, this.#ids[a] ?? 0];
		this.#times[a] = this.#times[b] ?? 0;
		this.#ids[a] = this.#ids[b] ?? 0;
		this.#times[b] = time;
		this.#ids[b] = id;
	}
}
