// What runs used: exact by session, likely by folder and time, and never what somebody else did there.
import assert from 'node:assert/strict';
import { silentLog } from '../../../../src/base/log';
import { type Action, DEFAULT_POLICIES, type Schedule } from '../../../../src/contract';
import { findRun } from '../../../../src/core/jobs/runs';
import { createRunUsage, type RunUsageBook } from '../../../../src/core/jobs/runUsage';
import { slotsOf } from '../../../../src/core/jobs/schedule';
import type { UsageEvent } from '../../../../src/core/usage/event';
import { createRecorder, type Recorder } from '../../../../src/core/usage/record';
import { fakeClock } from '../../../support/fakeClock';
import { type MemoryStore, memoryStore } from '../../../support/memoryStore';
import { call, simplePrice } from '../usage/fixture';

const NOON = Date.UTC(2026, 10, 21, 12);
const MINUTE = 60_000;
const CLAUDE: Action = { kind: 'agent', agent: 'claude', prompt: 'p', cwd: '/work/a' };
const SHELL: Action = { kind: 'shell', line: 'claude -p x' };

describe('what runs used', () => {
	let store: MemoryStore;
	let recorder: Recorder;
	let book: RunUsageBook;
	let clock: ReturnType<typeof fakeClock>;
	let changed: number[];
	let key: number;

	beforeEach(async () => {
		store = await memoryStore();
		recorder = createRecorder({ store, price: simplePrice, zone: 'UTC' });
		clock = fakeClock(NOON);
		changed = [];
		key = 1;
		book = createRunUsage({
			store,
			clock,
			log: { ...silentLog, error: (text, cause) => assert.fail(`${text}: ${String(cause)}`) },
			home: '/home/me',
			realPath: folder => folder.replace('/link', '/work'),
			slotsOf,
			changed: run => changed.push(run),
		});
	});
	afterEach(() => store.dispose());

	const calls = (...given: Partial<UsageEvent>[]) =>
		store.write('soon', writer =>
			recorder.add(
				writer,
				1,
				given.map(each => call({ key: key++, project: '/work/a', loggedCost: 0.5, ...each })),
			),
		);
	const job = (action: Action = CLAUDE, schedule: Schedule = { kind: 'interval', seconds: 3600 }): Promise<number> =>
		store.write('now', writer => {
			const seconds = schedule.kind === 'interval' ? schedule.seconds : null;
			const cron = schedule.kind === 'cron' ? schedule.expression : null;
			const row = writer.get(
				`INSERT INTO cron_jobs (name, task_type, frequency_cron, frequency_seconds, zone, payload, policies, created_at, updated_at)
				VALUES ('j', ?, ?, ?, ?, ?, ?, 0, 0) RETURNING id`,
				[
					action.kind,
					cron,
					seconds,
					schedule.kind === 'cron' ? schedule.zone : '',
					JSON.stringify(action),
					JSON.stringify(DEFAULT_POLICIES),
				],
			);
			return Number(row?.id);
		});
	/** A run of so many minutes that began so many minutes after noon. */
	const ran = (
		jobId: number,
		given: { from?: number; minutes?: number; session?: string; cwd?: string; status?: string } = {},
	): Promise<number> =>
		store.write('now', writer => {
			const started = NOON + (given.from ?? 0) * MINUTE;
			const row = writer.get(
				`INSERT INTO job_runs (job_id, "trigger", status, epoch, queued_at, started_at, finished_at, session, cwd)
				VALUES (?, 'manual', ?, 1, ?, ?, ?, ?, ?) RETURNING id`,
				[
					jobId,
					given.status ?? 'success',
					started,
					started,
					started + (given.minutes ?? 10) * MINUTE,
					given.session ?? null,
					given.cwd ?? '/work/a',
				],
			);
			return Number(row?.id);
		});
	const used = (run: number) => findRun(store, run).usage;
	const at = (minutes: number) => NOON + minutes * MINUTE;
	const ended = async (run: number) => {
		await book.ended(run);
		return used(run);
	};

	it('exact: the calls of its session within its time', async () => {
		const run = await ran(await job(), { session: 'mine' });
		await calls(
			{ session: 'mine', ts: at(1) },
			{ session: 'mine', ts: at(10) + 1500, project: '/elsewhere' },
			{ session: 'mine', ts: at(-5) },
			{ session: 'mine', ts: at(11) },
			{ session: 'other', ts: at(2) },
		);
		assert.deepEqual(await ended(run), { requests: 2, tokens: 220, cost: 1, certainty: 'exact' });
		assert.deepEqual(changed, [run]);
	});

	it('likely: of the agent, in its folder or below, in its time, in a session that began then', async () => {
		const run = await ran(await job());
		await calls({ session: 'old', ts: at(-1) });
		await calls(
			{ session: 'new', ts: at(1) },
			{ session: 'new', ts: at(2), project: '/work/a/b' },
			{ session: 'new2', ts: at(3), project: '/work/ab' },
			{ session: 'new3', ts: at(3), project: '/work' },
			{ session: 'new4', ts: at(3), project: '' },
			{ session: 'new5', ts: at(3), source: 'codex' },
			{ session: 'old', ts: at(4) },
			{ session: 'late', ts: at(10) + 2001 },
		);
		assert.deepEqual(await ended(run), { requests: 2, tokens: 220, cost: 1, certainty: 'likely' });
	});

	it('what another run’s session did is that run’s', async () => {
		const id = await job();
		await ran(id, { session: 'its' });
		const run = await ran(id);
		await calls({ session: 'its', ts: at(1) }, { session: 'free', ts: at(2) });
		assert.equal((await ended(run))?.requests, 1);
	});

	it('a line’s calls are of any agent; the home folder stands for itself only', async () => {
		const id = await job(SHELL);
		const inFolder = await ran(id);
		const inHome = await ran(id, { cwd: '/home/me' });
		const above = await ran(id, { cwd: '/' });
		const linked = await ran(id, { cwd: '/link/a/' });
		await calls({ session: 'c', ts: at(1), source: 'codex' }, { session: 'd', ts: at(2), project: '/home/me/x' });
		assert.equal((await ended(inFolder))?.requests, 1);
		assert.equal((await ended(linked))?.requests, 1);
		assert.deepEqual(await ended(inHome), { requests: 0, tokens: 0, cost: null, certainty: 'none' });
		assert.equal((await ended(above))?.certainty, 'none');
	});

	it('without a price there is no cost; with some, it is what is known', async () => {
		const id = await job();
		const [one, two] = [await ran(id, { session: 'u' }), await ran(id, { session: 'v' })];
		const unpriced = { model: 'new-model' };
		const { loggedCost, ...plain } = call();
		assert.equal(loggedCost, undefined);
		await store.write('soon', writer =>
			recorder.add(writer, 1, [
				{ ...plain, ...unpriced, key: 901, session: 'u', ts: at(1) },
				{ ...plain, ...unpriced, key: 902, session: 'v', ts: at(1) },
				{ ...plain, key: 903, session: 'v', ts: at(2), loggedCost: 0.25 },
			]),
		);
		assert.deepEqual(await ended(one), { requests: 1, tokens: 110, cost: null, certainty: 'exact' });
		assert.equal((await ended(two))?.cost, 0.25);
	});

	it('what the collecting finds later is added', async () => {
		const id = await job();
		const run = await ran(id, { session: 's' });
		clock.set(11 * MINUTE);
		assert.equal((await ended(run))?.certainty, 'none');
		await calls({ session: 's', ts: at(3) });
		await book.scanned();
		assert.equal(used(run)?.requests, 1);
		await calls({ session: 's', ts: at(4) });
		await book.scanned();
		assert.equal(used(run)?.requests, 2);
		await book.scanned();
		assert.deepEqual(changed, [run, run, run]);
		// After an hour it is left alone; a new hub looks at the week once.
		clock.set(2 * 60 * MINUTE);
		await calls({ session: 's', ts: at(5) });
		await book.scanned();
		assert.equal(used(run)?.requests, 2);
		const again = createRunUsage({ store, clock, log: silentLog, home: '/home/me', realPath: each => each, slotsOf });
		await again.scanned();
		assert.equal(used(run)?.requests, 3);
	});

	it('runs of other kinds use nothing', async () => {
		const run = await ran(await job({ kind: 'http', method: 'GET', url: 'https://example.org' }));
		await calls({ ts: at(1), session: 'x' });
		assert.equal(await ended(run), null);
	});

	it('a month is the mean of the last runs by the slots to come', async () => {
		const id = await job();
		assert.equal(book.monthlyCost(id), null);
		for (const [i, cost] of [1, 3].entries()) {
			const run = await ran(id, { session: `s${i}` });
			await calls({ session: `s${i}`, ts: at(1), loggedCost: cost });
			await book.ended(run);
		}
		assert.equal(book.monthlyCost(id), 2 * 720);
		// One that failed at once cost nothing; one that did well and was not seen says nothing.
		await book.ended(await ran(id, { status: 'error', session: 'none1' }));
		await book.ended(await ran(id, { session: 'none2' }));
		assert.equal(book.monthlyCost(id), (4 / 3) * 720);
		await store.write('now', writer => writer.run('UPDATE cron_jobs SET frequency_seconds = 7200, revision = 2 WHERE id = ?', [id]));
		assert.equal(book.monthlyCost(id), (4 / 3) * 360);
		await store.write('now', writer => writer.run('UPDATE cron_jobs SET enabled = 0, revision = 3 WHERE id = ?', [id]));
		assert.equal(book.monthlyCost(id), null);
	});

	it('a month of a dense pattern is told by how dense it lies, quickly', async () => {
		const id = await job(CLAUDE, { kind: 'cron', expression: '* * * * *', zone: 'UTC' });
		await calls({ session: 's', ts: at(1), loggedCost: 1 });
		await book.ended(await ran(id, { session: 's' }));
		const month = book.monthlyCost(id) ?? 0;
		assert.ok(Math.abs(month - 43_200) < 30, String(month));
		const daily = await job(CLAUDE, { kind: 'cron', expression: '0 9 * * *', zone: 'Europe/Berlin' });
		await book.ended(await ran(daily, { session: 's' }));
		assert.equal(book.monthlyCost(daily), 30);
	});
});
