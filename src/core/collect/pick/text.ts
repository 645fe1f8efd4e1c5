// Turns the bytes of a JSON string into text.

/** The text of `bytes.subarray(start, end)`, which stands between the quotes of a valid JSON string. */
export function textOf(bytes: Buffer, start: number, end: number): string {
	for (let i = start; i < end; i++) {
		const byte = bytes[i] as number;
		if (byte > 0x7f || byte === BACKSLASH) return JSON.parse(`"${bytes.toString('utf8', start, end)}"`) as string;
	}
	return bytes.toString('latin1', start, end);
}

const BACKSLASH = 0x5c;
