// What the hub does by itself, on a clock that the test turns.
import assert from 'node:assert/strict';
import type { Clock } from '../../../src/base/clock';
import { type Log, silentLog } from '../../../src/base/log';
import type { BudgetAlert, Meter } from '../../../src/contract';
import type { UsageDelta } from '../../../src/core/usage/deltas';
import { createLive, type ScanResult } from '../../../src/hub/live';
import { meter } from './sampleSubjects';

/** Time that passes only in `pass`. */
function handClock(): Clock & { pass(ms: number): Promise<void> } {
	let now = 0;
	let timers: { at: number; work: () => void }[] = [];
	return {
		now: () => now,
		after(delay, work) {
			const timer = { at: now + delay, work };
			timers.push(timer);
			return {
				dispose: () => {
					timers = timers.filter(other => other !== timer);
				},
			};
		},
		sleep: async () => {},
		yield: async () => {},
		async pass(ms) {
			const end = now + ms;
			for (;;) {
				for (let i = 0; i < 20; i++) await Promise.resolve();
				const due = timers.filter(timer => timer.at <= end).sort((a, b) => a.at - b.at)[0];
				if (!due) break;
				now = due.at;
				timers = timers.filter(other => other !== due);
				due.work();
			}
			now = end;
		},
	};
}

