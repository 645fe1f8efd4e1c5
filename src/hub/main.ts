// The hub's program (`dist/program.js`): what launch.ts runs as a process, what a window without processes and a thread of the hub load.
import type { Log } from '../base/log';
import type { HubModule, InProcessHub } from '../contract/rendezvous';
import type { Screen } from './cli/commands';
import { examinesHere } from './examiner';
import { thisMachine } from './machine';

/** Runs the hub inside this process. Undefined where another one owns the folder. */
export const runInProcess: HubModule['runInProcess'] = async ({ dataDir, log, patience }) => {
	const [{ startHub }, { openLogFile }, { standInFolder }] = await Promise.all([
		import('./startHub'),
		import('./logFile'),
		import('../contract/place'),
	]);
	const machine = thisMachine(__dirname);
	const file = openLogFile({ folder: dataDir, spare: standInFolder(dataDir), home: machine.home, clock: machine.clock, debug: false });
	const started = await startHub(machine, {
		folder: dataDir,
		home: machine.home,
		useEnv: true,
		mode: 'in-process',
		linger: undefined,
		patience,
		background: true,
		zone: undefined,
		log: both(file, log),
	});
	if ('owner' in started) return undefined;
	const { office } = started;
	const own: InProcessHub = { closed: office.closed.then(() => undefined), stop: () => office.stop('its window closes') };
	return own;
};

examinesHere();

/** A hub inside a window writes the same log as one of its own, and the window's. */
function both(one: Log, other: Log): Log {
	return {
		debug(text) {
			one.debug(text);
			other.debug(text);
		},
		info(text) {
			one.info(text);
			other.info(text);
		},
		warn(text) {
			one.warn(text);
			other.warn(text);
		},
		error(text, cause) {
			one.error(text, cause);
			other.error(text, cause);
		},
	};
}

/** Runs the words of a command line; gives the exit code when everything is printed. `warm`: see Machine. */
export async function main(words: readonly string[], warm: () => void): Promise<number> {
	const { runProgram } = await import('./cli/program');
	const machine = thisMachine(__dirname, warm);
	const lostOutput = watchOutput();
	const screen = thisScreen();
	// The whole program is one file; what --version and --help do not need is not even evaluated.
	const commands = async () => (await import('./cli/commands')).createCommands(machine, screen);
	const code = await runProgram(
		words,
		machine.version,
		{
			usage: async options => (await commands()).usage(options),
			budget: async options => (await commands()).budget(options),
			jobs: async options => (await commands()).jobs(options),
			runJob: async options => (await commands()).runJob(options),
			next: async options => (await commands()).next(options),
			store: async options => (await commands()).store(options),
			serve: async options => (await commands()).serve(options),
		},
		screen,
	);
	await drained(process.stdout);
	const lost = lostOutput();
	if (lost) screen.err(`mission-control: What it prints could not be written: ${lost.message}\n`);
	return lost && code === 0 ? 1 : code;
}

/** Says, when asked, why printing has failed. A reader that has seen enough (`| head`) is no failure. */
function watchOutput(): () => Error | undefined {
	let lost: Error | undefined;
	process.stdout.on('error', (error: NodeJS.ErrnoException) => {
		if (error.code !== 'EPIPE') lost ??= error;
	});
	process.stderr.on('error', () => {});
	return () => lost;
}

function thisScreen(): Screen {
	return {
		out: text => void process.stdout.write(text),
		err: text => void process.stderr.write(text),
		width: process.stdout.columns ?? (Number(process.env.COLUMNS) || 80),
		watched: process.stderr.isTTY === true,
		get ask() {
			return process.stdin.isTTY ? askPerson : undefined; // makes a stream of it, so only where somebody is to be asked
		},
		onInterrupt(stop) {
			let asked = false;
			for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
				process.on(signal, () => {
					// Whoever asks twice does not want to wait for the saving.
					if (asked) process.exit(1);
					asked = true;
					stop(signal);
				});
			}
		},
		crashTo(log: Log) {
			const crash = (error: unknown) => {
				log.error('The hub ends because of an error nobody expected', error);
				process.stderr.write(`mission-control: ${error instanceof Error ? error.message : String(error)}\n`);
				process.exit(1);
			};
			process.on('uncaughtException', crash);
			process.on('unhandledRejection', crash);
		},
	};
}

async function askPerson(question: string): Promise<string> {
	const { createInterface } = await import('node:readline/promises');
	const lines = createInterface({ input: process.stdin, output: process.stdout });
	try {
		return await lines.question(question);
	} finally {
		lines.close();
	}
}

/** Resolves when everything written is out, or has failed and the stream has said so. */
function drained(stream: NodeJS.WriteStream): Promise<void> {
	return new Promise(resolve => {
		stream.once('close', resolve);
		stream.write('', () => resolve());
	});
}
