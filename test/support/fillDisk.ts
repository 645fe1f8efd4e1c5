// Takes all the room there is on a small disk, down to the last byte.
import * as fs from 'node:fs';

/** Writes `file` until nothing more fits; removing it frees the room again. */
export function fillDisk(file: string): void {
	const fd = fs.openSync(file, 'w');
	try {
		for (const size of [65_536, 4096, 1]) {
			try {
				for (;;) fs.writeSync(fd, Buffer.alloc(size));
			} catch {
				// Full, for pieces of this size.
			}
		}
	} finally {
		fs.closeSync(fd);
	}
}
