// What a disk holds when the process is killed, or the power goes, at one file call of a store's life.
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Dice } from '../../support/dice';
import type { Call, Fault } from './faults';

/** Watches the calls of one life and copies the folder as it stood before some of them. */
export interface Camera {
	/** For `failing`. */
	fault(name: string, count: number, call: Call): Fault;
	done(name: string, call: Call): void;
	readonly images: readonly Image[];
}

export interface Image {
	/** The call it was taken before. */
	call: number;
	name: string;
	folder: string;
	/** What was acknowledged by then. */
	kept: string[];
	/** True where what was not synced is gone, in part or in whole. */
	power: boolean;
	/** Files that lost something. */
	hurt: number;
}

export interface CameraOptions {
	/** The storage folder that is watched. */
	watched: string;
	/** An empty folder for the images. */
	into: string;
	kept: readonly string[];
	dice: Dice;
	/** Of the calls, this part is photographed. */
	often: number;
	/** Of the images, this part is of a power cut. */
	power: number;
}

const SECTOR = 512;

export function camera({ watched, into, kept, dice, often, power }: CameraOptions): Camera {
	const images: Image[] = [];
	/** First byte that may not be on the disk yet, by path. */
	const loose = new Map<string, number>();
	/** Names that may not be in their folder yet. */
	const unnamed = new Set<string>();
	const isOurs = (file: string | undefined): file is string => file?.startsWith(watched) === true;
	const sizeOf = (file: string): number => fs.statSync(file, { throwIfNoEntry: false })?.size ?? 0;

	const take = (name: string, call: number): void => {
		const folder = path.join(into, `${images.length}`);
		fs.cpSync(watched, folder, { recursive: true });
		const image: Image = { call, name, folder, kept: [...kept], power: dice.chance(power), hurt: 0 };
		images.push(image);
		if (!image.power) return;
		for (const [file, from] of loose) {
			const copy = path.join(folder, path.relative(watched, file));
			if (fs.existsSync(copy) && hurt(copy, from, dice)) image.hurt++;
		}
		for (const file of unnamed) {
			const copy = path.join(folder, path.relative(watched, file));
			if (!fs.existsSync(copy) || dice.chance(0.5)) continue;
			fs.unlinkSync(copy);
			image.hurt++;
		}
	};
	return {
		images,
		fault(name, count, { path: file, bytes, at }) {
			if (dice.chance(often) && fs.existsSync(watched)) take(name, count);
			// From the call on, not from its success: half of it may be on the disk.
			if (isOurs(file) && bytes > 0) {
				const from = name === 'write' ? sizeOf(file) : at;
				loose.set(file, Math.min(loose.get(file) ?? from, from));
			}
			return undefined;
		},
		done(name, { path: file }) {
			if (!isOurs(file)) return;
			if (name === 'openSync' || name === 'linkSync') unnamed.add(file);
			if (!/sync/i.test(name) || name === 'openSync' || name.endsWith('writeSync') || name === 'linkSync') return;
			loose.delete(file);
			for (const each of unnamed) if (path.dirname(each) === file) unnamed.delete(each);
		},
	};
}

/** Takes away what a disk may lose behind `from`: the end, whole sectors, or the bytes but not the length. False where there was nothing to lose. */
function hurt(file: string, from: number, dice: Dice): boolean {
	const bytes = fs.readFileSync(file);
	if (bytes.length <= from) return false;
	const cut = from + dice.below(bytes.length - from + 1);
	// A copy of its own: the file may share its bytes with another name.
	fs.unlinkSync(file);
	const kind = dice.below(3);
	if (kind === 0) fs.writeFileSync(file, bytes.subarray(0, cut));
	else if (kind === 1) fs.writeFileSync(file, bytes.fill(0, cut));
	else {
		const sector = Math.floor(cut / SECTOR) * SECTOR;
		fs.writeFileSync(file, bytes.fill(0, Math.max(from, sector), Math.min(bytes.length, sector + SECTOR)));
	}
	return true;
}
