// Memory of large arrays.

/**
 * Frees an array that nobody uses any more, soon: what has lived for long waits for the next large collection, which tens of megabytes
 * of such arrays do not bring about; handed to a new owner who dies at once it goes with the next small one. The array is empty then.
 */
export function giveBack({ buffer }: ArrayBufferView): void {
	structuredClone(buffer, { transfer: [buffer as ArrayBuffer] });
}
