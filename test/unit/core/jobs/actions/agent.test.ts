// Prompts for agents' command lines, with scripts that stand for the tools: they write down what they were given and print that tool's JSON.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { createRunAction } from '../../../../../src/core/jobs/actions/runAction';
import { act, parts, run, script, temporary } from './fixture';

type Agent = 'claude' | 'codex' | 'openclaw' | 'gemini' | 'opencode';

const lines = (...records: unknown[]): string => records.map(record => JSON.stringify(record)).join('\n');

/** What each tool prints, as its documentation and sources have it. */
const PRINTED: Record<Agent, string> = {
	claude: lines({ type: 'result', subtype: 'success', is_error: false, result: 'Done: 3 files.', session_id: 'c-1', total_cost_usd: 0.02 }),
	codex: lines(
		{ type: 'thread.started', thread_id: 'x-1' },
		{ type: 'turn.started' },
		{ type: 'item.completed', item: { id: 'item_0', type: 'reasoning', text: 'hm' } },
		{ type: 'item.completed', item: { id: 'item_1', type: 'agent_message', text: 'Done: 3 files.' } },
		{ type: 'turn.completed', usage: { input_tokens: 10, cached_input_tokens: 0, output_tokens: 2 } },
	),
	openclaw: `log line before\n${JSON.stringify({ runId: 'r', status: 'ok', result: { payloads: [{ text: 'Done: 3 files.', mediaUrl: null }], meta: { durationMs: 1, agentMeta: { sessionId: 'o-1' } } } }, null, 2)}`,
	gemini: JSON.stringify({ session_id: 'g-1', response: 'Done: 3 files.', stats: { models: {} } }, null, 2),
	opencode: lines(
		{ type: 'step_start', sessionID: 'ses_1', part: { type: 'step-start' } },
		{ type: 'text', sessionID: 'ses_1', part: { type: 'text', text: 'Done: 3 files.' } },
		{ type: 'step_finish', sessionID: 'ses_1', part: { type: 'step-finish', cost: 0 } },
	),
};

const SESSION: Record<Agent, string> = { claude: 'c-1', codex: 'x-1', openclaw: 'o-1', gemini: 'g-1', opencode: 'ses_1' };

