// Which version is newer, and what a client does about it.
import assert from 'node:assert/strict';
import { judge } from '../../../src/client/reach';
import { compareVersions } from '../../../src/client/version';

describe('versions', () => {
	it('compare by number, a pre-release before its release', () => {
		const ordered = ['0.9.0', '0.10.0-alpha', '0.10.0-alpha.2', '0.10.0-alpha.10', '0.10.0', '1.0.0', '10.0.0'];
		for (const [i, a] of ordered.entries()) {
			for (const [j, b] of ordered.entries()) assert.equal(Math.sign(compareVersions(a, b)), Math.sign(i - j), `${a} ${b}`);
		}
		assert.equal(compareVersions('1.0.0+a', '1.0.0+b'), 0);
	});

	it('decide: an older hub is retired, a newer one is followed while it speaks the same', () => {
		assert.equal(judge({ version: '1.0.0', protocol: 1 }, '1.0.0'), 'good');
		assert.equal(judge({ version: '1.1.0', protocol: 1 }, '1.0.0'), 'good');
		assert.equal(judge({ version: '0.9.0', protocol: 1 }, '1.0.0'), 'older');
		assert.equal(judge({ version: '1.1.0', protocol: 2 }, '1.0.0'), 'newer');
	});
});
