// Appends transactions to the redo journal: everything that waits at the same time shares one fdatasync.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AppError } from '../base/errors';
import { journalFile } from './commit';
import { place, syncData, syncFolder, writeAll } from './files';
import { encodeHead, encodeLine, type Position } from './journal';

export interface JournalWriterOptions {
	folder: string;
	/** Epoch of this hub. */
	term: number;
	/** Number of the next journal file. */
	number: number;
	/** Where the history stands. */
	from: Position;
	/** Throws FENCED where this hub may not write any more. */
	fence: () => void;
	/** Before a new file is begun: throws FENCED where the folder is not as this hub left it. Gives the newest commit's number. */
	base: () => number;
	/** Tries again while a file is held by somebody else. */
	patient: <T>(work: () => T | Promise<T>) => Promise<T>;
}

interface Pending {
	bytes: Buffer;
	after: Position;
}

/** The journal of one hub. After a failed write it is broken: it drops what it is given until `resume`. */
export class JournalWriter {
	readonly #options: JournalWriterOptions;
	#number: number;
	#tip: Position;
	/** The last line on disk. */
	#written: Position;
	#pending: Pending[] = [];
	#pendingBytes = 0;
	#fd: number | undefined;
	#file = '';
	#current: Promise<void> | undefined;
	#next: Promise<void> | undefined;
	#broken: unknown;
	#holding = false;
	#full = false;

	constructor(options: JournalWriterOptions) {
		this.#options = options;
		this.#number = options.number;
		this.#tip = options.from;
		this.#written = options.from;
	}

	/** The last transaction recorded, on disk or not. */
	get tip(): Position {
		return this.#tip;
	}

	/** Recorded and not yet being written. */
	get pendingBytes(): number {
		return this.#pendingBytes;
	}

	/** Why the last write failed; undefined while all is well. */
	get broken(): unknown {
		return this.#broken;
	}

	/** Name of the file that is appended to; '' before the first line. */
	get file(): string {
		return this.#file;
	}

