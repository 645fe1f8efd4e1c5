// The store in words: calm while all is well, short where it is not, and a restore that says what it does.
import assert from 'node:assert/strict';
import type { Backup, StoreStatus } from '../../../../src/contract';
import { backupChoices, restoreQuestion, storeNews, storeRow } from '../../../../src/vscode/view/storeText';

const NOW = Date.UTC(2026, 10, 21, 14, 30);
const context = { now: NOW, zone: 'UTC' };
const well: StoreStatus = {
	folder: '/data/store',
	mode: 'disk',
	opened_at: '2026-11-21T08:00:00.000Z',
	notes: [],
	trouble: null,
	backups: 9,
	last_backup: '2026-11-21T08:00:00.000Z',
};
const unsaved: StoreStatus = {
	...well,
	trouble: { message: 'Mission Control cannot save to /data/store: the disk is full; free some space.', since: '2026-11-21T14:05:00.000Z' },
};
const backup = (more: Partial<Backup> = {}): Backup => ({
	name: '2026-11-20-000041',
	kind: 'daily',
	number: 41,
	time: '2026-11-20T09:14:00.000Z',
	size: 3_100_000,
	schema: 2,
	state: 'whole',
	why: '',
	contents: {
		calls: 12_345,
		days: 40,
		first_day: '2026-10-01',
		last_day: '2026-11-20',
		cost: 123.456,
		unpriced_calls: 3,
		jobs: 3,
		runs: 120,
	},
	...more,
});

describe('the store in words', () => {
	it('says nothing while all is well', () => {
		assert.equal(storeNews(well, context), undefined);
		const row = storeRow(well, context);
		assert.equal(`${row.label} ${row.description} ${row.icon}`, 'Store saved · backup 6 h ago database');
		assert.equal(row.color, undefined);
		assert.deepEqual(row.action, { kind: 'checkStore' });
	});

	it('MW11 names the folder, which tells one profile from another', () => {
		assert.match(
			storeRow({ ...well, folder: '/profiles/work/store' }, context).tooltip,
			/In &#47;profiles&#47;work&#47;store, shared by the windows of this profile/,
		);
	});

	const troubles: [what: string, status: StoreStatus, news: string, row: string][] = [
		['a full disk', unsaved, 'warning: Nothing can be saved since 14:05', 'not saved since 14:05 · backup 6 h ago'],
		[
			'memory mode',
			{ ...well, mode: 'memory', notes: ['Nothing can be saved in /data/store: the file system is read-only.'], last_backup: null },
			'warning: Nothing can be saved; the figures are in memory only',
			'in memory only · no backup yet',
		],
		[
			'a newer version',
			{ ...well, mode: 'read-only', notes: ['It was written by a newer version.'] },
			'lock: The stored data is only shown, not changed',
			'read-only · backup 6 h ago',
		],
		['a repair', { ...well, notes: ['Saved data was damaged.'] }, 'info: The store has 1 notice', '1 notice · backup 6 h ago'],
		[
			'a repair and jobs that came back',
			{ ...well, notes: ['Nothing of it can be used.', '4 jobs were restored.'] },
			'info: The store has 2 notices',
			'2 notices · backup 6 h ago',
		],
	];
	for (const [what, status, news, row] of troubles) {
		it(`tells ${what} in one line, and all of it in the hover`, () => {
			const said = storeNews(status, context);
			assert.equal(`${said?.icon}: ${said?.text}`, news);
			assert.deepEqual(said?.sentences, status.trouble ? [status.trouble.message] : status.notes);
			const shown = storeRow(status, context);
			assert.equal(shown.description, row);
			for (const sentence of status.notes) assert.ok(shown.tooltip.includes(sentence.split(' ').slice(0, 3).join(' ')), shown.tooltip);
			assert.match(shown.spoken, /^Store, /);
		});
	}

	it('a repair is news for a day', () => {
		const status = { ...well, notes: ['Saved data was damaged.'], opened_at: '2026-11-20T08:00:00.000Z' };
		assert.equal(storeNews(status, context), undefined);
		assert.match(storeRow(status, context).tooltip, /Saved data was damaged/);
	});

	it('lists what can be restored apart from what cannot, and one state of a day and its week once', () => {
		const { usable, unusable } = backupChoices(
			[
				backup(),
				backup({ name: '2026-11-20-000041-week', kind: 'weekly' }),
				backup({ name: '2026-11-16-000030-week', kind: 'weekly', number: 30, time: '2026-11-16T09:00:00.000Z' }),
				backup({ name: '2026-11-15-000029', number: 29, state: 'damaged', why: 'its bytes have changed', contents: null }),
			],
			context,
		);
		assert.deepEqual(
			usable.map(({ label, description, detail }) => [label, description, detail]),
			[
				['$(database) Nov 20, 09:14', 'daily · 1 day ago', '12,345 calls on 40 days, Oct 1 to Nov 20 · ≥ $123.45 · 3 jobs · 120 runs'],
				['$(database) Nov 16, 09:00', 'weekly · 5 days ago', '12,345 calls on 40 days, Oct 1 to Nov 20 · ≥ $123.45 · 3 jobs · 120 runs'],
			],
		);
		assert.deepEqual(
			unusable.map(({ label, detail }) => [label, detail]),
			[['$(error) Nov 20, 09:14', 'Cannot be restored: its bytes have changed']],
		);
	});

	it('asks with what comes, what goes and that there is a way back', () => {
		const { message, detail } = restoreQuestion(backup(), { calls: 15_000, cost: null, unpriced: 15_000, jobs: 1 }, context);
		assert.equal(message, 'Restore the backup of Nov 20, 09:14?');
		assert.match(
			detail,
			/^Backup: 12,345 calls.*\n\nNow: 15,000 calls · unpriced · 1 job\n\n.*kept as a backup.*\n\n.*read again from the logs/,
		);
	});
});
