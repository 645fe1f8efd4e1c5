// A program with its arguments, and one line for the user's shell.
import * as path from 'node:path';
import type { RunContext, RunOutcome } from '../action';
import { environmentFor, environmentTrouble, variableOf } from './environment';
import { type ActionOf, type ActionParts, failed } from './parts';
import { folderFor, type ProcessEnd, runProcess } from './process';
import { secretsOf } from './secrets';
import { findProgram, needsShell } from './windowsProgram';

/** argv, without a shell: no character of it means anything but itself. */
export async function runCommand(parts: ActionParts, action: ActionOf<'command'>, context: RunContext): Promise<RunOutcome> {
	const [program = '', ...args] = action.argv;
	const zero = action.argv.findIndex(arg => arg.includes('\0'));
	if (program.trim() === '') return failed('argv: the first part is the program to run, and it is empty');
	if (program.startsWith('-')) return failed(`argv: “${program}” is no name of a program; the program comes first, its flags after it`);
	if (zero >= 0) return failed(`argv: part ${zero + 1} holds a NUL character; take it out`);
	const place = placeFor(parts, action);
	if ('trouble' in place) return failed(place.trouble);
	let file = program.replace(/^~(?=\/)/, parts.home);
	if (parts.platform === 'win32') {
		file = findProgram(file, place.env, place.cwd);
		if (needsShell(file)) {
			return failed(
				`“${file}” is a batch file, and Windows runs those through its shell, where arguments may become commands. Name the program behind it, or make this a shell job.`,
			);
		}
	}
	const end = await runProcess(parts, { file, args, ...place }, context);
	return { ...outcomeOf(end, calledOf(action)), cwd: place.cwd };
}

/** One line for the shell, as the job asks for by its kind. */
export async function runShell(parts: ActionParts, action: ActionOf<'shell'>, context: RunContext): Promise<RunOutcome> {
	if (action.line.includes('\0')) return failed('line: it holds a NUL character; take it out');
	const place = placeFor(parts, action);
	if ('trouble' in place) return failed(place.trouble);
	const end = await runProcess(parts, { ...shellFor(parts, action.line), ...place }, context);
	return { ...outcomeOf(end, calledOf(action)), cwd: place.cwd };
}

/** What the sentences about a run call what ran. */
export const calledOf = (action: ActionOf<'command'> | ActionOf<'shell'>): string =>
	action.kind === 'shell' ? 'The line' : `“${path.basename(action.argv[0] ?? '')}”`;

/** What became of a process, as a run's outcome. */
export function outcomeOf({ exitCode, signal, trouble, aborted, leftovers }: ProcessEnd, what: string): RunOutcome {
	if (trouble !== undefined) return failed(`It did not start: ${trouble}.`);
	if (aborted) return { status: 'cancelled', exitCode, summary: `${what} was ended with everything it had started.` };
	const left = leftovers ? ' What it had left running in the background was ended.' : '';
	if (signal !== null) return failed(`${what} was ended by ${signal}.${left}`, exitCode);
	if (exitCode !== 0) return failed(`${what} ended with code ${exitCode}; its output says more.${left}`, exitCode);
	return { status: 'success', exitCode, summary: `${what} ended well.${left}` };
}

function placeFor({ env, home, platform }: ActionParts, { cwd, env: own }: ActionOf<'command'> | ActionOf<'shell'>) {
	const place = folderFor(cwd, home);
	const trouble = 'trouble' in place ? place.trouble : environmentTrouble(own);
	if (trouble !== undefined || 'trouble' in place) return { trouble: trouble ?? '' };
	return { cwd: place.cwd, env: environmentFor(env, platform, own), secrets: secretsOf(env, own) };
}

/** The user's own shell where it reads a line as sh does; else the system's. */
function shellFor({ env, platform }: ActionParts, line: string): { file: string; args: string[] } {
	if (platform === 'win32') {
		return { file: 'powershell.exe', args: ['-NoProfile', '-NonInteractive', '-Command', line] };
	}
	const shell = variableOf(env, 'SHELL', platform) ?? '';
	const file = path.isAbsolute(shell) && KNOWN_SHELLS.has(path.basename(shell)) ? shell : '/bin/sh';
	return { file, args: ['-c', line] };
}

/** Those that take `-c LINE`. */
const KNOWN_SHELLS: ReadonlySet<string> = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'fish', 'ash']);
