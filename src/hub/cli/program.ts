// The command line `mission-control`: its words, and what is wrong with them when something is.
import * as fs from 'node:fs';
import * as path from 'node:path';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseInstant } from '../../base/clock';
import { isDay, isZone } from '../../base/day';
import { AppError, messageOf } from '../../base/errors';
import { makeFolder } from '../makeFolder';

const MOST_TIMES = 1000;

/** A mistake of the caller: exit code 2. Everything else that fails is 1. */
export class UsageError extends Error {}

export interface UsageArguments {
	home?: string;
	data?: string;
	since?: string;
	until?: string;
	zone?: string;
	json?: true;
}
export type BudgetArguments = Omit<UsageArguments, 'since' | 'until'>;
export interface ServeArguments {
	data?: string;
	home?: string;
	/** Started by a window: leaves by itself, and quietly where another hub is there. */
	windowed?: true;
	/** ms */
	linger?: number;
	/** How long an owner that hangs is waited for, ms. */
	patience?: number;
}

export interface NextArguments {
	expression: string;
	zone?: string;
	/** ms */
	from?: number;
	count?: number;
	json?: true;
}

export interface JobsArguments {
	data?: string;
	json?: true;
}

export interface RunJobArguments {
	id: number;
	data?: string;
	wait?: true;
}

export type StoreArguments =
	| { what: 'check'; data?: string; json?: true }
	| { what: 'backups'; data?: string; json?: true }
	| { what: 'restore'; data?: string; name: string; yes?: true };

/** The commands' work; each gives the exit code. */
export interface Commands {
	usage(words: UsageArguments): Promise<number>;
	budget(words: BudgetArguments): Promise<number>;
	jobs(words: JobsArguments): Promise<number>;
	runJob(words: RunJobArguments): Promise<number>;
	next(words: NextArguments): Promise<number>;
	store(words: StoreArguments): Promise<number>;
	serve(words: ServeArguments): Promise<number>;
}

export interface Terminal {
	out(text: string): void;
	err(text: string): void;
}

/** Runs one command line (without the program's own name). Gives the exit code: 0 done, 1 failed, 2 not understood. Never rejects. */
export async function runProgram(words: readonly string[], version: string, commands: Commands, terminal: Terminal): Promise<number> {
	let code = 0;
	const program = new Command('mission-control')
		.description('What your AI agents cost, from the logs they leave on this machine.')
		.version(version, '-V, --version', 'print the version')
		.helpOption('-h, --help', 'print this help')
		.helpCommand('help [command]', 'print the help of a command')
		.exitOverride()
		.configureOutput({
			writeOut: terminal.out,
			writeErr: terminal.err,
			outputError: (text, write) => write(text.replace(/^error: /, 'mission-control: ')),
		})
		.showHelpAfterError('(mission-control --help tells what there is)')
		.addHelpText(
			'after',
			'\nExit codes: 0 done, 1 failed, 2 the command was not understood.\nThe logs of Claude Code, Codex and OpenClaw are read where these tools keep them, with the environment variables they obey.',
		);
	const add = (name: string, description: string) =>
		program.command(name).description(description).exitOverride().copyInheritedSettings(program);

	add('usage', 'print requests, tokens and cost by day and model')
		.addOption(homeOption())
		.addOption(dataOption())
		.addOption(new Option('--since <day>', 'first day, YYYY-MM-DD').argParser(day))
		.addOption(new Option('--until <day>', 'last day, YYYY-MM-DD').argParser(day))
		.addOption(zoneOption())
		.option('--json', 'print every row as JSON: by day, source, provider, model, agent and project')
		.action(async (options: UsageArguments) => {
			if (options.since && options.until && options.since > options.until) {
				throw new UsageError(`--since ${options.since} is after --until ${options.until}; give the earlier day to --since.`);
			}
			code = await named(options, commands.usage(options));
		});
	add('budget', 'print what is used of the daily and the monthly budget')
		.addOption(homeOption())
		.addOption(dataOption())
		.addOption(zoneOption())
		.option('--json', 'print the status as JSON')
		.action(async (options: BudgetArguments) => {
			code = await named(options, commands.budget(options));
		});
	const jobs = add('jobs', 'print the jobs: when they run, how the last run ended')
		.addOption(dataOption())
		.option('--json', 'print them as JSON, with all their fields')
		.action(async (options: JobsArguments) => {
			code = await named(options, commands.jobs(options));
		});
	jobs
		.command('run')
		.description('run a job now, by the number that "jobs" prints')
		.exitOverride()
		.copyInheritedSettings(program)
		.argument('<id>', 'number of the job', jobNumber)
		.option('--wait', 'wait for the end of the run and print its output; where no hub is running it always waits')
		.action(async (id: number, _options: unknown, command: Command) => {
			const { data, wait } = command.optsWithGlobals<Omit<RunJobArguments, 'id'>>();
			const words = { id, ...(data !== undefined && { data }), ...(wait && { wait }) };
			code = await named(words, commands.runJob(words));
		});
	add('next', 'print the next times of a cron expression, which is written in quotes')
		.argument('<expression>', 'such as "0 9 * * 1-5": minute, hour, day of month, month, weekday')
		.addOption(
			new Option('--zone <iana>', "the time zone it is meant in, such as Europe/Berlin (the machine's where not given)").argParser(zone),
		)
		.addOption(
			new Option('--from <instant>', 'start after this instant, such as 2026-03-28T12:00Z (now where not given)').argParser(instant),
		)
		.addOption(new Option('--count <n>', `how many, 1 to ${MOST_TIMES} (5 where not given)`).argParser(times))
		.option('--json', 'print the times as a JSON list of instants, ISO 8601')
		.action(async (expression: string, options: Omit<NextArguments, 'expression'>) => {
			code = await commands.next({ expression, ...options });
		});
	addStore(add('store', 'look after the stored data: check it, list its backups, restore one'), program, async words => {
		code = await named(words, commands.store(words));
	});
	add('serve', 'run the hub in the foreground until it is told to stop')
		.addOption(dataOption())
		.addOption(homeOption())
		.addOption(new Option('--windowed').hideHelp())
		.addOption(new Option('--linger <ms>').argParser(milliseconds).hideHelp())
		.addOption(new Option('--patience <ms>').argParser(milliseconds).hideHelp())
		.action(async (options: ServeArguments) => {
			code = await named(options, commands.serve(options));
		});

	try {
		await program.parseAsync([...words], { from: 'user' });
		return code;
	} catch (error) {
		if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
		terminal.err(`mission-control: ${messageOf(error)}\n`);
		return error instanceof UsageError || (error instanceof AppError && error.code === 'BAD_INPUT') ? 2 : 1;
	}
}