	/** Adds a transaction; gives the bytes of its line. It is on disk after the next `flush`. */
	record(body: string): number {
		const { line, after } = encodeLine(this.#tip, body);
		this.#tip = after;
		if (this.#broken !== undefined && !this.#holding) return line.length;
		const bytes = Buffer.from(line, 'utf8');
		this.#pending.push({ bytes, after });
		this.#pendingBytes += bytes.length;
		return bytes.length;
	}

	/** Resolves when everything recorded so far is on disk. Rejects with what broke the journal, or FENCED. */
	flush(): Promise<void> {
		if (this.#broken !== undefined) return Promise.reject(this.#broken);
		if (this.#pending.length === 0) return this.#current ?? Promise.resolve();
		// The batch being written takes no more; whoever comes meanwhile shares the next one.
		this.#next ??= (this.#current ?? Promise.resolve()).then(() => this.#writeNext());
		return this.#next;
	}

	/** Makes the file that the next line goes to, so that what an older file says beyond this point is cut off. Rejects as `flush` does. */
	async prepare(): Promise<void> {
		await this.flush();
		if (this.#full || this.#fd === undefined) await this.#begin();
	}

	/** The next line begins a new file: a snapshot was published. */
	rotate(): void {
		this.#full = true;
	}

	/**
	 * Something was done that no line tells of: what follows cannot be replayed on what was before, so it does not follow it
	 * in number and begins a new file. Nothing may be waiting. Gives where the history goes on.
	 */
	jump(): Position {
		if (this.#pending.length > 0) throw new AppError('INTERNAL', 'The journal cannot jump over what waits to be written.');
		this.#tip = encodeLine(this.#tip, '').after;
		this.#written = this.#tip;
		this.#full = true;
		return this.#tip;
	}

	/** Breaks it from outside: there is nothing yet that a journal could follow. */
	fail(error: unknown): void {
		this.#broken ??= error;
		this.release();
	}

	/** While broken: keeps what is recorded from here on, because a snapshot of this moment is being written. */
	hold(): void {
		this.#holding = true;
		this.#pending = [];
		this.#pendingBytes = 0;
	}

	/** The snapshot of `hold` failed too. */
	release(): void {
		this.#holding = false;
		this.#pending = [];
		this.#pendingBytes = 0;
	}

	/** The snapshot of `hold` was published at `from`: goes on in a new file. */
	resume(from: Position): void {
		this.#close();
		this.#written = from;
		this.#next = undefined;
		this.#broken = undefined;
		this.#holding = false;
	}

	/** Lets go of the file. What was not flushed is lost. Never rejects. */
	async close(): Promise<void> {
		this.#broken ??= new AppError('STORE_UNWRITABLE', 'The store is closed.');
		this.release();
		await this.#current?.catch(() => {});
		this.#close();
	}

	async #writeNext(): Promise<void> {
		const writing = this.#next;
		this.#current = writing;
		this.#next = undefined;
		const batch = this.#pending;
		const last = batch.at(-1);
		this.#pending = [];
		this.#pendingBytes = 0;
		try {
			if (this.#broken !== undefined) throw this.#broken;
			if (last) await this.#write(batch, last);
		} catch (error) {
			this.#broken ??= error;
			this.#pending = [];
			this.#pendingBytes = 0;
			throw error;
		} finally {
			if (this.#current === writing) this.#current = undefined;
		}
	}

	async #write(batch: readonly Pending[], last: Pending): Promise<void> {
		this.#options.fence();
		this.#assertNoSuccessor();
		const fd = this.#full || this.#fd === undefined ? await this.#begin() : this.#fd;
		const [first] = batch;
		await writeAll(fd, batch.length === 1 && first ? first.bytes : Buffer.concat(batch.map(({ bytes }) => bytes)));
		await syncData(fd);
		// A hub that took over meanwhile may have read the journal before these lines were in it: then nobody is told that they are kept.
		this.#options.fence();
		this.#assertNoSuccessor();
		this.#written = last.after;
	}

	async #begin(): Promise<number> {
		this.#close();
		const { folder, patient } = this.#options;
		const name = await patient(() => this.#placeNext());
		syncFolder(folder);
		const fd = await patient(() => fs.openSync(path.join(folder, name), fs.constants.O_WRONLY | fs.constants.O_APPEND));
		this.#file = name;
		this.#fd = fd;
		return fd;
	}

	/** The next file with its head alone; gives its name. */
	#placeNext(): string {
		const { folder, term, base } = this.#options;
		const commit = base();
		// Used up even where placing fails half-way: the name may stand there all the same.
		const number = this.#number++;
		const name = journalFile(term, number);
		if (!place(path.join(folder, name), encodeHead({ term, number, commit, from: this.#written }))) throw this.#foreign(name);
		return name;
	}

	/**
	 * Guards against a second writer with the same epoch, which the fence cannot see: its file would follow ours, and
	 * ours would be gone where it has saved more than once since (files are cleared away oldest first).
	 */
	#assertNoSuccessor(): void {
		if (this.#fd === undefined) return;
		const { folder, term } = this.#options;
		const next = journalFile(term, this.#number);
		if (fs.existsSync(path.join(folder, next))) throw this.#foreign(next);
		if (fs.existsSync(path.join(folder, this.#file))) return;
		// Nobody clears a whole folder away: somebody removed it.
		if (!fs.existsSync(folder)) throw Object.assign(new Error(`${folder} was removed`), { code: 'ENOENT' });
		throw this.#foreign(this.#file);
	}

	#foreign(name: string): AppError {
		return new AppError(
			'FENCED',
			`Somebody else writes to ${this.#options.folder} (${name} was not made or removed by this hub), so this hub writes nothing more. Only one hub may use a folder; where no other one does, restart the hub.`,
		);
	}

	#close(): void {
		if (this.#fd !== undefined) fs.closeSync(this.#fd);
		this.#fd = undefined;
		this.#file = '';
		this.#full = false;
	}
}
