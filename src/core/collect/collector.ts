// What a collector is: it knows one tool's folders and records, and nothing of cursors, timers or the store.
import type { UsageEvent } from '../usage/event';
import type { LineMemory } from './pick/lineMemory';

/** The machine a tool's logs are looked for on. */
export interface Places {
	home: string;
	/** The environment the tools themselves would see. */
	env: Readonly<Record<string, string | undefined>>;
	platform: NodeJS.Platform;
	/** More roots of this tool, from the user's settings. */
	extraRoots: readonly string[];
}

export interface Root {
	path: string;
	found: boolean;
}

/** A file (or database) of the tool. */
export interface LogFile {
	path: string;
	/** The collector's own word for what is in it (`transcript`, `sqlite`, `rollout` …). */
	kind: string;
	/** What the path alone tells: the agent's id, the parent's session … */
	hints: Readonly<Record<string, string>>;
	/** Appended to only: read on from the cursor; else read whole when size or mtime changed. */
	appendOnly: boolean;
	/** Files beside it whose change counts as its own (`db-wal`). */
	companions: readonly string[];
}

/** How far a file has been read. All zero and '' before the first time. */
export interface Cursor {
	/** Bytes consumed up to and with the last newline; or the last rowid of a database. */
	position: number;
	line: number;
	/** JSON of what the parser must remember between reads; '' where nothing. */
	state: string;
}

/** Where a reader puts what it finds. */
export interface Sink {
	event(event: UsageEvent): void;
	/** A line that is no record: counted, the first of each file is named by number. */
	bad(line: number): void;
	/** Something about the whole file the user should know, one sentence. */
	note(text: string): void;
	/** All rows of this file read so far are void (it was rewritten, or its meaning changed): they no longer count. */
	restart(): void;
}

/** Given to every reader, so that a long read never blocks the hub. */
export interface Turn {
	/** Awaited between chunks; gives other work a turn when a slice of time is used up. Throws when cancelled. */
	next(bytes: number): Promise<void> | undefined;
	/** A buffer to read into, the same for one reader after the other, so that thousands of files do not allocate one each. */
	readonly scratch?: Buffer;
	/** Picks fields of lines in `scratch` without parsing them whole; absent where the machine cannot. */
	readonly lines?: LineMemory | undefined;
	/** Told the first bytes of a file that is read from its start: the engine knows the file again by them. */
	start?(path: string, bytes: Buffer): void;
	/** Told the last bytes before each place reading has come to: by those as well. `position` is that place. */
	reached?(path: string, bytes: Buffer, position: number): void;
}

/** A file with what is known of it, for `plan`. */
export interface Planned {
	file: LogFile;
	cursor: Cursor;
	/** True where there is something new to read. A plan may set it to have the file read again from its start. */
	changed: boolean;
	restart: boolean;
	/** Paths of unlisted files that it stands for: their calls are void as soon as it is read, which a plan has done from its start. */
	replaces?: readonly string[];
}

/** A file that was read and is not among those there are now: purged, moved, or another is read in its place. */
export interface Unlisted {
	path: string;
	/** As in its cursor. */
	state: string;
}

export interface Collector {
	/** `claude` */
	readonly name: string;
	/** `Claude Code` */
	readonly label: string;
	roots(places: Places): Root[];
	/** Every file under the roots that exists. Unreadable folders are reported through `onError`, never thrown. */
	find(roots: readonly Root[], onError: (path: string, error: unknown) => void): Iterable<LogFile>;
	/** Where files depend on each other (a fork on its parent): the order to read in, what must be read again, and what is void. */
	plan?(files: Planned[], unlisted: readonly Unlisted[]): Planned[];
	/** True once after reading has shown that what was read before means something else: `plan` is asked again in the same scan. */
	unsettled?(): boolean;
	/** Other tools whose logs hold calls that were counted in a file of this state: they count there again when the file loses them. */
	holders?(state: string): readonly string[];
	/** Reads what is new; gives the cursor to store. Throws what the file system throws. */
	read(file: LogFile, cursor: Cursor, sink: Sink, turn: Turn): Promise<Cursor>;
}
