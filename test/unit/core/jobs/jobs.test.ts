// Jobs as a person adds, edits, removes and lists them.
import assert from 'node:assert/strict';
import { DEFAULT_POLICIES, Job, JobRun, type NewJob } from '../../../../src/contract';
import { cron, DAY, every, HOUR, jobsWorld, MINUTE, once, SECOND, type World } from '../../../support/jobsWorld';

const COMMAND: NewJob['action'] = { kind: 'command', argv: ['true'] };

const columns = (world: World, id: number) =>
	world.store.get('SELECT frequency_cron, frequency_seconds, run_at, zone FROM cron_jobs WHERE id = ?', [id]);

describe('jobs', () => {
	it('are added with all that is left out filled in', async () => {
		const world = await jobsWorld();
		const job = await world.jobs.add({ name: '  nightly ', schedule: cron('0 3 * * *', 'Europe/Vienna'), action: COMMAND });
		assert.deepEqual(Job.parse(job), job);
		assert.deepEqual(
			[job.name, job.component, job.task_type, job.enabled, job.revision, job.next_run, job.policies],
			['nightly', 'user', 'command', true, 1, '2026-11-03T02:00:00.000Z', DEFAULT_POLICIES],
		);
	});

	it('SC11 a change without a zone stays in the zone the job has', async () => {
		const world = await jobsWorld();
		const { id } = await world.add('job', cron('0 9 * * *', 'Europe/Vienna'));
		const cronIn = async (change: NewJob['schedule']) => (await world.jobs.change(id, { schedule: change })).schedule;
		assert.deepEqual(await cronIn({ kind: 'cron', expression: '0 10 * * *' }), cron('0 10 * * *', 'Europe/Vienna'));
		assert.deepEqual(await cronIn({ kind: 'once', at: '2026-12-24T18:00' }), once('2026-12-24T18:00', 'Europe/Vienna'));
		assert.deepEqual(await cronIn({ kind: 'cron', expression: '0 9 * * *', zone: 'Asia/Tokyo' }), cron('0 9 * * *', 'Asia/Tokyo'));
	});

	it('setting an interval clears the cron expression, and the reverse', async () => {
		const world = await jobsWorld();
		const { id } = await world.add('job', cron('0 9 * * *', 'Europe/Vienna'));
		assert.deepEqual(columns(world, id), { frequency_cron: '0 9 * * *', frequency_seconds: null, run_at: null, zone: 'Europe/Vienna' });
		await world.jobs.change(id, { schedule: every(300) });
		assert.deepEqual(columns(world, id), { frequency_cron: null, frequency_seconds: 300, run_at: null, zone: '' });
		await world.jobs.change(id, { schedule: once('2026-12-24T18:00') });
		assert.equal(columns(world, id)?.frequency_seconds, null);
		const after = await world.jobs.change(id, { schedule: cron('30 9 * * *') });
		assert.deepEqual(columns(world, id), { frequency_cron: '30 9 * * *', frequency_seconds: null, run_at: null, zone: 'UTC' });
		assert.deepEqual([after.next_run, after.revision], ['2026-11-02T09:30:00.000Z', 4]);
	});

	it('the same interval again stays on its grid; a new name moves nothing', async () => {
		const world = await jobsWorld();
		const { id } = await world.add('job', every(600));
		await world.clock.advance(4 * MINUTE);
		assert.equal((await world.jobs.change(id, { schedule: every(600) })).next_run, '2026-11-02T08:10:00.000Z');
		assert.equal((await world.jobs.change(id, { name: 'other' })).next_run, '2026-11-02T08:10:00.000Z');
		assert.equal((await world.jobs.change(id, { schedule: every(1200) })).next_run, '2026-11-02T08:24:00.000Z');
	});

	it('that cannot be are refused with a sentence that names the field, and leave no row', async () => {
		const world = await jobsWorld();
		const job: NewJob = { name: 'job', schedule: cron('0 9 * * *'), action: COMMAND };
		for (const [given, said] of [
			[{ ...job, name: ' ' }, /^name: /],
			[{ ...job, schedule: cron('60 * * * *') }, /^schedule: .*60/],
			[{ ...job, schedule: cron('0 0 30 2 *') }, /^schedule: .*never/],
			[{ ...job, schedule: cron('0 9 * * *', 'Mars/Phobos') }, /^zone: .*Mars/],
			[{ ...job, schedule: { kind: 'interval', seconds: 0 } }, /^schedule\.seconds: /],
			[{ ...job, action: { kind: 'system', task: 'prune' } }, /^action: /],
			[{ ...job, action: { kind: 'command', argv: [] } }, /^action\.argv: /],
			[{ ...job, policies: { window: { from: '9:00', to: '17:00' } } }, /^policies\.window\.from: .*9:00/],
			[{ ...job, policies: { window: { from: '09:00', to: '09:00' } } }, /^policies\.window: /],
			[{ ...job, policies: { missedCap: 1000 } }, /^policies\.missedCap: /],
		] as [NewJob, RegExp][]) {
			await assert.rejects(world.jobs.add(given), (error: { code: string; message: string }) => {
				assert.equal(error.code, 'BAD_INPUT');
				assert.match(error.message, said);
				return true;
			});
		}
		assert.deepEqual(world.jobs.list(), []);
	});

	it('an edit made from an older revision is refused', async () => {
		const world = await jobsWorld();
		const { id } = await world.add('job', cron('0 9 * * *'));
		await world.jobs.change(id, { name: 'a', revision: 1 });
		await assert.rejects(world.jobs.change(id, { name: 'b', revision: 1 }), { code: 'CONFLICT' });
		assert.equal(world.jobs.get(id).name, 'a');
		await assert.rejects(world.jobs.change(99, { name: 'b' }), { code: 'NOT_FOUND' });
	});

	it('are removed and come back with their history', async () => {
		const world = await jobsWorld();
		const { id } = await world.add('job', cron('0 * * * *'));
		await world.clock.advance(HOUR);
		assert.deepEqual([await world.jobs.remove(id), await world.jobs.remove(id)], [true, false]);
		assert.deepEqual(world.jobs.list(), []);
		assert.throws(() => world.jobs.get(id), { code: 'NOT_FOUND' });
		await assert.rejects(world.scheduler.runNow(id), { code: 'NOT_FOUND' });
		await world.clock.advance(2 * HOUR + MINUTE);
		assert.equal(world.started.length, 1);
		const back = await world.jobs.restore(id);
		assert.equal(back.next_run, '2026-11-02T12:00:00.000Z');
		assert.deepEqual(world.lines(id), ['schedule success 09:00', 'schedule skipped/disabled 10:00..11:00 x2']);
		await world.clock.advance(HOUR);
		assert.equal(world.started.length, 2);
		const last = world.events.filter(event => event.type === 'job').map(event => event.job === null);
		assert.ok(last.includes(true));
	});

	it('of the product itself are listed, can be made rarer, and cannot be removed', async () => {
		const world = await jobsWorld();
		await world.jobs.ensureSystemJobs();
		assert.deepEqual(
			world.jobs.list().map(({ name, component, task_type }) => [name, component, task_type]),
			[
				['Collect usage', 'system', 'system'],
				['Prune history', 'system', 'system'],
				['Daily backup', 'system', 'system'],
			],
		);
		const [collect] = world.jobs.list();
		assert.deepEqual(collect?.action, { kind: 'system', task: 'collect' });
		const id = collect?.id ?? 0;
		assert.equal((await world.jobs.change(id, { schedule: every(900) })).next_run, '2026-11-02T08:15:00.000Z');
		assert.equal((await world.jobs.change(id, { enabled: false })).enabled, false);
		await assert.rejects(world.jobs.remove(id), { code: 'FORBIDDEN' });
		await assert.rejects(world.jobs.change(id, { action: COMMAND }), { code: 'FORBIDDEN' });
		await assert.rejects(world.jobs.change(id, { name: 'x' }), { code: 'FORBIDDEN' });
		await assert.rejects(world.jobs.change(id, { schedule: once('2027-01-01T00:00') }), { code: 'BAD_INPUT' });
		await world.jobs.ensureSystemJobs();
		assert.equal(world.jobs.list().length, 3);
		assert.deepEqual(world.jobs.get(id).schedule, { kind: 'interval', seconds: 900, anchor: '2026-11-02T08:00:00.000Z' });
	});

	it('SC13, SC45 a row that cannot be read is paused, visible and counted; the others run', async () => {
		const world = await jobsWorld();
		const broken = [];
		for (const [name, change] of [
			['payload', "payload = '{torn'"],
			['schedule', 'frequency_cron = NULL'],
			['two', 'frequency_seconds = 5'],
			['policies', 'policies = \'{"overlap":"maybe"}\''],
			['zone', "zone = 'Mars/Phobos'"],
			['action', 'payload = \'{"kind":"rocket"}\''],
		] as const) {
			const { id } = await world.add(name, cron('* * * * *'));
			await world.store.write('now', writer => writer.run(`UPDATE cron_jobs SET ${change} WHERE id = ?`, [id]));
			broken.push(id);
		}
		const good = await world.add('good', cron('* * * * *'));
		assert.equal(world.jobs.list().length, 7);
		for (const job of world.jobs.list()) Job.parse(job);
		world.scheduler.changed();
		await world.clock.advance(2 * MINUTE);
		assert.deepEqual(world.lines(good.id), ['schedule success 08:01', 'schedule success 08:02']);
		for (const id of broken) {
			const job = world.jobs.get(id);
			assert.equal(job.enabled, false, job.name);
			assert.match(job.disabled_reason ?? '', /^Paused: /, job.name);
			if (job.name !== 'zone') await assert.rejects(world.scheduler.runNow(id), { code: 'BAD_INPUT' });
		}
		assert.match(world.jobs.get(broken[4] ?? 0).disabled_reason ?? '', /Mars\/Phobos/);
		assert.equal(world.jobs.notices().filter(({ kind }) => kind === 'disabled').length, 6);
		assert.equal(world.jobs.list().length, Number(world.store.get('SELECT count(*) AS n FROM cron_jobs')?.n));
		// Given anew, it runs again.
		const [payload = 0] = broken;
		await assert.rejects(world.jobs.change(payload, { enabled: true }), { code: 'BAD_INPUT' });
		await world.jobs.change(payload, { schedule: cron('* * * * *'), action: COMMAND, enabled: true });
		await world.clock.advance(MINUTE);
		assert.equal(world.history(payload).at(-1)?.status, 'success');
	});

	it('SC46 a run by hand has its row at once, and comes to an end', async () => {
		const world = await jobsWorld();
		const { id } = await world.add('off', cron('0 9 * * *'), { enabled: false });
		world.act = () => 'hold';
		const answer = await world.scheduler.runNow(id);
		assert.deepEqual([answer.executed, answer.result], [true, 'started']);
		assert.equal(world.jobs.run(answer.run_id).status, 'running');
		assert.equal(world.jobs.get(id).running, answer.run_id);
		world.started[0]?.end();
		await world.clock.settle();
		const run = world.jobs.run(answer.run_id);
		assert.deepEqual([run.status, run.slot, run.trigger], ['success', null, 'manual']);
		assert.deepEqual(JobRun.parse(run), run);
		assert.deepEqual([world.jobs.get(id).next_run, world.jobs.get(id).running], [null, null]);
		assert.throws(() => world.jobs.run(999), { code: 'NOT_FOUND' });
	});

	it('SC46 a run by hand that has to wait has its row at once too, and comes to an end', async () => {
		const world = await jobsWorld({ cap: 1 });
		const [first, second] = [await world.add('first', cron('0 9 * * *')), await world.add('second', cron('0 9 * * *'))];
		world.act = () => 'hold';
		await world.scheduler.runNow(first.id);
		const answer = await world.scheduler.runNow(second.id);
		assert.deepEqual([answer.executed, answer.result], [true, 'waiting until other runs are over']);
		assert.deepEqual([world.jobs.run(answer.run_id).status, world.started.length], ['queued', 1]);
		world.started[0]?.end();
		await world.clock.settle();
		assert.equal(world.jobs.run(answer.run_id).status, 'running');
		world.started[1]?.end({ status: 'error', summary: 'no' });
		await world.clock.settle();
		assert.deepEqual([world.jobs.run(answer.run_id).status, world.jobs.get(second.id).running], ['error', null]);
	});

	it('a disabled one-shot whose time has passed is not enabled', async () => {
		const world = await jobsWorld();
		const { id } = await world.add('once', once('2026-11-02T09:00'));
		await world.jobs.change(id, { enabled: false });
		await world.clock.advance(2 * HOUR);
		await assert.rejects(world.jobs.change(id, { enabled: true }), { code: 'BAD_INPUT' });
		await world.jobs.change(id, { enabled: true, schedule: once('2026-11-02T11:00') });
		await world.clock.advance(2 * HOUR);
		assert.equal(world.started.length, 1);
	});

	it('the calendar: what is still to come of all jobs, in order', async () => {
		const world = await jobsWorld();
		const a = await world.add('a', cron('0 */4 * * *'));
		const b = await world.add('b', cron('30 9 * * *'));
		await world.add('off', cron('0 * * * *'), { enabled: false });
		const found = world.jobs.upcoming(world.clock.now(), world.clock.now() + 9 * HOUR);
		assert.deepEqual(
			found.map(({ job_id, at }) => [job_id, at.slice(11, 16)]),
			[
				[b.id, '09:30'],
				[a.id, '12:00'],
				[a.id, '16:00'],
			],
		);
		await world.add('second', every(1));
		assert.equal(world.jobs.upcoming(world.clock.now(), world.clock.now() + 7 * DAY).length, 2000);
	});

	it('the history: by pages, by span, and pruned', async () => {
		const world = await jobsWorld();
		const { id } = await world.add('a', cron('* * * * *'));
		await world.clock.advance(10 * MINUTE + SECOND);
		const page = world.jobs.history(id, { limit: 3 });
		assert.deepEqual(
			page.map(({ slot }) => slot?.slice(11, 16)),
			['08:10', '08:09', '08:08'],
		);
		assert.deepEqual(
			world.jobs.history(id, { limit: 1, before: page[2]?.id }).map(({ slot }) => slot?.slice(11, 16)),
			['08:07'],
		);
		assert.throws(() => world.jobs.history(99), { code: 'NOT_FOUND' });
		const at = (time: string) => Date.parse(`2026-11-02T${time}Z`);
		assert.equal(world.jobs.runs(at('08:03:00'), at('08:05:30')).length, 3);
		assert.deepEqual(world.jobs.runs(at('12:00:00'), at('13:00:00')), []);
		await world.jobs.change(id, { schedule: every(86_400) });
		await world.store.write('now', writer =>
			writer.runMany(
				"INSERT INTO job_runs (job_id, slot, slot_key, \"trigger\", status, epoch, queued_at) VALUES (?, ?, ?, 'schedule', 'success', 1, ?)",
				Array.from({ length: 2500 }, (_, i) => [id, i, i, i < 300 ? at('08:00:00') - 60 * DAY : at('08:00:00')]),
			),
		);
		assert.equal(await world.jobs.pruneHistory(), 510);
		assert.equal(world.jobs.history(id, { limit: 10_000 }).length, 2000);
	});

	it('SC42 3,000 jobs due in one second: the cap holds, first come first served, all claimed, the loop breathes', async () => {
		const world = await jobsWorld();
		const { id } = await world.add('template', cron('0 9 * * *'));
		await world.store.write('now', writer =>
			writer.run(
				`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 2999)
				INSERT INTO cron_jobs (name, task_type, frequency_cron, zone, payload, policies, next_run, created_at, updated_at)
				SELECT 'job ' || i, task_type, frequency_cron, zone, payload, policies, next_run, created_at, updated_at FROM n, cron_jobs WHERE cron_jobs.id = ?`,
				[id],
			),
		);
		world.scheduler.changed();
		world.act = () => 'hold';
		await world.clock.advance(HOUR);
		for (let i = 0; i < 40; i++) await world.clock.settle();
		assert.equal(Number(world.store.get('SELECT count(*) AS n FROM job_runs WHERE slot_key IS NOT NULL')?.n), 3000);
		assert.deepEqual([world.most, world.scheduler.active], [4, 3000]);
		assert.ok(world.clock.yields >= 30);
		for (let i = 0; i < 40; i++) {
			world.started[i]?.end();
			await world.clock.settle();
		}
		assert.equal(world.most, 4);
		assert.deepEqual(
			world.started.map(({ run }) => run),
			[...world.started.map(({ run }) => run)].sort((a, b) => a - b),
		);
	});
});
