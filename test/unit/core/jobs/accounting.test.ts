// Random jobs, sleeps, kills and edits: no slot runs twice, none overlaps, and every slot is accounted for exactly once.
import assert from 'node:assert/strict';
import type { Policies, Schedule } from '../../../../src/contract';
import { MOST_COUNTED } from '../../../../src/core/jobs/policies';
import { slotsOf } from '../../../../src/core/jobs/schedule';
import { cron, every, HOUR, jobsWorld, MINUTE, SECOND, type Started, type World } from '../../../support/jobsWorld';

/** A small generator with a seed, so that what fails can be looked at again. */
function random(seed: number): { below(n: number): number; of<T>(list: readonly [T, ...T[]]): T } {
	let state = seed >>> 0;
	const next = (): number => {
		state = (state + 0x6d2b79f5) >>> 0;
		let t = state;
		t = Math.imul(t ^ (t >>> 15), t | 1);
		t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
		return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
	};
	return {
		below: n => Math.floor(next() * n),
		of: list => list[Math.floor(next() * list.length)] ?? list[0],
	};
}

/** A schedule and the time it was in force: slots in (from, to]. */
interface Term {
	schedule: Schedule;
	from: number;
	to: number;
}

const SCHEDULES: readonly [Schedule, ...Schedule[]] = [
	cron('* * * * *'),
	cron('*/7 * * * *'),
	cron('0 * * * *', 'Asia/Kolkata'),
	cron('*/20 * * * * *'),
	every(90, '2026-11-02T00:00:13Z'),
	every(600, '2026-11-02T00:00:00Z'),
];

describe('every slot is accounted for', () => {
	for (let seed = 1; seed <= 25; seed++) {
		it(`P whatever happens (seed ${seed})`, async () => {
			const dice = random(seed);
			const world = await jobsWorld({ cap: 1 + dice.below(4) });
			const terms = new Map<number, Term[]>();
			const overlaps = watchOverlaps(world);
			const pending: Started[] = [];
			world.act = started => {
				const how = dice.below(10);
				if (how < 5) return {};
				if (how < 6) return { status: 'error', exitCode: 1, summary: 'exit 1' };
				if (how < 7) throw new Error('a defect');
				pending.push(started);
				return 'hold';
			};
			for (let i = 0; i < 5; i++) {
				const policies: Partial<Policies> = {
					overlap: dice.of(['skip', 'queue-one']),
					missed: dice.of(['once', 'skip', 'all', 'ask']),
					missedCap: 1 + dice.below(4),
					retryInterrupted: dice.below(2) === 0,
					timeout: 0,
					disableAfter: 0,
				};
				const schedule = dice.of(SCHEDULES);
				const job = await world.add(`job ${i}`, schedule, { policies });
				terms.set(job.id, [{ schedule, from: world.clock.now(), to: Number.POSITIVE_INFINITY }]);
			}
			for (let step = 0; step < 40; step++) {
				// A person whose order could not be saved is told; the order has changed nothing.
				await act(world, dice, terms, pending).catch(error => assert.match(String(error), /the disk is full/));
				assert.deepEqual(overlaps(), [], `step ${step}`);
			}
			for (const started of pending) if (world.live.has(started)) started.end();
			await world.clock.advance(31 * SECOND);
			for (const [id, list] of terms) check(world, id, list);
		});
	}
});

