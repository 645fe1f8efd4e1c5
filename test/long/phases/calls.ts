// Phase: file calls that fail, over the whole life of a store: each call with each fault, and several faults by chance.
import assert from 'node:assert/strict';
import type { Dice } from '../../support/dice';
import type { Tally } from '../../support/tally';
import type { Call, Fault } from '../../unit/storage/faults';
import { callsOfLife, FAULTS, lifeWith } from '../../unit/storage/lives';
import type { Phase } from '../phase';
import { secondOpinions } from '../secondOpinions';

const nameOf = (fault: (typeof FAULTS)[number] | undefined): string => (typeof fault === 'object' ? fault.code : 'a short write');

/** Every call that writes, with every fault, one a life. */
export const calls: Phase = {
	name: 'calls',
	says: 'the n-th file call that writes fails, for every n, with EIO, ENOSPC, EPERM, EBUSY, EROFS and as a short write',
	limit: 900_000,
	quick: true,
	async round({ dice, tally }) {
		const last = (await callsOfLife()).length;
		tally.most('most calls of a life', last);
		const first = dice.below(FAULTS.length);
		for (let k = 0; k < FAULTS.length; k++) {
			const fault = FAULTS[(first + k) % FAULTS.length];
			for (let n = 1; n <= last; n++) {
				await oneLife(tally, `call ${n} of ${last}, ${nameOf(fault)}`, (_name, count) => (count === n ? fault : undefined));
				tally.add(`calls failed: ${nameOf(fault)}`);
			}
		}
	},
};

/** Several calls, calls that only read among them, and calls that fail for a while or for good. */
export const storms: Phase = {
	name: 'storms',
	says: 'several file calls fail by chance, those that read too, for a while or for good',
	limit: 300_000,
	quick: true,
	async round({ dice, tally }) {
		for (let i = 0; i < 20; i++) {
			const reads = dice.chance(0.4);
			const plan = planOf(dice, reads ? 420 : 130);
			let failed = 0;
			const fault = (name: string, count: number, call: Call): Fault => {
				// The test itself reads too, and modules are loaded.
				if (call.path !== undefined && !call.path.includes('mc-store-')) return undefined;
				const found = plan.find(({ from, to }) => count >= from && count <= to)?.fault;
				if (found !== undefined && (found !== 'short' || /^write/.test(name))) failed++;
				return found;
			};
			await oneLife(tally, `storm ${i} ${JSON.stringify(plan)}`, fault, reads);
			tally.add('calls failed', failed);
			if (reads) tally.add('lives in which reading failed too');
		}
	},
};

interface Spell {
	from: number;
	to: number;
	fault: Fault;
}

function planOf(dice: Dice, most: number): Spell[] {
	return Array.from({ length: dice.between(1, 5) }, () => {
		const from = dice.between(1, most);
		const length = dice.chance(0.6) ? 0 : dice.chance(0.8) ? dice.below(12) : Number.MAX_SAFE_INTEGER;
		return { from, to: from + length, fault: dice.pick(FAULTS) };
	});
}

async function oneLife(
	tally: Tally,
	what: string,
	fault: (name: string, count: number, call: Call) => Fault,
	reads = false,
): Promise<void> {
	const after =
		tally.figures.lives !== undefined && tally.figures.lives % 50 === 0 ? (folder: string) => secondOpinions(folder, tally) : undefined;
	const { told, lost } = await lifeWith(what, fault, {
		// Where reading fails, a file may be taken for damaged: said, and made good.
		...(reads ? { watch: { reads }, quiet: false } : {}),
		...(after ? { after: one => after(one.folder) } : {}),
	});
	tally.add('lives');
	tally.add('writes acknowledged', told.kept.length);
	tally.add('writes refused, and said so', told.refused.length);
	tally.add('writes lost', lost.length);
	assert.deepEqual(lost, [], what);
}
