// The command line: what it understands, what it says, how it ends.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { AppError } from '../../../../src/base/errors';
import { type Commands, runProgram } from '../../../../src/hub/cli/program';

describe('command line', () => {
	let folder: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-program-'));
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	/** What a command line comes to, as text. */
	async function run(words: string | readonly string[], answer: () => number = () => 0): Promise<string> {
		const said: string[] = [];
		const note = (name: string) => async (options: object) => {
			said.push(`${name} ${JSON.stringify(options)}`);
			return answer();
		};
		const commands: Commands = {
			usage: note('usage'),
			budget: note('budget'),
			jobs: note('jobs'),
			runJob: note('runJob'),
			next: note('next'),
			store: note('store'),
			serve: note('serve'),
		};
		const code = await runProgram(typeof words === 'string' ? words.split(' ').filter(Boolean) : words, '1.2.3', commands, {
			out: text => said.push(`out: ${text.trimEnd()}`),
			err: text => said.push(`err: ${text.trimEnd()}`),
		});
		return [...said, `exit ${code}`].join('\n');
	}

	it('hands over what it understood', async () => {
		assert.equal(
			await run(`usage --home ${folder} --data ${folder}/new --since 2026-02-28 --until 2026-03-01 --zone Europe/Berlin --json`),
			`usage ${JSON.stringify({ home: folder, data: `${folder}/new`, since: '2026-02-28', until: '2026-03-01', zone: 'Europe/Berlin', json: true })}\nexit 0`,
		);
		assert.equal(await run('usage'), 'usage {}\nexit 0');
		assert.equal(await run('budget --json'), 'budget {"json":true}\nexit 0');
		assert.equal(await run('serve --windowed --linger 200'), 'serve {"windowed":true,"linger":200}\nexit 0');
	});

	it('hands over a cron expression and what it is asked about', async () => {
		assert.equal(
			await run(['next', '0 9 * * 1-5', '--zone', 'Europe/Berlin', '--from', '2026-03-28T12:00Z', '--count', '3', '--json']),
			`next ${JSON.stringify({ expression: '0 9 * * 1-5', zone: 'Europe/Berlin', from: Date.UTC(2026, 2, 28, 12), count: 3, json: true })}\nexit 0`,
		);
		assert.equal(await run('next @daily'), 'next {"expression":"@daily"}\nexit 0');
		assert.equal(
			await run('next @daily --from 2026-03-28T12:00:00+01:00'),
			`next {"expression":"@daily","from":${Date.UTC(2026, 2, 28, 11)}}\nexit 0`,
		);
	});

	it('lists jobs and runs one by its number', async () => {
		assert.equal(await run('jobs --json'), 'jobs {"json":true}\nexit 0');
		assert.equal(await run(`jobs --data ${folder}`), `jobs ${JSON.stringify({ data: folder })}\nexit 0`);
		assert.equal(await run('jobs run 7'), 'runJob {"id":7}\nexit 0');
		assert.equal(await run(`jobs run 7 --wait --data ${folder}`), `runJob ${JSON.stringify({ id: 7, data: folder, wait: true })}\nexit 0`);
		for (const words of ['jobs run', 'jobs run seven', 'jobs run 0', 'jobs walk 7']) assert.match(await run(words), /exit 2$/, words);
		assert.match(await run('jobs run seven'), /It is no number of a job/);
	});

	it('tells its version and its help, and ends well', async () => {
		assert.equal(await run('--version'), 'out: 1.2.3\nexit 0');
		const help = await run('--help');
		assert.match(help, /Usage: mission-control/);
		assert.match(help, /usage [\s\S]*\n.*budget [\s\S]*\n.*next [\s\S]*\n.*serve /);
		assert.match(help, /exit 0$/);
		assert.doesNotMatch(help, /linger|windowed/);
		assert.match(await run('usage --help'), /--since <day>[\s\S]*exit 0$/);
	});

	for (const [words, sentence] of [
		['usage --since 2026-02-30', /--since <day>' argument '2026-02-30' is invalid. It is no calendar day written YYYY-MM-DD/],
		['usage --until yesterday', /--until .* no calendar day/],
		['usage --since 2026-03-02 --until 2026-03-01', /--since 2026-03-02 is after --until 2026-03-01/],
		['usage --zone Mars/Phobos', /--zone .*'Mars\/Phobos' is invalid. It is no time zone/],
		['usage --zone +02:00', /--zone .* no time zone/],
		['usage --home /no/such/folder', /--home .* There is no such folder/],
		['usage --data /dev/null', /--data .* It is a file, not a folder/],
		['usage --data /dev/null/x', /--data .* cannot be used/],
		...(process.platform === 'linux' ? ([['usage --data /proc/mission-control', /--data .* cannot be used/]] as const) : []),
		['usage --sinse 2026-01-01', /unknown option '--sinse'[\s\S]*--since/],
		['next', /missing required argument 'expression'/],
		['next 0 9 * * *', /too many arguments/],
		['next @daily --zone Mars/Phobos', /--zone .* no time zone/],
		['next @daily --from 2026-03-28', /--from .* no instant; write it with Z or an offset/],
		['next @daily --from 2026-03-28T12:00', /--from .* no instant/],
		['next @daily --from 2026-03-28T25:00Z', /--from .* no instant/],
		['next @daily --count 0', /--count .* Write a whole number from 1 to 1000/],
		['next @daily --count 2.5', /--count .* whole number/],
		['usage extra', /too many arguments/],
		['usge', /unknown command 'usge'[\s\S]*usage/],
		['', /Usage: mission-control/],
	] as const) {
		it(`refuses "${words}" with a sentence and code 2`, async () => {
			const said = await run(words);
			assert.match(said, sentence);
			assert.match(said, /^err: /);
			assert.match(said, /exit 2$/);
			assert.doesNotMatch(said, /^(usage|budget|next|serve) \{/m);
		});
	}

	it('a failure is one sentence and code 1', async () => {
		const fail = () => {
			throw new AppError('STORE_BROKEN', 'The file is broken.');
		};
		assert.match(await run('usage', fail), /err: mission-control: The file is broken.\nexit 1$/);
	});
});