async function act(world: World, dice: ReturnType<typeof random>, terms: Map<number, Term[]>, pending: Started[]): Promise<void> {
	const { clock } = world;
	const id = 1 + dice.below(5);
	switch (dice.below(10)) {
		case 0:
			return clock.sleepFor(dice.below(2 * HOUR));
		case 1:
			return clock.sleepFor(dice.below(90 * SECOND));
		case 2:
			world.kill();
			await clock.sleepFor(dice.below(HOUR));
			return world.restart();
		case 3: {
			const schedule = dice.of(SCHEDULES);
			const list = terms.get(id) ?? [];
			const last = list.at(-1);
			await world.jobs.change(id, { schedule });
			if (JSON.stringify(world.jobs.get(id).schedule) === JSON.stringify(last?.schedule)) return;
			if (last) last.to = clock.now();
			list.push({ schedule, from: clock.now(), to: Number.POSITIVE_INFINITY });
			return;
		}
		case 4:
			await world.jobs.change(id, { enabled: !world.jobs.get(id).enabled });
			return;
		case 5:
			await world.scheduler.runNow(id);
			return;
		case 6: {
			const started = pending[dice.below(pending.length)];
			if (started && world.live.has(started)) started.end(dice.below(2) === 0 ? {} : { status: 'error', exitCode: 1, summary: 'late' });
			return clock.settle();
		}
		case 7:
			world.store.failNext();
			return clock.advance(dice.below(2 * MINUTE));
		default:
			return clock.advance(dice.below(10 * MINUTE));
	}
}

/** Runs of one job that an action saw at the same time. */
function watchOverlaps(world: World): () => string[] {
	return () => {
		const live = [...world.live].map(({ job }) => job);
		return live.filter((job, i) => live.indexOf(job) !== i);
	};
}

/** The rows of a job, but its catch-up runs, against its slots up to now. */
function check(world: World, id: number, terms: readonly Term[]): void {
	const { clock } = world;
	const job = world.jobs.get(id);
	const expected: number[] = [];
	const horizon = Number(world.store.get('SELECT next_run FROM cron_jobs WHERE id = ?', [id])?.next_run);
	for (const { schedule, from, to } of terms) {
		const slots = slotsOf(schedule, new Map());
		for (let slot = slots.next(from); slot !== undefined && slot <= Math.min(to, clock.now()) && slot < horizon; slot = slots.next(slot))
			expected.push(slot);
	}
	const accounted: number[] = [];
	const rows = world.history(id);
	for (const run of rows.filter(({ trigger, slot }) => trigger === 'schedule' && slot !== null)) {
		const first = Date.parse(run.slot ?? '');
		const last = run.until === null ? first : Date.parse(run.until);
		const inside = expected.filter(slot => slot >= first && slot <= last);
		if (run.status === 'skipped' && run.count > 1) {
			// A folded row may lie over others: it says how many, and its first and last.
			accounted.push(...inside.filter(slot => !rows.some(other => other !== run && covers(other, slot))));
			continue;
		}
		assert.equal(run.count, Math.min(inside.length, MOST_COUNTED), `${job.name}: ${JSON.stringify(run)}`);
		accounted.push(...inside);
	}
	accounted.sort((a, b) => a - b);
	const show = (list: number[]) => list.map(slot => new Date(slot).toISOString());
	assert.deepEqual(show(accounted), show(expected), `${job.name}\n${world.lines(id).join('\n')}`);
	const sum = rows.filter(({ trigger }) => trigger === 'schedule').reduce((count, run) => count + run.count, 0);
	const capped = rows.some(({ count }) => count >= MOST_COUNTED);
	assert.ok(capped ? sum <= expected.length : sum === expected.length, `${job.name}: ${sum} counted of ${expected.length}`);
	const ran = rows.filter(
		run => run.slot !== null && (run.trigger === 'schedule' || run.trigger === 'catch-up') && run.started_at !== null,
	);
	assert.equal(new Set(ran.map(({ slot }) => slot)).size, ran.length, `${job.name}: a slot ran twice`);
	const open = rows.filter(({ status }) => status === 'queued' || status === 'running');
	assert.ok(open.length <= 6, `${job.name}: ${open.length} open`);
}

function covers(run: { trigger: string; status: string; slot: string | null; until: string | null; count: number }, slot: number): boolean {
	if (run.trigger !== 'schedule' || run.slot === null || (run.status === 'skipped' && run.count > 1)) return false;
	const first = Date.parse(run.slot);
	return slot >= first && slot <= (run.until === null ? first : Date.parse(run.until));
}
