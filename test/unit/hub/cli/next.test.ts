// `mission-control next`: the times of an expression, without a hub.
import assert from 'node:assert/strict';
import { systemClock } from '../../../../src/base/clock';
import { createCommands } from '../../../../src/hub/cli/commands';
import { runProgram } from '../../../../src/hub/cli/program';
import type { Machine } from '../../../../src/hub/machine';

/** What the words come to, as text; the clock stands at 2026-03-28T12:00Z. No folder and no process may be asked for. */
async function run(...words: string[]): Promise<string> {
	const said: string[] = [];
	const machine = { home: '/nowhere', env: {}, clock: { ...systemClock, now: () => Date.UTC(2026, 2, 28, 12) } } as unknown as Machine;
	const screen = {
		out: (text: string) => said.push(text),
		err: (text: string) => said.push(`err: ${text}`),
		width: 80,
		watched: false,
		onInterrupt: () => assert.fail('waits for nothing'),
		crashTo: () => assert.fail('writes no log'),
	};
	const code = await runProgram(['next', ...words], '1.2.3', createCommands(machine, screen), screen);
	return `${said.join('')}exit ${code}`;
}

describe('mission-control next', () => {
	it('prints local times, instants, and what daylight saving does', async () => {
		assert.equal(
			await run('30 2 * * *', '--zone', 'Europe/Berlin', '--count', '4'),
			[
				'At 02:30 (Europe/Berlin)',
				'',
				'Sun 29 Mar 2026 03:00 +02:00  2026-03-29T01:00:00.000Z',
				'    02:30 does not exist on this day: runs at 03:00',
				'Mon 30 Mar 2026 02:30 +02:00  2026-03-30T00:30:00.000Z',
				'Tue 31 Mar 2026 02:30 +02:00  2026-03-31T00:30:00.000Z',
				'Wed  1 Apr 2026 02:30 +02:00  2026-04-01T00:30:00.000Z',
				'exit 0',
			].join('\n'),
		);
	});

	it('prints instants as JSON, later than the start', async () => {
		const said = await run('*/30 * * * *', '--zone', 'America/New_York', '--from', '2026-11-01T05:00Z', '--count', '3', '--json');
		assert.deepEqual(JSON.parse(said.replace(/exit 0$/, '')), [
			'2026-11-01T05:30:00.000Z',
			'2026-11-01T06:00:00.000Z',
			'2026-11-01T06:30:00.000Z',
		]);
	});

	it('five where no number is given; fewer where there are no more', async () => {
		assert.equal((await run('@daily', '--zone', 'UTC')).split('\n').length, 2 + 5 + 1);
		assert.equal(await run('0 0 0 1 1 * 2027', '--zone', 'UTC', '--json'), '[\n  "2027-01-01T00:00:00.000Z"\n]\nexit 0');
	});

	for (const [expression, sentence] of [
		['60 * * * *', 'schedule: minute “60” is above 59; write a number from 0 to 59, or */10 for every ten'],
		['@reboot', 'schedule: @reboot is an event, not a time; write a time of the day or choose an interval'],
		['0 0 30 2 *', 'schedule: “0 0 30 2 *” never runs; change day of month or month so that such a day comes'],
		['', 'schedule: the expression is empty; write minute, hour, day of month, month and weekday, such as 0 9 * * 1-5'],
	] as const) {
		it(`refuses “${expression}” with a sentence and code 2`, async () => {
			assert.equal(await run(expression, '--zone', 'UTC'), `err: mission-control: ${sentence}\nexit 2`);
		});
	}
});
