// How much of a file is read at a time, and how much of it it is known again by.

/** Bytes read at a time: small enough to stay in the processor's cache while it is searched. */
export const CHUNK = 512 * 1024;

/** Bytes at the start of a file that it is known again by. */
export const HEAD = 1024;

/** Bytes before the place where reading stopped that it is known again by, too. */
export const TAIL = 256;