function addStore(store: Command, program: Command, run: (words: StoreArguments) => Promise<void>): void {
	const under = (name: string, description: string) =>
		store.command(name).description(description).exitOverride().copyInheritedSettings(program).addOption(dataOption());
	under('check', 'say what is there and whether it is whole; exit code 1 where something is damaged')
		.option('--json', 'print it as JSON')
		.action((options: { data?: string; json?: true }) => run({ what: 'check', ...options }));
	under('backups', 'list the backups, with what each holds')
		.option('--json', 'print them as JSON')
		.action((options: { data?: string; json?: true }) => run({ what: 'backups', ...options }));
	under('restore', 'go back to a backup; the present state is kept as a backup of its own')
		.argument('<name>', 'the backup, as "store backups" prints it')
		.option('--yes', 'do not ask')
		.action((name: string, options: { data?: string; yes?: true }) => run({ what: 'restore', name, ...options }));
}

/** A folder that was given and cannot be used is the caller's mistake. */
async function named<T>({ data }: { data?: string }, work: Promise<T>): Promise<T> {
	try {
		return await work;
	} catch (error) {
		if (data === undefined || !(error instanceof AppError) || error.code !== 'STORE_UNWRITABLE') throw error;
		throw new UsageError(`--data ${data}: ${error.message}`, { cause: error });
	}
}

const homeOption = () =>
	new Option(
		'--home <dir>',
		"look for the logs under this home folder instead of yours (the tools' environment variables then do not count)",
	).argParser(existingFolder);
const dataOption = () =>
	new Option(
		'--data <dir>',
		"keep the data here instead of in the platform's data folder (where each other --home has a place of its own)",
	).argParser(folder);
const zoneOption = () => new Option('--zone <iana>', 'count days in this time zone, such as Europe/Berlin').argParser(zone);

function day(text: string): string {
	if (!isDay(text)) throw new InvalidArgumentError('It is no calendar day written YYYY-MM-DD.');
	return text;
}

function zone(text: string): string {
	if (!isZone(text)) throw new InvalidArgumentError('It is no time zone this machine knows; write it like Europe/Berlin or UTC.');
	return text;
}

function instant(text: string): number {
	const ms = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}.*(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? parseInstant(text) : undefined;
	if (ms === undefined) throw new InvalidArgumentError('It is no instant; write it with Z or an offset, like 2026-03-28T12:00Z.');
	return ms;
}

function jobNumber(text: string): number {
	if (!/^[1-9]\d{0,14}$/.test(text)) throw new InvalidArgumentError('It is no number of a job; "mission-control jobs" prints them.');
	return Number(text);
}

function times(text: string): number {
	const count = /^\d{1,4}$/.test(text) ? Number(text) : 0;
	if (count < 1 || count > MOST_TIMES) throw new InvalidArgumentError(`Write a whole number from 1 to ${MOST_TIMES}.`);
	return count;
}

function existingFolder(text: string): string {
	let found: fs.Stats | undefined;
	try {
		found = fs.statSync(path.resolve(text), { throwIfNoEntry: false });
		if (found?.isDirectory()) fs.accessSync(path.resolve(text), fs.constants.R_OK | fs.constants.X_OK);
	} catch (error) {
		throw new InvalidArgumentError(`The folder cannot be used: ${messageOf(error)}.`);
	}
	if (!found) throw new InvalidArgumentError('There is no such folder.');
	if (!found.isDirectory()) throw new InvalidArgumentError('It is a file, not a folder.');
	return path.resolve(text);
}

/** May be missing: it is made. */
function folder(text: string): string {
	if (text === '') throw new InvalidArgumentError('A folder is needed.');
	let found: fs.Stats | undefined;
	try {
		found = fs.statSync(path.resolve(text), { throwIfNoEntry: false });
		if (!found) makeFolder(path.resolve(text));
	} catch (error) {
		throw new InvalidArgumentError(`The folder cannot be used: ${messageOf(error)}.`);
	}
	if (found && !found.isDirectory()) throw new InvalidArgumentError('It is a file, not a folder.');
	return path.resolve(text);
}

function milliseconds(text: string): number {
	if (!/^\d{1,9}$/.test(text)) throw new InvalidArgumentError('It is no number of milliseconds.');
	return Number(text);
}
