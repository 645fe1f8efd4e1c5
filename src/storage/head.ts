// The newest commit as this hub knows it, and the next one it publishes.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, isoInstant } from '../base/clock';
import { AppError, nodeCode } from '../base/errors';
import { giveBack } from '../base/memory';
import { type CommitRecord, commitFile, encodeCommit, readCommit, snapshotFile, storeFileOf } from './commit';
import { namesIn, place, removeQuietly, syncFolder } from './files';
import { highestNumbers } from './generations';
import { type SnapshotProof, writeSnapshot } from './snapshot';

export interface HeadOptions {
	folder: string;
	/** Epoch of this hub. */
	term: number;
	clock: Clock;
	/** When SQLite last looked through the store. ISO 8601 */
	checked: string | undefined;
	/** Throws FENCED where this hub may not write any more. */
	fence: () => void;
	/** Tries again while a file is held by somebody else. */
	patient: <T>(work: () => T | Promise<T>) => Promise<T>;
}

/** What a commit is made of. */
export type CommitParts = Pick<CommitRecord, 'at' | 'schema' | 'restored'> & { image: Uint8Array };

export class Head {
	readonly #options: HeadOptions;
	#record: CommitRecord | undefined;
	/** Highest number of a commit that this hub knows of, its own or found at opening. */
	#known: number;

	constructor(record: CommitRecord | undefined, known: number, options: HeadOptions) {
		this.#options = options;
		this.#record = record;
		this.#known = known;
	}

	/** The commit that the store was restored from or saved as last; undefined before the first. */
	get record(): CommitRecord | undefined {
		return this.#record;
	}

	/** Throws FENCED where somebody else went on from the commit this hub knows. Gives that commit's number. */
	assertOurs(): number {
		const { folder, term, fence } = this.#options;
		fence();
		for (const name of namesIn(folder)) {
			const file = storeFileOf(name);
			if (file?.kind !== 'commit' || file.number <= this.#known) continue;
			// What an older hub published after its end counts for nothing, nor what nobody can read.
			if ((readCommit(path.join(folder, name))?.term ?? -1) < term) continue;
			const words = `Another hub has saved to ${folder} (commit ${file.number} after ${this.#known}), so this one writes nothing more.`;
			throw new AppError('FENCED', words);
		}
		return this.#known;
	}

	/**
	 * Publishes the next commit; the image is used up by it. Rejects with FENCED and with what the file system says; then the commit
	 * before it stands.
	 */
	async publish(parts: CommitParts): Promise<CommitRecord> {
		try {
			for (;;) {
				this.assertOurs();
				// Where somebody removed the folder, what is in memory goes into a new one.
				fs.mkdirSync(this.#options.folder, { recursive: true, mode: 0o700 });
				const number = Math.max(this.#known, highestNumbers(this.#options.folder).commit) + 1;
				const record = await this.#publishAs(number, parts);
				if (record) return record;
			}
		} finally {
			giveBack(parts.image);
		}
	}

	/** Undefined where a fenced hub still uses that number. */
	async #publishAs(number: number, { image, at, schema, restored }: CommitParts): Promise<CommitRecord | undefined> {
		const { folder, term, clock, fence, patient, checked } = this.#options;
		const file = path.join(folder, commitFile(number));
		let snapshot: SnapshotProof;
		try {
			snapshot = await patient(() => writeSnapshot(folder, snapshotFile(number), image));
		} catch (error) {
			if (nodeCode(error) === 'EEXIST') return undefined;
			throw error;
		}
		try {
			const record: CommitRecord = { number, term, at, snapshot, schema, time: isoInstant(clock.now()), checked, restored };
			const placed = await patient(() => {
				this.assertOurs();
				return place(file, encodeCommit(record));
			});
			if (!placed) {
				removeQuietly(path.join(folder, snapshotFile(number)));
				return undefined;
			}
			syncFolder(folder);
			this.#known = number;
			this.#record = record;
			fence();
			return record;
		} catch (error) {
			// Where the record stands already (its folder could not be synced), the commit may well survive: it needs its snapshot.
			if (fs.existsSync(file)) this.#known = number;
			else removeQuietly(path.join(folder, snapshotFile(number)));
			throw error;
		}
	}
}
