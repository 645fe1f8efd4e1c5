// One error with a closed list of codes; tables elsewhere turn a code into an RPC reply, an HTTP status, a sentence.

/** Every way an order or a question can fail on purpose. */
export type ErrorCode =
	| 'BAD_INPUT' // the caller's words are off
	| 'NOT_FOUND'
	| 'CONFLICT' // the thing changed meanwhile, or is busy
	| 'FORBIDDEN' // not for this caller
	| 'HUB_GONE' // no hub answers, or it died with the order in flight
	| 'FENCED' // a newer hub owns the folder
	| 'STORE_NEWER' // the file was made by a newer version
	| 'STORE_BROKEN' // what is on disk cannot be used
	| 'STORE_UNWRITABLE' // full disk, read-only folder, no rights
	| 'INTERNAL';

/** An expected failure: a code for programs, a sentence for people (what was wrong, where, what to do). */
export class AppError extends Error {
	constructor(
		readonly code: ErrorCode,
		message: string,
		options?: { cause?: unknown },
	) {
		super(message, options);
		this.name = 'AppError';
	}
}

/** The sentence of anything thrown. */
export function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}

/** Node's code of a file or socket error (`ENOENT`), if it has one. */
export function nodeCode(error: unknown): string | undefined {
	const code = (error as { code?: unknown } | undefined)?.code;
	return typeof code === 'string' ? code : undefined;
}