describe('live', () => {
	function world() {
		const clock = handClock();
		const said: string[] = [];
		const looked: (string | undefined)[] = [];
		const scans: { done: (result: ScanResult) => void; fail: (error: Error) => void }[] = [];
		const state = { used: 1, day: '2026-11-21', deltas: [] as UsageDelta[], alerts: [] as BudgetAlert[], files: 1, as_of: 0 };
		const log: Log = { ...silentLog, error: (text, cause) => said.push(`log: ${text}: ${cause instanceof Error ? cause.message : ''}`) };
		const live = createLive({
			clock,
			log,
			send: event =>
				said.push(
					event.type === 'meter'
						? `meter ${event.meter.daily.used}`
						: event.type === 'scan'
							? `scan ${event.progress.running ? 'runs' : 'is over'}`
							: event.type === 'api_usage_update'
								? `usage ${event.data.model}`
								: event.type === 'budget_alert'
									? `alert ${event.message}`
									: event.type,
				),
			scan: touched => {
				said.push('(scan)');
				looked.push(touched && [...touched].join(' '));
				return new Promise((done, fail) => scans.push({ done, fail }));
			},
			progress: () => ({ running: scans.length > 0, files_done: 0, files_total: 0, bytes_done: 0, bytes_total: 0 }),
			sources: () => [
				{
					name: 'claude',
					label: 'Claude Code',
					found: true,
					roots: [],
					files: state.files,
					events: 0,
					bad_lines: 0,
					last_read: String(state.as_of),
					notes: [],
					unpriced: [],
					ahead: null,
				},
			],
			meter: (): Meter => meter(state.used),
			drain: () => state.deltas.splice(0),
			newAlerts: async () => state.alerts.splice(0),
			today: () => state.day,
		});
		const end = async () => {
			scans.shift()?.done({ events: 1, files: 1 });
			await clock.pass(0);
		};
		const heard = () => said.splice(0).join(', ');
		return { clock, live, scans, looked, state, end, heard };
	}

	it('after a scan: usage, meter, alerts, sources; and silence where nothing changed', async () => {
		const { live, state, end, heard, clock } = world();
		state.deltas.push({ model: 'opus', tokens_in: 1, tokens_out: 1, cost: 1 });
		state.alerts.push({ level: 'warning', message: 'at 75 %' } as BudgetAlert);
		const first = live.refresh();
		await end();
		assert.deepEqual(await first, { events: 1, files: 1 });
		assert.equal(heard(), '(scan), scan is over, usage opus, meter 1, alert at 75 %, sources_changed');
		const second = live.refresh();
		state.as_of = 5;
		await end();
		await second;
		await clock.pass(0);
		assert.equal(heard(), '(scan), scan is over');
	});

	it('tells progress at most four times a second and figures each second of a long scan', async () => {
		const { clock, live, state, end, heard } = world();
		void live.refresh();
		await clock.pass(999);
		assert.equal(heard(), '(scan), scan runs, scan runs, scan runs');
		state.used = 2;
		await clock.pass(2);
		assert.equal(heard(), 'meter 2, scan runs');
		await end();
		await clock.pass(10_000);
		assert.equal(heard(), 'scan is over, sources_changed');
	});

	it('a refresh during a scan is one more scan for all who asked, after it', async () => {
		const { live, end, heard } = world();
		const order: string[] = [];
		const all = [
			live.refresh().then(() => order.push('first')),
			live.refresh().then(() => order.push('second')),
			live.refresh().then(() => order.push('third')),
		];
		await end();
		assert.deepEqual(order, ['first']);
		await end();
		await Promise.all(all);
		assert.deepEqual(order, ['first', 'second', 'third']);
		assert.equal(heard().split('(scan)').length - 1, 2);
	});

	it('reads what was touched, all of it after what failed, was asked for or cannot be told', async () => {
		const { clock, live, scans, looked } = world();
		const touch = async (...some: (string[] | undefined)[]) => {
			for (const paths of some) live.touched(paths && new Set(paths));
			await clock.pass(100);
		};
		const done = async () => {
			scans.shift()?.done({ events: 0, files: 0 });
			await clock.pass(0);
		};
		await touch(['a']);
		await done();
		await touch(['a'], ['b', 'a']);
		await touch(['c']);
		await done();
		await done();
		await touch(['a'], undefined, ['b']);
		scans.shift()?.fail(new Error('disk'));
		await clock.pass(0);
		await touch(['a']);
		await done();
		await touch(['a']);
		void live.refresh();
		await done();
		await done();
		await touch(['a']);
		assert.deepEqual(looked, [undefined, 'a b', 'c', undefined, undefined, 'a', undefined, 'a']);
	});

	it('many touches are one scan; one that fails is logged and the next works', async () => {
		const { clock, live, scans, end, heard } = world();
		for (let i = 0; i < 10; i++) live.touched();
		await clock.pass(500);
		scans.shift()?.fail(new Error('disk'));
		await clock.pass(0);
		assert.equal(heard(), '(scan), scan runs, scan is over, meter 1, sources_changed, log: Reading the logs failed: disk');
		live.touched();
		await clock.pass(200);
		await end();
		assert.equal(heard(), '(scan), scan is over');
	});

	it('a reading that goes on failing alike is logged once, and again after it succeeded', async () => {
		const { clock, live, scans, end, heard } = world();
		const reading = async (failure?: string) => {
			live.touched();
			await clock.pass(500);
			if (failure === undefined) await end();
			else scans.shift()?.fail(new Error(failure));
			await clock.pass(500);
			return (heard().match(/log: [^,]*/g) ?? []).join();
		};
		const said: string[] = [];
		for (const failure of ['newer', 'newer', 'disk', 'disk', undefined, 'disk']) said.push(await reading(failure));
		const log = (failure: string) => `log: Reading the logs failed: ${failure}`;
		assert.deepEqual(said, [log('newer'), '', log('disk'), '', '', log('disk')]);
	});

	it('midnight tells the new meter', async () => {
		const { clock, live, state, heard } = world();
		await live.changed();
		heard();
		state.day = '2026-11-22';
		state.used = 0;
		await clock.pass(15_000);
		assert.equal(heard(), 'meter 0');
		await clock.pass(60_000);
		assert.equal(heard(), '');
	});

	it('is silent after its end', async () => {
		const { clock, live, end, heard } = world();
		live.touched();
		void live.refresh();
		live.dispose();
		await end();
		await clock.pass(60_000);
		assert.equal(heard(), '(scan)');
	});
});
