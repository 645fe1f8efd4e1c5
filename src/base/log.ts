// The log port: who writes it (a file in the hub, an output channel in a window) is decided at the entry.

export interface Log {
	debug(text: string): void;
	info(text: string): void;
	warn(text: string): void;
	error(text: string, cause?: unknown): void;
}

/** Says nothing; for tests and for callers that have no place to write. */
export const silentLog: Log = { debug() {}, info() {}, warn() {}, error() {} };
