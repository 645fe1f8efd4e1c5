// A small JSON file beside the database: replaced as a whole, never torn, and it proves its content.
import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Clock } from '../base/clock';
import { nodeCode } from '../base/errors';
import { removeQuietly, syncFolder, TEMPORARY } from './files';
import { patiently } from './patience';

/**
 * Writes the file anew: the old one stands until the new one is on disk. `content` is plain JSON; `about` says what it is to whoever opens it.
 * Rejects with what `fence` throws and with what the file system says; then the old file is there as it was.
 */
export async function writeProven(file: string, about: string, content: unknown, clock: Clock, fence: () => void): Promise<void> {
	const temporary = path.join(path.dirname(file), `${TEMPORARY}${process.pid}-${randomBytes(6).toString('hex')}`);
	const text = `${JSON.stringify({ about, sha256: digest(content), content }, undefined, 1)}\n`;
	try {
		await patiently(clock, () => fs.promises.writeFile(temporary, text, { mode: 0o600, flush: true }));
		await patiently(clock, () => {
			fence();
			fs.renameSync(temporary, file);
		});
	} catch (error) {
		removeQuietly(temporary);
		throw error;
	}
	syncFolder(path.dirname(file));
}

/** The content of such a file: undefined where there is none, `damaged` where it is not as it was written. Rejects where it cannot be read. */
export async function readProven(file: string, clock: Clock): Promise<{ content: unknown } | 'damaged' | undefined> {
	let text: string;
	try {
		text = await patiently(clock, () => fs.promises.readFile(file, 'utf8'));
	} catch (error) {
		if (nodeCode(error) === 'ENOENT') return undefined;
		if (nodeCode(error) === 'EISDIR') return 'damaged';
		throw error;
	}
	try {
		const { sha256, content } = JSON.parse(text) as { sha256?: unknown; content?: unknown };
		return content !== undefined && sha256 === digest(content) ? { content } : 'damaged';
	} catch {
		return 'damaged';
	}
}

const digest = (content: unknown): string => createHash('sha256').update(JSON.stringify(content)).digest('hex');
