// Holds back output that comes faster than it is worth making safe: of it only the end is kept anyway, and the hub has other work.
import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';
import type { OutputText } from './outputText';

/** ms, and bytes that go through at once in as long. */
const WINDOW = 250;
const THROUGH = 524_288;
/** Bytes of what came beyond that are kept; a run keeps the last 256 KB of its output. */
const KEPT = 524_288;

export class Flood {
	readonly #clock: Pick<Clock, 'now' | 'after'>;
	readonly #output: OutputText;
	#since = Number.NEGATIVE_INFINITY;
	#through = 0;
	#held: Buffer[] = [];
	#heldBytes = 0;
	#skipped = 0;
	#timer: Disposable | undefined;

	constructor(clock: Pick<Clock, 'now' | 'after'>, output: OutputText) {
		this.#clock = clock;
		this.#output = output;
	}

	push(bytes: Buffer): void {
		const passed = this.#clock.now() - this.#since;
		if (passed >= WINDOW || passed < 0) this.#turn();
		if (this.#through < THROUGH && this.#held.length === 0) {
			this.#through += bytes.length;
			this.#output.push(bytes);
			return;
		}
		this.#held.push(bytes);
		this.#heldBytes += bytes.length;
		for (let first = this.#held[0]; first && this.#heldBytes - first.length >= KEPT; first = this.#held[0]) {
			this.#held.shift();
			this.#heldBytes -= first.length;
			this.#skipped += first.length;
		}
		this.#timer ??= this.#clock.after(WINDOW, () => this.#turn());
	}

	end(): void {
		this.#turn();
		this.#output.end();
	}

	/** A new window begins with what was kept of the last. */
	#turn(): void {
		this.#timer?.dispose();
		this.#timer = undefined;
		this.#since = this.#clock.now();
		this.#through = this.#heldBytes;
		if (this.#skipped > 0) this.#output.skip(this.#skipped);
		for (const bytes of this.#held) this.#output.push(bytes);
		this.#held = [];
		this.#heldBytes = 0;
		this.#skipped = 0;
	}
}
