// What a webview may say to its window (case SE04).
import assert from 'node:assert/strict';
import { fromWebview, LONGEST_FRAME } from '../../../../src/vscode/view/fromWebview';
import { WEBVIEW_COMMANDS } from '../../../../src/vscode/view/messages';

describe('fromWebview', () => {
	it('lets the messages of the protocol through', () => {
		assert.deepEqual(fromWebview({ kind: 'ready' }), { kind: 'ready' });
		assert.deepEqual(fromWebview({ kind: 'frame', data: '{}' }), { kind: 'frame', data: '{}' });
		const bytes = new Uint8Array([1, 2]);
		assert.deepEqual(fromWebview({ kind: 'frame', data: bytes }), { kind: 'frame', data: bytes });
		for (const command of WEBVIEW_COMMANDS) assert.deepEqual(fromWebview({ kind: 'command', command }), { kind: 'command', command });
	});

	it('SE04 drops everything else', () => {
		for (const value of [
			undefined,
			null,
			7,
			'ready',
			[],
			['ready'],
			{},
			{ kind: 'exec', command: 'openDashboard' },
			{ kind: 'ready', extra: 1 },
			{ kind: 'frame' },
			{ kind: 'frame', data: {} },
			{ kind: 'frame', data: '{}', to: '../' },
			{ kind: 'command', command: 'workbench.action.terminal.new' },
			{ kind: 'command', command: '__proto__' },
			{ kind: 'command', command: ['openDashboard'] },
			{ kind: 'command', command: 'openDashboard', arguments: ['x'] },
		]) {
			assert.equal(fromWebview(value), undefined, JSON.stringify(value));
		}
	});

	it('SE04 drops an oversize frame', () => {
		assert.notEqual(fromWebview({ kind: 'frame', data: 'x'.repeat(LONGEST_FRAME) }), undefined);
		assert.equal(fromWebview({ kind: 'frame', data: 'x'.repeat(LONGEST_FRAME + 1) }), undefined);
		assert.equal(fromWebview({ kind: 'frame', data: new Uint8Array(LONGEST_FRAME + 1) }), undefined);
	});
});
