// What lies in the quarantine, since when, and what is wrong with it, found out by looking at it once more.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { isoInstant } from '../base/clock';
import { messageOf } from '../base/errors';
import type { StoreReport } from '../contract/store';
import { type CommitRecord, commitFile, readCommit, storeFileOf } from './commit';
import type { Examine } from './examine';
import { namesIn } from './files';
import { decodeHead, decodeLines } from './journal';
import { QUARANTINE } from './quarantine';

type Quarantined = StoreReport['quarantine'][number];

/** Everything in the quarantine of a store's folder, by name. Moves nothing. */
export async function readQuarantine(folder: string, examine: Examine): Promise<Quarantined[]> {
	const quarantine = path.join(folder, QUARANTINE);
	const found: Quarantined[] = [];
	for (const name of namesIn(quarantine).sort()) {
		const file = path.join(quarantine, name);
		const stat = fs.lstatSync(file, { throwIfNoEntry: false });
		if (!stat) continue;
		const why = await faultOf(folder, name, file, examine).catch(error => `it cannot be read (${messageOf(error)})`);
		// A file that is moved keeps its time of change, but not that of its entry.
		found.push({ name, size: stat.size, since: isoInstant(stat.ctimeMs), why });
	}
	return found;
}

async function faultOf(folder: string, name: string, file: string, examine: Examine): Promise<string> {
	// The second file of one name is called `2-…`.
	const [, copy = '', original = ''] = /^(\d+-)?(.+)$/.exec(name) ?? [];
	const kind = storeFileOf(original);
	if (kind?.kind === 'journal') return await faultOfJournal(file);
	if (kind?.kind === 'commit') return readCommit(file) ? 'set aside with its snapshot' : 'its text has changed';
	if (kind?.kind !== 'snapshot') return 'no file of the store';
	const record =
		recordOf(path.join(folder, QUARANTINE, copy + commitFile(kind.number))) ?? recordOf(path.join(folder, commitFile(kind.number)));
	if (!record) return 'its record cannot be read, so nothing vouches for it';
	const [seen] = await examine([{ folder: path.dirname(file), proof: { ...record.snapshot, file: name } }], 'integrity');
	return seen?.why || 'set aside with its record';
}

async function faultOfJournal(file: string): Promise<string> {
	const content = await fs.promises.readFile(file);
	const head = decodeHead(content);
	if (!head) return 'its first line has changed';
	const lines = decodeLines(content, head.length, head.head.from);
	let last = head.head.from.seq;
	let step = lines.next();
	for (; !step.done; step = lines.next()) last = step.value.seq;
	return step.value === 'bad' ? `what follows transaction ${last} has changed` : 'it does not follow what was saved before it';
}

function recordOf(file: string): CommitRecord | undefined {
	try {
		return readCommit(file);
	} catch {
		return undefined;
	}
}
