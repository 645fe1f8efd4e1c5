// Times that logs may hold, and what a change of the machine's zone does: a call is never lost, doubled, or spent before its day.
import assert from 'node:assert/strict';
import * as fs from 'node:fs';
import { Source } from '../../../../src/contract/collect';
import { type Pipeline, pipeline, TOOLS } from '../../../support/pipeline';
import { storedCalls } from '../../../support/storedCalls';

const NOW = Date.parse('2026-11-21T12:00:00.000Z');
const DAY = 86_400_000;
const TIME = '2026-11-20T10:00:00.000Z';

for (const tool of TOOLS)
	describe(`times in logs, ${tool.name}`, () => {
		let line: Pipeline;
		let now: number;
		// A machine on which the evening is tomorrow in UTC: that must not matter.
		const zoneOfMachine = process.env.TZ;
		before(() => {
			process.env.TZ = 'America/Los_Angeles';
			assert.notEqual(new Date(NOW).getTimezoneOffset(), 0);
		});
		after(() => {
			if (zoneOfMachine === undefined) delete process.env.TZ;
			else process.env.TZ = zoneOfMachine;
		});
		beforeEach(async () => {
			now = NOW;
			line = await pipeline(() => now);
		});
		afterEach(() => line.end());

		/** The days of calls with these times, by call; the file was last changed on 2026-11-19. */
		async function daysOf(times: readonly unknown[], zone = 'UTC'): Promise<(string | undefined)[]> {
			const calls = times.map((time, i) => ({ id: `n${i}`, time, input: 1000 + i }));
			const file = line.write(tool.file, tool.lines(calls));
			const changed = new Date('2026-11-19T09:00:00.000Z');
			fs.utimesSync(file, changed, changed);
			const hub = await line.start(zone);
			await hub.scanner.scan();
			assert.equal(hub.scanner.files()[0]?.badLines, 0);
			const rows = hub.usage.rows({});
			return calls.map(({ input }) => rows.find(row => row.input_tokens === input || isIn(row.day, input))?.day);

			/** Calls of a day are one row: this one is alone on its day, or its own sum is asked of the store. */
			function isIn(day: string, input: number): boolean {
				return storedCalls(line.store).some(call => call.input === input && call.day === day);
			}
		}

		/** The day that stands for a call without a time: of Codex the rollout's name tells when it began. */
		const fallback = tool.name === 'codex' ? '2026-11-02' : '2026-11-19';

		it('IN12 takes ISO texts with and without a zone, and numbers of ms and of seconds', async () => {
			assert.deepEqual(
				await daysOf([
					'2026-11-01T23:30:00.000Z',
					'2026-11-02T23:30:00-02:00', // the next day in UTC
					'2026-11-05T00:30:00+02:00', // the day before
					'2026-11-06T23:30:00', // no zone: UTC, whatever the machine's
					'2026-11-07 23:30:00',
					'2026-11-08',
					Date.parse('2026-11-09T23:30:00Z'),
					Date.parse('2026-11-10T23:30:00Z') / 1000,
					Date.parse('2026-11-11T23:30:00Z') / 1000 + 0.25,
				]),
				[1, 3, 4, 6, 7, 8, 9, 10, 11].map(day => `2026-11-${String(day).padStart(2, '0')}`),
			);
		});

		it('IN12 takes no time, 1970, what is no time and what lies beyond all calendars for none', async () => {
			const none = [
				undefined,
				null,
				'',
				'soon',
				'call 5',
				'0',
				0,
				-1,
				{},
				true,
				'1970-01-01T00:00:00.000Z',
				'1999-12-31T23:59:59Z',
				1,
				8e15,
			];
			assert.deepEqual(
				await daysOf(none),
				none.map(() => fallback),
			);
		});

		it('IN12 puts calls out of order each on its own day, whichever way they are read', async () => {
			const days = ['2026-11-12', '2026-11-10', '2026-11-14', '2026-11-09'];
			assert.deepEqual(await daysOf(days.map(day => `${day}T10:00:00.000Z`)), days);
		});

		it('IN12 counts what is dated ahead in no budget and no chart before its day, and says so in the sources', async () => {
			const ahead = ['2026-11-22T10:00:00.000Z', '2026-11-24T10:00:00.000Z', '2099-01-01T00:00:00.000Z'];
			const calls = [TIME, new Date(NOW - 3_600_000).toISOString(), ...ahead].map((time, i) => ({ id: `n${i}`, time, input: 1_000_000 }));
			line.write(tool.file, tool.lines(calls));
			let hub = await line.start('UTC');
			await hub.scanner.scan();
			const source = (): Source | undefined => hub.sources().find(each => each.name === tool.name);
			const meter = () => hub.budget.meter({ scanning: false, anySource: true });
			const one = meter().daily.used;
			assert.ok(one > 0);
			assert.equal(meter().monthly.used, 2 * one);
			for (const period of ['daily', 'weekly', 'monthly'] as const) {
				assert.equal(hub.usage.overview(period, 2).totals.requests, 2, period);
			}
			// A clock that is a little fast is no trouble: tomorrow is not named.
			assert.deepEqual(Source.parse(source()).ahead, { requests: 2, last_day: '2099-01-01' });
			assert.equal(source()?.events, 5);
			assert.equal(hub.usage.rows({}).length, 5, 'nothing is lost');
			now = NOW + 3 * DAY;
			hub = await line.start('UTC');
			assert.deepEqual(source()?.ahead, { requests: 1, last_day: '2099-01-01' });
			assert.equal(meter().daily.used, one, 'its day has come');
			assert.equal(meter().monthly.used, 4 * one);
		});

		it('IN13 a machine that changes its zone: days move, totals stay, and a second reading adds nothing', async () => {
			// Every hour of three days; without a zone in every second one.
			const calls = Array.from({ length: 72 }, (_, hour) => {
				const time = new Date(Date.parse('2026-11-17T00:30:00.000Z') + hour * 3_600_000).toISOString();
				return { id: `n${hour}`, time: hour % 2 === 0 ? time : time.slice(0, -1), input: 1_000 + hour, output: hour };
			});
			const file = line.write(tool.file, tool.lines(calls));
			const read = async (zone: string) => {
				const hub = await line.start(zone);
				await hub.scanner.scan();
				const { totals } = hub.usage.breakdown({}, 'model');
				const days = hub.usage.byModel({}, 'daily').map(row => `${row.usage_date} ${row.requests}`);
				return { totals: { ...totals, cost: totals.cost?.toFixed(9) }, days };
			};
			const utc = await read('UTC');
			assert.equal(utc.totals.requests, 72);
			assert.deepEqual(utc.days, ['2026-11-17 24', '2026-11-18 24', '2026-11-19 24']);
			const east = await read('Pacific/Kiritimati'); // +14
			assert.deepEqual(east, { ...utc, days: ['2026-11-17 10', '2026-11-18 24', '2026-11-19 24', '2026-11-20 14'] });
			// The file is read again from its start, in the new zone.
			fs.writeFileSync(file, `${JSON.stringify({ type: 'note' })}\n${fs.readFileSync(file, 'utf8')}`);
			assert.deepEqual(await read('Pacific/Kiritimati'), east);
			const west = await read('Pacific/Pago_Pago'); // -11
			assert.deepEqual(west, { ...utc, days: ['2026-11-16 11', '2026-11-17 24', '2026-11-18 24', '2026-11-19 13'] });
			fs.appendFileSync(
				file,
				tool
					.lines(calls.slice(0, 5))
					.map(each => `${JSON.stringify(each)}\n`)
					.join(''),
			);
			assert.deepEqual(await read('Pacific/Pago_Pago'), west, 'copies add nothing');
			assert.deepEqual(await read('UTC'), utc);
		});
	});