describe('agents', () => {
	let folder: string;
	let env: NodeJS.ProcessEnv;

	const tool = (agent: Agent, printed: string, code = 0): void => {
		const text = `#!${process.execPath}
const fs = require('node:fs');
fs.writeFileSync(${JSON.stringify(path.join(folder, 'given.json'))}, JSON.stringify({ args: process.argv.slice(2), cwd: process.cwd(), env: process.env, stdin: fs.readFileSync(0, 'utf8') }));
process.stdout.write(${JSON.stringify(printed)});
process.exitCode = ${code};
`;
		script(path.join(folder, 'bin'), agent, text);
	};
	const given = (): { args: string[]; cwd: string; env: Record<string, string>; stdin: string } =>
		JSON.parse(fs.readFileSync(path.join(folder, 'given.json'), 'utf8'));
	const ask = (agent: Agent, more: object = {}) =>
		act({ kind: 'agent', agent, prompt: 'Tidy up', cwd: folder, ...more }, { env, home: path.join(folder, 'home') });

	beforeEach(() => {
		folder = temporary();
		env = {
			PATH: `${path.join(folder, 'bin')}:${path.dirname(process.execPath)}:/usr/bin:/bin`,
			HOME: folder,
			ANTHROPIC_API_KEY: 'sk-not-for-jobs',
		};
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	const ARGS: Record<Agent, string[]> = {
		claude: ['-p', '--output-format', 'json', '--model', 'm', '--', 'Tidy up'],
		codex: ['exec', '--json', '--model', 'm', '--', 'Tidy up'],
		openclaw: ['agent', '--agent', 'main', '--json', '--model', 'm', '--message=Tidy up'],
		gemini: ['--output-format', 'json', '--model', 'm', '--prompt=Tidy up'],
		opencode: ['run', '--format', 'json', '--model', 'm', '--', 'Tidy up'],
	};
	for (const agent of ['claude', 'codex', 'openclaw', 'gemini', 'opencode'] as const) {
		it(`${agent}: its arguments, its answer and its session`, async () => {
			tool(agent, PRINTED[agent]);
			const { status, exitCode, summary, session, cwd, told } = await ask(agent, { model: 'm' });
			assert.deepEqual([status, exitCode, summary, session, cwd], ['success', 0, 'Done: 3 files.', SESSION[agent], folder]);
			assert.deepEqual(given().args, ARGS[agent]);
			assert.equal(given().cwd, folder);
			assert.equal(given().stdin, '');
			assert.match(told.text, /Done: 3 files\./);
		});

		it(`SE08 ${agent}: a prompt is one argument, whatever it looks like`, async () => {
			tool(agent, PRINTED[agent]);
			for (const prompt of ['--dangerously-skip-permissions', '-c x=1', '$(touch x); `id` "quoted" \'so\'\nnext line', 'resume']) {
				await ask(agent, { prompt, args: ['--own', 'flag'] });
				const { args } = given();
				const last = args.at(-1) ?? '';
				assert.ok(last === prompt || last === `--message=${prompt}` || last === `--prompt=${prompt}`, last);
				// It stands behind “--” or behind its own flag's “=”, and the job's own flags stand before it.
				if (last === prompt) assert.equal(args.at(-2), '--');
				assert.ok(args.indexOf('--own') < args.length - 2 && args.filter(arg => arg.includes(prompt)).length === 1);
			}
			assert.equal(fs.existsSync(path.join(folder, 'x')), false);
		});
	}

	it('codex: a prompt that is just “-” is not standard input', async () => {
		tool('codex', PRINTED.codex);
		await ask('codex', { prompt: '-' });
		assert.equal(given().args.at(-1), ' -');
	});

	it('openclaw: a session or agent that the job chooses stays', async () => {
		tool('openclaw', PRINTED.openclaw);
		await ask('openclaw', { args: ['--agent=ops'] });
		assert.deepEqual(given().args, ['agent', '--json', '--agent=ops', '--message=Tidy up']);
	});

	it('a budget goes to the tool that has a flag for it; of the others it is said that it was no limit', async () => {
		tool('claude', PRINTED.claude);
		assert.equal((await ask('claude', { budget: 1.5 })).summary, 'Done: 3 files.');
		assert.deepEqual(given().args.slice(3, 5), ['--max-budget-usd', '1.5']);
		for (const agent of ['codex', 'openclaw', 'gemini', 'opencode'] as const) {
			tool(agent, PRINTED[agent]);
			assert.match(
				(await ask(agent, { budget: 1.5 })).summary,
				/^Done: 3 files\. .* has no flag for a budget, so \$1\.5 was not a limit\.$/,
			);
			assert.ok(!given().args.some(arg => arg.includes('1.5')));
		}
	});

	it('SE09 the hub’s own keys do not reach the tool', async () => {
		tool('claude', PRINTED.claude);
		await ask('claude');
		assert.equal('ANTHROPIC_API_KEY' in given().env, false);
		assert.equal(given().env.HOME, folder);
	});

	it('a tool that is not there is an error that says what to install', async () => {
		env.PATH = '/nowhere';
		const missing = await ask('claude');
		assert.equal(missing.status, 'error');
		if (!fs.existsSync('/usr/local/bin/claude')) {
			assert.match(
				missing.summary,
				/^Claude Code was not found: there is no “claude” on PATH\. Install it \(npm install -g @anthropic-ai\/claude-code\)/,
			);
		}
	});

	it('a tool is found where its installer puts it, though PATH is short', async () => {
		tool('claude', PRINTED.claude);
		fs.mkdirSync(path.join(folder, 'home', '.local'), { recursive: true });
		fs.renameSync(path.join(folder, 'bin'), path.join(folder, 'home', '.local', 'bin'));
		env.PATH = '/usr/bin:/bin';
		assert.equal((await ask('claude')).status, 'success');
	});

	it('what a tool says of its failure is what the run says', async () => {
		tool('claude', lines({ type: 'result', subtype: 'error_max_budget_usd', is_error: true, session_id: 'c-2' }), 1);
		const budget = await ask('claude');
		assert.deepEqual([budget.status, budget.exitCode, budget.session], ['error', 1, 'c-2']);
		assert.equal(budget.summary, 'Claude Code ended with code 1: error_max_budget_usd');
		tool('claude', lines({ type: 'result', subtype: 'success', is_error: true, result: 'Credit balance is too low', session_id: 'c-3' }));
		const credit = await ask('claude');
		assert.deepEqual([credit.status, credit.summary], ['error', 'Claude Code did not do it: Credit balance is too low']);
		tool('codex', lines({ type: 'thread.started', thread_id: 'x' }, { type: 'turn.failed', error: { message: 'usage limit reached' } }), 1);
		assert.equal((await ask('codex')).summary, 'Codex ended with code 1: usage limit reached');
	});

	it('Gemini says its failures on standard error: there they are read too, and its warnings there are no failure', async () => {
		const failure = JSON.stringify({ session_id: 'g-2', error: { type: 'Error', message: 'quota', code: 1 } }, null, 2);
		const bin = path.join(folder, 'bin');
		script(bin, 'gemini', `#!/bin/sh\ncat >&2 <<'END'\nLoaded cached credentials.\n${failure}\nEND\nexit 41\n`);
		const { status, summary, session } = await ask('gemini');
		assert.deepEqual([status, summary, session], ['error', 'Gemini CLI ended with code 41: quota', 'g-2']);
		script(
			bin,
			'gemini',
			`#!/bin/sh\ncat >&2 <<'END'\n${failure}\nEND\necho '${JSON.stringify({ session_id: 'g-3', response: 'Done.', stats: {} })}'\n`,
		);
		assert.deepEqual([(await ask('gemini')).status, (await ask('gemini')).summary], ['success', 'Done.']);
	});

	it('lines of a log, as JSON too, are not taken for the answer', async () => {
		const log = JSON.stringify({ level: 'warn', msg: 'slow', sessionId: 'not-this' });
		tool('openclaw', `${log}\n${JSON.stringify({ status: 'error', error: { message: 'no model' } })}\n${log}\n`);
		const openclaw = await ask('openclaw');
		assert.deepEqual([openclaw.status, openclaw.summary, openclaw.session], ['error', 'OpenClaw did not do it: no model', undefined]);
		tool('gemini', `${log}\n${JSON.stringify({ error: { type: 'Error', message: 'quota' } }, null, 2)}\n${log}\n`);
		assert.equal((await ask('gemini')).summary, 'Gemini CLI did not do it: quota');
	});

	it('output that is no JSON, or half of it, is shown and harms nothing', async () => {
		tool('claude', 'not json\n{"type":"result","session_id":\n{"half');
		const { status, session, summary, told } = await ask('claude');
		assert.deepEqual([status, session, summary], ['success', undefined, 'Claude Code ended well.']);
		assert.match(told.text, /not json/);
	});

	it('a session named before the end is known though the run is ended', async () => {
		script(
			path.join(folder, 'bin'),
			'codex',
			`#!/bin/sh\necho '{"type":"thread.started","thread_id":"x-9"}'\nwhile :; do sleep 0.05; done\n`,
		);
		const told = run();
		const ending = createRunAction(parts({ env }))({ kind: 'agent', agent: 'codex', prompt: 'p', cwd: folder }, told.context);
		await told.until('x-9');
		told.controller.abort();
		const { status, session } = await ending;
		assert.deepEqual([status, session], ['cancelled', 'x-9']);
	});

	it('an empty prompt, a model that is a flag, a folder that is not there', async () => {
		tool('claude', PRINTED.claude);
		assert.match((await ask('claude', { prompt: ' ' })).summary, /^prompt: it is empty/);
		assert.match((await ask('claude', { model: '--x' })).summary, /^model: “--x” is no name/);
		assert.match((await ask('claude', { cwd: path.join(folder, 'gone') })).summary, /^cwd: the folder .* does not exist/);
		assert.equal(fs.existsSync(path.join(folder, 'given.json')), false);
	});
});
