// The status bar meter in all its states.
import assert from 'node:assert/strict';
import type { StoreStatus } from '../../../../src/contract';
import { type MeterState, meterLook, readPercent, TOOLTIP_COMMANDS } from '../../../../src/vscode/view/meterText';
import { meter, period, totals } from './sample';

const NOW = Date.parse('2026-11-21T09:16:00.000Z');
const STORE: StoreStatus = { folder: '', mode: 'disk', opened_at: '', notes: [], trouble: null, backups: 0, last_backup: null };

const state = (given: Partial<MeterState> = {}): MeterState => ({
	meter: meter(period(3.12, 5)),
	hub: 'live',
	problem: '',
	progress: undefined,
	now: NOW,
	over: { daily: false, monthly: false },
	choice: 'closest',
	...given,
});
const used = (amount: number, limit = 5) => meterLook(state({ meter: meter(period(amount, limit)) }));

describe('meterText', () => {
	it('has no colour below 75 %, the warning colour from 75 %, the error colour from 90 %, and an icon for each', () => {
		const shown = [0.5, 3.7, 3.75, 4.49, 4.5, 5, 7.5].map(amount => {
			const { text, background } = used(amount);
			return `${text} ${background ?? 'none'}`;
		});
		assert.deepEqual(shown, [
			'$(dashboard) $0.50 / $5.00 none',
			'$(dashboard) $3.70 / $5.00 none',
			'$(warning) $3.75 / $5.00 warning',
			'$(warning) $4.49 / $5.00 warning',
			'$(error) $4.50 / $5.00 error',
			'$(error) $5.00 / $5.00 error',
			'$(error) $7.50 / $5.00 error',
		]);
	});

	it('shows only the amount where there is no limit', () => {
		const look = meterLook(state({ meter: meter(period(3.12, 0), { monthly: period(9, 0) }) }));
		assert.equal(look.text, '$(dashboard) $3.12');
		assert.equal(look.background, undefined);
		assert.equal(look.label, 'Mission Control: daily budget $3.12 used, no limit');
	});

	it('marks a lower bound', () => {
		const look = meterLook(state({ meter: meter(period(3.12, 5, { unpriced_requests: 2 })) }));
		assert.equal(look.text, '$(dashboard) ≥ $3.12 / $5.00');
		assert.match(look.label, /budget at least \$3\.12 of \$5\.00/);
		assert.match(look.tooltip, /2 calls without a price this month/);
		assert.match(look.tooltip, /at most \$1\.88 left/);
		assert.match(meterLook(state({ meter: meter(period(6, 5, { unpriced_requests: 2 })) })).tooltip, /at least \$1\.00 over/);
	});

	it('follows the setting', () => {
		assert.equal(meterLook(state({ choice: 'monthly' })).text, '$(dashboard) $10.00 / $200.00');
		assert.match(meterLook(state({ choice: 'monthly' })).label, /^Mission Control: monthly budget \$10\.00 of \$200\.00, 5% used$/);
	});

	it('an old figure is marked and makes no claim by colour', () => {
		const old = meterLook(state({ hub: 'waiting', meter: meter(period(4.9, 5)) }));
		assert.equal(old.text, '$(history) $4.90 / $5.00');
		assert.equal(old.background, undefined);
		assert.match(old.label, /98% used, read 2 min ago, waiting for the hub$/);
		assert.match(old.tooltip, /\$\(history\) Read 2 min ago, waiting for the hub/);
	});

	it('does not show the amount of a day that is over as today', () => {
		const yesterday = meterLook(state({ hub: 'waiting', over: { daily: true, monthly: false } }));
		assert.equal(yesterday.text, '$(history) – / $5.00');
		assert.match(yesterday.label, /nothing known for today/);
		const may = meterLook(state({ hub: 'gone', over: { daily: true, monthly: true }, choice: 'monthly' }));
		assert.equal(may.text, '$(history) – / $200.00');
		assert.match(may.label, /nothing known for this month, as of 09:14, hub not answering/);
	});

	it('MW12 marks figures that another machine owns, in the bar, the hover and for screen readers', () => {
		const notice = 'Owned by far; this window shows what it saved at 21 Nov 2026, 09:14.';
		const look = (amount: number) => meterLook(state({ meter: { ...meter(period(amount, 5)), notice } }));
		assert.equal(look(1).text, '$(lock) $1.00 / $5.00');
		assert.match(look(1).tooltip, /\$\(lock\) Owned by far&#59; this window shows what it saved at 21 Nov 2026/);
		assert.match(look(1).label, /20% used, Owned by far; this window/);
		assert.equal(look(4).text, '$(warning) $4.00 / $5.00');
		assert.match(look(4).label, /Owned by far/);
	});

	it('IN17 says how many files of logs could not be read, and where they are named', () => {
		const hover = (hub: MeterState['hub']) => meterLook(state({ hub, meter: meter(period(1, 5), { unread: 2 }) })).tooltip;
		assert.match(
			hover('live'),
			/2 files of logs could not be read, so amounts may be too low\. \[Show Sources\]\(command:missionControl\.showSources\)/,
		);
		assert.doesNotMatch(hover('waiting'), /could not be read/);
	});

	it('DU02 says that nothing can be saved: what happened, what is kept, what to do; for screen readers in short', () => {
		const message =
			'Mission Control cannot save to /data/store: the disk is full; free some space. Figures go on in memory and are saved as soon as that is possible.';
		const store = { ...STORE, trouble: { message, since: '2026-11-21T09:14:00.000Z' } };
		const look = meterLook(state({ meter: meter(period(1, 5)), store }));
		assert.match(look.tooltip, /\$\(warning\) Nothing can be saved since .*\[Check Store\]/);
		for (const words of ['cannot save to', 'the disk is full', 'free some space', 'Figures go on in memory'])
			assert.ok(look.tooltip.includes(words), words);
		assert.match(look.label, /20% used, Nothing can be saved since /);
		assert.doesNotMatch(meterLook(state({ hub: 'gone', meter: meter(period(1, 5)), store })).tooltip, /Nothing can be saved/);
	});

	it('DU04 DU08 says for a day what was found when the store was opened, and a notice not twice', () => {
		const notes = ['Saved data was damaged. Restored: the state of 9 o’clock.', '4 jobs restored.'];
		const found = { ...STORE, opened_at: new Date(NOW - 3_600_000).toISOString(), notes };
		const { tooltip } = meterLook(state({ meter: meter(period(1, 5)), store: found }));
		assert.match(tooltip, /\$\(info\) The store has 2 notices\. Saved data was damaged.* 4 jobs restored.*\[Check Store\]/);
		const inMemory = { ...found, mode: 'memory', notes: ['Nothing can be saved.', 'Saved data was damaged.'] } as const;
		const hover = meterLook(
			state({ meter: { ...meter(period(1, 5)), notice: 'Nothing can be saved.' }, store: { ...inMemory, notes: [...inMemory.notes] } }),
		).tooltip;
		assert.equal(hover.match(/Nothing can be saved/g)?.length, 1);
		assert.match(hover, /\$\(warning\) Saved data was damaged.*\[Check Store\]/);
	});

	it('says that the hub does not answer, and why', () => {
		const gone = meterLook(state({ hub: 'gone', problem: 'The disk is full.' }));
		assert.match(gone.text, /^\$\(history\)/);
		assert.match(gone.tooltip, /hub not answering/);
		assert.match(gone.tooltip, /The disk is full/);
	});

	it('says what it waits for where nothing was ever known', () => {
		assert.equal(meterLook(state({ meter: undefined, hub: 'waiting' })).text, '$(sync~spin) Mission Control');
		const gone = meterLook(state({ meter: undefined, hub: 'gone', problem: 'No process.' }));
		assert.equal(gone.text, '$(debug-disconnect) Mission Control');
		assert.equal(gone.label, 'Mission Control: The hub does not answer. No process.');
	});

	it('shows the progress of the first reading, without colour', () => {
		const first = meterLook(
			state({
				meter: meter(period(5, 5), { as_of: null, scanning: true }),
				progress: { running: true, files_done: 3, files_total: 12, bytes_done: 349, bytes_total: 1000 },
			}),
		);
		assert.equal(first.text, '$(sync~spin) Reading logs 34%');
		assert.equal(first.background, undefined);
		assert.match(first.tooltip, /12 files/);
		assert.equal(readPercent(undefined), 0);
		assert.equal(readPercent({ running: true, files_done: 0, files_total: 0, bytes_done: 0, bytes_total: 0 }), 0);
		assert.equal(readPercent({ running: true, files_done: 1, files_total: 1, bytes_done: 9, bytes_total: 3 }), 100);
	});

	it('keeps its amounts while later readings run', () => {
		const look = meterLook(state({ meter: meter(period(3.12, 5), { scanning: true }) }));
		assert.equal(look.text, '$(dashboard) $3.12 / $5.00');
		assert.match(look.tooltip, /Updated 2 min ago, reading logs now/);
	});

	it('tells both budgets, the top models and the freshness in the hover', () => {
		const models = [
			{ name: 'claude-sonnet-4-5', totals: totals({ requests: 4, input_tokens: 1_200_000, cost: 2.1 }) },
			{ name: 'local', totals: totals({ requests: 1, input_tokens: 10, cost: null, cost_basis: 'unpriced', unpriced_requests: 1 }) },
		];
		const { tooltip } = meterLook(state({ meter: meter(period(3.12, 5, { models })) }));
		assert.equal(
			tooltip.replace(/&#45;/g, '-').replace(/&ensp;/g, ''),
			[
				'| Mission Control | | | | |',
				'|:--|--:|:--|--:|:--|',
				'| Daily budget | $3.12 | of $5.00 | 62% | $1.88 left |',
				'| Monthly budget | $10.00 | of $200.00 | 5% | $190.00 left |',
				'',
				'| Top models today | | |',
				'|:--|--:|--:|',
				'| claude-sonnet-4-5 | $2.10 | 1.2M tokens |',
				'| local | unpriced | 10 tokens |',
				'',
				'$(clock) Updated 2 min ago',
				'',
				'[Open Dashboard](command:missionControl.openDashboard) · [Set Daily Budget](command:missionControl.setDailyBudget) · [Set Monthly Budget](command:missionControl.setMonthlyBudget)',
			].join('\n'),
		);
	});

	it('SE23 a model named like a link runs nothing', () => {
		const models = [{ name: '[x](command:workbench.action.terminal.new)|$(error)', totals: totals({ requests: 1, cost: 1 }) }];
		const trouble = { message: '[x](command:workbench.action.terminal.new)', since: '2026-11-21T09:14:00.000Z' };
		const { tooltip } = meterLook(state({ meter: meter(period(1, 5, { models }), { unread: 1 }), store: { ...STORE, trouble } }));
		const commands = [...tooltip.matchAll(/\(command:([^)]*)\)/g)].map(match => match[1]);
		assert.deepEqual(commands.sort(), [...TOOLTIP_COMMANDS].sort());
		assert.match(tooltip, /\$\(warning\) Nothing can be saved since .*\[Check Store\]/);
		assert.doesNotMatch(tooltip, /\$\(error\)/);
	});

	it('says how much a budget is over, and where nothing was found', () => {
		assert.match(used(7.5).tooltip, /150% \| &ensp;\$2\.50 over/);
		assert.match(used(7.5).label, /150% used, over the limit$/);
		const nothing = meterLook(state({ meter: meter(period(0, 5), { any_source: false }) }));
		assert.match(nothing.tooltip, /No logs of Claude Code, Codex or OpenClaw were found/);
	});

	it('SE23 an error sentence of a hub is plain text too', () => {
		const { tooltip } = meterLook(state({ meter: undefined, hub: 'gone', problem: '[x](command:y) <b>' }));
		assert.doesNotMatch(tooltip, /\(command:|<b>/);
	});
});
