// Logs that grow, are copied, cut, rewritten, moved and purged by chance: the same for the same seed.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { randomFrom } from '../../../support/sink';

/** How a tool writes. Each call of a method goes on from what was written before. */
export interface Writer {
	/** Where a session's file is below the home; another one for each number. */
	fileOf(session: number): string;
	/** Where the tool itself, or a user, would move it to. */
	movedTo(file: string, session: number): string;
	/** The lines a new session begins with. */
	begin(session: number): object[];
	/** The lines of the session's next call. */
	next(session: number): object[];
	/** The lines a fork of a session begins with, from those of its parent. */
	fork(session: number, parent: number, lines: readonly string[]): string[];
}

export interface Log {
	session: number;
	file: string;
	/** What the tool has still to write, in pieces that end anywhere. */
	pending: Buffer;
}

export type Random = ReturnType<typeof randomOf>;

export const randomOf = (seed: number) => {
	const next = randomFrom(seed);
	next(); // the first numbers of near seeds are near
	const below = (count: number): number => Math.floor(next() * count);
	return {
		below,
		chance: (share: number): boolean => next() < share,
		pick: <T>(list: readonly T[]): T => list[below(list.length)] as T,
	};
};

/** What may happen in a world: logs that are rewritten, logs that are moved and purged, or both. */
export type Kind = 'rewriting' | 'purging' | 'both';

/** Things that happen to the logs below a home. `said` tells what has happened, for whoever looks for a fault. */
export class FuzzWorld {
	readonly logs: Log[] = [];
	readonly said: string[] = [];
	#sessions = 0;

	constructor(
		readonly home: string,
		readonly writer: Writer,
		readonly random: Random,
		readonly kind: Kind,
	) {}

	/** One thing by chance. */
	step(): void {
		const { random } = this;
		const log = this.logs.length > 0 ? random.pick(this.logs) : undefined;
		const what = log ? random.below(100) : 0;
		if (!log || what < 8) this.#create();
		else if (what < 55) this.#grow(log);
		else if (what < 63) this.#fork(log);
		else if (what < 69) this.#garbage(log);
		else if (what < 73) this.#touch(log);
		else if (this.kind === 'rewriting' || (this.kind === 'both' && what < 87)) this.#change(log);
		else if (what < 90) this.#move(log);
		else this.#purge(log);
	}

	#change(log: Log): void {
		const what = this.random.below(3);
		if (what === 0) this.#cut(log);
		else if (what === 1) this.#rewrite(log);
		else this.#replace(log);
	}

	#path(log: Log): string {
		return path.join(this.home, log.file);
	}

	#say(what: string, log: Log): void {
		this.said.push(`${what} ${log.file}`);
	}

	#create(): void {
		const session = ++this.#sessions;
		this.#add(session, this.writer.begin(session).map(textOf), 'create');
	}

	#add(session: number, lines: readonly string[], what: string): void {
		const log: Log = { session, file: this.writer.fileOf(session), pending: Buffer.from(lines.join('')) };
		if (this.logs.some(each => each.file === log.file)) return;
		fs.mkdirSync(path.dirname(this.#path(log)), { recursive: true });
		fs.writeFileSync(this.#path(log), '');
		this.logs.push(log);
		this.#say(what, log);
		this.#flush(log);
	}

	/** Writes some of what is pending: now and then all of it. */
	#flush(log: Log): void {
		const some = this.random.chance(0.3) ? log.pending.length : this.random.below(log.pending.length + 1);
		fs.appendFileSync(this.#path(log), log.pending.subarray(0, some));
		log.pending = log.pending.subarray(some);
	}

	#grow(log: Log): void {
		const calls = Array.from({ length: 1 + this.random.below(4) }, () => this.writer.next(log.session)).flat();
		log.pending = Buffer.concat([log.pending, Buffer.from(calls.map(textOf).join(''))]);
		this.#say('grow', log);
		this.#flush(log);
	}

	#fork(log: Log): void {
		const lines = this.#wholeLines(log);
		if (lines.length === 0) return;
		const session = ++this.#sessions;
		this.#add(session, this.writer.fork(session, log.session, lines), `fork of ${log.file}:`);
	}

	#wholeLines(log: Log): string[] {
		return fs
			.readFileSync(this.#path(log), 'latin1')
			.split(/(?<=\n)/)
			.filter(line => line.endsWith('}\n'));
	}

	#garbage(log: Log): void {
		if (log.pending.length > 0) return;
		const { random } = this;
		const bytes = Buffer.from(Array.from({ length: random.below(60) }, () => random.below(256)));
		fs.appendFileSync(
			this.#path(log),
			random.chance(0.5) ? Buffer.concat([bytes, Buffer.from('\n')]) : random.pick(['\n', '\r\n', '\0\0\0', '{}\n', '[1]\n', '{"a":\n']),
		);
		this.#say('garbage', log);
	}

	#cut(log: Log): void {
		fs.truncateSync(this.#path(log), this.random.below(fs.statSync(this.#path(log)).size + 1));
		log.pending = Buffer.alloc(0);
		this.#say('cut', log);
	}

	/** In place, under the same number: some of its lines stay, in order, and new ones come. */
	#rewrite(log: Log): void {
		const kept = this.#wholeLines(log).filter((_, i) => i === 0 || this.random.chance(0.7));
		const more = this.writer.next(log.session).map(textOf);
		fs.writeFileSync(this.#path(log), Buffer.from([...kept, ...more].join(''), 'latin1'));
		log.pending = Buffer.alloc(0);
		this.#say('rewrite', log);
	}

	#move(log: Log): void {
		const to = this.writer.movedTo(log.file, ++this.#sessions);
		if (to === log.file || this.logs.some(each => each.file === to)) return;
		fs.mkdirSync(path.dirname(path.join(this.home, to)), { recursive: true });
		fs.renameSync(this.#path(log), path.join(this.home, to));
		this.#say(`move to ${to}:`, log);
		log.file = to;
	}

	#purge(log: Log): void {
		fs.rmSync(this.#path(log));
		this.logs.splice(this.logs.indexOf(log), 1);
		this.#say('purge', log);
	}

	/** Deleted and made anew: on many file systems with the same number. */
	#replace(log: Log): void {
		fs.rmSync(this.#path(log));
		const lines = [...this.writer.begin(log.session), ...this.writer.next(log.session)].map(textOf);
		fs.writeFileSync(this.#path(log), lines.join(''));
		log.pending = Buffer.alloc(0);
		this.#say('replace', log);
	}

	#touch(log: Log): void {
		const later = fs.statSync(this.#path(log)).mtimeMs / 1000 + 1;
		fs.utimesSync(this.#path(log), later, later);
		this.#say('touch', log);
	}
}

const textOf = (record: object): string => `${JSON.stringify(record)}\n`;
