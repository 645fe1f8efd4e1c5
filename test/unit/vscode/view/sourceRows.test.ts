// The sources tree as text.
import assert from 'node:assert/strict';
import type { Source } from '../../../../src/contract';
import { sourceParts, sourceRow } from '../../../../src/vscode/view/sourceRows';

const source = (given: Partial<Source> = {}): Source => ({
	name: 'claude',
	label: 'Claude Code',
	found: true,
	roots: [
		{ path: '/home/user/.claude/projects', found: true },
		{ path: '/home/user/.config/claude/projects', found: false },
	],
	files: 12,
	events: 12_345,
	bad_lines: 0,
	last_read: '2026-11-21T09:14:00.000Z',
	notes: [],
	unpriced: [],
	ahead: null,
	...given,
});
const context = { now: Date.parse('2026-11-21T09:16:00.000Z'), zone: 'UTC', home: '/home/user' };

describe('sourceRows', () => {
	it('tells found from not found, and when it was read', () => {
		const line = (given: Partial<Source>) => {
			const { icon, label, description, open } = sourceRow(context, source(given));
			return `${icon} ${label} | ${description} | ${open}`;
		};
		assert.equal(line({}), 'pass Claude Code | 12,345 calls · read 09:14 | collapsed');
		assert.equal(line({ last_read: null, events: 0 }), 'pass Claude Code | 0 calls · not read yet | collapsed');
		assert.equal(line({ found: false, events: 0, last_read: null }), 'circle-slash Claude Code | not found | collapsed');
		assert.equal(
			line({ bad_lines: 2, unpriced: [{ model: 'x', requests: 1, tokens: 10 }] }),
			'warning Claude Code | 12,345 calls · read 09:14 · 2 bad lines · 1 unpriced model | expanded',
		);
	});

	it('lists folders that are there before those that are not', () => {
		const roots = [
			{ path: '/home/user/.config/claude', found: false },
			{ path: '/home/user/.claude', found: true },
		];
		assert.deepEqual(
			sourceParts(context, source({ roots })).map(({ label }) => label),
			['~/.claude', '~/.config/claude'],
		);
	});

	it('lists folders, files with bad lines and models without a price, each with what a click does', () => {
		const rows = sourceParts(
			context,
			source({
				notes: [
					{ path: '/home/user/.claude/projects/p/a.jsonl', bad_lines: 2, first_bad_line: 7, note: '' },
					{ path: '/home/user/.claude/projects/p/b.jsonl', bad_lines: 0, first_bad_line: 0, note: 'cannot be read (EACCES)' },
				],
				unpriced: [{ model: 'local', requests: 3, tokens: 1200 }],
			}),
		);
		assert.deepEqual(
			rows.map(row => `${row.icon} ${row.label} | ${row.description} | ${JSON.stringify(row.action) ?? ''}`),
			[
				'folder ~/.claude/projects |  | ',
				'circle-slash ~/.config/claude/projects | not there | ',
				'file a.jsonl | 2 bad lines, first at line 7 | {"kind":"openFile","path":"/home/user/.claude/projects/p/a.jsonl","line":7}',
				'file b.jsonl | cannot be read (EACCES) | {"kind":"openFile","path":"/home/user/.claude/projects/p/b.jsonl","line":1}',
				'question local | unpriced · 3 calls · 1.2K tokens | {"kind":"openPriceSettings","model":"local"}',
			],
		);
		assert.equal(new Set(rows.map(row => row.id)).size, rows.length);
	});

	it('IN17 a file that could not be read is a trouble of its tool, and what was read of it before counts', () => {
		const notes = [
			{ path: '/home/user/.claude/projects/p/a.jsonl', bad_lines: 2, first_bad_line: 7, note: '' },
			{ path: '/home/user/.claude/projects/p/b.jsonl', bad_lines: 0, first_bad_line: 0, note: 'EACCES: permission denied' },
		];
		const row = sourceRow(context, source({ notes, bad_lines: 2 }));
		assert.equal(`${row.icon} ${row.description} ${row.open}`, 'warning 12,345 calls · read 09:14 · 1 unread file · 2 bad lines expanded');
		const [torn, shut] = sourceParts(context, source({ notes })).slice(2);
		assert.match(torn?.tooltip ?? '', /Everything else in the file is counted/);
		assert.match(shut?.tooltip ?? '', /EACCES.*What was read of it before still counts, and it is tried again by itself/s);
		assert.doesNotMatch(shut?.tooltip ?? '', /Everything else/);
		const crowd = Array.from({ length: 20 }, (_, i) => ({ path: `/p/${i}`, bad_lines: 0, first_bad_line: 0, note: 'no right' }));
		assert.match(sourceRow(context, source({ notes: crowd })).description, /many unread files/);
	});

	it('IN12 names calls that are dated in the future, and what becomes of them', () => {
		const given = source({ ahead: { requests: 2, last_day: '2099-01-01' } });
		const row = sourceRow(context, given);
		assert.equal(`${row.icon} ${row.description}`, 'warning 12,345 calls · read 09:14 · 2 calls dated in the future');
		const part = sourceParts(context, given).at(-1);
		assert.equal(`${part?.label} | ${part?.description}`, '2 calls dated in the future | up to 2099-01-01');
		assert.match(part?.tooltip ?? '', /in no budget and no chart/);
	});

	it('speaks in words', () => {
		assert.equal(sourceRow(context, source()).spoken, 'Claude Code, 12,345 calls, read 09:14');
		assert.equal(sourceParts(context, source())[1]?.spoken, 'Folder ~/.config/claude/projects, not there');
	});

	it('SE23 a model named like a link stays text', () => {
		const rows = sourceParts(context, source({ unpriced: [{ model: '[x](command:y)', requests: 1, tokens: 1 }] }));
		assert.doesNotMatch(rows.map(row => row.tooltip).join(), /\(command:/);
	});
});
