// One round of those phases of the long test that need no other process: storms of faults, crashes, damage.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { storms } from '../../long/phases/calls';
import { crashes } from '../../long/phases/crashes';
import { damage } from '../../long/phases/damage';
import { dice } from '../../support/dice';
import { newTally } from '../../support/tally';
import { quickFolder } from './scratch';

describe('one round of the long test', function () {
	this.timeout(60_000);
	for (const [id, phase, counted] of [
		['DU01', storms, ['calls failed', 'writes refused, and said so', 'writes acknowledged']],
		['DU03', crashes, ['kills', 'power cuts', 'files that lost what was not synced', 'writes acknowledged']],
		['DU06', damage, ['bit flipped: tried', 'bit flipped: found and said', 'cut: tried']],
	] as const) {
		it(`${id} ${phase.says}`, async () => {
			const folder = fs.mkdtempSync(path.join(quickFolder(), 'mc-round-'));
			const { figures, ...tally } = newTally();
			try {
				await phase.round({ dice: dice(5), folder, tally: { ...tally, figures } });
				for (const name of counted) assert.ok((figures[name] ?? 0) > 0, `${name}: none`);
				for (const name of ['writes lost', 'losses without a word']) assert.equal(figures[name] ?? 0, 0, name);
			} finally {
				fs.rmSync(folder, { recursive: true, force: true });
			}
		});
	}
});
