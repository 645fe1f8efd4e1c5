// Reads zstd, with Node's own decoder where it has one (22.15 and later) and a JavaScript one elsewhere.
import * as fs from 'node:fs';
import * as zlib from 'node:zlib';
import { Decompress } from 'fzstd';
import type { Turn } from '../collector';
import { MAX_LINE } from '../lines';

/** Bytes of the file that are read at a time. */
const CHUNK = 256 * 1024;

/** Memory a frame may ask for before it gives a byte: what the command `zstd` allows, too. */
const MAX_WINDOW = 128 * 1024 * 1024;

const TOO_LONG = 'longer than 16 MB';

type Native = (bytes: Uint8Array, options: { maxOutputLength: number }) => Buffer;

/** The whole of a small file. Throws where it is no zstd, is cut off, or would be larger than `limit` bytes. */
export function inflate(bytes: Uint8Array, limit: number): Buffer {
	if (!isZstd(bytes)) throw new Error('It is not compressed with zstd.');
	const native = (zlib as { zstdDecompressSync?: Native }).zstdDecompressSync;
	if (native) return native(bytes, { maxOutputLength: limit });
	const chunks: Buffer[] = [];
	let length = 0;
	const stream = new Decompress(chunk => {
		length += chunk.length;
		if (length > limit) throw new Error(`It would be larger than ${limit} bytes.`);
		chunks.push(Buffer.from(chunk));
	});
	if (memoryOf(bytes) > Math.max(limit, 1024 * 1024)) throw new Error(`It would be larger than ${limit} bytes.`);
	stream.push(Uint8Array.from(bytes), true);
	return Buffer.concat(chunks);
}

export const isZstd = (bytes: Uint8Array): boolean => bytes[0] === 0x28 && bytes[1] === 0xb5 && bytes[2] === 0x2f && bytes[3] === 0xfd;

/**
 * Calls `onLine` as `readLines` does, for each line of a compressed file that holds a marker, from its beginning to its end;
 * a last line without a newline is a line too, for such a file never grows. Gives the number of lines.
 */
export async function readZstdLines(
	path: string,
	markers: readonly string[],
	turn: Turn,
	onLine: (bytes: Buffer, start: number, end: number, line: number) => void,
	onSkipped: (line: number, why: string) => void,
): Promise<number> {
	const needles = markers.map(marker => Buffer.from(marker));
	let line = 0;
	let rest: Buffer[] = [];
	let held = 0;
	let begun = false;
	const hand = (whole: Buffer, start: number, end: number) => {
		line++;
		if (end - start > MAX_LINE) onSkipped(line, TOO_LONG);
		else if (needles.length === 0 || needles.some(needle => holds(whole, needle, start, end))) onLine(whole, start, end, line);
	};
	const hold = (piece: Buffer) => {
		held += piece.length;
		// Of a line that will be skipped only the length matters.
		if (held > MAX_LINE) rest = [];
		else rest.push(Buffer.from(piece));
	};
	const handHeld = () => {
		if (held > MAX_LINE) onSkipped(++line, TOO_LONG);
		else hand(Buffer.concat(rest), 0, held);
		rest = [];
		held = 0;
	};
	const take = (chunk: Buffer) => {
		let start = 0;
		for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
			if (held > 0) {
				hold(chunk.subarray(start, end));
				handHeld();
			} else hand(chunk, start, end);
			start = end + 1;
		}
		if (start < chunk.length) hold(chunk.subarray(start));
	};
	const stream = new Decompress(chunk => take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
	const handle = await fs.promises.open(path, 'r');
	try {
		const buffer = Buffer.allocUnsafe(CHUNK);
		for (;;) {
			const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
			if (bytesRead === 0) break;
			if (!begun) {
				if (!isZstd(buffer)) throw new Error('It is not compressed with zstd.');
				if (memoryOf(buffer) > MAX_WINDOW)
					throw new Error(`It asks for more than ${MAX_WINDOW / 1024 / 1024} MB of memory to be unpacked.`);
				begun = true;
			}
			stream.push(new Uint8Array(buffer.subarray(0, bytesRead)));
			await turn.next(bytesRead);
		}
	} finally {
		await handle.close();
	}
	if (!begun) return 0;
	stream.push(new Uint8Array(0), true);
	if (held > 0) handHeld();
	return line;
}

function holds(bytes: Buffer, needle: Buffer, start: number, end: number): boolean {
	const at = bytes.subarray(start, end).indexOf(needle);
	return at >= 0;
}

/** Bytes a decoder sets aside for a frame: its window, or its whole content where it is one segment (RFC 8878, 3.1.1.1). */
function memoryOf(bytes: Uint8Array): number {
	const descriptor = bytes[4] ?? 0;
	if ((descriptor & 0x20) === 0) {
		const window = bytes[5] ?? 0;
		const base = 2 ** (10 + (window >> 3));
		return base + (base / 8) * (window & 7);
	}
	const width = [1, 2, 4, 8][descriptor >> 6] ?? 1;
	const at = 5 + ([0, 1, 2, 4][descriptor & 3] ?? 0);
	let size = width === 2 ? 256 : 0;
	for (let i = 0; i < width; i++) size += (bytes[at + i] ?? 0) * 256 ** i;
	return size;
}
