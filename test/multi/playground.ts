// Real hub processes on a folder of their own: starting, finding, killing, and clearing up after them.
import { type ChildProcess, spawn } from 'node:child_process';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { silentLog } from '../../src/base/log';
import { connectHub } from '../../src/client/connection';
import type { ConnectOptions } from '../../src/client/options';
import type { HubConnection } from '../../src/client/port';
import { readOwner } from '../../src/contract/owner';

export interface Ran {
	code: number | null;
	out: string;
	err: string;
}

export interface Playground {
	/** Holds everything; gone after the test. */
	root: string;
	/** What the hub takes for the user's home. */
	home: string;
	data: string;
	hubScript: string;
	/** A window on this folder; its hubs leave `linger` ms after their last client. */
	window(options?: Partial<ConnectOptions>): HubConnection;
	/** Runs `mission-control` to its end. */
	run(words: readonly string[], env?: NodeJS.ProcessEnv): Promise<Ran>;
	/** Starts `mission-control` and leaves it running. */
	start(words: readonly string[]): ChildProcess;
	/** The hub's bundle as if it were of another version. */
	bundleOf(version: string): string;
	/** Pid of the hub that owns the folder; it may be dead. */
	owner(): number | undefined;
	/** Adds Claude Code calls to the home: one file of `calls` lines. */
	log(session: string, calls: number): void;
	end(): Promise<void>;
}

/** How long a window's hub stays without clients in these tests. ms */
export const LINGER = 700;

export function playground(): Playground {
	const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'mc-multi-')));
	const [home, data] = ['home', 'data'].map(name => path.join(root, name)) as [string, string];
	fs.mkdirSync(home);
	const hubScript = path.join(process.cwd(), 'dist', 'hub.js');
	const windows: HubConnection[] = [];
	const children: ChildProcess[] = [];
	const pids = new Set<number>();
	const env: NodeJS.ProcessEnv = { PATH: process.env.PATH, HOME: home, TZ: 'UTC', LANG: 'en_US.UTF-8' };

	const start = (words: readonly string[], more: NodeJS.ProcessEnv = {}) => {
		const child = spawn(process.execPath, [hubScript, ...words], { env: { ...env, ...more }, stdio: ['ignore', 'pipe', 'pipe'] });
		children.push(child);
		return child;
	};
	const owner = () => {
		const found = readOwner(data)?.pid;
		if (found && found !== process.pid) pids.add(found);
		return found;
	};
	return {
		root,
		home,
		data,
		hubScript,
		window(options = {}) {
			const connection = connectHub({
				dataDir: data,
				hubScript,
				mode: 'process',
				version: PRODUCT_VERSION,
				clock: systemClock,
				log: silentLog,
				env,
				hubArguments: ['--linger', String(LINGER)],
				...options,
			});
			connection.onState(state => {
				if (state.kind === 'connected' && state.info.pid !== process.pid) pids.add(state.info.pid);
			});
			windows.push(connection);
			return connection;
		},
		run: (words, more) =>
			new Promise(resolve => {
				const child = start(words, more);
				const said = { out: '', err: '' };
				child.stdout?.on('data', data => (said.out += data));
				child.stderr?.on('data', data => (said.err += data));
				child.on('close', code => resolve({ code, ...said }));
			}),
		start,
		bundleOf(version) {
			const folder = path.join(root, `hub-${version}`);
			fs.mkdirSync(folder, { recursive: true });
			const dist = path.dirname(hubScript);
			for (const name of ['hub.js', 'sql-wasm.wasm']) fs.copyFileSync(path.join(dist, name), path.join(folder, name));
			const text = fs.readFileSync(path.join(dist, 'program.js'), 'utf8');
			fs.writeFileSync(
				path.join(folder, 'program.js'),
				text.replaceAll(new RegExp(`version: ?"${PRODUCT_VERSION}"`, 'g'), `version:"${version}"`),
			);
			return path.join(folder, 'hub.js');
		},
		owner,
		log(session, calls) {
			const folder = path.join(home, '.claude', 'projects', '-work-demo');
			fs.mkdirSync(folder, { recursive: true });
			const lines = Array.from({ length: calls }, (_, i) => ({
				type: 'assistant',
				sessionId: session,
				cwd: '/work/demo',
				version: '2.1.0',
				uuid: `${session}-${i}`,
				requestId: `req_${session}_${i}`,
				timestamp: new Date(Date.UTC(2026, 10, 1, 12, 0, i)).toISOString(),
				message: {
					id: `msg_${session}_${i}`,
					type: 'message',
					role: 'assistant',
					model: 'claude-sonnet-4-5',
					content: [],
					usage: { input_tokens: 100, output_tokens: 10, cache_read_input_tokens: 0, cache_creation_input_tokens: 0 },
				},
			}));
			fs.appendFileSync(path.join(folder, `${session}.jsonl`), lines.map(line => `${JSON.stringify(line)}\n`).join(''));
		},
		async end() {
			owner();
			for (const connection of windows) connection.dispose();
			for (const child of children) child.kill('SIGKILL');
			for (const pid of pids) kill(pid, 'SIGKILL');
			await until('the processes to end', () => [...pids].every(pid => !alive(pid)));
			// A hub that a window started at the very end is nobody's child here; it leaves by itself.
			for (let tries = 1; fs.existsSync(root); tries++) {
				try {
					fs.rmSync(root, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 });
				} catch (error) {
					if (tries > 20) throw error;
					await systemClock.sleep(LINGER / 2);
				}
			}
		},
	};
}

/** Waits until it is so; fails after `patience` ms with what was waited for. */
export async function until(what: string, condition: () => boolean, patience = 10_000): Promise<void> {
	const end = systemClock.now() + patience;
	while (!condition()) {
		if (systemClock.now() > end) throw new Error(`Waited ${patience} ms for ${what}`);
		await systemClock.sleep(10);
	}
}

export function alive(pid: number): boolean {
	try {
		process.kill(pid, 0);
		// A killed child that nobody waited for is a zombie: as good as gone.
		return process.platform !== 'linux' || !/^State:\s+Z/m.test(fs.readFileSync(`/proc/${pid}/status`, 'utf8'));
	} catch {
		return false;
	}
}

export function kill(pid: number, signal: NodeJS.Signals): void {
	try {
		if (pid !== process.pid) process.kill(pid, signal);
	} catch {
		// Already gone.
	}
}
