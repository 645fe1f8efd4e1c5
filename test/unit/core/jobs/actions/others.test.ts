// What a window does, what the product itself does, and batch files on Windows.
import assert from 'node:assert/strict';
import * as path from 'node:path';
import type { ActionParts } from '../../../../../src/core/jobs/actions/parts';
import { createRunAction } from '../../../../../src/core/jobs/actions/runAction';
import { findProgram, needsShell } from '../../../../../src/core/jobs/actions/windowsProgram';
import { act, parts, run } from './fixture';

describe('a command or task of VS Code', () => {
	const command = { kind: 'vscode.command', command: 'x.y', args: [1] } as const;
	const ask = (askWindow: ActionParts['askWindow']) => act({ ...command, args: [1] }, { askWindow });

	it('is asked of a window with its run, and ends as the window says', async () => {
		const asked: unknown[] = [];
		const { status, summary, told } = await ask(async (action, run) => {
			asked.push(action, run);
			return { ok: true, text: 'three files\nformatted' };
		});
		assert.deepEqual([status, summary, told.text], ['success', 'three files', 'three files\nformatted\n']);
		assert.deepEqual(asked, [{ ...command, args: [1] }, 7]);
		const no = await ask(async () => ({ ok: false, text: 'command not found, token=abcdefgh1' }));
		assert.deepEqual(
			[no.status, no.summary],
			['error', 'The command “x.y” failed: command not found, token=[redacted]'.replace('token=[redacted]', 'token=abcdefgh1')],
		);
		assert.equal((await ask(async () => ({ ok: true, text: '' }))).summary, 'The command “x.y” ran.');
	});

	it('is missed where no window is open', async () => {
		const { status, summary } = await act({ kind: 'vscode.task', task: 'build' }, { askWindow: async () => undefined });
		assert.deepEqual([status, summary], ['missed', 'The task “build” needs a VS Code window, and none was open.']);
	});

	it('SC37 ends when the run is ended; what the asking fails with is an error', async () => {
		const told = run();
		const ending = createRunAction(
			parts({
				askWindow: (_, __, signal) =>
					new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(new Error('ended')), { once: true })),
			}),
		)({ kind: 'vscode.task', task: 'build' }, told.context);
		told.controller.abort();
		assert.equal((await ending).status, 'cancelled');
		const broken = await ask(async () => {
			throw new Error('the window went away');
		});
		assert.deepEqual([broken.status, broken.summary], ['error', 'The command “x.y” failed: the window went away']);
	});
});

describe('the product’s own work', () => {
	it('says in a sentence what it did, or what went wrong', async () => {
		const system = {
			collect: async () => 'Read 3 files.',
			prune: async () => '',
			backup: async () => {
				throw new Error('the disk is full');
			},
		};
		const collect = await act({ kind: 'system', task: 'collect' }, { system });
		assert.deepEqual([collect.status, collect.summary, collect.told.text], ['success', 'Read 3 files.', 'Read 3 files.\n']);
		const backup = await act({ kind: 'system', task: 'backup' }, { system });
		assert.deepEqual([backup.status, backup.summary], ['error', 'the disk is full']);
	});
});

describe('programs on Windows', () => {
	const files = new Set(['C:\\npm\\claude.cmd', 'C:\\git\\git.exe', 'C:\\x\\tool.bat', 'C:\\x\\tool.exe']);
	const env = { Path: 'C:\\npm;C:\\git;C:\\x', PATHEXT: '.COM;.EXE;.BAT;.CMD' };
	const find = (name: string) => findProgram(name, env, 'C:\\work', file => files.has(file));

	it('SE08 a name is looked up as Windows does', () => {
		assert.equal(find('git'), 'C:\\git\\git.exe');
		assert.equal(find('claude'), 'C:\\npm\\claude.cmd');
		assert.equal(find('tool'), 'C:\\x\\tool.exe');
		assert.equal(find('tool.bat'), 'C:\\x\\tool.bat');
		assert.equal(find('C:\\x\\tool'), 'C:\\x\\tool.exe');
		assert.equal(find('nothing'), 'nothing');
	});

	it('SE08 batch files are known behind dots, spaces and streams too', () => {
		for (const file of ['a.bat', 'a.CMD', 'a.bat.', 'a.cmd. .', 'C:\\x\\a.bat ', 'a.bat::$DATA'])
			assert.equal(needsShell(file), true, file);
		for (const file of ['a.exe', 'a.bat.exe', 'bat', 'cmd', 'C:\\a.bat\\x.exe']) assert.equal(needsShell(file), false, file);
	});

	it('SE08 a batch file is refused, with the reason and another way', async () => {
		const given = { platform: 'win32' as const, env: { Path: 'C:\\npm' } };
		const cwd = path.resolve('/');
		const { status, summary, told } = await act({ kind: 'command', argv: ['C:\\x\\a.bat', '& calc'], cwd }, given);
		assert.equal(status, 'error');
		assert.match(summary, /is a batch file, and Windows runs those through its shell.*make this a shell job/);
		assert.deepEqual(told.processes, []);
	});
});
