// A disk that fills up: a real small one where this process may mount it, else the calls that a full disk refuses.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { AppError } from '../../../src/base/errors';
import type { Store } from '../../../src/storage/store';
import type { Dice } from '../../support/dice';
import { failing } from './faults';
import { type Scratch, scratch } from './scratch';

export interface SmallDisk {
	/** A folder on it. */
	folder: string;
	/** `mounted`: a file system of its own; `injected`: calls that fail. */
	kind: 'mounted' | 'injected';
	/** Takes all that is free but `left` bytes, as other programs do. */
	fill(left: number): void;
	/** Gives it back. */
	free(): void;
	end(): void;
}

/** A disk of so many bytes whose files are under `parent`; `real`: a mounted one where that can be had. */
export function smallDisk(parent: string, bytes: number, real = true): SmallDisk {
	const folder = path.join(parent, 'disk');
	fs.mkdirSync(folder);
	return (real ? mounted(folder, bytes) : undefined) ?? injected(folder, bytes);
}

function mounted(folder: string, bytes: number): SmallDisk | undefined {
	try {
		execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${bytes},mode=700`, 'none', folder], { stdio: 'ignore' });
	} catch {
		return undefined;
	}
	const filler = path.join(folder, 'filler');
	return {
		folder,
		kind: 'mounted',
		fill(left) {
			const { bavail, bsize } = fs.statfsSync(folder);
			fs.writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - left)));
		},
		free: () => fs.rmSync(filler, { force: true }),
		end: () => void execFileSync('umount', ['-l', folder]),
	};
}

function injected(folder: string, bytes: number): SmallDisk {
	let taken = 0;
	const used = () =>
		fs
			.readdirSync(folder, { recursive: true, withFileTypes: true })
			.reduce(
				(sum, entry) =>
					sum + (entry.isFile() ? (fs.statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0) : 0),
				0,
			);
	const restore = failing((_name, _count, call) => {
		if (call.bytes === 0 || call.path?.startsWith(folder) !== true) return undefined;
		return used() + call.bytes > bytes - taken ? { code: 'ENOSPC' } : undefined;
	});
	return {
		folder,
		kind: 'injected',
		fill(left) {
			taken = Math.max(0, bytes - used() - left);
		},
		free() {
			taken = 0;
		},
		end: restore,
	};
}

export interface Filled {
	kept: number;
	refused: number;
	lost: string[];
}

/**
 * A store on the disk, which fills up in the middle of its work. What cannot be kept is refused in words, figures go on, what
 * was kept can be read meanwhile, and with room again all of it is saved. Throws where it is not so.
 */
export async function fillUp(disk: SmallDisk, { dice, elsewhere }: { dice: Dice; elsewhere: string }): Promise<Filled> {
	const room = scratch(disk.folder);
	const kept: string[] = [];
	const refusals: string[] = [];
	let count = 0;
	const write = async (store: Store, size: number, durability: 'now' | 'soon') => {
		const name = `n${count++}`;
		const work = store.write(durability, w => {
			w.run('INSERT INTO models (name) VALUES (?)', [name]);
			if (size > 0) w.run('INSERT INTO settings VALUES (?, ?)', [name, 'x'.repeat(size)]);
		});
		await work.then(
			() => durability === 'now' && kept.push(name),
			error => {
				assert.ok(error instanceof AppError && error.code === 'STORE_UNWRITABLE', String(error));
				refusals.push(error.message);
			},
		);
	};
	try {
		const store = await room.open();
		for (let i = dice.below(6); i >= 0; i--) await write(store, dice.below(3000), 'now');
		disk.fill(dice.chance(0.3) ? 0 : dice.below(60_000));
		for (let i = 0; i < 200 && refusals.length < 3; i++) await write(store, dice.below(12_000), dice.chance(0.8) ? 'now' : 'soon');
		assert.ok(refusals.length > 0, 'the disk never was full');
		assert.match(refusals[0] ?? '', /the disk is full; free some space/);
		assert.match(store.notes.join(' '), /cannot save to .*the disk is full/);
		await write(store, 500, 'soon');
		assert.ok(room.models(store).includes(`n${count - 1}`), 'figures go on');
		const meanwhile = await look(room, elsewhere);
		const missing = kept.filter(name => !meanwhile.includes(name));
		assert.deepEqual(missing, [], 'read while the disk is full');

		disk.free();
		room.clock.advance(31_000);
		await room.until(async () => store.notes.length === 0);
		await write(store, 100, 'now');
		const all = room.models(store);
		await store.close();
		const again = await room.open();
		assert.deepEqual([room.models(again), again.notes], [all, []], 'saved when there was room');
		return { kept: kept.length, refused: refusals.length, lost: kept.filter(name => !all.includes(name)) };
	} finally {
		disk.free();
		await room.end();
	}
}

/** The names in a copy of the store on another disk. */
async function look(room: Scratch, elsewhere: string): Promise<string[]> {
	const copy = scratch(elsewhere);
	try {
		fs.cpSync(room.folder, copy.folder, { recursive: true });
		const store = await copy.open();
		assert.deepEqual(store.notes, []);
		return copy.models(store);
	} finally {
		await copy.end();
	}
}
