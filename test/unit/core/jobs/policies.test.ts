// Policies as flows: errors, budgets, hours, missed runs, and what is refused.
import assert from 'node:assert/strict';
import { DEFAULT_POLICIES } from '../../../../src/contract';
import { decide, inWindow } from '../../../../src/core/jobs/policies';
import { slotsOf } from '../../../../src/core/jobs/schedule';
import { cron, DAY, every, HOUR, jobsWorld, MINUTE, SECOND } from '../../../support/jobsWorld';

describe('policies', () => {
	it('SC43 a job that always fails, every minute: the ladder, a banner at 3, the end at 10, a fresh start', async () => {
		const world = await jobsWorld();
		const job = await world.add('bad', cron('* * * * *'));
		world.act = () => ({ status: 'error', exitCode: 1, summary: 'exit 1' });
		await world.clock.advance(2 * HOUR);
		const minutes = () => world.started.map(({ at }) => (at - Date.parse('2026-11-02T08:01:00Z')) / MINUTE);
		assert.deepEqual(minutes(), [0, 1, 2, 7, 22, 82]);
		const notices = () => world.events.flatMap(event => (event.type === 'job_notice' ? [event.notice.kind] : []));
		assert.deepEqual(notices(), ['failing']);
		assert.equal(world.jobs.get(job.id).error_count, 6);
		assert.equal(world.jobs.get(job.id).next_run, '2026-11-02T10:23:00.000Z');
		assert.deepEqual(world.lines(job.id).slice(0, 6), [
			'schedule error 08:01',
			'schedule error 08:02',
			'schedule error 08:03',
			'schedule skipped/backoff 08:04..08:07 x4',
			'schedule error 08:08',
			'schedule skipped/backoff 08:09..08:22 x14',
		]);
		await world.clock.advance(6 * HOUR);
		const after = world.jobs.get(job.id);
		assert.deepEqual([after.enabled, after.error_count, notices()], [false, 10, ['failing', 'disabled']]);
		assert.equal(after.disabled_reason, 'Disabled after 10 errors in a row. The last: exit 1');
		assert.equal(world.started.length, 10);
		assert.equal(world.jobs.notices().length, 2);
		assert.deepEqual(await Promise.all(world.jobs.notices().map(({ id }) => world.jobs.claimNotice(id))), [true, true]);
		assert.equal(await world.jobs.claimNotice(1), false);
		assert.deepEqual(world.jobs.notices(), []);
		// By hand it runs all the same; success resets, a skip changes nothing.
		world.act = () => 'hold';
		assert.equal((await world.scheduler.runNow(job.id)).executed, true);
		assert.equal((await world.scheduler.runNow(job.id)).executed, false);
		assert.equal(world.jobs.get(job.id).error_count, 10);
		world.started.at(-1)?.end();
		await world.clock.settle();
		assert.equal(world.jobs.get(job.id).error_count, 0);
		world.act = () => ({});
		await world.jobs.change(job.id, { enabled: true });
		await world.clock.advance(MINUTE);
		assert.deepEqual([world.jobs.get(job.id).disabled_reason, world.jobs.get(job.id).last_status], [null, 'success']);
	});

	it('SC43 an episode of failures is told of once: a third error by hand neither tells nor silences, and the next episode is told of again', async () => {
		const world = await jobsWorld();
		const job = await world.add('bad', cron('* * * * *'));
		const told = () =>
			world.events.flatMap(event => (event.type === 'job_notice' ? [event.notice.message.replace(/\. The last.*/, '')] : []));
		const byHand = async () => {
			assert.equal((await world.scheduler.runNow(job.id)).executed, true);
			await world.clock.settle();
		};
		world.act = () => ({ status: 'error', exitCode: 1, summary: 'exit 1' });
		await world.clock.advance(2 * MINUTE);
		await byHand();
		assert.deepEqual([world.jobs.get(job.id).error_count, told()], [3, []]);
		await byHand();
		assert.deepEqual([world.jobs.get(job.id).error_count, told()], [4, []]);
		await world.clock.advance(10 * MINUTE);
		assert.deepEqual(told(), ['“bad” failed 5 times in a row']);
		await world.clock.advance(2 * HOUR);
		assert.equal(told().length, 1);
		world.kill();
		await world.restart();
		await world.clock.advance(2 * HOUR);
		assert.ok(world.jobs.get(job.id).error_count > 7);
		assert.equal(told().length, 1);
		world.act = () => ({});
		await byHand();
		world.act = () => ({ status: 'error', exitCode: 1, summary: 'exit 1' });
		await world.clock.advance(HOUR);
		assert.deepEqual(told().slice(1), ['“bad” failed 3 times in a row']);
		// Enabled again by a person, it begins anew.
		await world.jobs.change(job.id, { enabled: false });
		await world.jobs.change(job.id, { enabled: true });
		await world.clock.advance(HOUR);
		assert.deepEqual(told().slice(2), ['“bad” failed 3 times in a row']);
	});

	it('a budget that is used up holds a job back, planned and by hand, and leaves one row', async () => {
		const world = await jobsWorld();
		const job = await world.add('dear', cron('* * * * *'), { policies: { budgetGate: { daily: 90, monthly: null } } });
		world.budget.daily = 93.7;
		await world.clock.advance(3 * MINUTE + SECOND);
		assert.deepEqual(world.lines(job.id), ['schedule skipped/budget 08:01..08:03 x3']);
		assert.equal(world.history(job.id)[0]?.summary, 'The daily budget is at 93 %; this job does not start from 90 % on.');
		assert.match((await world.scheduler.runNow(job.id)).result, /^skipped: The daily budget/);
		world.budget.daily = 89.9;
		await world.clock.advance(MINUTE);
		assert.equal(world.started.length, 1);
	});

	it('a budget that is used up while a run waits holds that run back', async () => {
		const world = await jobsWorld({ cap: 1 });
		await world.add('first', cron('0 9 * * *'));
		const job = await world.add('second', cron('0 9 * * *'), { policies: { budgetGate: { daily: null, monthly: 100 } } });
		world.act = () => 'hold';
		await world.clock.advance(HOUR);
		world.budget.monthly = 100;
		world.started[0]?.end();
		await world.clock.settle();
		assert.deepEqual(world.lines(job.id), ['schedule skipped/budget 09:00']);
		assert.equal(world.started.length, 1);
	});

	it('slots outside the hours of a job are skipped, in its own zone', async () => {
		const world = await jobsWorld({ at: '2026-11-02T00:30:00Z' });
		const job = await world.add('night', cron('0 * * * *', 'Asia/Tokyo'), { policies: { window: { from: '22:00', to: '02:00' } } });
		await world.clock.advance(DAY);
		assert.deepEqual(
			world.started.map(({ at }) => new Date(at).toISOString().slice(11, 16)),
			['13:00', '14:00', '15:00', '16:00'],
		);
		assert.deepEqual(world.lines(job.id)[0], 'schedule skipped/window 01:00..12:00 x12');
		const window = { from: '22:00', to: '02:00' };
		assert.deepEqual(
			[1319, 1320, 0, 119, 120].map(minute => inWindow(window, minute)),
			[false, true, true, true, false],
		);
		assert.deepEqual(
			[539, 540, 1019, 1020].map(minute => inWindow({ from: '09:00', to: '17:00' }, minute)),
			[false, true, true, false],
		);
	});

	it('missed runs: none, all up to a cap, or asked for', async () => {
		const world = await jobsWorld({ at: '2026-11-02T00:30:00Z' });
		const skip = await world.add('skip', cron('0 * * * *'), { policies: { missed: 'skip' } });
		const all = await world.add('all', cron('0 * * * *'), { policies: { missed: 'all', missedCap: 3 } });
		const few = await world.add('few', cron('0 * * * *'), { policies: { missed: 'all', missedWindow: 5400 } });
		const ask = await world.add('ask', cron('0 * * * *'), { policies: { missed: 'ask' } });
		await world.clock.sleepFor(5 * HOUR + 10 * MINUTE);
		await world.clock.advance(10 * SECOND);
		assert.deepEqual(world.lines(skip.id), ['schedule missed/asleep 01:00..05:00 x5']);
		assert.deepEqual(world.lines(all.id), [
			'schedule missed/asleep 01:00..05:00 x5',
			'catch-up success 03:00',
			'catch-up success 04:00',
			'catch-up success 05:00',
		]);
		assert.deepEqual(world.lines(few.id).slice(1), ['catch-up success 05:00']);
		assert.deepEqual(world.lines(ask.id), ['schedule missed/asleep 01:00..05:00 x5']);
		assert.deepEqual(
			world.jobs.notices().map(({ kind, job_id, message }) => [kind, job_id, message]),
			[['ask-missed', ask.id, '“ask”: 5 times missed while the machine was asleep; this job asks first. Run it now?']],
		);
		assert.equal(world.most <= 4, true);
	});

	it('the answer to what was missed is a row: caught up once, or declined; a later question takes the place of an earlier one', async () => {
		const world = await jobsWorld({ at: '2026-11-02T00:30:00Z' });
		const job = await world.add('ask', cron('0 * * * *'), { policies: { missed: 'ask' } });
		const asked = () => world.jobs.notices().filter(({ kind }) => kind === 'ask-missed');
		await world.clock.sleepFor(3 * HOUR + 10 * MINUTE);
		await world.clock.advance(31 * SECOND);
		const [first] = asked();
		assert.ok(first);
		// Another hub asks again: it was not answered.
		world.kill();
		await world.restart();
		assert.deepEqual(asked(), [first]);
		assert.deepEqual(await world.scheduler.answerMissed(first.id, false), { executed: false, result: 'declined', run_id: 2 });
		assert.deepEqual(world.lines(job.id), ['schedule missed/asleep 01:00..03:00 x3', 'catch-up skipped/declined 01:00..03:00 x3']);
		assert.equal(world.history(job.id)[1]?.summary, '3 missed runs were not caught up: you chose so.');
		assert.deepEqual(asked(), []);
		await assert.rejects(world.scheduler.answerMissed(first.id, true), { code: 'CONFLICT' });

		await world.clock.sleepFor(2 * HOUR);
		await world.clock.advance(31 * SECOND);
		const [second] = asked();
		await world.clock.sleepFor(2 * HOUR);
		await world.clock.advance(31 * SECOND);
		const [third, ...none] = asked();
		assert.ok(second && third && second.id !== third.id && none.length === 0);
		await assert.rejects(world.scheduler.answerMissed(second.id, true), { code: 'CONFLICT' });
		world.act = () => 'hold';
		const answers = await Promise.allSettled([world.scheduler.answerMissed(third.id, true), world.scheduler.answerMissed(third.id, true)]);
		assert.deepEqual(
			answers.map(answer => (answer.status === 'fulfilled' ? [answer.value.executed, answer.value.result] : [answer.reason.code])),
			[[true, 'started'], ['CONFLICT']],
		);
		assert.deepEqual(world.lines(job.id).slice(-2), ['schedule missed/asleep 06:00..07:00 x2', 'catch-up running 07:00']);
		world.started.at(-1)?.end();
		await world.clock.settle();
		assert.deepEqual([world.lines(job.id).at(-1), asked()], ['catch-up success 07:00', []]);
	});

	it('a question whose job cannot start now stays open', async () => {
		const world = await jobsWorld({ at: '2026-11-02T00:30:00Z' });
		const job = await world.add('ask', cron('0 * * * *'), { policies: { missed: 'ask', budgetGate: { daily: 90, monthly: null } } });
		await world.clock.sleepFor(HOUR);
		await world.clock.advance(MINUTE + SECOND);
		await world.clock.sleepFor(HOUR);
		await world.clock.advance(SECOND);
		const [notice] = world.jobs.notices();
		world.budget.daily = 95;
		const answer = await world.scheduler.answerMissed(notice?.id ?? 0, true);
		assert.match(answer.result, /^skipped: The daily budget is at 95 %/);
		assert.equal(world.jobs.notices().length, 1);
		world.budget.daily = 0;
		assert.equal((await world.scheduler.answerMissed(notice?.id ?? 0, true)).executed, true);
		assert.equal(world.jobs.get(job.id).last_status, 'success');
	});

	it('cancelled runs are neutral; a waiting one never begins', async () => {
		const world = await jobsWorld({ cap: 1 });
		const first = await world.add('first', cron('0 9 * * *'));
		const second = await world.add('second', cron('0 9 * * *'));
		world.act = started => {
			started.context.output('half ');
			started.context.output('done');
			started.context.signal.addEventListener('abort', () => started.end({ status: 'error', exitCode: null, summary: 'signal' }));
			return 'hold';
		};
		await world.clock.advance(HOUR);
		const [running, waiting] = [world.history(first.id)[0]?.id ?? 0, world.history(second.id)[0]?.id ?? 0];
		assert.deepEqual(world.scheduler.output(running), { text: 'half done', cut: false });
		assert.equal(await world.scheduler.cancel(waiting), true);
		assert.equal(await world.scheduler.cancel(running), true);
		await world.clock.settle();
		assert.deepEqual([world.lines(first.id), world.lines(second.id)], [['schedule cancelled 09:00'], ['schedule cancelled 09:00']]);
		assert.equal(world.jobs.get(first.id).error_count, 0);
		assert.deepEqual(world.scheduler.output(running), { text: 'half done', cut: false });
		assert.equal(await world.scheduler.cancel(running), false);
		assert.throws(() => world.scheduler.output(999), { code: 'NOT_FOUND' });
		assert.equal(world.started.length, 1);
	});

	it('the product’s own jobs do not wait for room, and are told as missed where no window could do it', async () => {
		const world = await jobsWorld({ cap: 1 });
		await world.jobs.ensureSystemJobs();
		await world.jobs.ensureSystemJobs();
		assert.equal(world.jobs.list().length, 3);
		await world.add('long', cron('0 * * * *'));
		world.act = ({ job }) => (job === 'long' ? 'hold' : { status: 'missed', exitCode: null, summary: 'No window is open.' });
		await world.clock.advance(HOUR + 6 * MINUTE);
		const collect = world.jobs.list().find(({ name }) => name === 'Collect usage');
		assert.equal(world.history(collect?.id ?? 0).length, 13);
		assert.deepEqual(world.lines(collect?.id ?? 0).at(-1), 'schedule missed/no-window-open 09:05');
		assert.equal(collect?.error_count, 0);
	});

	it('a store that cannot keep anything claims nothing', async () => {
		const world = await jobsWorld();
		const job = await world.add('minutely', cron('* * * * *'));
		world.kill();
		Object.assign(world.store, { mode: 'memory' });
		await world.restart();
		await world.clock.advance(2 * MINUTE + SECOND);
		assert.deepEqual(world.lines(job.id), ['schedule skipped/unclaimed 08:01..08:02 x2']);
		assert.equal((await world.scheduler.runNow(job.id)).executed, true);
	});

	it('claims that cannot be written for a while: what passed says so, and the newest is caught up', async () => {
		const world = await jobsWorld();
		const job = await world.add('minutely', cron('* * * * *'));
		const write = world.store.write;
		world.store.write = () => Promise.reject(new Error('the disk is full'));
		await world.clock.advance(5 * MINUTE);
		assert.equal(world.started.length, 0);
		world.store.write = write;
		await world.clock.advance(35 * SECOND);
		assert.deepEqual(world.lines(job.id), ['schedule missed/unclaimed 08:01..08:04 x4', 'schedule success 08:05']);
	});

	it('decides the same for the same, with no side effect', () => {
		const slots = slotsOf(every(60, '2026-11-02T00:00:00Z'), new Map());
		const now = Date.parse('2026-11-02T08:00:00Z');
		const due = {
			slot: now,
			now,
			hubStart: 0,
			slots,
			policies: DEFAULT_POLICIES,
			holdUntil: null,
			errorCount: 0,
			lane: 0,
			minuteOf: () => 0,
		};
		const decision = { next: now + MINUTE, missed: null, ask: false, skip: null, runs: [{ slot: now, trigger: 'schedule' }] };
		for (let i = 0; i < 2; i++) assert.deepEqual(decide({ ...due, budget: () => ({ daily: 0, monthly: 0 }), unwritable: false }), decision);
	});
});
