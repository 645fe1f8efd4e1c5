// Phase: the process is killed, or the power goes, between two file calls of a store's life.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { camera, type Image } from '../../unit/storage/crashImage';
import { failing } from '../../unit/storage/faults';
import { inspect, live, type Told } from '../../unit/storage/life';
import { quickFolder, scratch } from '../../unit/storage/scratch';
import type { Phase } from '../phase';
import { secondOpinions } from '../secondOpinions';

export const crashes: Phase = {
	name: 'crashes',
	says: 'the process is killed before a file call, or the power goes and takes what was not synced, over the whole life of a store',
	limit: 120_000,
	quick: true,
	async round({ dice, folder, tally }) {
		const one = scratch(quickFolder());
		const told: Told = { kept: [], refused: [] };
		const pictures = camera({ watched: one.folder, into: folder, kept: told.kept, dice, often: 0.2, power: 0.6 });
		try {
			const restore = failing(pictures.fault, { done: pictures.done });
			try {
				await live(one, told);
			} finally {
				restore();
			}
		} finally {
			await one.end();
		}
		for (const image of pictures.images) {
			const { lost, alarmed } = await reopened(image);
			tally.add(image.power ? 'power cuts' : 'kills');
			tally.add('files that lost what was not synced', image.hurt);
			tally.add('writes acknowledged', image.kept.length);
			tally.add('writes lost', lost.length);
			tally.add('power cuts that were spoken of', alarmed && image.power ? 1 : 0);
			assert.deepEqual(lost, [], whatOf(image));
		}
		const last = pictures.images.at(-1);
		if (last && dice.chance(0.1)) await secondOpinions(last.folder, tally);
	},
};

const whatOf = ({ call, name, power, folder }: Image): string =>
	`${power ? 'power cut' : 'killed'} before call ${call} (${name}), ${folder}`;

async function reopened(image: Image): Promise<{ lost: string[]; alarmed: boolean }> {
	const one = scratch(quickFolder());
	try {
		fs.cpSync(image.folder, one.folder, { recursive: true });
		fs.mkdirSync(path.join(one.folder, 'store'), { recursive: true });
		const { lost, notes } = await inspect(one, { kept: image.kept, refused: [] }, whatOf(image), !image.power);
		return { lost, alarmed: notes.length > 0 };
	} finally {
		await one.end();
	}
}
