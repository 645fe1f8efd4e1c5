// Commands and shell lines with real processes: what they are given, how they end, and that nothing of them stays.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../../../../src/base/clock';
import { createRunAction } from '../../../../../src/core/jobs/actions/runAction';
import { Tail } from '../../../../../src/core/jobs/tail';
import { act, ECHO, isThere, parts, run, script, temporary } from './fixture';

describe('commands', () => {
	let folder: string;
	before(() => {
		folder = temporary();
	});
	after(() => fs.rmSync(folder, { recursive: true, force: true }));

	const echo = async (args: string[], given: Parameters<typeof act>[1] = {}, env?: Record<string, string>) => {
		const { told, ...outcome } = await act(
			{ kind: 'command', argv: [process.execPath, ...ECHO, ...args], cwd: folder, ...(env ? { env } : {}) },
			given,
		);
		assert.equal(outcome.status, 'success', outcome.summary);
		return JSON.parse(told.text) as { args: string[]; env: Record<string, string>; cwd: string };
	};

	it('SE08 arguments stay what they are: no character of them means anything to a shell', async () => {
		const args = ['; rm -rf /', '$(touch x)', '`id`', 'two\nlines', '-rf', '--help', '%PATH%', '"\'', '* ?', 'a && b | c > d', '\\', ''];
		const said = await echo(args);
		assert.deepEqual(said.args, args);
		assert.equal(said.cwd, folder);
		assert.deepEqual(fs.readdirSync(folder), []);
	});

	it('SE08 a shell line is one, because the job says so', async () => {
		const { told, status, exitCode, cwd } = await act({ kind: 'shell', line: 'echo one; echo $((1 + 1)) | cat', cwd: folder });
		assert.deepEqual([status, exitCode, told.text, cwd], ['success', 0, 'one\n2\n', folder]);
	});

	it('SE09 of the environment only harmless names, and what the job sets itself', async () => {
		const secrets = { OPENAI_API_KEY: 'x1', GITHUB_TOKEN: 'x2', AWS_SECRET_ACCESS_KEY: 'x3', MY_PASSWORD: 'x4', XDG_SESSION_TOKEN: 'x5' };
		const host = {
			VSCODE_PID: '1',
			VSCODE_IPC_HOOK: 'h',
			ELECTRON_RUN_AS_NODE: '1',
			NODE_OPTIONS: '--inspect',
			LD_PRELOAD: '/x.so',
			ELSE: 'e',
		};
		const fine = { USER: 'u', LANG: 'C.UTF-8', LC_TIME: 'C', TZ: 'Europe/Berlin', TMPDIR: '/tmp', SHELL: '/bin/sh', XDG_CACHE_HOME: '/c' };
		const base = { PATH: process.env.PATH ?? '', HOME: folder };
		const { env } = await echo(
			[],
			{ env: { ...base, ...secrets, ...host, ...fine } },
			{ OWN: '1', MY_TOKEN: 'mine-is-seen-by-the-job', LANG: 'C' },
		);
		for (const name of ['PWD', 'OLDPWD', 'SHLVL', '_']) delete env[name]; // the shell that is the gate sets these
		assert.deepEqual(env, { ...base, ...fine, OWN: '1', MY_TOKEN: '[redacted]', LANG: 'C' });
	});

	it('SE09 the job does get the secret it sets; only its output is redacted', async () => {
		const { told } = await act({
			kind: 'shell',
			line: 'test "$MY_TOKEN" = correct-horse && echo "it is $MY_TOKEN"',
			cwd: folder,
			env: { MY_TOKEN: 'correct-horse' },
		});
		assert.equal(told.text, 'it is [redacted]\n');
	});

	it('standard input is closed', async () => {
		const { status, told } = await act({ kind: 'command', argv: ['cat'], cwd: folder });
		assert.deepEqual([status, told.text], ['success', '']);
	});

	it('what cannot start says which field is wrong and what to do', async () => {
		const summary = async (action: Parameters<typeof act>[0]) => {
			const { status, summary, told } = await act(action);
			assert.equal(status, 'error');
			assert.deepEqual(told.processes, []);
			return summary;
		};
		const argv = ['true'];
		fs.writeFileSync(path.join(folder, 'plain'), 'x');
		assert.match(
			await summary({ kind: 'command', argv, cwd: '/no/such/place' }),
			/^cwd: the folder “\/no\/such\/place” does not exist; make it/,
		);
		assert.match(await summary({ kind: 'command', argv, cwd: 'relative' }), /^cwd: “relative” is not a full path/);
		assert.match(await summary({ kind: 'shell', line: 'true', cwd: path.join(folder, 'plain') }), /^cwd: .* is not a folder/);
		assert.match(
			await summary({ kind: 'command', argv: ['no-such-program-1'], cwd: folder }),
			/“no-such-program-1” was not found; write its full path/,
		);
		assert.match(await summary({ kind: 'command', argv: [path.join(folder, 'plain')], cwd: folder }), /may not be run; make it executable/);
		assert.match(await summary({ kind: 'command', argv: [''], cwd: folder }), /^argv: the first part is the program/);
		assert.match(await summary({ kind: 'command', argv: ['-a', 'x'], cwd: folder }), /^argv: “-a” is no name of a program/);
		assert.match(await summary({ kind: 'command', argv: ['echo', 'a\0b'], cwd: folder }), /^argv: part 2 holds a NUL/);
		assert.match(await summary({ kind: 'shell', line: 'true', cwd: folder, env: { 'A=B': '' } }), /^env: “A=B” is no name/);
		fs.rmSync(path.join(folder, 'plain'));
	});

	it('a code other than 0 and a signal are errors that say so', async () => {
		const three = await act({ kind: 'shell', line: 'echo no >&2; exit 3', cwd: folder });
		assert.deepEqual([three.status, three.exitCode, three.told.text], ['error', 3, 'no\n']);
		assert.match(three.summary, /ended with code 3/);
		const killed = await act({ kind: 'shell', line: 'kill -9 $$', cwd: folder });
		assert.deepEqual([killed.status, killed.exitCode], ['error', null]);
		assert.match(killed.summary, /ended by SIGKILL/);
	});

	it('tells which process it is, and leads a group of its own', async () => {
		const { told } = await act({ kind: 'shell', line: 'echo $(ps -o pgid= -p $$) $(ps -o pgid= -p $PPID)', cwd: folder });
		const [mark] = told.processes;
		assert.ok(mark && mark.startedAt !== '');
		assert.equal(told.text.trim(), `${mark.pid} ${mark.pid}`);
	});

	it('SC37 an ended run ends its whole group: TERM, then KILL, and settles when it is gone', async () => {
		const told = run();
		// A child that does not listen to TERM, and a grandchild whose parent is gone.
		const line = `trap '' TERM; (sh -c "trap '' TERM; echo child \\$\\$; while :; do sleep 0.05; done" &) ; echo ready $$; while :; do sleep 0.05; done`;
		const ending = createRunAction(parts({ killAfter: 300 }))({ kind: 'shell', line, cwd: folder }, told.context);
		await told.until('ready');
		await told.until('child');
		const pids = [...told.text.matchAll(/(?:child|ready) (\d+)/g)].map(match => Number(match[1]));
		assert.equal(pids.length, 2);
		const began = systemClock.now();
		told.controller.abort();
		const outcome = await ending;
		const took = systemClock.now() - began;
		assert.equal(outcome.status, 'cancelled');
		assert.ok(took >= 290 && took < 3000, `${took} ms`);
		for (const pid of pids) assert.equal(isThere(pid), false, `${pid} is still there`);
	});

	it('SC37 what listens to TERM has the time to end well', async () => {
		const told = run();
		const line = `trap 'sleep 0.2; echo put away; exit 0' TERM; echo ready; while :; do sleep 0.02; done`;
		const ending = createRunAction(parts())({ kind: 'shell', line, cwd: folder }, told.context);
		await told.until('ready');
		told.controller.abort();
		assert.equal((await ending).status, 'cancelled');
		assert.match(told.text, /put away/);
	});

	it('SC37 a run that was ended before it began starts nothing', async () => {
		const told = run();
		told.controller.abort();
		const outcome = await createRunAction(parts())({ kind: 'shell', line: 'touch began', cwd: folder }, told.context);
		assert.equal(outcome.status, 'cancelled');
		assert.equal(fs.existsSync(path.join(folder, 'began')), false);
	});

	it('SC37 what a process leaves behind in its group is ended before the run is over', async () => {
		const { status, summary, told } = await act({ kind: 'shell', line: 'sleep 60 & echo $!', cwd: folder });
		assert.equal(status, 'success');
		assert.match(summary, /left running in the background was ended/);
		assert.equal(isThere(Number(told.text.trim())), false);
	});

	it('SE10 floods of output: the end of it is kept, and memory does not grow', async function () {
		this.timeout(60_000);
		const tail = new Tail();
		const told = run();
		const file = script(
			folder,
			'flood.sh',
			'#!/bin/sh\nyes "a line of some output that says nothing much, again and again" | head -c 268435456\necho the end\n',
		);
		const before = process.memoryUsage().rss;
		let highest = before;
		const watch = setInterval(() => {
			highest = Math.max(highest, process.memoryUsage().rss);
		}, 20);
		const outcome = await createRunAction(parts())(
			{ kind: 'command', argv: [file], cwd: folder },
			{ ...told.context, output: text => tail.push(text) },
		);
		clearInterval(watch);
		assert.equal(outcome.status, 'success', outcome.summary);
		const { text, cut } = tail.read();
		assert.ok(cut && text.length <= 262_144 && text.endsWith('the end\n'));
		assert.ok(highest - before < 128 * 1024 * 1024, `${(highest - before) / 1048576} MB more`);
	});

	it('SE10 a line without an end is shown in pieces, and memory does not grow', async function () {
		this.timeout(60_000);
		const tail = new Tail();
		const told = run();
		const outcome = await createRunAction(parts())(
			{ kind: 'shell', line: "head -c 67108864 /dev/zero | tr '\\0' x; printf end", cwd: folder },
			{ ...told.context, output: text => tail.push(text) },
		);
		assert.equal(outcome.status, 'success');
		assert.ok(tail.read().text.endsWith('xxxend'));
	});

	it('the user’s shell is used where it reads lines as sh does', async () => {
		const home = script(folder, 'bash', '#!/bin/sh\necho "mine $1"\nexec /bin/sh "$@"\n');
		const env = { PATH: process.env.PATH, SHELL: home };
		assert.equal((await act({ kind: 'shell', line: 'echo x', cwd: folder }, { env })).told.text, 'mine -c\nx\n');
		const odd = script(folder, 'nush', '#!/bin/sh\nexit 9\n');
		assert.equal((await act({ kind: 'shell', line: 'echo x', cwd: folder }, { env: { ...env, SHELL: odd } })).told.text, 'x\n');
	});
});
