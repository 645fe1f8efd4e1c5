// Phase: files of a store that are damaged while nobody looks: flipped bits, cuts, zeroed pages, something else in their place.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { type CommitRecord, readCommit } from '../../../src/storage/commit';
import { openSnapshot } from '../../../src/storage/snapshot';
import { loadSqlite } from '../../../src/storage/sqlite';
import type { Tally } from '../../support/tally';
import { DAMAGES, generations, harm, replace, restored } from '../../unit/storage/damage';
import { type Scratch, scratch, WASM } from '../../unit/storage/scratch';
import type { Phase, Round } from '../phase';

const ALL = [...'abcdef'];
/** The newest of each. */
const NEWEST = { snapshot: 'snap-000003.db', commit: 'commit-000003.json', journal: 'journal-000001-000003.log' };

export const damage: Phase = {
	name: 'damage',
	says: 'a file of the store has a flipped bit, is cut, has a zeroed page, is a folder, a link, or gone',
	limit: 300_000,
	quick: true,
	async round(round) {
		const room = scratch(round.folder);
		try {
			await generations(room, 'cdef');
			assert.ok(room.files().includes(NEWEST.journal), room.files().join());
			if (round.dice.chance(0.2)) await everyLength(room, round);
			else for (let i = 0; i < 60; i++) await oneDamage(room, round);
		} finally {
			await room.end();
		}
	},
};

/** One file, damaged by chance: nothing wrong is shown, nothing is gone without a word, and what can be restored is. */
async function oneDamage(room: Scratch, { dice, tally }: Round): Promise<void> {
	const name = dice.pick([NEWEST.snapshot, NEWEST.commit, NEWEST.journal, dice.pick(room.files())]);
	const kind = dice.pick(DAMAGES);
	let span: ReturnType<typeof harm>;
	const { names, notes } = await restored(room, copy => {
		span = harm(copy.file(name), kind, dice);
	});
	if (!span) return;
	const what = `${kind}: ${name}, bytes ${span.from} to ${span.to} of ${span.size}`;
	assert.deepEqual(names, ALL.slice(0, names.length), `${what}: something that never was`);
	const whole = names.length === ALL.length;
	tally.add(`${kind}: tried`);
	if (notes.length > 0) tally.add(`${kind}: found and said`);
	else if (whole) tally.add(`${kind}: of no consequence`);
	if (whole) tally.add(`${kind}: all of it there or restored`);
	// The end of the last journal that is not there, or never arrived, is what a crash leaves: no one can tell.
	const likeCrash =
		name === NEWEST.journal && (kind === 'gone' || (span.to === span.size && ['cut', 'page zeroed', 'bytes scrambled'].includes(kind)));
	tally.add('losses without a word', whole || notes.length > 0 || likeCrash ? 0 : 1);
	assert.ok(whole || notes.length > 0 || likeCrash, `${what}: only ${names.join('')} is there, and nothing is said`);
	if (name === NEWEST.snapshot || name === NEWEST.commit) {
		assert.ok(whole, `${what}: only ${names.join('')} was restored`);
		// A record that is gone is none that was ever made: the commit before it and the journal say the same.
		assert.ok(notes.length > 0 || (kind === 'gone' && name === NEWEST.commit), `${what}: not found`);
	}
}

/** The commit record and the journal cut at every length, opened as a store; the snapshot cut at every length, judged by its proof. */
async function everyLength(room: Scratch, { folder, tally }: Round): Promise<void> {
	for (const name of [NEWEST.commit, NEWEST.journal]) {
		const bytes = fs.readFileSync(room.file(name));
		for (let length = 0; length < bytes.length; length++) {
			const { names, notes } = await restored(room, copy => replace(copy.file(name), bytes.subarray(0, length)));
			assert.deepEqual(names, ALL.slice(0, names.length), `${name} cut at ${length}`);
			// Without its last line break a record is whole.
			const told = length < bytes.length - 1 ? 1 : 0;
			if (name === NEWEST.commit) assert.deepEqual([names, notes.length], [ALL, told], `${name} cut at ${length}`);
			tally.add('cut: each length of a commit record and of a journal');
		}
	}
	const record = readCommit(room.file(NEWEST.commit));
	assert.ok(record);
	await snapshotLengths(room, record, folder, tally);
}

async function snapshotLengths(room: Scratch, { snapshot }: CommitRecord, folder: string, tally: Tally): Promise<void> {
	const sqlite = await loadSqlite(WASM);
	const bytes = fs.readFileSync(room.file(NEWEST.snapshot));
	const file = path.join(folder, snapshot.file);
	for (let length = bytes.length - 1; length >= 0; length--) {
		if (length === bytes.length - 1) fs.writeFileSync(file, bytes.subarray(0, length));
		else fs.truncateSync(file, length);
		assert.match(String(await openSnapshot(sqlite, folder, snapshot)), /^it has \d+ bytes instead of/, `cut at ${length}`);
	}
	tally.add('cut: each length of a snapshot', bytes.length);
	for (let at = 0; at < bytes.length; at += 37) {
		const bit = at % 8;
		bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
		fs.writeFileSync(file, bytes);
		assert.equal(await openSnapshot(sqlite, folder, snapshot), 'its bytes have changed', `bit ${bit} of byte ${at}`);
		bytes[at] = (bytes[at] ?? 0) ^ (1 << bit);
		tally.add('bit flipped: in a snapshot alone, found');
	}
}
