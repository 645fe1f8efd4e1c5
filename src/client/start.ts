// Starts a hub: a process of its own, or inside this one where no process can be started.
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { HubModule } from '../contract/rendezvous';

export interface StartOptions {
	dataDir: string;
	/** The hub's bundle, `dist/hub.js`. */
	hubScript: string;
	/** The Node (or Electron) that runs it; this process's own where absent. */
	execPath?: string;
	/** The environment it gets; this process's own where absent. */
	env?: NodeJS.ProcessEnv;
	/** More arguments for its `serve`. */
	hubArguments?: readonly string[];
	log: Log;
}

/** Starts hubs, one at a time, and remembers how that went. */
export interface Starter {
	/** The hub on its way; a new one where there is none. `now`: it takes over at once from one that hangs. */
	begin(now?: boolean): Starting;
	/** The hub answered: what happens to it from now on says nothing about starting hubs. */
	reached(): void;
	stop(): Promise<void>;
}

/** Where no process can be started (or two in a row ended before they answered), hubs run inside this process from then on. */
export function createStarter(options: StartOptions & { mode: 'process' | 'in-process' }): Starter {
	let inside = options.mode === 'in-process';
	let failures = 0;
	let current: Starting | undefined;
	let hurried = false;
	return {
		begin(now = false) {
			const ended = current?.ended();
			if (current && !ended && (hurried || !now)) return current;
			if (ended?.error && !inside && ++failures >= 2) {
				options.log.warn('No hub process could be started twice in a row; the hub runs inside this window now.');
				inside = true;
			}
			hurried = now;
			current = inside ? startInProcess(options, now) : startProcess(options, now);
			return current;
		},
		reached() {
			failures = 0;
			if (!inside) current = undefined;
		},
		stop: async () => current?.stop(),
	};
}

/** MB for new objects, twice. From Node 24 on it is much more by default, which a first scan fills. */
const YOUNG = '--max-semi-space-size=8';

/** A hub on its way. It may find that another one owns the folder and leave: that is an end without `error`. */
export interface Starting {
	/** Undefined while it runs; then why it ended. */
	ended(): { error?: string } | undefined;
	/** Ends a hub that lives in this process; a process of its own stays. */
	stop(): Promise<void>;
}

/** Starts a process that outlives this one: a window reload must not end the hub. */
function startProcess(
	{ dataDir, hubScript, execPath = process.execPath, env = process.env, hubArguments = [], log }: StartOptions,
	now: boolean,
): Starting {
	let ended: { error?: string } | undefined;
	const fail = (error: unknown) => {
		ended = { error: `The hub's process could not be started: ${messageOf(error)}` };
		log.warn(ended.error ?? '');
	};
	try {
		const child = spawn(
			execPath,
			[YOUNG, hubScript, 'serve', '--data', dataDir, '--windowed', ...hubArguments, ...(now ? ['--patience', '0'] : [])],
			{
				detached: true,
				// Not the window's folder: it must stay free to be renamed or removed.
				cwd: made(dataDir),
				stdio: 'ignore',
				windowsHide: true,
				env: { ...withoutHost(env), ELECTRON_RUN_AS_NODE: '1' },
			},
		);
		child.on('error', fail);
		child.on('exit', (code, signal) => {
			ended ??= code === 0 ? {} : { error: `The hub ended while it started (${signal ?? `exit code ${code}`}). Its log says why.` };
		});
		child.unref();
		log.debug(`Started a hub, process ${child.pid}`);
	} catch (error) {
		fail(error);
	}
	return { ended: () => ended, stop: async () => {} };
}

/** Runs the hub's bundle in this process. Its code is loaded only now. */
function startInProcess({ dataDir, hubScript, log }: StartOptions, now: boolean): Starting {
	let ended: { error?: string } | undefined;
	const running = (async () => {
		// A path known at run time only: the bundler leaves this call alone.
		const hub = (require(hubScript) as HubModule).runInProcess({ dataDir, log, ...(now && { patience: 0 }) });
		const own = await hub;
		if (!own) ended = {};
		else
			void own.closed.then(() => {
				ended = {};
			});
		return own;
	})();
	running.catch(error => {
		ended = { error: messageOf(error) };
	});
	return {
		ended: () => ended,
		stop: async () => {
			const own = await running.catch(() => undefined);
			await own?.stop();
		},
	};
}

/** The folder, made where it is missing; where it cannot be, the hub itself says so better. */
function made(folder: string): string {
	try {
		mkdirSync(folder, { mode: 0o700 });
	} catch {
		if (!existsSync(folder)) return tmpdir();
	}
	return folder;
}

/** The environment without what steers this Node or this extension host: the hub is no part of it. */
function withoutHost(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(env).filter(([name]) => !/^(VSCODE_|NODE_OPTIONS$|NODE_V8_COVERAGE$|ELECTRON_)/.test(name)));
}
