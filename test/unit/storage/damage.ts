// Folders of stores that get damaged: three generations and a journal behind them, and what comes of it when they are opened.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import type { Store } from '../../../src/storage/store';
import type { Dice } from '../../support/dice';
import { quickFolder, type Scratch, scratch } from './scratch';

export const addNames = (store: Store, ...names: string[]): Promise<unknown> =>
	store.write('now', w =>
		w.runMany(
			'INSERT INTO models (name) VALUES (?)',
			names.map(name => [name]),
		),
	);

/** The names of one letter, in the order they were added. */
export const short = (room: Scratch, store: Store): string[] => room.models(store).filter(name => name.length === 1);

/** Commits 1 (empty), 2 (a), 3 (a b) and a journal with what `last` says; every journal is there. */
export async function generations(room: Scratch, last = 'c'): Promise<void> {
	for (const name of ['a', 'b']) {
		const store = await room.open();
		await addNames(store, name, `${name}-${'x'.repeat(4000)}`);
		await store.close();
		room.clock.advance(1000);
	}
	assert.ok(room.files().includes('commit-000003.json'));
	const store = await room.open();
	for (const name of last) await addNames(store, name);
	await store.close();
	assert.ok(!room.files().includes('commit-000004.json'));
}

export interface Restored {
	names: string[];
	notes: readonly string[];
	files: string[];
}

/** Opens a damaged copy; gives what came of it. Throws where the store does not go on from there. */
export async function restored(room: Scratch, damage: (copy: Scratch) => void): Promise<Restored> {
	const copy = scratch(quickFolder());
	try {
		fs.cpSync(room.folder, copy.folder, { recursive: true });
		damage(copy);
		const store = await copy.open();
		const seen = { names: short(copy, store), notes: store.notes, files: copy.files() };
		await addNames(store, 'z');
		await store.close();
		const again = await copy.open();
		assert.deepEqual(short(copy, again), [...seen.names, 'z'], 'and goes on from there');
		assert.deepEqual(again.notes, [], 'told once');
		return seen;
	} finally {
		await copy.end();
	}
}

/** As damage would: the file itself, not the other names of a hard link. */
export function replace(file: string, bytes: Uint8Array): void {
	fs.unlinkSync(file);
	fs.writeFileSync(file, bytes);
}

export type DamageKind = 'bit flipped' | 'cut' | 'page zeroed' | 'bytes scrambled' | 'folder in its place' | 'link in its place' | 'gone';

/** What may happen to a file: flipped bits most of all. */
export const DAMAGES: readonly DamageKind[] = [
	...Array.from({ length: 8 }, (): DamageKind => 'bit flipped'),
	'cut',
	'cut',
	'cut',
	'page zeroed',
	'bytes scrambled',
	'folder in its place',
	'link in its place',
	'gone',
];

/** Damages a file by chance; gives from which byte to which it is not what it was, undefined where it is (zeros were zeroed). */
export function harm(file: string, kind: DamageKind, dice: Dice): { from: number; to: number; size: number } | undefined {
	const bytes = fs.readFileSync(file);
	const size = bytes.length;
	const at = dice.below(size);
	const span = (from: number, to: number) => ({ from, to: Math.min(to, size), size });
	if (kind === 'bit flipped') {
		bytes[at] = (bytes[at] ?? 0) ^ (1 << dice.below(8));
		replace(file, bytes);
		return span(at, at + 1);
	}
	if (kind === 'cut') {
		replace(file, bytes.subarray(0, at));
		return span(at, size);
	}
	if (kind === 'page zeroed') {
		const from = Math.floor(at / 512) * 512;
		const to = from + dice.pick([512, 4096]);
		if (bytes.subarray(from, to).every(byte => byte === 0)) return undefined;
		replace(file, bytes.fill(0, from, Math.min(to, size)));
		return span(from, to);
	}
	if (kind === 'bytes scrambled') {
		const to = Math.min(size, at + dice.between(2, 300));
		for (let i = at; i < to; i++) bytes[i] = (bytes[i] ?? 0) ^ dice.between(1, 255);
		replace(file, bytes);
		return span(at, to);
	}
	fs.unlinkSync(file);
	if (kind === 'folder in its place') fs.mkdirSync(file);
	if (kind === 'link in its place') fs.symlinkSync(dice.chance(0.5) ? `${file}.nowhere` : file, file);
	return span(0, size);
}
