// Writes a generated file in large pieces.
import * as fs from 'node:fs';
import * as path from 'node:path';

/** Collects text and writes it when there is a megabyte of it. `size` counts characters, near enough to bytes. */
export function sink(file) {
	fs.mkdirSync(path.dirname(file), { recursive: true });
	const handle = fs.openSync(file, 'w');
	let waiting = [];
	let held = 0;
	const flush = () => {
		if (waiting.length > 0) fs.writeSync(handle, waiting.join(''));
		waiting = [];
		held = 0;
	};
	return {
		size: 0,
		write(text) {
			waiting.push(text);
			held += text.length;
			this.size += text.length;
			if (held > 1 << 20) flush();
		},
		end() {
			flush();
			fs.closeSync(handle);
		},
	};
}
