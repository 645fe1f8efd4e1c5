// A job becomes a form and the form a job again; what is wrong is said at its field.
import assert from 'node:assert/strict';
import { type Action, DEFAULT_POLICIES, JobChange, NewJob, type Policies, type Schedule } from '../../../../src/contract';
import {
	changeOfForm,
	formOf,
	hasOwnPolicies,
	jobOfForm,
	limitsOf,
	newForm,
	policiesOf,
	problemsOf,
	scheduleProblem,
} from '../../../../webview-ui/jobs/formModel';
import { job } from './make';

const ACTIONS: Action[] = [
	{ kind: 'command', argv: ['pg_dump', '--file', 'a b', 'say "hi"'], cwd: '/srv', env: { LANG: 'C', EMPTY: '' } },
	{ kind: 'shell', line: 'a | b && c' },
	{ kind: 'agent', agent: 'codex', prompt: 'Do it\nwell', cwd: '/srv', model: 'gpt-5.2', budget: 0.5, args: ['--quiet'] },
	{
		kind: 'http',
		method: 'POST',
		url: 'https://example.com/x',
		headers: { accept: 'a: b', authorization: 'Bearer ${secret:github}' },
		body: '{}',
		expect: [200, 204],
	},
	{ kind: 'vscode.command', command: 'x.y', args: [1, 'a'] },
	{ kind: 'vscode.task', task: 'npm: build', folder: '/srv' },
];
const SCHEDULES: Schedule[] = [
	{ kind: 'cron', expression: '0 9 * * *', zone: 'Europe/Vienna' },
	{ kind: 'cron', expression: '5 4 * * 1-5', zone: 'UTC' },
	{ kind: 'cron', expression: '*/7 3-5 1,15 * MON#2', zone: 'Asia/Tokyo' },
	{ kind: 'interval', seconds: 5400, anchor: '2026-01-01T00:20:00.000Z' },
	{ kind: 'once', at: '2026-12-24T18:00', zone: 'UTC' },
];
const POLICIES: Policies[] = [
	DEFAULT_POLICIES,
	{
		overlap: 'queue-one',
		missed: 'all',
		missedWindow: 7200,
		missedCap: 3,
		timeout: 0,
		retryInterrupted: true,
		disableAfter: 0,
		window: { from: '22:00', to: '06:00' },
		budgetGate: { daily: 90, monthly: 75.5 },
	},
];

describe('webview-ui/jobs/form', () => {
	for (const action of ACTIONS) {
		it(`gives a ${action.kind} job back as it was`, () => {
			const edited = job({ action });
			const form = formOf(edited, 'UTC');
			assert.deepEqual(problemsOf(form), {});
			assert.deepEqual(changeOfForm(form, edited).action, action);
			JobChange.parse(changeOfForm(form, edited));
		});
	}

	for (const schedule of SCHEDULES) {
		it(`gives a ${schedule.kind} schedule back as it was`, () => {
			const edited = job({ schedule });
			assert.deepEqual(changeOfForm(formOf(edited, 'UTC'), edited).schedule, schedule);
		});
	}

	it('gives policies back as they were, and says whether any is not the usual one', () => {
		for (const policies of POLICIES) assert.deepEqual(policiesOf(limitsOf(policies)), policies);
		assert.equal(hasOwnPolicies(newForm('UTC', '')), false);
		assert.equal(hasOwnPolicies(formOf(job({ policies: { ...DEFAULT_POLICIES, timeout: 60 } }), 'UTC')), true);
	});

	it('makes a new job that the contract takes', () => {
		const form = { ...newForm('Europe/Vienna', ''), name: ' Report ', prompt: 'Write it' };
		const made = NewJob.parse(jobOfForm(form));
		assert.equal(made.name, 'Report');
		assert.deepEqual(made.schedule, { kind: 'cron', expression: '0 9 * * *', zone: 'Europe/Vienna' });
	});

	it('names the revision it was made from, and of the product’s own jobs changes the times only', () => {
		const edited = job({ component: 'system', action: { kind: 'system', task: 'collect' } });
		const change = changeOfForm(formOf(edited, 'UTC'), edited);
		assert.equal(change.revision, 3);
		assert.deepEqual([change.name, change.action], [undefined, undefined]);
		assert.deepEqual(problemsOf(formOf(edited, 'UTC'), true), {});
	});

	it('says what is wrong at its field, and only at fields that are asked for', () => {
		const form = newForm('UTC', '');
		assert.deepEqual(Object.keys(problemsOf(form)).sort(), ['name', 'prompt']);
		const wrong = (part: Partial<typeof form>) => Object.keys(problemsOf({ ...form, name: 'x', prompt: 'x', ...part }));
		assert.deepEqual(wrong({}), []);
		assert.deepEqual(wrong({ kind: 'command', commandLine: 'a "b' }), ['commandLine']);
		assert.deepEqual(wrong({ kind: 'shell', shellLine: 'x', env: 'no pair' }), ['env']);
		assert.deepEqual(wrong({ kind: 'http', url: 'ftp://x', headers: 'none', expect: '99' }), ['url', 'headers', 'expect']);
		assert.deepEqual(wrong({ kind: 'vscode.command', command: ' ', args: '{' }), ['command', 'args']);
		assert.deepEqual(wrong({ when: { ...form.when, time: '25:00' } }), ['time']);
		assert.deepEqual(wrong({ when: { ...form.when, kind: 'interval', every: 'often' } }), ['every']);
		assert.deepEqual(wrong({ when: { ...form.when, kind: 'once', at: 'tomorrow', zone: '' } }), ['at', 'zone']);
		assert.deepEqual(wrong({ when: { ...form.when, kind: 'cron', expression: ' ' } }), ['expression']);
	});

	it('says what is wrong with a policy', () => {
		const form = { ...newForm('UTC', ''), name: 'x', prompt: 'x' };
		const wrong = (part: Partial<typeof form.limits>) => Object.keys(problemsOf({ ...form, limits: { ...form.limits, ...part } }));
		assert.deepEqual(wrong({ timeout: '', disableAfter: '', daily: '' }), []);
		assert.deepEqual(wrong({ timeout: '9 days' }), ['timeout']);
		assert.deepEqual(wrong({ missedWindow: '5 s' }), ['missedWindow']);
		assert.deepEqual(wrong({ missed: 'skip', missedWindow: '5 s' }), []);
		assert.deepEqual(wrong({ missed: 'all', missedCap: '101' }), ['missedCap']);
		assert.deepEqual(wrong({ from: '22:00' }), ['to']);
		assert.deepEqual(wrong({ disableAfter: '2.5', daily: '-1', monthly: 'all' }), ['disableAfter', 'daily', 'monthly']);
	});

	it('SC15 puts the hub’s word on a schedule at the field it is about', () => {
		const form = newForm('UTC', '');
		const cron = { ...form, when: { ...form.when, kind: 'cron' as const } };
		assert.deepEqual(scheduleProblem(cron, 'schedule: minute “60” is above 59'), { expression: 'Minute “60” is above 59' });
		assert.deepEqual(scheduleProblem(cron, 'zone: “Mars/Phobos” is no time zone'), { zone: '“Mars/Phobos” is no time zone' });
		assert.deepEqual(scheduleProblem({ ...form, when: { ...form.when, kind: 'once' } }, 'It lies in the past.'), {
			at: 'It lies in the past.',
		});
	});
});
