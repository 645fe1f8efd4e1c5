// Filling in a job: the questions, their order, and the job they make.
import assert from 'node:assert/strict';
import type { Action } from '../../../../src/contract';
import { actionWords, joinCommand, splitCommand, visible } from '../../../../src/vscode/view/actionText';
import {
	ACTION_KINDS,
	actionOf,
	changeOf,
	draftOf,
	newDraft,
	newJobOf,
	parseArgs,
	problemOf,
	stepsOf,
} from '../../../../src/vscode/view/jobDraft';
import { POLICY_CHOICES } from '../../../../src/vscode/view/policyChoices';
import { job } from './jobSample';

describe('jobDraft', () => {
	it('asks for what is needed, and no zone for an interval', () => {
		const draft = newDraft('Europe/Vienna', '/proj');
		assert.equal(stepsOf(draft).join(' '), 'name kind agent prompt cwd budget when time zone confirm');
		const interval = { ...draft, kind: 'vscode.command' as const, when: { ...draft.when, kind: 'interval' as const } };
		assert.equal(stepsOf(interval).join(' '), 'name kind command args when every confirm');
	});

	it('of the product’s own jobs only the time is asked for and sent', () => {
		const own = job({
			component: 'system',
			schedule: { kind: 'interval', seconds: 300, anchor: 'x' },
			action: { kind: 'system', task: 'collect' },
		});
		const draft = draftOf(own, 'UTC');
		assert.equal(stepsOf(draft, { job: own }).join(' '), 'when every confirm');
		assert.deepEqual(Object.keys(changeOf(draft, { job: own })).sort(), ['policies', 'revision', 'schedule']);
	});

	it('an edit starts from what is there, keeps what it does not ask for, and names its revision', () => {
		const actions: Action[] = [
			{ kind: 'command', argv: ['a', 'b c', 'd"e'], cwd: '/x', env: { A: '1' } },
			{ kind: 'shell', line: 'a | b', env: { A: '1' } },
			{ kind: 'agent', agent: 'codex', prompt: 'do\nit', cwd: '/x', model: 'm', budget: 0.5, args: ['--fast'] },
			{ kind: 'http', method: 'POST', url: 'https://example.org', headers: { a: 'b' }, body: 'x', expect: [204] },
			{ kind: 'vscode.command', command: 'x.y', args: [1, { a: 2 }] },
			{ kind: 'vscode.task', task: 'build', folder: '/x' },
		];
		for (const action of actions) {
			const before = job({ action });
			const change = changeOf(draftOf(before, 'UTC'), { job: before });
			assert.deepEqual(change, { name: before.name, schedule: before.schedule, action, policies: before.policies, revision: 3 });
		}
		assert.deepEqual(actions.map(({ kind }) => kind).sort(), [...ACTION_KINDS].sort());
	});

	it('a field that is emptied is gone, not kept', () => {
		const action: Action = { kind: 'agent', agent: 'claude', prompt: 'x', cwd: '/x', budget: 1 };
		const draft = { ...draftOf(job({ action }), 'UTC'), budget: '' };
		assert.deepEqual(actionOf(draft, action), { kind: 'agent', agent: 'claude', prompt: 'x', cwd: '/x' });
	});

	it('a new job has what was given and no more', () => {
		const draft = { ...newDraft('Europe/Vienna', '/proj'), name: ' Report ', prompt: 'go' };
		assert.deepEqual(newJobOf(draft), {
			name: 'Report',
			schedule: { kind: 'cron', expression: '0 9 * * *', zone: 'Europe/Vienna' },
			action: { kind: 'agent', agent: 'claude', prompt: 'go', cwd: '/proj' },
			policies: {},
		});
	});

	it('says what is wrong with an answer', () => {
		for (const [step, text] of [
			['name', ' '],
			['prompt', ''],
			['commandLine', 'a "b'],
			['budget', '0'],
			['budget', '-1'],
			['budget', '5 $'],
			['url', 'ftp://x'],
			['url', 'https://'],
			['args', '{'],
		] as const)
			assert.ok(problemOf(step, text), `${step} ${text}`);
		for (const [step, text] of [
			['budget', ''],
			['budget', '0.5'],
			['url', 'http://localhost:3000/x'],
			['args', ''],
		] as const)
			assert.equal(problemOf(step, text), undefined, `${step} ${text}`);
		assert.deepEqual(parseArgs('{"a":1}'), { args: [{ a: 1 }] });
	});

	it('every policy says which of its choices holds', () => {
		for (const { label, words, choices } of POLICY_CHOICES) {
			assert.equal(new Set(choices.map(({ change }) => words(change))).size, choices.length, label);
			assert.ok(
				choices.some(({ change }) => words(change) === words({})),
				label,
			);
		}
	});
});

describe('actionText', () => {
	it('takes a command line apart', () => {
		const split = (text: string) => {
			const words = splitCommand(text);
			return 'argv' in words ? words.argv : words.problem;
		};
		assert.deepEqual(split(`npm run report -- "last week" 'a "b"' c\\ d ""`), [
			'npm',
			'run',
			'report',
			'--',
			'last week',
			'a "b"',
			'c d',
			'',
		]);
		assert.deepEqual(split('C:\\bin\\x.exe "C:\\a b\\c"'), ['C:\\bin\\x.exe', 'C:\\a b\\c']);
		assert.match(String(split('a "b')), /not closed/);
		assert.match(String(split('  ')), /Type a program/);
	});

	it('puts together what it takes apart', () => {
		const signs = ['a', ' ', '"', "'", '\\', '\t', '$', 'é', '\n'];
		let seed = 1;
		const random = (below: number) => {
			seed = (seed * 48_271) % 2_147_483_647;
			return seed % below;
		};
		for (let round = 0; round < 3000; round++) {
			const word = () => Array.from({ length: random(6) }, () => signs[random(signs.length)]).join('');
			const argv = [`p${word()}`, ...Array.from({ length: random(4) }, word)];
			assert.deepEqual(splitCommand(joinCommand(argv)), { argv }, JSON.stringify(argv));
		}
	});

	it('shows what would hide: direction marks, line separators, no-break spaces, escapes', () => {
		assert.equal(visible('rm \u202Etxt\u2028\u00A0\u001B[2J\r\nok'), 'rm ⟨U+202E⟩txt⟨U+2028⟩⟨U+00A0⟩⟨U+001B⟩[2J⟨U+000D⟩\nok');
		assert.equal(visible('naïve 日本 ok'), 'naïve 日本 ok');
	});

	it('says what each action does', () => {
		assert.equal(actionWords({ kind: 'command', argv: ['a', 'b c'] }), 'runs a "b c"');
		assert.equal(actionWords({ kind: 'agent', agent: 'claude', prompt: 'go', cwd: '' }), 'asks Claude Code: go');
	});
});
