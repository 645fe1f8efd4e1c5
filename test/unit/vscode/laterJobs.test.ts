// The jobs' side of a window before its code is read.
import assert from 'node:assert/strict';
import { silentLog } from '../../../src/base/log';
import type { JobsWindow } from '../../../src/vscode/jobs/jobsWindow';
import { laterJobs } from '../../../src/vscode/laterJobs';

const settled = () => new Promise(resolve => setImmediate(resolve));

/** A window's side that notes what it is told. */
function noting(): JobsWindow & { said: string[] } {
	const said: string[] = [];
	return {
		said,
		run: async (command, input) => void said.push(`${command} ${JSON.stringify(input)}`),
		dispose: () => void said.push('disposed'),
	};
}

describe('laterJobs', () => {
	it('opens nothing before it is told to, and only once', async () => {
		let opened = 0;
		const later = laterJobs(silentLog, async () => {
			opened++;
			return noting();
		});
		await settled();
		assert.equal(opened, 0);
		later.begin();
		later.begin();
		await later.run('missionControl.addJob', undefined);
		assert.equal(opened, 1);
	});

	it('carries out a command that came before it was read, with what it was given', async () => {
		const real = noting();
		let read: () => void = () => {};
		const later = laterJobs(silentLog, async () => {
			await new Promise<void>(resolve => {
				read = resolve;
			});
			return real;
		});
		const running = later.run('missionControl.runJobNow', { id: 3 });
		await settled();
		assert.deepEqual(real.said, []);
		read();
		await running;
		assert.deepEqual(real.said, ['missionControl.runJobNow {"id":3}']);
	});

	it('says to the log and to every command why it could not be read', async () => {
		const lines: string[] = [];
		const later = laterJobs({ ...silentLog, error: (text, cause) => void lines.push(`${text}: ${cause}`) }, async () => {
			throw new Error('jobs.js is not there');
		});
		later.begin();
		await assert.rejects(later.run('missionControl.addJob', undefined), /jobs\.js is not there/);
		await settled();
		assert.deepEqual(lines, ['The jobs of this window could not be opened: Error: jobs.js is not there']);
	});

	it('ends what is opened when the window ended before', async () => {
		const real = noting();
		const later = laterJobs(silentLog, async () => real);
		later.begin();
		later.dispose();
		await settled();
		assert.deepEqual(real.said, ['disposed']);
	});
});
