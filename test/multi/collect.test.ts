// Reading logs where the system refuses: no right to read, no file left to open, more changes than it can tell of.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import * as fs from 'node:fs';
import * as path from 'node:path';
import { systemClock } from '../../src/base/clock';
import { TOOLS } from '../support/pipeline';
import { kill, type Playground, playground, until } from './playground';

interface Said {
	calls: number;
	notes: string[];
}

describe('collecting processes', () => {
	/** What the child says of its looks, in an own process with at most so many open files. */
	function looks(what: string, files: number): Said[] {
		const child = path.join(__dirname, 'collect.child.js');
		const out = execFileSync('sh', ['-c', `ulimit -n ${files} && exec "$0" "$@"`, process.execPath, child, what], { encoding: 'utf8' });
		return out
			.trim()
			.split('\n')
			.map(each => JSON.parse(each) as Said);
	}

	it('IN17 what nobody may read is named with the reason, and read when it may be', () => {
		const [refused, allowed] = looks('rights', 4096);
		assert.equal(refused?.calls, 0);
		const names = [...TOOLS.map(tool => path.basename(tool.file)), 'other'];
		assert.deepEqual(
			refused?.notes.map(each => each.replace(/^(.*?): EACCES: permission denied, .*\. Give yourself the right to read it\.$/, '$1')),
			names.sort(),
		);
		assert.deepEqual(allowed, { calls: 4, notes: [] });
	});

	it('IN17 where no file can be opened nothing is lost: it is named, and read when it can be', () => {
		const [first, second, third, last] = looks('files', 96);
		assert.equal(first?.calls, 0);
		assert.ok(first && first.notes.length > 0 && first.notes.every(each => /EMFILE: too many open files/.test(each)), String(first?.notes));
		assert.deepEqual(second, { calls: 4, notes: [] });
		assert.equal(third?.calls, 4, 'what was counted stays');
		assert.ok(third && third.notes.length > 0 && third.notes.every(each => /EMFILE/.test(each)), String(third?.notes));
		assert.deepEqual(last, { calls: 7, notes: [] });
	});

	describe('a hub that watches', () => {
		let play: Playground;
		beforeEach(() => {
			play = playground();
		});
		afterEach(() => play.end());

		it('IN19 finds every one of more changes than the system can queue for it', async () => {
			const FILES = 1000;
			const ROUNDS = 20; // 20,000 changes; Linux keeps 16,384 for a process that does not take them
			const folder = path.join(play.home, '.claude/projects/p');
			const [tool] = TOOLS;
			assert.ok(tool);
			fs.mkdirSync(folder, { recursive: true });
			const append = (file: number, round: number): void => {
				const [record] = tool.lines([{ id: `f${file}r${round}`, time: '2026-11-20T10:00:00.000Z' }]);
				fs.appendFileSync(path.join(folder, `${file}.jsonl`), `${JSON.stringify(record)}\n`);
			};
			for (let file = 0; file < FILES; file++) append(file, 0);
			const window = play.window();
			const api = await window.api();
			await api.collect.refresh();
			const calls = async (): Promise<number> => (await api.usage.breakdown({ by: 'model' })).totals.requests;
			assert.equal(await calls(), FILES);
			await systemClock.sleep(3_000); // it watches what it has read two seconds later
			assert.equal(window.state.kind, 'connected');
			const pid = window.state.kind === 'connected' ? window.state.info.pid : 0;
			kill(pid, 'SIGSTOP');
			for (let round = 1; round <= ROUNDS; round++) for (let file = 0; file < FILES; file++) append(file, round);
			kill(pid, 'SIGCONT');
			let found = 0;
			await until(
				'all changes to be found',
				() => {
					void calls().then(count => (found = count));
					return found === FILES * (ROUNDS + 1);
				},
				30_000,
			);
		}).timeout(60_000);
	});
});
