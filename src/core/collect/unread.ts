// Why a file of logs cannot be read, for a person: what the system says, and what to do.
import { messageOf, nodeCode } from '../../base/errors';

/** A sentence or two; whatever it is, the file is tried again at every scan. */
export function whyUnread(error: unknown): string {
	const remedy = REMEDIES.get(nodeCode(error) ?? '');
	return remedy === undefined ? messageOf(error) : `${messageOf(error)}. ${remedy}`;
}

const RIGHTS = 'Give yourself the right to read it.';
const OPEN_FILES = 'It is read as soon as files can be opened again.';

const REMEDIES: ReadonlyMap<string, string> = new Map([
	['EACCES', RIGHTS],
	['EPERM', RIGHTS],
	['EMFILE', OPEN_FILES],
	['ENFILE', OPEN_FILES],
	['EBUSY', 'Another program keeps it to itself; it is read when that lets go.'],
	['EIO', 'The disk reports an error; check it.'],
]);
