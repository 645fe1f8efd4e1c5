// The bytes a database is opened from, with room behind them.

/** Bytes. Room that is never used takes no memory. */
const ROOM = 32 * 1024 * 1024;

/**
 * sql.js keeps a database in an array that it makes an eighth larger whenever it is full, leaving the old one to be collected: a
 * first scan of gigabytes would leave a hundred megabytes of them. The first array is the copy it takes of these bytes by `slice`.
 */
export class RoomyImage extends Uint8Array {
	constructor(image: Uint8Array) {
		super(image.buffer as ArrayBuffer, image.byteOffset, image.byteLength);
	}

	/** The bytes with room behind them, where a file's content may end before its array does. */
	override slice(start = 0, end = this.length): Uint8Array<ArrayBuffer> {
		const bytes = new Uint8Array(this.buffer, this.byteOffset + start, end - start);
		const roomy = new Uint8Array(bytes.length + ROOM);
		roomy.set(bytes);
		return roomy;
	}
}
