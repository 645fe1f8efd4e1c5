// Merges a SQLite write-ahead log into a copy of its database, in memory: what a reader of the file alone would miss.

const HEADER = 32;
const FRAME = 24;
const MAGIC = 0x377f0682; // the lowest bit tells the byte order of the checksums

/** The part of the log's header that changes whenever the log starts over: salts and check sums. */
export const walIdentity = (wal: Uint8Array): string => (wal.length < HEADER ? '' : Buffer.from(wal.subarray(0, HEADER)).toString('hex'));

/**
 * The database with every transaction of the log that was committed, as one file without a log. `main` may be changed and given back.
 * A log of another database, one that was started over, or one that breaks off adds only what its check sums vouch for.
 */
export function mergeWal(main: Uint8Array, wal: Uint8Array): Uint8Array {
	const pages = committedPages(wal);
	const merged = pages ? apply(main, wal, pages) : main;
	// 18 and 19: write and read version. A file without a log beside it must not say that it has one.
	if (merged.length >= 100) {
		merged[18] = 1;
		merged[19] = 1;
	}
	return merged;
}

interface Committed {
	pageSize: number;
	/** Pages the database has after the last commit. */
	count: number;
	/** Where in the log the newest copy of each page begins. */
	at: Map<number, number>;
}

function committedPages(wal: Uint8Array): Committed | undefined {
	if (wal.length < HEADER) return undefined;
	const view = new DataView(wal.buffer, wal.byteOffset, wal.byteLength);
	const magic = view.getUint32(0);
	if ((magic & 0xfffffffe) >>> 0 !== MAGIC) return undefined;
	const little = (magic & 1) === 0;
	const pageSize = view.getUint32(8);
	if (pageSize < 512 || pageSize > 65536 || (pageSize & (pageSize - 1)) !== 0) return undefined;
	const sum: [number, number] = [0, 0];
	checksum(view, 0, 24, little, sum);
	if (sum[0] !== view.getUint32(24) || sum[1] !== view.getUint32(28)) return undefined;
	const at = new Map<number, number>();
	let waiting = new Map<number, number>();
	let count = 0;
	for (let frame = HEADER; frame + FRAME + pageSize <= wal.length; frame += FRAME + pageSize) {
		if (view.getUint32(frame + 8) !== view.getUint32(16) || view.getUint32(frame + 12) !== view.getUint32(20)) break;
		checksum(view, frame, 8, little, sum);
		checksum(view, frame + FRAME, pageSize, little, sum);
		if (sum[0] !== view.getUint32(frame + 16) || sum[1] !== view.getUint32(frame + 20)) break;
		waiting.set(view.getUint32(frame), frame + FRAME);
		const size = view.getUint32(frame + 4);
		if (size === 0) continue;
		for (const [page, start] of waiting) at.set(page, start);
		waiting = new Map();
		count = size;
	}
	return count > 0 ? { pageSize, count, at } : undefined;
}

function apply(main: Uint8Array, wal: Uint8Array, { pageSize, count, at }: Committed): Uint8Array {
	const size = count * pageSize;
	let merged = main;
	if (size < main.length) merged = main.subarray(0, size);
	else if (size > main.length) {
		merged = new Uint8Array(size);
		merged.set(main);
	}
	for (const [page, start] of at) {
		if (page >= 1 && page <= count) merged.set(wal.subarray(start, start + pageSize), (page - 1) * pageSize);
	}
	return merged;
}

/** Adds `length` bytes (a multiple of 8) to SQLite's rolling check sum. */
function checksum(view: DataView, from: number, length: number, little: boolean, sum: [number, number]): void {
	let [a, b] = sum;
	for (let i = from; i < from + length; i += 8) {
		a = (a + view.getUint32(i, little) + b) >>> 0;
		b = (b + view.getUint32(i + 4, little) + a) >>> 0;
	}
	sum[0] = a;
	sum[1] = b;
}
