// Reads a .vsix (a zip file): the names of its entries and what they hold.
import * as fs from 'node:fs';
import { inflateRawSync } from 'node:zlib';

export interface Entry {
	name: string;
	/** Bytes when unpacked. */
	size: number;
	read(): Buffer;
}

/** The entries of a zip file of less than 4 GB. Throws where the file is none. */
export function readZip(file: string): Entry[] {
	const bytes = fs.readFileSync(file);
	const end = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]));
	if (end < 0) throw new Error(`${file} is no zip file`);
	const entries: Entry[] = [];
	let at = bytes.readUInt32LE(end + 16);
	for (let count = bytes.readUInt16LE(end + 10); count > 0; count--) {
		const method = bytes.readUInt16LE(at + 10);
		const packed = bytes.readUInt32LE(at + 20);
		const local = bytes.readUInt32LE(at + 42);
		const nameLength = bytes.readUInt16LE(at + 28);
		entries.push({
			name: bytes.toString('utf8', at + 46, at + 46 + nameLength),
			size: bytes.readUInt32LE(at + 24),
			read() {
				const start = local + 30 + bytes.readUInt16LE(local + 26) + bytes.readUInt16LE(local + 28);
				const content = bytes.subarray(start, start + packed);
				return method === 0 ? content : inflateRawSync(content);
			},
		});
		at += 46 + nameLength + bytes.readUInt16LE(at + 30) + bytes.readUInt16LE(at + 32);
	}
	return entries;
}
