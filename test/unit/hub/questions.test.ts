// Questions: asked by one window at a time, and again where it went away without an answer.
import assert from 'node:assert/strict';
import type { HubEvent, JobNotice } from '../../../src/contract';
import { createQuestions } from '../../../src/hub/questions';

describe('questions', () => {
	const notice: JobNotice = { id: 3, job_id: 1, run_id: 2, kind: 'ask-missed', message: 'Run it now?' };
	const window = () => new AbortController();

	it('one window asks; where it is reloaded or closed, another does, until there is an answer', () => {
		const open = new Set([3]);
		const sent: HubEvent[] = [];
		const questions = createQuestions({ open: id => open.has(id), send: event => sent.push(event) });
		const [one, other] = [window(), window()];
		assert.deepEqual([questions.asks(3), questions.claim(notice, one.signal), questions.claim(notice, other.signal)], [false, true, false]);
		assert.deepEqual([questions.asks(3), sent], [true, []]);
		one.abort();
		assert.deepEqual([questions.asks(3), sent], [false, [{ type: 'job_notice', notice }]]);
		assert.equal(questions.claim(notice, one.signal), false, 'a window that is gone asks nothing');
		assert.equal(questions.claim(notice, other.signal), true);
		open.clear();
		other.abort();
		assert.equal(sent.length, 1);
	});
});
