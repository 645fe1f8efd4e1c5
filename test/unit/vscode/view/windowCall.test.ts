// Which window does what a job asks of one.
import assert from 'node:assert/strict';
import { claimDelay, isHere, resultText } from '../../../../src/vscode/view/windowCall';

describe('windowCall', () => {
	it('the window in front comes first, one that can only refuse last', () => {
		assert.deepEqual([claimDelay({ focused: true, able: true }), claimDelay({ focused: false, able: true })], [0, 400]);
		assert.ok(claimDelay({ focused: true, able: false }) > 400);
		assert.ok(claimDelay({ focused: true, able: false }) < 2000, 'the hub waits 2 s for a claim');
	});

	it('a task of a folder is for the window that has it open', () => {
		const task = { kind: 'vscode.task', task: 'build' } as const;
		assert.equal(isHere({ ...task, folder: '/a' }, ['/a', '/b']), true);
		assert.equal(isHere({ ...task, folder: '/a' }, ['/b']), false);
		assert.equal(isHere(task, []), true);
		assert.equal(isHere({ kind: 'vscode.command', command: 'x' }, []), true);
	});

	it('a result becomes text, whatever it is', () => {
		const ring: { self?: unknown } = {};
		ring.self = ring;
		assert.deepEqual(
			[undefined, null, 'x', 3, { a: 1 }, ring, () => 1].map(resultText).map(text => text.slice(0, 40)),
			['', '', 'x', '3', '{\n  "a": 1\n}', '(a result that cannot be shown)', '() => 1'],
		);
		assert.ok(resultText('x'.repeat(300_000)).length < 262_144);
	});
});
