// Reads a file that a process appends to, as it grows.
import * as fs from 'node:fs';
import type { Clock } from '../../../base/clock';
import type { Disposable } from '../../../base/disposable';

/** ms between two looks; they grow longer while nothing comes. */
const SOON = 25;
const LATE = 400;
/** Bytes of one piece, and of one look: the hub has other work. */
const PIECE = 262_144;
const LOOK = 4 * 1_048_576;
/** A file that was read to here begins anew when nothing comes; in a flood, which would fill the disk, at the latest here. */
const LONG = 64 * 1_048_576;
const LONGEST = 72 * 1_048_576;

export class Follower {
	readonly #clock: Pick<Clock, 'after' | 'yield'>;
	readonly #file: number;
	readonly #take: (bytes: Buffer) => void;
	#at = 0;
	#pause = SOON;
	#timer: Disposable | undefined;

	/** `file` is open for reading and writing; who opened it closes it. */
	constructor(clock: Pick<Clock, 'after' | 'yield'>, file: number, take: (bytes: Buffer) => void) {
		this.#clock = clock;
		this.#file = file;
		this.#take = take;
		this.#arm();
	}

	/** Reads what is there still, and no more after that. */
	async end(): Promise<void> {
		this.stop();
		while (this.#look()) await this.#clock.yield();
	}

	stop(): void {
		this.#timer?.dispose();
	}

	#arm(): void {
		this.#timer = this.#clock.after(this.#pause, () => {
			const before = this.#at;
			const more = this.#look();
			this.#pause = more ? 0 : this.#at === before ? Math.min(LATE, Math.max(SOON, this.#pause * 1.5)) : SOON;
			this.#arm();
		});
	}

	/** True where there is more. */
	#look(): boolean {
		const before = this.#at;
		const { size } = fs.fstatSync(this.#file);
		const end = Math.min(size, this.#at + LOOK);
		while (this.#at < end) {
			const bytes = Buffer.allocUnsafe(Math.min(PIECE, end - this.#at));
			const read = fs.readSync(this.#file, bytes, 0, bytes.length, this.#at);
			if (read === 0) break;
			this.#at += read;
			this.#take(bytes.subarray(0, read));
		}
		if (this.#at < size) return true;
		// What came while the last of it was read would be gone.
		if (this.#at >= (this.#at === before ? LONG : LONGEST)) {
			fs.ftruncateSync(this.#file, 0);
			this.#at = 0;
		}
		return false;
	}
}
