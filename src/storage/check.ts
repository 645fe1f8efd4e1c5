// Looks at everything a store's folder holds and says whether it is whole. Changes nothing.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type Clock, isoInstant } from '../base/clock';
import { nodeCode } from '../base/errors';
import type { StoreReport, StoreStatus } from '../contract/store';
import { listBackups } from './backups';
import { type CommitRecord, storeFileOf } from './commit';
import type { Examine } from './examine';
import { namesIn } from './files';
import { KEPT_GENERATIONS, readRecords } from './generations';
import { type History, readHistory, replayHistory } from './history';
import { readQuarantine } from './quarantined';
import type { Store } from './store';

export interface CheckOptions {
	/** The folder of the store's files. */
	folder: string;
	/** What is shown now: the hub's own, or one that was opened to look at. */
	store: Store;
	trouble: StoreStatus['trouble'];
	/** The data version of this product. */
	newest: number;
	clock: Clock;
	examine: Examine;
}

/** What was found, before it is put into words. */
export type Findings = Omit<StoreReport, 'state' | 'verdict' | 'text'> & {
	/** What is damaged, in words. */
	damage: string[];
};

type Generation = StoreReport['generations'][number];

/** While the hub works, files that nobody needs any more may go just when they are looked at. */
const LOOKS = 10;
/** Time between two turns of the event loop while a journal is read. ms */
const TURN = 10;

/** Rejects with what the file system says where the folder of a store that saves cannot be read. */
export async function checkStore(options: CheckOptions): Promise<Findings> {
	const { folder, store, newest, clock, examine } = options;
	const files = await unlessShut(store, lookAt(options), NOTHING);
	const backups = await unlessShut(store, listBackups(folder, newest, 'bytes', examine), []);
	const [shown] = await examine([{ image: await store.image() }], 'integrity');
	const integrity = shown?.why || 'ok';
	const damage = [
		...(integrity === 'ok' ? [] : [`what is shown: ${integrity}`]),
		...files.damage,
		...backups.flatMap(({ name, state, why }) => (state === 'damaged' || state === 'gone' ? [`the backup ${name}: ${why}`] : [])),
	];
	return {
		checked_at: isoInstant(clock.now()),
		folder,
		mode: store.mode,
		schema: Number(store.get('SELECT user_version AS version FROM pragma_user_version')?.version ?? 0),
		newest_schema: newest,
		integrity,
		contents: shown?.contents ?? null,
		trouble: options.trouble,
		notes: store.notes.filter(note => note !== options.trouble?.message),
		generations: files.generations,
		journal: files.journal,
		backups,
		quarantine: await unlessShut(store, readQuarantine(folder, examine), []),
		damage,
	};
}

type Files = Pick<Findings, 'generations' | 'journal' | 'damage'>;

const NOTHING: Files = { generations: [], journal: { files: 0, size: 0 }, damage: [] };

/** A folder that nobody may look into has nothing to show where nothing is saved: the store's notes say why. */
async function unlessShut<T>({ mode }: Store, looking: Promise<T>, nothing: T): Promise<T> {
	try {
		return await looking;
	} catch (error) {
		if (mode !== 'disk' && ['EACCES', 'EPERM'].includes(nodeCode(error) ?? '')) return nothing;
		throw error;
	}
}

async function lookAt(options: CheckOptions): Promise<Files> {
	for (let look = 1; ; look++) {
		try {
			const files = await lookOnce(options);
			if (look === LOOKS || files.generations.every(({ state }) => state !== 'gone')) return files;
		} catch (error) {
			if (look === LOOKS || nodeCode(error) !== 'ENOENT') throw error;
		}
	}
}

async function lookOnce({ folder, newest, clock, examine }: CheckOptions): Promise<Files> {
	const names = namesIn(folder);
	const history = readHistory(folder, names);
	const { records, torn } = readRecords(folder, names, history);
	// Older records have no snapshots any more; one that cannot be read is among the newest, or it would be gone.
	const kept = records.slice(0, Math.max(1, KEPT_GENERATIONS - torn.length));
	const found = await examine(
		kept.map(({ snapshot }) => ({ folder, proof: snapshot })),
		'bytes',
	);
	const generations: Generation[] = [];
	const damage: string[] = [];
	for (const [age, record] of kept.entries()) {
		const { number, time, schema, snapshot } = record;
		const { why = '', gone = false } = found[age] ?? {};
		const state = why === '' ? (schema > newest ? 'newer' : 'whole') : gone ? 'gone' : 'damaged';
		const { later, breaks } = await follow(folder, history, record, records.slice(0, age), clock);
		generations.push({ number, time, schema, size: snapshot.size, state, why, restored_from: record.restored ?? null, later, breaks });
		if (why !== '') damage.push(`${snapshot.file}: ${why}`);
		if (breaks !== '' && !damage.includes(breaks)) damage.push(breaks);
	}
	for (const name of [...torn, ...history.torn]) damage.push(`${name}: ${torn.includes(name) ? 'its text' : 'its first line'} has changed`);
	const journals = names.filter(name => storeFileOf(name)?.kind === 'journal');
	const sizes = journals.map(name => fs.lstatSync(path.join(folder, name)).size);
	return { generations, journal: { files: journals.length, size: sizes.reduce((sum, size) => sum + size, 0) }, damage };
}

/** Reads the journal from a saved state on, without doing what it says. `newer`: the saved states after it. */
async function follow(
	folder: string,
	history: History,
	record: CommitRecord,
	newer: readonly CommitRecord[],
	clock: Clock,
): Promise<{ later: number; breaks: string }> {
	let turn = clock.now();
	const { at, lines, lost } = await replayHistory(folder, history, record.at, async () => {
		if (clock.now() - turn < TURN) return;
		await clock.yield();
		turn = clock.now();
	});
	// Where a backup was restored, the history before it ends.
	const ended = newer.some(({ restored, at: from }) => restored !== undefined && at.seq === from.seq - 1);
	return { later: lines, breaks: lost && !ended ? `${lost.name}: ${lost.why}` : '' };
}
