// An old figure never passes for a new one.
import assert from 'node:assert/strict';
import { freshness } from '../../../../src/vscode/view/freshness';

describe('freshness', () => {
	const read = '2026-11-21T09:14:00.000Z';
	const now = Date.parse('2026-11-21T09:16:30.000Z');
	const state = (hub: 'live' | 'waiting' | 'gone', at = now) => ({ now: at, zone: 'Europe/Berlin', hub });

	it('tells the age while the hub answers', () => {
		assert.equal(freshness(read, state('live')), 'updated 2 min ago');
		assert.equal(freshness(null, state('live')), 'not read yet');
	});

	it('tells the time, in the user zone, and why it is old', () => {
		assert.equal(freshness(read, state('waiting')), 'read 2 min ago, waiting for the hub');
		assert.equal(freshness(null, state('waiting')), 'waiting for the hub');
		assert.equal(freshness(read, state('gone')), 'as of 10:14, hub not answering');
		assert.equal(freshness(read, state('gone', now + 86_400_000)), 'as of Nov 21, 10:14, hub not answering');
		assert.equal(freshness(null, state('gone')), 'hub not answering');
	});
});
