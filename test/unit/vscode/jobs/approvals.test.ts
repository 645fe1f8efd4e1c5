// An approval counts for exactly the content that was approved.
import assert from 'node:assert/strict';
import { approvalsOf, offerState } from '../../../../src/vscode/jobs/approvals';

describe('approvals', () => {
	const approval = { name: 'a', hash: 'h', job: 3 };

	it('binds to the content and to the job', () => {
		assert.equal(offerState('h', undefined, false), 'new');
		assert.equal(offerState('h', approval, true), 'approved');
		assert.equal(offerState('other', approval, true), 'changed');
		assert.equal(offerState('h', approval, false), 'new');
		assert.equal(offerState('other', { ...approval, seen: 'other' }, true), 'changed');
	});

	it('takes from memory only what it can understand', () => {
		assert.deepEqual(approvalsOf([approval, { name: 'b' }, null, 'x', { ...approval, seen: 3 }, { ...approval, seen: 's' }]), [
			approval,
			{ ...approval, seen: 's' },
		]);
		assert.deepEqual(approvalsOf(undefined), []);
		assert.deepEqual(approvalsOf({}), []);
	});
});
