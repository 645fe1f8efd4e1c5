// The store as the rest of the hub holds it: reads at once, one transaction a write, kept by the disk.
import type { Clock } from '../base/clock';
import { AppError } from '../base/errors';
import type { Log } from '../base/log';
import type { Disk } from './disk';
import { encodeMany, encodeOperation, encodeOperations } from './journal';
import type { Connection } from './sqlite';
import type { Durability, Row, Store, StoreMode, Value, Writer } from './store';

export interface SqlStoreParts {
	connection: Connection;
	mode: StoreMode;
	/** What was found at opening. */
	notes: readonly string[];
	/** What every write is answered with; undefined where writes are allowed. */
	refusal: AppError | undefined;
	/** Undefined where nothing is kept. */
	disk: Disk | undefined;
	clock: Clock;
	log: Log;
}

export class SqlStore implements Store {
	readonly mode: StoreMode;
	readonly #parts: SqlStoreParts;
	readonly #noted: string[] = [];
	#writing = false;
	#closed: Promise<void> | undefined;

	constructor(parts: SqlStoreParts) {
		this.#parts = parts;
		this.mode = parts.mode;
	}

	get notes(): readonly string[] {
		const { trouble } = this;
		return [...this.#parts.notes, ...this.#noted, ...(trouble === undefined ? [] : [trouble])];
	}

	note(words: string): void {
		this.#parts.log.warn(words);
		this.#noted.push(words);
	}

	get trouble(): string | undefined {
		return this.#parts.disk?.trouble;
	}

	async image(): Promise<Uint8Array> {
		this.#assertBetweenWrites();
		const { connection, clock } = this.#parts;
		return await connection.copied(clock, image => image);
	}

	get(sql: string, params?: readonly Value[]): Row | undefined {
		return this.#reader(sql).get(sql, params);
	}

	all(sql: string, params?: readonly Value[]): Row[] {
		return this.#reader(sql).all(sql, params);
	}

	async write<T>(durability: Durability, work: (writer: Writer) => T): Promise<T> {
		const { disk, refusal } = this.#parts;
		if (this.#closed) throw closedError();
		if (refusal) throw refusal;
		for (let wait = disk?.admit(durability); wait; wait = disk?.admit(durability)) {
			await wait;
			if (this.#closed) throw closedError();
		}
		const journaled = disk !== undefined && !(durability === 'bulk' && disk.takesBulk());
		const { result, changed, body } = this.#transaction(work, journaled);
		if (!changed) return result;
		if (body === undefined) disk?.keepBulk();
		else await disk?.keep(body, durability);
		return result;
	}

	async flush(): Promise<void> {
		this.#assertBetweenWrites();
		await this.#parts.disk?.flush();
	}

	async backUp(): Promise<void> {
		this.#assertBetweenWrites();
		const { disk, refusal } = this.#parts;
		if (!disk) throw refusal ?? new AppError('STORE_UNWRITABLE', 'Nothing can be saved at the moment, so there is no backup either.');
		await disk.snapshot();
	}

	close(): Promise<void> {
		this.#closed ??= this.#close();
		return this.#closed;
	}

	dispose(): void {
		void this.close();
	}

	async #close(): Promise<void> {
		await this.#parts.disk?.close();
		this.#parts.connection.close();
	}

	/** Gives what `work` gave, whether it changed anything, and, where it did and they are asked for, its operations as the body of a journal line. */
	#transaction<T>(work: (writer: Writer) => T, journaled: boolean): { result: T; changed: boolean; body: string | undefined } {
		if (this.#writing) throw new AppError('INTERNAL', 'A write inside a write: the inner one has to use the writer of the outer one.');
		const { connection } = this.#parts;
		const recorder = new Recorder(connection, journaled);
		this.#writing = true;
		try {
			return connection.transaction(() => {
				const result = work(recorder);
				if (isThenable(result)) throw new AppError('INTERNAL', 'The work of a write has to be done when it returns; it gave a promise.');
				return { result, changed: recorder.changed, body: recorder.body() };
			});
		} finally {
			recorder.end();
			this.#writing = false;
		}
	}

	/** Half a transaction is nothing to save; SQLite would refuse it too, which would look like a disk that fails. */
	#assertBetweenWrites(): void {
		if (this.#closed) throw closedError();
		if (this.#writing) throw new AppError('INTERNAL', 'The work of a write asked for the store to be saved: that is done after it.');
	}

	#reader(sql: string): Connection {
		if (this.#closed) throw closedError();
		const { connection } = this.#parts;
		if (!connection.reads(sql)) throw new AppError('INTERNAL', `What changes data goes through write: ${sql.trim().slice(0, 80)}`);
		return connection;
	}
}

/** Runs statements and remembers those that change data, where they are to be journaled. */
class Recorder implements Writer {
	readonly #connection: Connection;
	readonly #journaled: boolean;
	readonly #operations: string[] = [];
	#changed = false;
	#ended = false;
	#doom: unknown;

	constructor(connection: Connection, journaled: boolean) {
		this.#connection = connection;
		this.#journaled = journaled;
	}

	get changed(): boolean {
		return this.#changed;
	}

	run(sql: string, params: readonly Value[] = []): number {
		return this.#recorded(sql, params, () => this.#connection.run(sql, params));
	}

	runMany(sql: string, rows: readonly (readonly Value[])[]): void {
		this.#assertOpen();
		if (rows.length === 0) return;
		try {
			this.#connection.runMany(sql, rows);
		} catch (error) {
			// Some rows are in and others not; a caller that goes on all the same must not get that kept.
			this.#doom ??= error;
			throw error;
		}
		this.#note(sql, () => encodeMany(sql, rows));
	}

	get(sql: string, params: readonly Value[] = []): Row | undefined {
		return this.#recorded(sql, params, () => this.#connection.get(sql, params));
	}

	all(sql: string, params: readonly Value[] = []): Row[] {
		return this.#recorded(sql, params, () => this.#connection.all(sql, params));
	}

	/** The operations as the body of a journal line; undefined where there are none. Throws what doomed the transaction. */
	body(): string | undefined {
		if (this.#doom !== undefined) throw this.#doom;
		return this.#operations.length > 0 ? encodeOperations(this.#operations) : undefined;
	}

	/** A writer that was carried out of its transaction is of no use. */
	end(): void {
		this.#ended = true;
	}

	/** A statement that fails changes nothing, so only those that ran are remembered. */
	#recorded<T>(sql: string, params: readonly Value[], run: () => T): T {
		this.#assertOpen();
		const result = run();
		this.#note(sql, () => encodeOperation(sql, params));
		return result;
	}

	#note(sql: string, encode: () => string): void {
		if (this.#connection.reads(sql)) return;
		this.#changed = true;
		if (this.#journaled) this.#operations.push(encode());
	}

	#assertOpen(): void {
		if (this.#ended) throw new AppError('INTERNAL', 'The transaction of this writer is over.');
	}
}

const closedError = (): AppError => new AppError('STORE_UNWRITABLE', 'The store is closed.');

function isThenable(value: unknown): boolean {
	return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}
