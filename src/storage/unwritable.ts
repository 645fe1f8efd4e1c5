// Why a store cannot be written, as errors and sentences.
import { AppError, messageOf, nodeCode } from '../base/errors';

/** A failed write as STORE_UNWRITABLE: what, where, what to do. */
export function unwritable(folder: string, error: unknown): AppError {
	if (error instanceof AppError && error.code === 'STORE_UNWRITABLE') return error;
	const words = `Mission Control cannot save to ${folder}: ${whyOf(error)}. Figures go on in memory and are saved as soon as that is possible.`;
	return new AppError('STORE_UNWRITABLE', words, { cause: error });
}

/** Why a file call failed and what to do, as the end of a sentence. */
export const whyOf = (error: unknown): string => WHY.get(nodeCode(error) ?? '') ?? messageOf(error);

/** The error as FENCED, where it is that. */
export const asFenced = (error: unknown): AppError | undefined =>
	error instanceof AppError && error.code === 'FENCED' ? error : undefined;

const WHY: ReadonlyMap<string, string> = new Map([
	['ENOSPC', 'the disk is full; free some space'],
	['EDQUOT', 'your disk quota is used up; free some space'],
	['EROFS', 'the file system is read-only'],
	['EACCES', 'there is no permission to write there; check the rights of the folder'],
	['EPERM', 'there is no permission to write there; check the rights of the folder'],
	['EBUSY', 'another program, perhaps a virus scanner, keeps its files open; exclude the folder there'],
	['EIO', 'the disk reports an error; check it'],
	['ENOENT', 'the folder was removed; it is made again in a moment'],
]);

/** What the fence throws where another hub took over; undefined while it lets through. */
export function fencedBy(fence: () => void): AppError | undefined {
	try {
		fence();
		return undefined;
	} catch (error) {
		return asFenced(error);
	}
}
