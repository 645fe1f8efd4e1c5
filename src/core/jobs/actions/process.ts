// Runs one process for a job, in a group of its own, and sees the whole group to its end.
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Writable } from 'node:stream';
import { messageOf, nodeCode } from '../../../base/errors';
import type { RunContext } from '../action';
import { startTimeOf } from '../orphan';
import { openSpool, spoolFiles } from '../spool';
import { Flood } from './flood';
import { Follower } from './follower';
import { gated, pass, whyNotRunnable } from './gate';
import { endGroup, groupLives } from './group';
import { OutputText } from './outputText';
import type { ActionParts } from './parts';

export interface ProcessOrder {
	file: string;
	args: readonly string[];
	cwd: string;
	env: Readonly<Record<string, string>>;
	/** Texts that are never shown. */
	secrets: readonly string[];
	/** What the process writes, besides its output being shown. */
	onStdout?: (bytes: Buffer) => void;
	/** The same of its errors; only with `onStdout`. */
	onStderr?: (bytes: Buffer) => void;
}

export interface ProcessEnd {
	exitCode: number | null;
	signal: NodeJS.Signals | null;
	/** It could not be started. */
	trouble?: string;
	/** Ended because the run was. */
	aborted: boolean;
	/** Something of its group went on when it had ended, and was ended too. */
	leftovers: boolean;
}

/** ms that what a process left behind has to end by itself. */
const AFTERMATH = 500;
const LOOK = 25;

/** Runs a process to its end; its output goes to files, so that it can go on without this hub. Its group is gone when this resolves; what has left the group by itself (setsid) is nobody's to end. */
export async function runProcess(parts: ActionParts, order: ProcessOrder, context: RunContext): Promise<ProcessEnd> {
	const none = { exitCode: null, signal: null, leftovers: false };
	if (context.signal.aborted) return { ...none, aborted: true };
	const { platform } = parts;
	let child: ChildProcess;
	let output: Output | undefined;
	try {
		const obstacle = platform === 'win32' ? undefined : whyNotRunnable(order.file, order.cwd, order.env.PATH ?? '/usr/bin:/bin');
		if (obstacle) throw Object.assign(new Error(obstacle), { code: obstacle });
		const { file, args, gate } = gated(platform, order.file, order.args, spoolFiles(parts.spool, context.run).code);
		output = openOutput(parts, order, context);
		child = spawn(file, args, {
			cwd: order.cwd,
			env: order.env,
			shell: false,
			detached: platform !== 'win32',
			stdio: ['ignore', output.out, output.err, ...(gate ? (['pipe'] as const) : [])],
			windowsHide: true,
		});
	} catch (error) {
		output?.close();
		return { ...none, aborted: false, trouble: troubleOf(error, order) };
	}
	try {
		return await seenToItsEnd(parts, order, context, child, output);
	} finally {
		output.close();
	}
}

async function seenToItsEnd(
	parts: ActionParts,
	order: ProcessOrder,
	context: RunContext,
	child: ChildProcess,
	output: Output,
): Promise<ProcessEnd> {
	const { clock, platform } = parts;
	const ended = endOf(child);
	const { pid } = child;
	if (pid === undefined) {
		const { error } = await ended;
		return { exitCode: null, signal: null, leftovers: false, aborted: false, trouble: troubleOf(error, order) };
	}
	const gate = (child.stdio[3] ?? undefined) as Writable | undefined;
	try {
		await context.started({ pid, startedAt: startTimeOf(pid, platform) ?? '' });
		pass(gate, !context.signal.aborted);
	} catch (error) {
		pass(gate, false);
		if (gate === undefined) await endGroup(clock, platform, pid, parts.killAfter);
		throw error;
	}

	let ending: Promise<void> | undefined;
	const end = () => {
		ending ??= endGroup(clock, platform, pid, parts.killAfter);
		return ending;
	};
	const abort = () => void end();
	context.signal.addEventListener('abort', abort, { once: true });
	if (context.signal.aborted) abort();
	try {
		const { exitCode, signal } = await ended;
		const aborted = context.signal.aborted;
		const leftovers = !aborted && platform !== 'win32' && (await lingers(parts, pid));
		if (aborted || leftovers) await end();
		await output.end();
		return { exitCode, signal, aborted: context.signal.aborted, leftovers };
	} finally {
		context.signal.removeEventListener('abort', abort);
	}
}

