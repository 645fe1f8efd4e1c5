// Shares the event loop: a scan works for some milliseconds, then everything else has its turn.
import type { Clock } from '../../base/clock';
import { CHUNK, HEAD, TAIL } from './chunk';
import type { Turn } from './collector';
import type { LineMemory } from './pick/lineMemory';

/** Work between two turns of everything else, ms. */
const SLICE = 8;

export interface TurnParts {
	clock: Clock;
	signal: AbortSignal;
	/** Where lines are read to, if they can be picked there. */
	lines: LineMemory | undefined;
	/** Told of every piece that was read. */
	onBytes(bytes: number): void;
	/** Writes what has gathered, where that is enough; undefined where it is not. */
	flush(): Promise<void> | undefined;
}

/** The turn of one scan; `head` and `tail` of what was read of a file are kept for the engine. */
export class SlicedTurn implements Turn {
	readonly scratch: Buffer;
	readonly lines: LineMemory | undefined;
	readonly #parts: TurnParts;
	readonly #head = Buffer.allocUnsafeSlow(HEAD);
	#since: number;
	#path = '';
	#length = 0;
	readonly #tail = Buffer.allocUnsafeSlow(TAIL);
	#tailLength = 0;
	#position = 0;
	#failure: unknown;

	constructor(parts: TurnParts) {
		this.#parts = parts;
		this.lines = parts.lines;
		this.scratch = parts.lines?.scratch ?? Buffer.allocUnsafeSlow(CHUNK);
		this.#since = parts.clock.now();
	}

	next(bytes: number): Promise<void> | undefined {
		const { clock, signal, onBytes, flush } = this.#parts;
		signal.throwIfAborted();
		if (bytes > 0) onBytes(bytes);
		const wait = flush();
		if (wait) return this.#written(wait);
		return clock.now() - this.#since >= SLICE ? this.#yield() : undefined;
	}

	/** The file that is read now. */
	begin(path: string): void {
		this.#path = path;
		this.#length = 0;
		this.#tailLength = 0;
		this.#position = 0;
	}

	start(path: string, bytes: Buffer): void {
		if (path !== this.#path) return;
		this.#length = bytes.copy(this.#head);
	}

	reached(path: string, bytes: Buffer, position: number): void {
		if (path !== this.#path) return;
		this.#position = position;
		this.#tailLength = bytes.copy(this.#tail);
	}

	/** The place where reading stands now; 0 where it has not come any further. */
	get position(): number {
		return this.#position;
	}

	/** The last bytes before the place where reading stopped, if it came any further. */
	tail(): Buffer | undefined {
		return this.#tailLength > 0 ? this.#tail.subarray(0, this.#tailLength) : undefined;
	}

	/** The first bytes of the file, if it was read from its start. */
	head(): Buffer | undefined {
		return this.#length > 0 ? this.#head.subarray(0, this.#length) : undefined;
	}

	/** True for what ends the scan and not only the reading of one file: it was cancelled, or nothing can be written. */
	isEnd(error: unknown): boolean {
		return this.#parts.signal.aborted || (error !== undefined && error === this.#failure);
	}

	async #written(writing: Promise<void>): Promise<void> {
		try {
			await writing;
		} catch (error) {
			this.#failure = error;
			throw error;
		}
		await this.#yield();
	}

	async #yield(): Promise<void> {
		await this.#parts.clock.yield();
		this.#parts.signal.throwIfAborted();
		this.#since = this.#parts.clock.now();
	}
}
