// Writes a SQLite write-ahead log, as SQLite does, that leads from one image of a database to another.

export interface WalOptions {
	/** Frames after the last commit: a transaction that is still open. */
	open?: Uint8Array;
	bigEndian?: boolean;
	salt?: number;
}

/** The log that turns `before` into each image of `after`, one commit each. */
export function walOf(before: Uint8Array, after: readonly Uint8Array[], { open, bigEndian = false, salt = 7 }: WalOptions = {}): Buffer {
	const pageSize = Buffer.from(before).readUInt16BE(16) % 65535 || 65536;
	const header = Buffer.alloc(32);
	header.writeUInt32BE(bigEndian ? 0x377f0683 : 0x377f0682, 0);
	header.writeUInt32BE(3007000, 4);
	header.writeUInt32BE(pageSize, 8);
	header.writeUInt32BE(salt, 16);
	header.writeUInt32BE(salt * 31, 20);
	const sum = new Sum(!bigEndian);
	sum.add(header.subarray(0, 24));
	sum.write(header, 24);
	const frames: Buffer[] = [header];
	let last = before;
	for (const [i, image] of [...after, ...(open ? [open] : [])].entries()) {
		const pages = pagesThatDiffer(last, image, pageSize);
		for (const [j, page] of pages.entries()) {
			const frame = Buffer.alloc(24);
			frame.writeUInt32BE(page + 1, 0);
			frame.writeUInt32BE(i < after.length && j === pages.length - 1 ? image.length / pageSize : 0, 4);
			header.copy(frame, 8, 16, 24);
			const bytes = Buffer.from(image.subarray(page * pageSize, (page + 1) * pageSize));
			sum.add(frame.subarray(0, 8));
			sum.add(bytes);
			sum.write(frame, 16);
			frames.push(frame, bytes);
		}
		last = image;
	}
	return Buffer.concat(frames);
}

function pagesThatDiffer(a: Uint8Array, b: Uint8Array, size: number): number[] {
	const pages: number[] = [];
	for (let page = 0; page * size < b.length; page++) {
		const [from, to] = [page * size, (page + 1) * size];
		if (Buffer.compare(a.subarray(from, to), b.subarray(from, to)) !== 0) pages.push(page);
	}
	return pages;
}

class Sum {
	#a = 0;
	#b = 0;
	constructor(readonly little: boolean) {}

	add(bytes: Buffer): void {
		for (let i = 0; i < bytes.length; i += 8) {
			this.#a = (this.#a + this.#word(bytes, i) + this.#b) >>> 0;
			this.#b = (this.#b + this.#word(bytes, i + 4) + this.#a) >>> 0;
		}
	}

	write(bytes: Buffer, at: number): void {
		bytes.writeUInt32BE(this.#a, at);
		bytes.writeUInt32BE(this.#b, at + 4);
	}

	#word(bytes: Buffer, at: number): number {
		return this.little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at);
	}
}
