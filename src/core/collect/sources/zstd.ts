// Reads zstd, with Node's own decoder where it has one (22.15 and later) and a JavaScript one elsewhere.
import * as fs from 'node:fs';
import * as zlib from 'node:zlib';
import { Decompress, decompress } from 'fzstd';
import type { Turn } from '../collector';
import { MAX_LINE } from '../lines';

/** Bytes of the file that are read at a time. */
const CHUNK = 256 * 1024;

type Inflate = (bytes: Uint8Array, options?: { maxOutputLength?: number }) => Uint8Array;

/** The whole of a small frame. Throws where it is no zstd, is cut off, or would be larger than `limit` bytes. */
export function inflate(bytes: Uint8Array, limit: number): Buffer {
	const native = (zlib as { zstdDecompressSync?: Inflate }).zstdDecompressSync;
	const out = native ? native(bytes, { maxOutputLength: limit }) : decompress(bytes, room(bytes, limit));
	if (out.length > limit) throw new Error(`more than ${limit} bytes when unpacked`);
	return Buffer.from(out.buffer, out.byteOffset, out.byteLength);
}

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
	const hand = (whole: Buffer, start: number, end: number) => {
		line++;
		if (end - start > MAX_LINE) onSkipped(line, 'longer than 16 MB');
		else if (needles.length === 0 || needles.some(needle => holds(whole, needle, start, end))) onLine(whole, start, end, line);
	};
	const take = (chunk: Buffer) => {
		let start = 0;
		for (let end = chunk.indexOf(10); end >= 0; end = chunk.indexOf(10, start)) {
			if (held > 0) {
				const whole = Buffer.concat([...rest, chunk.subarray(start, end)]);
				rest = [];
				held = 0;
				hand(whole, 0, whole.length);
			} else hand(chunk, start, end);
			start = end + 1;
		}
		if (start === chunk.length) return;
		held += chunk.length - start;
		// Of a line that will be skipped anyway only the length matters.
		rest = held > MAX_LINE ? [Buffer.alloc(MAX_LINE + 1)] : [...rest, Buffer.from(chunk.subarray(start))];
		held = Math.min(held, MAX_LINE + 1);
	};
	const stream = new Decompress(chunk => take(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength)));
	const handle = await fs.promises.open(path, 'r');
	try {
		const buffer = Buffer.allocUnsafe(CHUNK);
		for (;;) {
			const { bytesRead } = await handle.read(buffer, 0, CHUNK, null);
			if (bytesRead === 0) break;
			stream.push(new Uint8Array(buffer.subarray(0, bytesRead)));
			await turn.next(bytesRead);
		}
	} finally {
		await handle.close();
	}
	stream.push(new Uint8Array(0), true);
	if (held > 0) {
		const whole = Buffer.concat(rest);
		hand(whole, 0, whole.length);
	}
	return line;
}

function holds(bytes: Buffer, needle: Buffer, start: number, end: number): boolean {
	const at = bytes.subarray(start, end).indexOf(needle);
	return at >= 0;
}

/** A buffer of the size the frame names, so that a small file cannot ask for all memory; undefined where it names none. */
function room(bytes: Uint8Array, limit: number): Uint8Array | undefined {
	const size = frameSize(bytes);
	if (size === undefined) return undefined;
	if (size > limit) throw new Error(`more than ${limit} bytes when unpacked`);
	return new Uint8Array(size);
}

/** Frame_Content_Size of a zstd frame header (RFC 8878, 3.1.1.1). */
function frameSize(bytes: Uint8Array): number | undefined {
	if (bytes.length < 6 || bytes[0] !== 0x28 || bytes[1] !== 0xb5 || bytes[2] !== 0x2f || bytes[3] !== 0xfd) throw new Error('not zstd');
	const descriptor = bytes[4] ?? 0;
	const single = (descriptor & 0x20) !== 0;
	const dictionary = [0, 1, 2, 4][descriptor & 3] ?? 0;
	const width = [single ? 1 : 0, 2, 4, 8][descriptor >> 6] ?? 0;
	if (width === 0) return undefined;
	const at = 5 + (single ? 0 : 1) + dictionary;
	let size = 0;
	for (let i = width - 1; i >= 0; i--) size = size * 256 + (bytes[at + i] ?? 0);
	return width === 2 ? size + 256 : size;
}
