// After the hub has ended, however it did: what was open, what was missed, and what must not run again.
import assert from 'node:assert/strict';
import { AppError } from '../../../../src/base/errors';
import { cron, DAY, every, HOUR, jobsWorld, MINUTE, SECOND } from '../../../support/jobsWorld';

describe('a scheduler that starts', () => {
	it('SC34 finds a run that was cut off: interrupted, with its start and its hub, and not repeated', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('0 * * * *'));
		world.act = () => 'hold';
		await world.clock.advance(HOUR + MINUTE);
		world.kill();
		await world.restart();
		await world.clock.advance(MINUTE);
		assert.deepEqual(world.lines(job.id), ['schedule interrupted 09:00']);
		assert.match(world.history(job.id)[0]?.summary ?? '', /started 2026-11-02T09:00:00.000Z by hub 1/);
		assert.equal(world.started.length, 1);
		const after = world.jobs.get(job.id);
		assert.deepEqual([after.last_status, after.running, after.next_run], ['interrupted', null, '2026-11-02T10:00:00.000Z']);
		await world.clock.advance(HOUR);
		assert.equal(world.started.length, 2);
	});

	it('SC34 repeats a run that was cut off once, where the job wants that', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('0 * * * *'), { policies: { retryInterrupted: true } });
		world.act = () => 'hold';
		await world.clock.advance(HOUR + MINUTE);
		for (let i = 0; i < 3; i++) {
			world.kill();
			await world.restart();
		}
		assert.deepEqual(world.lines(job.id), ['schedule interrupted 09:00', 'retry interrupted 09:00']);
		assert.equal(world.started.length, 2);
	});

	it('SC35 waits for the process of an earlier hub that still works, then calls its run interrupted', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('* * * * *'));
		world.act = started => {
			started.context.started({ pid: 4711, startedAt: 'boot+1' });
			return 'hold';
		};
		world.alive.add(4711);
		await world.clock.advance(MINUTE + SECOND);
		world.kill();
		await world.restart();
		await world.clock.advance(2 * MINUTE);
		assert.deepEqual(world.lines(job.id), ['schedule running 08:01', 'schedule skipped/overlap 08:02..08:03 x2']);
		assert.match(world.history(job.id)[0]?.summary ?? '', /Still running as process 4711/);
		assert.equal((await world.scheduler.runNow(job.id)).result, 'skipped: already running');
		assert.equal(world.started.length, 1);
		world.alive.delete(4711);
		await world.clock.advance(MINUTE);
		assert.equal(world.history(job.id)[0]?.status, 'interrupted');
		assert.equal(world.started.length, 2);
	});

	it('SC35 a run by hand that comes before the first look is over finds that process too', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('0 * * * *'));
		world.act = started => {
			void started.context.started({ pid: 4711, startedAt: 'boot+1' });
			return 'hold';
		};
		world.alive.add(4711);
		await world.clock.advance(HOUR);
		world.kill();
		const starting = world.restart();
		const [answer] = await Promise.all([world.scheduler.runNow(job.id), starting]);
		assert.equal(answer.result, 'skipped: already running');
		assert.deepEqual([world.started.length, world.scheduler.active], [1, 1]);
	});

	it('SC35 lets the user end such a process', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('0 * * * *'));
		world.act = started => {
			started.context.started({ pid: 4711, startedAt: 'boot+1' });
			return 'hold';
		};
		world.alive.add(4711);
		await world.clock.advance(HOUR);
		world.kill();
		await world.restart({ endProcess: async ({ pid }) => void world.alive.delete(pid) });
		assert.equal(await world.scheduler.cancel(world.history(job.id)[0]?.id ?? 0), true);
		assert.deepEqual(world.lines(job.id), ['schedule cancelled 09:00']);
		assert.equal(await world.scheduler.cancel(1), false);
	});

	it('SC38 does not run again what ran, and the next time is tomorrow', async () => {
		const world = await jobsWorld({ at: '2026-11-02T21:59:00Z' });
		const late = await world.add('late', cron('0 22 * * *'));
		const early = await world.add('early', cron('0 6 * * *'));
		await world.clock.advance(31 * MINUTE);
		world.kill();
		await world.restart();
		await world.clock.advance(MINUTE);
		assert.deepEqual(world.lines(late.id), ['schedule success 22:00']);
		assert.equal(world.jobs.get(late.id).next_run, '2026-11-03T22:00:00.000Z');
		await world.clock.sleepFor(7 * HOUR + 29 * MINUTE);
		assert.deepEqual(world.lines(early.id), ['schedule success 06:00']);
		world.kill();
		await world.clock.sleepFor(11 * HOUR);
		await world.restart();
		assert.deepEqual(world.lines(early.id), ['schedule success 06:00']);
		assert.equal(world.jobs.get(early.id).next_run, '2026-11-04T06:00:00.000Z');
	});

	it('SC39 catches up once what was missed at 10:00, and reading moves nothing', async () => {
		const world = await jobsWorld({ at: '2026-11-02T09:50:00Z' });
		const job = await world.add('ten', cron('0 10 * * *'));
		world.kill();
		await world.clock.sleepFor(62 * MINUTE);
		const read = () => [
			world.jobs.list(),
			world.jobs.get(job.id),
			world.jobs.upcoming(0, world.clock.now() + DAY),
			world.jobs.history(job.id),
		];
		const stored = () => JSON.stringify(world.store.all('SELECT * FROM cron_jobs'));
		const before = [stored(), world.store.committed.now, world.store.committed.soon];
		read();
		assert.deepEqual([stored(), world.store.committed.now, world.store.committed.soon], before);
		await world.restart();
		await world.clock.advance(MINUTE);
		read();
		assert.deepEqual(world.lines(job.id), ['schedule missed/closed 10:00', 'catch-up success 10:00']);
		assert.match(world.history(job.id)[0]?.summary ?? '', /^Once missed while Mission Control was not running; 1 caught up\.$/);
		assert.equal(world.jobs.get(job.id).next_run, '2026-11-03T10:00:00.000Z');
	});

	it('SC40 a job at 21:00 in São Paulo, restarted at 17:12 there: nothing runs early', async () => {
		const world = await jobsWorld({ at: '2026-11-02T12:00:00Z' });
		const job = await world.add('evening', cron('0 21 * * *', 'America/Sao_Paulo'));
		world.kill();
		await world.clock.sleepFor(8 * HOUR + 12 * MINUTE);
		await world.restart();
		await world.clock.advance(3 * HOUR);
		assert.equal(world.started.length, 0);
		await world.clock.advance(HOUR);
		assert.deepEqual(
			world.started.map(({ at }) => new Date(at).toISOString()),
			['2026-11-03T00:00:00.000Z'],
		);
		assert.deepEqual(world.lines(job.id), ['schedule success 00:00']);
	});

	it('SC41 45 overdue jobs: timer first, at most 4 at once, spaced, and the hub answers meanwhile', async () => {
		const world = await jobsWorld();
		for (let i = 0; i < 45; i++) await world.add(`job ${i}`, cron(`${i} 9 * * *`));
		world.kill();
		await world.clock.sleepFor(4 * HOUR);
		world.act = () => world.clock.sleep(2 * SECOND).then(() => ({ status: 'success' as const, exitCode: 0, summary: 'done' }));
		const delays = world.clock.delays.length;
		const writes = world.store.committed.now;
		let armed: number | undefined;
		const write = world.store.write;
		world.store.write = (durability, work) => {
			armed ??= world.clock.delays.length - delays;
			return write(durability, work);
		};
		const starting = world.restart();
		await starting;
		assert.ok((armed ?? 0) >= 1, 'the timer is set before anything is written');
		assert.ok(world.store.committed.now > writes);
		const before = performance.now();
		assert.equal(world.jobs.list().length, 45);
		await world.jobs.change(1, { enabled: false });
		assert.ok(performance.now() - before < 200);
		await world.clock.advance(2 * MINUTE);
		assert.equal(world.started.length, 45);
		assert.ok(world.most <= 4, `${world.most} at once`);
		const gaps = world.started.slice(1).map(({ at }, i) => at - (world.started[i]?.at ?? 0));
		assert.ok(Math.min(...gaps) >= 250, `${Math.min(...gaps)} ms apart`);
	});

	it('SC36 however a run ends, the mark is cleared and the next slot runs', async () => {
		for (const [how, status] of [
			['ok', 'success'],
			['error', 'error'],
			['throws', 'error'],
			['rejects', 'error'],
			['timeout', 'timeout'],
			['history', 'success'],
		] as const) {
			const world = await jobsWorld();
			const job = await world.add(how, cron('* * * * *'), { policies: { timeout: 10 } });
			world.act = started => {
				if (how === 'throws') throw new Error('a defect');
				if (how === 'rejects') return Promise.reject(new Error('a defect'));
				if (how === 'error') return { status: 'error', exitCode: 3, summary: 'exit 3' };
				if (how === 'timeout') {
					started.context.signal.addEventListener('abort', () =>
						started.end({ status: 'error', exitCode: null, summary: 'ended by TERM' }),
					);
					return 'hold';
				}
				if (how === 'history' && world.started.length === 1) world.store.failNext();
				return {};
			};
			await world.clock.advance(MINUTE + 20 * SECOND);
			assert.equal(world.scheduler.active, 0, how);
			if (how !== 'history') assert.equal(world.jobs.get(job.id).last_status, status, how);
			await world.clock.advance(MINUTE);
			assert.equal(world.started.length, 2, how);
			assert.equal(world.scheduler.active, 0, how);
			assert.deepEqual(world.lines(job.id), [`schedule ${status} 08:01`, `schedule ${status} 08:02`], how);
		}
	});

	it('SC37 a run that does not settle after its time: abort, and no other start before it has ended', async () => {
		const world = await jobsWorld();
		const job = await world.add('deaf', cron('* * * * *'), { policies: { timeout: 5 } });
		world.act = () => 'hold';
		await world.clock.advance(MINUTE + 10 * SECOND);
		assert.equal(world.started[0]?.context.signal.aborted, true);
		assert.equal(world.history(job.id)[0]?.status, 'running');
		await world.clock.advance(2 * MINUTE);
		assert.equal(world.started.length, 1);
		world.started[0]?.end({ status: 'error', exitCode: null, summary: 'killed' });
		await world.clock.settle();
		assert.match(world.history(job.id)[0]?.summary ?? '', /^Stopped at its time limit of 5 s\. killed$/);
		assert.deepEqual(world.lines(job.id), ['schedule timeout 08:01', 'schedule skipped/overlap 08:02..08:03 x2']);
	});

	it('a run that waits when the hub is killed is missed, and caught up', async () => {
		const world = await jobsWorld({ cap: 1 });
		const first = await world.add('first', cron('0 9 * * *'));
		const second = await world.add('second', cron('0 9 * * *'));
		const byHand = await world.add('third', cron('0 12 * * *'));
		world.act = () => 'hold';
		await world.clock.advance(HOUR);
		assert.deepEqual(
			[await world.scheduler.runNow(byHand.id)].map(({ result }) => result),
			['waiting until other runs are over'],
		);
		assert.deepEqual([...world.lines(first.id), ...world.lines(second.id)], ['schedule running 09:00', 'schedule queued 09:00']);
		world.kill();
		await world.clock.sleepFor(5 * MINUTE);
		world.act = () => ({});
		await world.restart();
		await world.clock.advance(SECOND);
		assert.deepEqual(world.lines(first.id), ['schedule interrupted 09:00']);
		assert.deepEqual(world.lines(second.id), ['schedule missed/closed 09:00', 'catch-up success 09:00']);
		assert.deepEqual(world.lines(byHand.id), ['manual missed/closed -']);
	});

	it('a waiting catch-up run survives a second kill', async () => {
		const world = await jobsWorld({ cap: 1 });
		const jobs = [await world.add('a', cron('0 9 * * *')), await world.add('b', cron('0 9 * * *'))];
		world.kill();
		await world.clock.sleepFor(2 * HOUR);
		world.act = () => 'hold';
		await world.restart();
		world.kill();
		world.act = () => ({});
		await world.restart();
		await world.clock.advance(SECOND);
		assert.deepEqual(
			jobs.map(({ id }) => world.lines(id)),
			[
				['schedule missed/closed 09:00', 'catch-up interrupted 09:00'],
				['schedule missed/closed 09:00', 'catch-up success 09:00'],
			],
		);
	});

	it('a stopped hub ends its runs and says so', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('0 9 * * *'));
		world.act = started => {
			started.context.signal.addEventListener('abort', () => started.end({ status: 'cancelled' }));
			return 'hold';
		};
		await world.clock.advance(HOUR);
		await world.scheduler.stop();
		assert.deepEqual(world.lines(job.id), ['schedule interrupted 09:00']);
		assert.equal(world.clock.waiting.length, 0);
		await assert.rejects(world.scheduler.runNow(job.id), { code: 'HUB_GONE' });
	});

	it('MW04 a hub that is deposed in the middle of a run ends the run and writes nothing', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', every(3600, '2026-11-02T08:00:00Z'));
		world.act = () => 'hold';
		await world.clock.advance(HOUR);
		const write = world.store.write;
		world.store.write = () => Promise.reject(new AppError('FENCED', 'deposed'));
		await world.clock.advance(HOUR);
		assert.equal(world.started[0]?.context.signal.aborted, true);
		world.started[0]?.end();
		await world.clock.advance(HOUR);
		world.store.write = write;
		assert.deepEqual(world.lines(job.id), ['schedule running 09:00']);
		assert.equal(world.started.length, 1);
		assert.deepEqual(world.clock.waiting, []);
	});
});
