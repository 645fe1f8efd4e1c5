// What a job can have besides what every job is asked for.
import assert from 'node:assert/strict';
import { type Action, NewJob } from '../../../../src/contract';
import { actionOf, draftOf, type JobDraft, newDraft, newJobOf } from '../../../../src/vscode/view/jobDraft';
import { parseHours } from '../../../../src/vscode/view/jobFields';
import { MORE_OPTIONS } from '../../../../src/vscode/view/moreOptions';
import { job } from './jobSample';

const http: JobDraft = { ...newDraft('UTC', ''), name: 'Post', kind: 'http', method: 'POST', url: 'https://example.org/hook' };

const option = (label: string) => {
	const found = MORE_OPTIONS.find(each => each.label === label);
	assert.ok(found, label);
	return found;
};
const labels = (draft: JobDraft) => MORE_OPTIONS.filter(({ fits }) => fits(draft)).map(({ label }) => label);

const withoutBody = (action: Action): Action => {
	assert.ok(action.kind === 'http');
	const { body: _, ...rest } = action;
	return rest;
};

describe('moreOptions', () => {
	it('offers what means something for the job, and no more', () => {
		assert.deepEqual(labels(http), ['Hours', 'Missed runs no older than', 'Headers', 'Body', 'Expected status']);
		assert.deepEqual(labels({ ...http, method: 'GET' }), ['Hours', 'Missed runs no older than', 'Headers', 'Expected status']);
		assert.deepEqual(labels({ ...http, kind: 'agent', policies: { missed: 'all' } }), [
			'Hours',
			'Missed runs no older than',
			'Missed runs at most',
			'Model',
		]);
		assert.deepEqual(labels({ ...http, kind: 'shell', policies: { missed: 'skip' } }), ['Hours', 'Environment']);
	});

	it('what is typed stands in the job, and is there again when it is edited', () => {
		let draft: JobDraft = { ...http, policies: { missed: 'all' } };
		for (const [label, text] of [
			['Hours', '9:00-17:30'],
			['Missed runs no older than', '6 h'],
			['Missed runs at most', '3'],
			['Headers', 'Accept: text/plain\nX-Why: because: so'],
			['Body', '{"a": 1}'],
			['Expected status', '200, 204'],
		] as const) {
			for (const line of text.split('\n')) assert.equal(option(label).problem(line), undefined, label);
			draft = option(label).changed(draft, text);
		}
		const made = NewJob.parse(newJobOf(draft));
		assert.deepEqual(made.policies, { missed: 'all', window: { from: '09:00', to: '17:30' }, missedWindow: 21_600, missedCap: 3 });
		assert.deepEqual(made.action, {
			kind: 'http',
			method: 'POST',
			url: 'https://example.org/hook',
			headers: { Accept: 'text/plain', 'X-Why': 'because: so' },
			body: '{"a": 1}',
			expect: [200, 204],
		});
		const again = draftOf(job({ action: made.action }), 'UTC');
		assert.equal(option('Headers').text(again), 'Accept: text/plain\nX-Why: because: so');
		assert.equal(option('Headers').words(again), '2 headers');
		assert.deepEqual(actionOf(option('Body').changed(again, ''), made.action), withoutBody(made.action));
	});

	it('says what is wrong with an answer', () => {
		for (const [label, text] of [
			['Hours', '9'],
			['Hours', '09:00'],
			['Hours', '09:00 - 25:00'],
			['Missed runs no older than', '5 s'],
			['Missed runs no older than', '31 days'],
			['Missed runs at most', '0'],
			['Headers', 'no colon'],
			['Environment', 'no sign'],
			['Expected status', '99'],
		] as const)
			assert.match(option(label).problem(text) ?? '', /\.$/, `${label} ${text}`);
		assert.equal(option('Hours').problem(''), undefined);
		assert.deepEqual(option('Hours').changed({ ...http, policies: { window: { from: '09:00', to: '17:00' } } }, '').policies, {
			window: null,
		});
	});

	it('a window may pass midnight, in whatever dash', () => {
		for (const text of ['22:00-6:00', '22:00 – 06:00', '22:00 to 06:00'])
			assert.deepEqual(parseHours(text), { from: '22:00', to: '06:00' });
	});

	it('variables of several lines stay as they are where nobody touches them', () => {
		const action = { kind: 'command', argv: ['a'], env: { KEY: 'one\ntwo', B: '2' } } as const;
		const edited = job({ action: { ...action, argv: [...action.argv] } });
		assert.deepEqual(actionOf(draftOf(edited, 'UTC'), edited.action), edited.action);
		assert.deepEqual(actionOf({ ...draftOf(edited, 'UTC'), env: 'B=3' }, edited.action), { ...edited.action, env: { B: '3' } });
	});

	it('a request without a body sends none', () => {
		assert.equal('body' in actionOf({ ...http, method: 'GET', body: 'left over' }), false);
	});
});