/** The folder a job runs in, or a sentence why it cannot. */
export function folderFor(cwd: string | undefined, home: string): { cwd: string } | { trouble: string } {
	const wanted = cwd === undefined || cwd.trim() === '' ? home : /^~(?=$|[/\\])/.test(cwd) ? home + cwd.slice(1) : cwd;
	if (!path.isAbsolute(wanted)) return { trouble: `cwd: “${wanted}” is not a full path; write it from the root (or with ~/)` };
	try {
		if (fs.statSync(wanted).isDirectory()) return { cwd: wanted };
		return { trouble: `cwd: “${wanted}” is not a folder; choose the folder the job is to run in` };
	} catch (error) {
		const why = nodeCode(error) === 'EACCES' ? 'may not be entered' : 'does not exist';
		return { trouble: `cwd: the folder “${wanted}” ${why}; make it, or choose another in the job` };
	}
}

/** Whether something of the group is still there after a moment. */
async function lingers({ clock, platform }: ActionParts, pid: number): Promise<boolean> {
	for (let waited = 0; groupLives(platform, pid); waited += LOOK) {
		if (waited >= AFTERMATH) return true;
		await clock.sleep(LOOK);
	}
	return false;
}

function endOf(child: ChildProcess): Promise<{ exitCode: number | null; signal: NodeJS.Signals | null; error?: unknown }> {
	return new Promise(resolve => {
		child.once('error', error => resolve({ exitCode: null, signal: null, error }));
		child.once('exit', (exitCode, signal) => resolve({ exitCode, signal }));
	});
}

interface Output {
	/** Descriptors. */
	out: number;
	err: number;
	/** Shows what is there still. */
	end(): Promise<void>;
	close(): void;
}

/** Files for the output of a process, shown as they grow. */
function openOutput({ clock, spool }: ActionParts, { secrets, onStdout, onStderr }: ProcessOrder, { run, output }: RunContext): Output {
	const { out, err } = openSpool(spool, run, onStdout !== undefined);
	const files = out === err ? [out] : [out, err];
	const followed = files.map(file => {
		const flood = new Flood(clock, new OutputText(secrets, output));
		const follower = new Follower(clock, file, bytes => {
			if (file === out) onStdout?.(bytes);
			else onStderr?.(bytes);
			flood.push(bytes);
		});
		return { flood, follower };
	});
	return {
		out,
		err,
		async end() {
			for (const { flood, follower } of followed) {
				await follower.end();
				flood.end();
			}
		},
		close() {
			for (const { flood, follower } of followed) {
				follower.stop();
				flood.end();
			}
			for (const file of files) fs.closeSync(file);
		},
	};
}

function troubleOf(error: unknown, { file, args, env }: ProcessOrder): string {
	switch (nodeCode(error)) {
		case 'ENOENT':
			return `the program “${file}” was not found; write its full path, or add its folder to PATH in the job’s environment (PATH is ${env.PATH ?? 'empty'})`;
		case 'EACCES':
			return `“${file}” may not be run; make it executable (chmod +x), or run it through its interpreter`;
		case 'E2BIG':
			return `the command line is too long (${args.reduce((sum, arg) => sum + arg.length, file.length)} characters); put the long part into a file`;
		case 'ENOSPC':
		case 'EROFS':
			return `its output cannot be kept (${messageOf(error)}); make room on the disk of Mission Control’s data`;
		default:
			return `“${file}” could not be started: ${messageOf(error)}`;
	}
}
