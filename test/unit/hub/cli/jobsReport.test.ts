// The jobs in a terminal of 80 columns.
import assert from 'node:assert/strict';
import type { Job } from '../../../../src/contract';
import { jobsReport } from '../../../../src/hub/cli/jobsReport';
import { cells } from '../../../../src/hub/cli/table';
import { job } from '../../vscode/view/jobSample';

const backup: Job = job({
	id: 4,
	name: 'nightly-backup-of-the-very-important-customer-database-eu-west',
	words: 'At 02:30, Monday through Friday (Europe/Berlin)',
	next_run: '2026-11-24T01:30:00.000Z',
	last_run: '2026-11-21T01:30:00.000Z',
	last_status: 'success',
});

describe('jobs report', () => {
	it('keeps the beginning of a long name, and all of the times, in 80 columns', () => {
		const lines = jobsReport([backup], 'Europe/Berlin', 80);
		for (const line of lines) assert.ok(cells(line) <= 80, line);
		assert.match(lines[2] ?? '', /^ {2}4 {2}nightly-backup\S*… +At 02:30, \S+.*… +2026-11-24 02:30 {2}success$/);
		assert.equal(lines.at(-1), 'Times are in Europe/Berlin.');
	});

	it('says when it last ran where there is room', () => {
		assert.match(jobsReport([backup], 'UTC', 140)[2] ?? '', /2026-11-24 01:30 {2}2026-11-21 01:30 {2}success$/);
	});

	it('breaks the reason of a disabled job between words', () => {
		const reason = `It failed ten times in a row, the last time with: ${'the tracker did not answer '.repeat(6)}`;
		const lines = jobsReport([job({ id: 4, enabled: false, disabled_reason: reason.trim() })], 'UTC', 80);
		for (const line of lines) assert.ok(cells(line) <= 80, line);
		assert.match(lines[2] ?? '', /disabled/);
		assert.match(lines.join('\n'), /\n4: It failed ten times in a row/);
	});

	it('says what to do where there are none', () => {
		assert.match(jobsReport([], 'UTC', 80).join('\n'), /There are no jobs yet\. Add one/);
	});
});
