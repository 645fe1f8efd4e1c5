// Gathers what was read, and writes it with its files' cursors in one transaction: a crash loses both or neither.
import type { Durability, Store, Writer } from '../../storage/store';
import type { UsageEvent } from '../usage/event';
import type { Recorder } from '../usage/record';
import type { Sink } from './collector';
import { type FileRow, isRewound, REWOUND, saveFiles } from './collectStore';
import type { Job } from './job';
import { knownOf } from './look';
import { Lost } from './lost';

/** Events of one transaction, some 12 ms: more would hold the event loop for too long, fewer write the same pages more often. */
const MAX_EVENTS = 3_000;
/** Files of one transaction. */
const MAX_FILES = 200;

/** A file being read. */
export interface Reading extends Sink {
	/** The row from before, emptied where it is read from its start again. */
	readonly base: FileRow;
	/** Calls found; copies that follow each other count once. */
	found: number;
}

interface Gathered {
	row: FileRow;
	events: UsageEvent[];
	/** Its rows of before are void. */
	drop: boolean;
	/** Of these, too: unlisted files that it stands for. They are read again from their start where they are listed again. */
	replaced: readonly FileRow[];
	/** Where the tool itself has replaced them: the tools whose logs may hold copies of what is gone. */
	holders: readonly string[];
	badLines: number;
	firstBadLine: number;
	note: string;
	found: number;
}

export interface BatchParts {
	store: Store;
	recorder: Pick<Recorder, 'addAll' | 'dropFile'>;
	/** How a batch is kept; asked at each. */
	durability(): Durability;
	/** Told of every file whose row was written. */
	onSaved(row: FileRow): void;
}

export class Batch {
	readonly #parts: BatchParts;
	#done: Gathered[] = [];
	#events = 0;
	#open: Gathered | undefined;
	#ahead: (row: FileRow) => FileRow = row => row;
	#rewrote = false;
	readonly #lost = new Lost();

	constructor(parts: BatchParts) {
		this.#parts = parts;
	}

	/**
	 * Begins a file. `row` is what is stored of it, or an empty one; with `restart` all of that is void. `ahead` gives the row that goes
	 * with events which are written before the file is read to its end; `holders` are the tools whose logs may hold copies of its calls;
	 * what is stored of those that it has `replaced` is void as well.
	 */
	begin(
		row: FileRow,
		{ restart, rewritten, look }: Pick<Job, 'restart' | 'rewritten' | 'look'>,
		{ ahead, holders, replaced }: { ahead: (row: FileRow) => FileRow; holders: readonly string[]; replaced: readonly FileRow[] },
	): Reading {
		this.#ahead = ahead;
		const base = restart || isRewound(row) ? emptied(row) : row;
		const drop = restart && knownOf(row) > 0;
		// Until it is read to its end a rewound one stays one.
		const open = { ...nothingOf(restart ? base : row), drop, replaced, holders: rewritten ? holders : [] };
		this.#open = open;
		this.#rewrote ||= rewritten;
		return {
			base,
			get found() {
				return open.found;
			},
			event: event => {
				if (open.events.at(-1)?.key !== event.key) open.found++;
				// A call without a time of its own has that of its file.
				open.events.push(event.ts > 0 ? event : { ...event, ts: Math.floor(look.mtime) });
				this.#events++;
			},
			bad: line => {
				// A file that is read whole each time shows its bad lines each time.
				if (line <= base.line) return;
				open.badLines++;
				if (open.firstBadLine === 0 || line < open.firstBadLine) open.firstBadLine = line;
			},
			note: text => {
				open.note = text;
			},
			restart: () => {
				this.#events -= open.events.length;
				open.events = [];
				open.drop = true;
			},
		};
	}

	/** The file is read: `row` is stored of it, with the bad lines and notes that were told. */
	end(row: FileRow): void {
		const open = this.#open;
		if (!open) return;
		this.#open = undefined;
		open.row = {
			...row,
			badLines: row.badLines + open.badLines,
			firstBadLine: row.firstBadLine || open.firstBadLine,
			note: open.note,
		};
		this.#done.push(open);
	}

	/** The file could not be read to its end: what was read is left for the next time. `row`, if given, is all that is written. */
	fail(row?: FileRow): void {
		this.#events -= this.#open?.events.length ?? 0;
		this.#open = undefined;
		if (row) this.#done.push(nothingOf(row));
	}

	/** True where it is time to write. */
	get full(): boolean {
		return this.#events >= MAX_EVENTS || this.#done.length >= MAX_FILES;
	}

	/**
	 * After files were rewritten without some of the calls that were read of them, once, everything gathered being written: the tools
	 * whose logs may hold copies of these, which did not count beside them. The store says so too, until they are rewound.
	 */
	async takeLost(): Promise<readonly string[]> {
		if (!this.#rewrote) return [];
		await this.write();
		this.#rewrote = false;
		return this.#lost.take();
	}

	/** Writes everything gathered. Of the file being read its events go ahead, under the cursor from before them. */
	async write(): Promise<void> {
		const { store, recorder, onSaved } = this.#parts;
		const ahead = this.#open?.events.length ? this.#open : undefined;
		if (ahead) ahead.row = this.#ahead(ahead.row);
		const all = ahead ? [...this.#done, ahead] : this.#done;
		if (all.length === 0) return;
		this.#done = [];
		this.#events = 0;
		const { rows, refused } = await store.write(this.#parts.durability(), writer => put(writer, recorder, all, ahead, this.#lost));
		// What is garbage among long-lived objects keeps alive what it points to.
		for (const each of all) each.events = [];
		if (ahead) {
			// They are bad lines of the row that is written at its end: what was read until then may be read again.
			ahead.badLines += refused.at(-1) ?? 0;
			ahead.drop = false;
			ahead.replaced = [];
		}
		for (const row of rows) onSaved(row);
	}
}

function put(
	writer: Writer,
	recorder: BatchParts['recorder'],
	gathered: readonly Gathered[],
	ahead: Gathered | undefined,
	lost: Lost,
): { rows: FileRow[]; refused: number[] } {
	for (const { row, drop, replaced, holders } of gathered) {
		const removed = (drop ? [row, ...replaced] : replaced).flatMap(({ id }) => recorder.dropFile(writer, id));
		if (holders.length > 0) lost.add(removed, holders);
	}
	if (lost.some) for (const { events } of gathered) for (const event of events) lost.meet(event);
	const refused = recorder.addAll(
		writer,
		gathered.map(({ row, events }) => ({ fileId: row.id, events })),
	);
	const read = gathered.map((each, i) =>
		refused[i] && each !== ahead ? { ...each.row, badLines: each.row.badLines + refused[i] } : each.row,
	);
	const rows = [...read, ...gathered.flatMap(({ replaced }) => replaced.map(row => ({ ...emptied(row), ...REWOUND })))];
	saveFiles(writer, rows);
	lost.note(writer);
	return { rows, refused };
}

const nothingOf = (row: FileRow): Gathered => ({
	row,
	events: [],
	drop: false,
	replaced: [],
	holders: [],
	badLines: 0,
	firstBadLine: 0,
	note: '',
	found: 0,
});

const emptied = (row: FileRow): FileRow => ({
	...row,
	position: 0,
	line: 0,
	head: '',
	state: '',
	size: 0,
	mtime: 0,
	badLines: 0,
	firstBadLine: 0,
	note: '',
});
