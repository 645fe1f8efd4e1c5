// The loop: timers, missed slots, clocks that are set, overlaps. Each case by its number in the list of cases.
import assert from 'node:assert/strict';
import { AppError } from '../../../../src/base/errors';
import { cron, DAY, every, HOUR, jobsWorld, MINUTE, once, SECOND } from '../../../support/jobsWorld';

const iso = (ms: number) => new Date(ms).toISOString();
const times = (world: { started: { at: number }[] }) => world.started.map(({ at }) => iso(at).slice(11, 19));

describe('the scheduler', () => {
	it('runs a slot when it is due, and tells of it', async () => {
		const world = await jobsWorld();
		const job = await world.add('hourly', cron('0 * * * *'));
		await world.clock.advance(HOUR + 5 * MINUTE);
		assert.deepEqual(times(world), ['09:00:00']);
		assert.deepEqual(world.lines(job.id), ['schedule success 09:00']);
		const after = world.jobs.get(job.id);
		assert.deepEqual(
			[after.last_run, after.last_status, after.last_result, after.next_run, after.running, after.error_count],
			['2026-11-02T09:00:00.000Z', 'success', 'done', '2026-11-02T10:00:00.000Z', null, 0],
		);
		const told = world.events.map(event => (event.type === 'job_run' ? `job_run ${event.run.status}` : event.type));
		assert.deepEqual(told, ['job', 'job_run running', 'job', 'job_run success', 'cron_executed', 'system_task_run', 'job']);
		assert.deepEqual(world.errors, []);
	});

	it('SC21 a job in 60 days arms a timer of at most 30 s, and does not run early', async () => {
		const world = await jobsWorld();
		await world.add('far', once('2027-01-01T08:00:00'));
		await world.clock.advance(HOUR);
		assert.equal(world.started.length, 0);
		assert.ok(Math.max(...world.clock.delays) <= 30_000);
		assert.equal(world.clock.waiting.length, 1);
		await world.clock.sleepFor(60 * DAY - HOUR);
		assert.equal(world.started.length, 1);
	});

	it('SC22 after 8 h of sleep each job runs once, and the history says what was missed', async () => {
		const world = await jobsWorld({ at: '2026-11-02T00:10:00Z' });
		const hourly = await world.add('hourly', cron('0 * * * *'));
		const daily = await world.add('daily', cron('0 5 * * *'));
		await world.clock.sleepFor(8 * HOUR);
		await world.clock.advance(30 * SECOND);
		assert.deepEqual(world.lines(hourly.id), ['schedule missed/asleep 01:00..08:00 x8', 'catch-up success 08:00']);
		assert.deepEqual(world.lines(daily.id), ['schedule missed/asleep 05:00', 'catch-up success 05:00']);
		assert.match(world.history(hourly.id)[0]?.summary ?? '', /^8 times missed while the machine was asleep; 1 caught up\.$/);
		assert.equal(world.started.length, 2);
	});

	it('SC23 a clock set forward 2 h: once within the window', async () => {
		const world = await jobsWorld();
		const job = await world.add('quarterly', cron('*/15 * * * *'));
		world.clock.set(2 * HOUR + 5 * MINUTE);
		await world.clock.advance(31 * SECOND);
		assert.deepEqual(world.lines(job.id), ['schedule missed/asleep 08:15..10:00 x8', 'catch-up success 10:00']);
	});

	it('SC23 a clock set forward 1 year: no storm, and beyond the window missed only', async () => {
		const world = await jobsWorld();
		const minutely = await world.add('minutely', cron('* * * * *'));
		const yearly = await world.add('yearly', cron('0 0 1 1 *'));
		world.clock.set(365 * DAY + 30 * SECOND);
		const before = process.hrtime.bigint();
		await world.clock.advance(31 * SECOND);
		const took = Number(process.hrtime.bigint() - before) / 1e6;
		assert.equal(world.started.filter(({ job }) => job === 'yearly').length, 0);
		assert.ok(world.started.filter(({ job }) => job === 'minutely').length <= 2);
		assert.equal(world.history(minutely.id)[0]?.count, 1000);
		assert.deepEqual(world.lines(yearly.id), ['schedule missed/asleep 00:00']);
		assert.match(world.history(yearly.id)[0]?.summary ?? '', /too long ago/);
		assert.ok(took < 1500, `${took} ms`);
	});

	it('SC24 a clock set back 2 h: no slot runs twice, the grid stays, nothing waits two hours', async () => {
		const world = await jobsWorld();
		const job = await world.add('grid', every(600, '2026-11-02T00:05:00Z'));
		const half = await world.add('half', cron('*/30 * * * *'));
		await world.clock.advance(2 * HOUR + MINUTE);
		const before = world.started.length;
		world.clock.set(-2 * HOUR);
		await world.clock.advance(31 * SECOND);
		assert.equal(world.started.length, before);
		await world.clock.advance(2 * HOUR);
		const slots = world.store.all('SELECT job_id, slot_key FROM job_runs WHERE slot_key IS NOT NULL');
		assert.equal(new Set(slots.map(row => `${row.job_id} ${row.slot_key}`)).size, slots.length);
		assert.deepEqual(
			world.history(job.id).map(({ slot }) => slot?.slice(15, 19)),
			world.history(job.id).map(() => '5:00'),
		);
		assert.equal(world.history(half.id).length, 4);
		await world.clock.advance(HOUR);
		assert.ok(world.history(half.id).length > 4);
		assert.ok(Date.parse(world.jobs.get(job.id).next_run ?? '') - world.clock.now() <= 600_000);
	});

	it('SC24 a clock that was wrong by a year and is put right again stops nothing', async () => {
		const world = await jobsWorld();
		const job = await world.add('quarter', cron('*/15 * * * *'));
		world.clock.set(365 * DAY);
		await world.clock.advance(31 * SECOND);
		world.clock.set(-365 * DAY);
		await world.clock.advance(20 * MINUTE);
		assert.equal(world.history(job.id).at(-1)?.slot, '2026-11-02T08:15:00.000Z');
	});

	it('SC25 an event loop that was blocked for 3 s: a job of every second runs once', async () => {
		const world = await jobsWorld();
		const job = await world.add('second', every(1, '2026-11-02T08:00:00Z'));
		await world.clock.advance(2 * SECOND);
		const before = world.started.length;
		await world.clock.sleepFor(3 * SECOND);
		assert.equal(world.started.length - before, 1);
		assert.deepEqual(world.lines(job.id).slice(before), ['schedule missed/asleep 08:00:03..08:00:04 x2', 'schedule success 08:00:05']);
	});

	it('SC26 100 runs of 3 s each, every 60 s: all on the grid', async () => {
		const world = await jobsWorld();
		await world.add('grid', every(60, '2026-11-02T08:00:00Z'));
		world.act = () => world.clock.sleep(3 * SECOND).then(() => ({ status: 'success' as const, exitCode: 0, summary: 'done' }));
		await world.clock.advance(100 * MINUTE + 10 * SECOND);
		assert.equal(world.started.length, 100);
		assert.deepEqual([...new Set(times(world).map(time => time.slice(6)))], ['00']);
	});

	it('SC27 a restart after 40 % of an interval, and a run by hand, leave the grid where it is', async () => {
		const world = await jobsWorld();
		const job = await world.add('grid', every(600, '2026-11-02T08:00:00Z'));
		await world.clock.advance(4 * MINUTE);
		world.kill();
		await world.restart();
		assert.equal(world.jobs.get(job.id).next_run, '2026-11-02T08:10:00.000Z');
		assert.equal((await world.scheduler.runNow(job.id)).executed, true);
		assert.equal(world.jobs.get(job.id).next_run, '2026-11-02T08:10:00.000Z');
		await world.clock.advance(10 * MINUTE);
		assert.deepEqual(world.lines(job.id), ['manual success -', 'schedule success 08:10']);
	});

	it('SC28 a run longer than its interval: skips in one row, no queue', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('* * * * *'));
		world.act = () => 'hold';
		await world.clock.advance(4 * MINUTE + SECOND);
		assert.equal(world.started.length, 1);
		assert.equal(world.scheduler.active, 1);
		assert.deepEqual(world.lines(job.id), ['schedule running 08:01', 'schedule skipped/overlap 08:02..08:04 x3']);
		world.started[0]?.end();
		await world.clock.advance(MINUTE);
		assert.equal(world.started.length, 2);
	});

	it('queues one where the job wants that, and no more', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('* * * * *'), { policies: { overlap: 'queue-one' } });
		world.act = () => 'hold';
		await world.clock.advance(4 * MINUTE + SECOND);
		assert.equal(world.most, 1);
		assert.deepEqual(world.lines(job.id), ['schedule running 08:01', 'schedule queued 08:02', 'schedule skipped/overlap 08:03..08:04 x2']);
		world.started[0]?.end();
		await world.clock.advance(SECOND);
		assert.equal(world.started.length, 2);
		assert.equal(world.most, 1);
	});

	it('SC29 a run by hand while one runs, twice: both are told that it runs, and there is one', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('* * * * *'));
		world.act = () => 'hold';
		await world.clock.advance(MINUTE + SECOND);
		const answers = await Promise.all([world.scheduler.runNow(job.id), world.scheduler.runNow(job.id)]);
		for (const answer of answers) assert.deepEqual([answer.executed, answer.result], [false, 'skipped: already running']);
		assert.equal(world.most, 1);
		assert.deepEqual(world.lines(job.id), ['schedule running 08:01', 'manual skipped/overlap - x2']);
	});

	it('SC29 two runs by hand at once are one', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('0 0 1 1 *'));
		world.act = () => 'hold';
		const answers = await Promise.all([world.scheduler.runNow(job.id), world.scheduler.runNow(job.id)]);
		assert.deepEqual(
			answers.map(({ executed }) => executed),
			[true, false],
		);
		assert.equal(world.started.length, 1);
	});

	it('SC30 disable, enable, a look and a run by hand while it runs: still one run', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('* * * * *'));
		world.act = () => 'hold';
		await world.clock.advance(MINUTE + SECOND);
		await world.jobs.change(job.id, { enabled: false });
		await world.jobs.change(job.id, { enabled: true });
		await world.clock.advance(MINUTE);
		assert.equal((await world.scheduler.runNow(job.id)).executed, false);
		assert.equal(world.most, 1);
		assert.equal(world.started.length, 1);
	});

	it('SC31 disabled while it runs: the run ends and is recorded, and no other comes', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('* * * * *'));
		world.act = () => 'hold';
		await world.clock.advance(MINUTE + SECOND);
		await world.jobs.change(job.id, { enabled: false });
		world.started[0]?.end({ summary: 'ended well' });
		await world.clock.advance(10 * MINUTE);
		assert.deepEqual(world.lines(job.id), ['schedule success 08:01']);
		assert.equal(world.jobs.get(job.id).last_result, 'ended well');
		assert.equal(world.jobs.get(job.id).next_run, null);
		await world.jobs.change(job.id, { enabled: true });
		assert.deepEqual(world.lines(job.id), ['schedule success 08:01', 'schedule skipped/disabled 08:02..08:11 x10']);
	});

	it('SC32 edited while it runs: the result is recorded and the new schedule stands', async () => {
		const world = await jobsWorld();
		const job = await world.add('long', cron('* * * * *'));
		world.act = () => 'hold';
		await world.clock.advance(MINUTE + SECOND);
		await world.jobs.change(job.id, { schedule: cron('30 12 * * *'), action: { kind: 'command', argv: ['other'] }, revision: 1 });
		world.started[0]?.end();
		await world.clock.advance(MINUTE);
		const after = world.jobs.get(job.id);
		assert.deepEqual([after.last_status, after.next_run], ['success', '2026-11-02T12:30:00.000Z']);
		assert.deepEqual(after.action, { kind: 'command', argv: ['other'] });
	});

	it('SC33 a one-shot that is moved to the future while it runs, runs again then', async () => {
		const world = await jobsWorld();
		const job = await world.add('once', once('2026-11-02T08:01'));
		world.act = () => 'hold';
		await world.clock.advance(MINUTE + SECOND);
		await world.jobs.change(job.id, { schedule: once('2026-11-02T09:00') });
		world.started[0]?.end();
		await world.clock.advance(SECOND);
		assert.deepEqual([world.jobs.get(job.id).enabled, world.jobs.get(job.id).next_run], [true, '2026-11-02T09:00:00.000Z']);
		await world.clock.advance(HOUR);
		assert.deepEqual(world.lines(job.id), ['schedule success 08:01', 'schedule running 09:00']);
	});

	it('SC44 a look that throws is logged, the timer is set again, other jobs go on', async () => {
		const world = await jobsWorld();
		const job = await world.add('minutely', cron('* * * * *'));
		world.store.failNext();
		await world.clock.advance(MINUTE);
		assert.equal(world.started.length, 0);
		assert.equal(world.errors.length, 1);
		await world.clock.advance(5 * SECOND);
		assert.deepEqual(world.lines(job.id), ['schedule success 08:01']);
		await world.clock.advance(MINUTE);
		assert.deepEqual(world.lines(job.id), ['schedule success 08:01', 'schedule success 08:02']);
	});

	it('MW04 a newer hub owns the store: nothing starts, nothing is written, the scheduler stops itself', async () => {
		const world = await jobsWorld();
		const job = await world.add('minutely', cron('* * * * *'));
		let fenced = 0;
		world.kill();
		const write = world.store.write;
		world.store.write = () => Promise.reject(new AppError('FENCED', 'deposed'));
		await world.restart({ fenced: () => fenced++ });
		await world.clock.advance(10 * MINUTE);
		world.store.write = write;
		assert.equal(fenced, 1);
		assert.equal(world.started.length, 0);
		assert.deepEqual(world.lines(job.id), []);
		assert.equal(world.clock.waiting.length, 0);
	});
});
