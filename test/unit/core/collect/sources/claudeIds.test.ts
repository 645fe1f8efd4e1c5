// Whose id an answer has: told from its bytes as from its text.
import assert from 'node:assert/strict';
import { GENUINE, isGenuineAt } from '../../../../../src/core/collect/sources/claudeIds';
import { dice } from '../../../../support/dice';

describe("ids of the model's own host", () => {
	const SHAPES = ['msg_', 'msg_bdrk_', 'msg_vrtx_', 'msg_bdrk_vrtx_', 'MSG_', 'msg', 'msg_bdrk', 'gen-', ''];
	const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789';
	const ODD = '_-.@[`{/:\u0000 é"\\\n';

	it('are told from bytes as from text', () => {
		const roll = dice(7);
		const one = (of: string) => roll.pick([...of]);
		let genuine = 0;
		for (let round = 0; round < 20_000; round++) {
			const length = roll.pick([0, 1, 19, 20, 21, 24, 199, 200, 201]);
			let id = `${roll.pick(SHAPES)}${Array.from({ length }, () => one(PLAIN)).join('')}`;
			if (roll.chance(0.3)) {
				const at = roll.below(id.length + 1);
				id = id.slice(0, at) + one(ODD) + id.slice(at + 1);
			}
			const line = Buffer.from(`{"id":"${id}","more":"msg_bdrk_0123456789012345678901234567890123456789"}`, 'latin1');
			if (GENUINE.test(id)) genuine++;
			assert.equal(isGenuineAt(line, 7, 7 + id.length), GENUINE.test(id), JSON.stringify(id));
		}
		assert.ok(genuine > 1000, `${genuine}`);
	});
});
