// Snapshots: the whole database in a new file, proven by size and SHA-256.
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { messageOf } from '../base/errors';
import type { CommitRecord } from './commit';
import { removeQuietly, syncFile, writeAll } from './files';
import type { Connection, Sqlite } from './sqlite';

/** What a commit record says of its snapshot. */
export type SnapshotProof = CommitRecord['snapshot'];

/** Bytes written and hashed between two turns of the event loop. */
const CHUNK = 1024 * 1024;

/** Writes a file that must not exist; it is on disk when the promise resolves. Rejects with what the file system says; then no file is left. */
export async function writeSnapshot(folder: string, file: string, image: Uint8Array): Promise<SnapshotProof> {
	const target = path.join(folder, file);
	const fd = fs.openSync(target, 'wx', 0o600);
	try {
		const hash = createHash('sha256');
		for (let start = 0; start < image.length; start += CHUNK) {
			const chunk = image.subarray(start, start + CHUNK);
			hash.update(chunk);
			await writeAll(fd, chunk);
		}
		await syncFile(fd);
		const { size } = fs.fstatSync(fd);
		if (size !== image.length) throw new Error(`${target} holds ${size} bytes instead of ${image.length}`);
		return { file, size, sha256: hash.digest('hex') };
	} catch (error) {
		removeQuietly(target);
		throw error;
	} finally {
		fs.closeSync(fd);
	}
}

/** Why a file is not the snapshot of the proof, in words; undefined where it is. Rejects with what the file system says. */
export async function whyNotWhole(folder: string, proof: SnapshotProof): Promise<string | undefined> {
	const file = path.join(folder, proof.file);
	const wrong = wrongSize(file, proof);
	if (wrong !== undefined) return wrong;
	const hash = createHash('sha256');
	for await (const chunk of fs.createReadStream(file, { highWaterMark: CHUNK })) hash.update(chunk);
	return hash.digest('hex') === proof.sha256 ? undefined : CHANGED;
}

/** The database of a snapshot, or in words why it cannot be used. `proven`: its bytes tell enough, SQLite need not look through it. Rejects only where the file system itself fails (EIO, ENOENT …). */
export async function openSnapshot(sqlite: Sqlite, folder: string, proof: SnapshotProof, proven = false): Promise<Connection | string> {
	const file = path.join(folder, proof.file);
	const wrong = wrongSize(file, proof);
	if (wrong !== undefined) return wrong;
	const image = await fs.promises.readFile(file);
	if (createHash('sha256').update(image).digest('hex') !== proof.sha256) return CHANGED;
	let connection: Connection | undefined;
	try {
		connection = sqlite.open(image);
		const answer = proven ? 'ok' : connection.check();
		if (answer === 'ok') return connection;
		connection.close();
		return `SQLite finds it damaged (${answer})`;
	} catch (error) {
		connection?.close();
		return `SQLite cannot open it (${messageOf(error)})`;
	}
}

const CHANGED = 'its bytes have changed';

function wrongSize(file: string, { size }: SnapshotProof): string | undefined {
	const found = fs.lstatSync(file);
	if (!found.isFile()) return 'it is not a file';
	return found.size === size ? undefined : `it has ${found.size} bytes instead of ${size}`;
}
