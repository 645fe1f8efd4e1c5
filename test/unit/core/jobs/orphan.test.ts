// Processes that outlive their hub: known by number and beginning, and never taken for another.
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { systemClock } from '../../../../src/base/clock';
import { endProcess, isAlive, startTimeOf } from '../../../../src/core/jobs/orphan';

describe('orphans', () => {
	const children: ChildProcess[] = [];
	const start = (line: string): { child: ChildProcess; pid: number } => {
		const child = spawn('/bin/sh', ['-c', line], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
		children.push(child);
		return { child, pid: child.pid ?? assert.fail() };
	};
	afterEach(() => {
		for (const { pid } of children.splice(0)) {
			try {
				process.kill(-(pid ?? 0), 'SIGKILL');
			} catch {
				// gone
			}
		}
	});
	const markOf = (pid: number) => ({ pid, startedAt: startTimeOf(pid) ?? assert.fail() });

	it('SC35 a process that lives is known, the same every time; one that ended is not', async () => {
		const { child, pid } = start('exec sleep 30');
		const mark = markOf(pid);
		await systemClock.sleep(30);
		assert.deepEqual(markOf(pid), mark);
		assert.equal(isAlive(mark), true);
		process.kill(pid, 'SIGKILL');
		await once(child, 'exit');
		assert.equal(isAlive(mark), false);
		assert.equal(startTimeOf(pid), undefined);
	});

	it('SC35 another process with the same number is not the run’s', () => {
		const { pid } = start('exec sleep 30');
		const { startedAt } = markOf(pid);
		const [boot = '', ticks = ''] = startedAt.split(' ');
		assert.equal(isAlive({ pid, startedAt: `${boot} ${Number(ticks) - 1}` }), false);
		assert.equal(isAlive({ pid, startedAt: `another-boot ${ticks}` }), false);
	});

	it('SC35 what the process started goes on in its group: the work goes on', async () => {
		const { child, pid } = start('sleep 30 & sleep 0.2; exit 0');
		const mark = markOf(pid);
		await once(child, 'exit');
		assert.equal(isAlive(mark), true);
		assert.equal(isAlive({ pid, startedAt: 'another-boot 1' }), false);
		await endProcess(systemClock, mark);
		assert.equal(isAlive(mark), false);
	});

	it('SC35 ended with its whole group', async () => {
		const { child, pid } = start('sleep 30 & sleep 30');
		const mark = markOf(pid);
		const exit = once(child, 'exit');
		await endProcess(systemClock, mark);
		await exit;
		assert.equal(isAlive(mark), false);
		await endProcess(systemClock, mark); // nothing to do
	});

	it('what cannot be told lives, and is not ended', async () => {
		const { pid } = start('exec sleep 30');
		assert.equal(isAlive({ pid, startedAt: '' }), true);
		await assert.rejects(endProcess(systemClock, { pid, startedAt: '' }), /cannot be told; look at it and end it yourself/);
		assert.equal(isAlive({ pid, startedAt: markOf(pid).startedAt }), true);
		for (const odd of [0, -1, 1, 1.5, Number.NaN]) assert.equal(isAlive({ pid: odd, startedAt: '' }), false);
	});

	it('ps tells it where there is no /proc', () => {
		const { pid } = start('exec sleep 30');
		const told = startTimeOf(pid, 'darwin');
		assert.match(told ?? '', /^[A-Z][a-z]{2} [A-Z][a-z]{2} \d+ \d\d:\d\d:\d\d \d{4}$/);
		assert.equal(isAlive({ pid, startedAt: told ?? '' }, 'darwin'), true);
		assert.equal(isAlive({ pid, startedAt: 'Mon Jan 1 00:00:00 2024' }, 'darwin'), false);
	});
});
