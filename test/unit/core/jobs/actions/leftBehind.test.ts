// What is made of the files that the process of a dead hub left.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import * as path from 'node:path';
import type { Action } from '../../../../../src/contract';
import { createRunFiles } from '../../../../../src/core/jobs/actions/leftBehind';
import { openSpool, spoolFiles } from '../../../../../src/core/jobs/spool';
import { temporary } from './fixture';

describe('what a process leaves behind', () => {
	let folder: string;
	let spool: string;
	beforeEach(() => {
		folder = temporary();
		spool = path.join(folder, 'runs');
	});
	afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

	const files = () => createRunFiles({ env: { HUB_TOKEN: 'hubs-own-secret' }, home: folder, spool });
	const wrote = (run: number, given: { out?: string; err?: string; code?: string }) => {
		const { out, err } = openSpool(spool, run, true);
		fs.writeSync(out, given.out ?? '');
		fs.writeSync(err, given.err ?? '');
		fs.closeSync(out);
		fs.closeSync(err);
		if (given.code !== undefined) fs.writeFileSync(spoolFiles(spool, run).code, given.code);
	};
	const shell: Action = { kind: 'shell', line: 'x', cwd: '~', env: { MY_TOKEN: 'jobs-own-secret' } };

	it('a code is a code, a signal’s is a signal, and what is none says nothing', () => {
		for (const [code, status, exitCode, words] of [
			['0\n', 'success', 0, 'The line ended well.'],
			['3\n', 'error', 3, 'The line ended with code 3; its output says more.'],
			['137\n', 'error', null, 'The line was ended by SIGKILL.'],
			['255\n', 'error', 255, 'The line ended with code 255; its output says more.'],
		] as const) {
			wrote(1, { code });
			const outcome = files().outcome(shell, 1);
			assert.deepEqual([outcome?.status, outcome?.exitCode, outcome?.summary, outcome?.cwd], [status, exitCode, words, folder]);
			assert.ok(Math.abs((outcome?.at ?? 0) - fs.statSync(spoolFiles(spool, 1).code).mtimeMs) < 1);
		}
		for (const code of ['', 'x', '1e3', '-1']) {
			wrote(1, { code });
			assert.equal(files().outcome(shell, 1), undefined, code);
		}
		assert.equal(files().outcome(shell, 2), undefined);
	});

	it('an agent’s own words, session and failure count as if the hub had been there', () => {
		const claude: Action = { kind: 'agent', agent: 'claude', prompt: 'x', cwd: folder };
		const said = (more: object) =>
			`${JSON.stringify({ type: 'result', result: 'Done: 3 files.', session_id: 'c-1', is_error: false, ...more })}\n`;
		wrote(1, { out: said({}), err: 'a warning\n', code: '0' });
		const { at: _, ...outcome } = files().outcome(claude, 1) ?? assert.fail();
		assert.deepEqual(outcome, { status: 'success', exitCode: 0, summary: 'Done: 3 files.', session: 'c-1', cwd: folder });
		assert.match(files().output(claude, 1).text, /"session_id":"c-1".*\na warning\n$/s);
		wrote(2, { out: said({ is_error: true, result: 'No credit.' }), code: '0' });
		assert.equal(files().outcome(claude, 2)?.status, 'error');
	});

	it('SE10 of much the end is shown, without secrets, also where one was cut in two', () => {
		const line = 'jobs-own-secret hubs-own-secret \u001b[31m and the rest of a line\n';
		wrote(1, { out: line.repeat(20_000) });
		const { text, cut } = files().output(shell, 1);
		assert.ok(cut && text.length <= 262_144 && text.length > 200_000);
		assert.doesNotMatch(text, /own-secret|own-sec/);
		assert.ok(!text.includes('\u001b'));
		assert.ok(text.endsWith('[redacted] [redacted]  and the rest of a line\n'));
		assert.deepEqual(files().output(shell, 9), { text: '', cut: false });
	});

	it('is removed with its run, and with no run at all', () => {
		for (const run of [1, 2, 3]) wrote(run, { out: 'x', code: '0' });
		fs.writeFileSync(path.join(spool, 'else.txt'), '');
		files().remove(1);
		files().sweep(new Set([3]));
		assert.deepEqual(fs.readdirSync(spool).sort(), ['3.code', '3.err', '3.out', 'else.txt']);
	});
});
