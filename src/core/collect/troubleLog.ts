// Says in the log, once, what is wrong with files of logs; the sources show it for as long as it is so.
import type { Log } from '../../base/log';
import type { FileRow } from './collectStore';

/** Files named in one scan: a thousand that nobody may read are one trouble. */
const MOST = 20;

export class TroubleLog {
	readonly #log: Log;
	/** What was last said of what could not even be looked at, by path, per tool. */
	readonly #unseen = new Map<string, ReadonlyMap<string, string>>();
	#said = 0;

	constructor(log: Log) {
		this.#log = log;
	}

	/** A file was read, or could not be; `before` is what was known of it. */
	read(row: FileRow, before: FileRow | undefined): void {
		if (row.note !== '' && row.note !== before?.note) this.#say(row.path, row.note);
		const more = row.badLines - (before?.badLines ?? 0);
		if (more <= 0) return;
		const lines = `${more} bad line${more === 1 ? '' : 's'}, the first of the file is line ${row.firstBadLine}`;
		this.#say(row.path, `${lines}. Everything else in it counts.`);
	}

	/** A tool's folders were looked through. */
	looked(tool: string, troubles: ReadonlyMap<string, string>): void {
		const before = this.#unseen.get(tool);
		for (const [path, note] of troubles) if (before?.get(path) !== note) this.#say(path, note);
		this.#unseen.set(tool, new Map(troubles));
	}

	/** The scan is over. */
	end(): void {
		if (this.#said > MOST) this.#log.warn(`Something is wrong with ${this.#said - MOST} more files of logs; the sources name them.`);
		this.#said = 0;
	}

	#say(path: string, what: string): void {
		// Names may hold line breaks, and a line of the log is one.
		if (++this.#said <= MOST) this.#log.warn(`${path}: ${what}`.replace(/\p{Cc}/gu, '\ufffd'));
	}
}
