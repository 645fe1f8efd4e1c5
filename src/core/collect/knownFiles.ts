// What is known of every file that was ever read: the store's rows, in memory for as long as a scan alone changes them.
import type { Store } from '../../storage/store';
import { type FileRow, REWOUND, readFiles, rewindFiles } from './collectStore';

interface Stored {
	/** By path. */
	rows: Map<string, FileRow>;
	due: Set<string>;
	nextId: number;
}

export class KnownFiles {
	readonly #store: Store;
	#stored: Stored | undefined;

	constructor(store: Store) {
		this.#store = store;
	}

	/** The store may know better: it is asked when something is wanted next. */
	forget(): void {
		this.#stored = undefined;
	}

	get all(): Iterable<FileRow> {
		return this.#known().rows.values();
	}

	of(path: string): FileRow | undefined {
		return this.#known().rows.get(path);
	}

	/** The row was written. */
	saved(row: FileRow): void {
		this.#known().rows.set(row.path, row);
	}

	/** For a file that was never read. */
	begin(source: string, path: string): FileRow {
		return emptyRow(this.#known().nextId++, source, path);
	}

	/** Tools whose logs are to be rewound before anything is read of them. */
	get due(): Set<string> {
		return this.#known().due;
	}

	/** The tool's logs are read again from their start: any may hold copies of calls that are no longer where they counted. */
	async rewind(source: string): Promise<void> {
		await this.#store.write('soon', writer => rewindFiles(writer, source));
		const { rows, due } = this.#known();
		for (const row of rows.values()) if (row.source === source) rows.set(row.path, { ...row, ...REWOUND });
		due.delete(source);
	}

	#known(): Stored {
		if (!this.#stored) {
			const { files, due } = readFiles(this.#store);
			const rows = new Map(files.map(row => [row.path, row]));
			this.#stored = { rows, due, nextId: files.reduce((most, { id }) => Math.max(most, id), 0) + 1 };
		}
		return this.#stored;
	}
}

const emptyRow = (id: number, source: string, path: string): FileRow => ({
	id,
	source,
	path,
	dev: 0,
	ino: 0,
	size: 0,
	mtime: 0,
	position: 0,
	line: 0,
	head: '',
	state: '',
	badLines: 0,
	firstBadLine: 0,
	note: '',
	readAt: 0,
});
