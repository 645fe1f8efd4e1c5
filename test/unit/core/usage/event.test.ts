// The hash that keys are made of: the same from text, from parts and from bytes, and the one that is stored.
import assert from 'node:assert/strict';
import { eventKey, Hash53, hash53 } from '../../../../src/core/usage/event';

describe('hash', () => {
	it('is the one that keys were stored with', () => {
		assert.equal(hash53(''), 3_338_908_027_751_811);
		assert.equal(hash53('claude|msg_01ABCdef'), 7_672_117_414_820_164);
		assert.equal(hash53('grün 🙂'), 8_218_180_552_967_892);
	});

	it('does not care how the text is cut', () => {
		const text = 'claude|msg_01ABCdefGHIjklMNOpqrSTUv';
		for (let at = 0; at <= text.length; at++) assert.equal(new Hash53().text(text.slice(0, at)).text(text.slice(at)).value, hash53(text));
		assert.equal(eventKey('claude', 'msg_01ABCdefGHIjklMNOpqrSTUv'), hash53(text));
	});

	it('is the same from bytes in Latin-1', () => {
		const bytes = Buffer.from(Array.from({ length: 256 }, (_, byte) => byte));
		assert.equal(new Hash53().latin1(bytes, 0, 256).value, hash53(bytes.toString('latin1')));
		assert.equal(new Hash53().text('a|').latin1(bytes, 40, 90).value, hash53(`a|${bytes.toString('latin1', 40, 90)}`));
	});
});
