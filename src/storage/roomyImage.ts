// The bytes a database is opened from, with room behind them.

/** Bytes. Room that is never used takes no memory. */
const ROOM = 32 * 1024 * 1024;

/**
 * sql.js keeps a database in an array that it makes an eighth larger whenever it is full, leaving the old one to be collected: a
 * first scan of gigabytes would leave a hundred megabytes of them. The first array is the copy it takes of these bytes by `slice`.
 */
export class RoomyImage extends Uint8Array {
	readonly #room: number;
	#file: Uint8Array<ArrayBuffer> | undefined;

	/** `room`: bytes the database may grow by before sql.js makes another array. */
	constructor(image: Uint8Array, room = ROOM) {
		super(image.buffer as ArrayBuffer, image.byteOffset, image.byteLength);
		this.#room = room;
	}

	/** The array that the database opened from this was given, as far as its `size` bytes; undefined before, and where it has outgrown it. sql.js may have moved on to another all the same. */
	file(size: number): Uint8Array<ArrayBuffer> | undefined {
		return this.#file !== undefined && size <= this.#file.length ? this.#file.subarray(0, size) : undefined;
	}

	/** The bytes with room behind them, where a file's content may end before its array does. */
	override slice(start = 0, end = this.length): Uint8Array<ArrayBuffer> {
		const bytes = new Uint8Array(this.buffer, this.byteOffset + start, end - start);
		const roomy = new Uint8Array(bytes.length + this.#room);
		roomy.set(bytes);
		this.#file = roomy;
		return roomy;
	}
}
