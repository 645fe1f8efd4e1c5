// What tests of actions begin with: a temporary folder, a run that remembers what it was told, and the real clock.
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../../../../src/base/clock';
import { silentLog } from '../../../../../src/base/log';
import type { Action } from '../../../../../src/contract';
import type { RunContext, RunOutcome } from '../../../../../src/core/jobs/action';
import type { ActionParts } from '../../../../../src/core/jobs/actions/parts';
import { createRunAction } from '../../../../../src/core/jobs/actions/runAction';

/** Where runs of these tests leave what they write. */
const SPOOL = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-spool-'));
process.on('exit', () => fs.rmSync(SPOOL, { recursive: true, force: true }));

export interface Told {
	context: RunContext;
	controller: AbortController;
	readonly text: string;
	processes: { pid: number; startedAt: string }[];
	/** Resolves when the output holds this. */
	until(text: string): Promise<void>;
}

export function run(id = 7): Told {
	const controller = new AbortController();
	const processes: Told['processes'] = [];
	let text = '';
	const told: Told = {
		controller,
		processes,
		get text() {
			return text;
		},
		async until(wanted) {
			for (let i = 0; i < 400 && !text.includes(wanted); i++) await systemClock.sleep(10);
			if (!text.includes(wanted)) throw new Error(`“${wanted}” never came; there is: ${text}`);
		},
		context: {
			run: id,
			jobName: 'a job',
			signal: controller.signal,
			output: piece => {
				text += piece;
			},
			started: async process => void processes.push(process),
		},
	};
	return told;
}

export function parts(given: Partial<ActionParts> = {}): ActionParts {
	return {
		clock: systemClock,
		log: silentLog,
		env: { PATH: process.env.PATH, HOME: os.homedir() },
		home: os.tmpdir(),
		platform: process.platform,
		spool: SPOOL,
		askWindow: async () => undefined,
		system: { collect: async () => '', prune: async () => '', backup: async () => '' },
		fetch: globalThis.fetch,
		...given,
	};
}

export async function act(action: Action, given: Partial<ActionParts> = {}): Promise<RunOutcome & { told: Told }> {
	const told = run();
	return { ...(await createRunAction(parts(given))(action, told.context)), told };
}

export const temporary = (): string => fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-actions-')));

export function script(folder: string, name: string, text: string): string {
	fs.mkdirSync(folder, { recursive: true });
	const file = path.join(folder, name);
	fs.writeFileSync(file, text, { mode: 0o755 });
	return file;
}

/** Prints its arguments and its environment as JSON. */
export const ECHO = ['-e', 'console.log(JSON.stringify({ args: process.argv.slice(1), env: process.env, cwd: process.cwd() }))', '--'];

export const isThere = (pid: number): boolean => {
	try {
		process.kill(pid, 0);
		return !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
};
