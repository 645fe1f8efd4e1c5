// The hub's log: bounded, without the home path, and never a reason to fail.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';
import { systemClock } from '../../../src/base/clock';
import { logPath, openLogFile, redact } from '../../../src/hub/logFile';

describe('log file', () => {
	let folder: string;
	beforeEach(() => {
		folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mc-log-'));
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));
	const open = (debug = false) => openLogFile({ folder, home: '/home/jo', clock: systemClock, debug });

	it('writes lines with time, level and process; a cause with its stack', () => {
		const log = open();
		log.info('reads /home/jo/.claude');
		log.debug('not this');
		log.error('broke', new Error('in /home/jo/x'));
		const lines = fs.readFileSync(logPath(folder), 'utf8').split('\n');
		assert.match(lines[0] ?? '', new RegExp(`^\\d{4}-\\d\\d-\\d\\dT[\\d:.]+Z info {2}\\[${process.pid}\\] reads ~/.claude$`));
		assert.match(lines[1] ?? '', /error \[\d+\] broke: Error: in ~\/x$/);
		assert.match(lines[2] ?? '', /^ {4}at /);
		assert.equal(fs.statSync(logPath(folder)).mode & 0o777, 0o600);
	});

	it('keeps two files of about a megabyte', () => {
		const log = open(true);
		for (let i = 0; i < 5000; i++) log.debug('x'.repeat(1000));
		const names = fs.readdirSync(folder).sort();
		assert.deepEqual(names, ['hub.log', 'hub.log.1']);
		for (const name of names) assert.ok(fs.statSync(path.join(folder, name)).size < 1.1e6);
	});

	it('goes on where it cannot write', () => {
		const log = openLogFile({ folder: path.join(folder, 'not', 'there'), home: '', clock: systemClock, debug: false });
		log.info('lost');
		fs.mkdirSync(logPath(folder));
		open().info('lost too');
	});

	it('hides the home in every way it is written', () => {
		assert.equal(redact('{"path":"C:\\\\Users\\\\jo\\\\x"} C:\\Users\\jo\\y', 'C:\\Users\\jo'), '{"path":"~\\\\x"} ~\\y');
		assert.equal(redact('/a/b', '/'), '/a/b');
	});
});
