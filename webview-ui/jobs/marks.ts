// What the calendar draws for a job: runs and planned times as marks, those that would touch joined to one with a count.
import { parseInstant } from '../../src/base/clock';
import type { JobRun } from '../../src/contract';
import { counted, money } from '../../src/vscode/view/format';
import { runLook } from '../../src/vscode/view/jobState';
import { type Moment, runWords, spanText, startOf } from './words';

/** Each has its own shape. */
export type MarkKind = 'ok' | 'failed' | 'missed' | 'skipped' | 'live' | 'planned';

/** Later ones are drawn over earlier ones, and said first. */
export const MARK_KINDS: readonly MarkKind[] = ['planned', 'skipped', 'ok', 'missed', 'live', 'failed'];

export const MARK_WORDS: Record<MarkKind, string> = {
	ok: 'ok',
	failed: 'failed',
	missed: 'missed or cut off',
	skipped: 'skipped or cancelled',
	live: 'running',
	planned: 'planned',
};

export interface Mark {
	kind: MarkKind;
	/** ms. */
	from: number;
	to: number;
	/** `timed out`; of several that came to different ends, the word of their kind. */
	word: string;
	/** Runs or planned times it stands for. */
	count: number;
	/** The only run it stands for; undefined of several, and of what is planned. */
	run: JobRun | undefined;
	cost: number;
}

export interface PlacedMark extends Mark {
	/** px; the middle of its first and of its last time. */
	left: number;
	right: number;
}

export function kindOf({ status }: Pick<JobRun, 'status'>): MarkKind {
	switch (status) {
		case 'success':
			return 'ok';
		case 'error':
		case 'timeout':
			return 'failed';
		case 'missed':
		case 'interrupted':
			return 'missed';
		case 'skipped':
		case 'cancelled':
			return 'skipped';
		case 'queued':
		case 'running':
			return 'live';
	}
}

/** One mark a run and a planned time. What was planned for a time that is gone is left to the runs. */
export function marksOf(runs: readonly JobRun[], planned: readonly number[], now: number): Mark[] {
	const marks: Mark[] = planned
		.filter(at => at > now)
		.map(at => ({ kind: 'planned' as const, from: at, to: at, word: MARK_WORDS.planned, count: 1, run: undefined, cost: 0 }));
	for (const run of runs) {
		const from = startOf(run);
		if (from === undefined) continue;
		const to = Math.max(from, parseInstant(run.until ?? '') ?? from);
		marks.push({ kind: kindOf(run), from, to, word: runLook(run.status).word, count: run.count, run, cost: run.usage?.cost ?? 0 });
	}
	return marks;
}

/** Where they stand between `left` and `right`; marks of one kind that are nearer than `size` px become one. In time's order. */
export function placeMarks(
	marks: readonly Mark[],
	{ x, left, right, size }: { x: (ms: number) => number; left: number; right: number; size: number },
): PlacedMark[] {
	const inside = (px: number) => Math.max(left, Math.min(right, px));
	const placed: PlacedMark[] = [];
	for (const kind of MARK_KINDS) {
		let last: PlacedMark | undefined;
		for (const mark of marks.filter(one => one.kind === kind).sort((a, b) => a.from - b.from)) {
			const from = x(mark.from);
			const to = x(mark.to);
			if (to < left - 0.5 || from > right + 0.5) continue;
			if (last !== undefined && inside(from) - last.right < size) {
				last.to = Math.max(last.to, mark.to);
				last.right = Math.max(last.right, inside(to));
				last.count += mark.count;
				last.cost += mark.cost;
				last.run = undefined;
				if (last.word !== mark.word) last.word = MARK_WORDS[kind];
			} else {
				last = { ...mark, left: inside(from), right: inside(to) };
				placed.push(last);
			}
		}
	}
	return placed.sort((a, b) => a.from - b.from || MARK_KINDS.indexOf(a.kind) - MARK_KINDS.indexOf(b.kind));
}

/** `Nov 21, 03:00: ok, took 2 min 4 s, $0.12`, `Nov 20, 00:00 – 11:00: 12 runs, ok`, `Nov 22, 09:00: planned`. */
export function markWords(mark: Mark, moment: Moment): string {
	if (mark.run !== undefined) {
		const { time, what, why, took, cost } = runWords(mark.run, moment);
		return `${time}: ${[what, why, took === '' ? '' : `took ${took}`, cost].filter(part => part !== '').join(', ')}`;
	}
	const time = spanText(mark.from, mark.to, moment);
	if (mark.kind === 'planned') return `${time}: ${mark.count === 1 ? 'planned' : counted(mark.count, 'run planned', 'runs planned')}`;
	return `${time}: ${counted(mark.count, 'run')} ${mark.word}${mark.cost > 0 ? `, ${money(mark.cost)}` : ''}`;
}

/** How many came to what in a span: `3 ok, 1 failed, 24 planned`; '' for nothing. What stands on an edge counts once, on the later day. */
export function countWords(marks: readonly Mark[], from: number, to: number): string {
	const counts = new Map<string, number>();
	for (const kind of [...MARK_KINDS].reverse()) {
		for (const mark of marks) {
			if (mark.kind === kind && mark.from >= from && mark.from < to) counts.set(mark.word, (counts.get(mark.word) ?? 0) + mark.count);
		}
	}
	return [...counts].map(([word, count]) => `${count} ${word}`).join(', ');
}

/** What the runs that began in a span cost: `$1.20`, `≥ $1.20` where one has no price; '' where none used anything. */
export function costWordsIn(runs: readonly JobRun[], from: number, to: number): string {
	let sum = 0;
	let some = false;
	let unpriced = false;
	for (const run of runs) {
		const at = startOf(run);
		const { usage } = run;
		if (at === undefined || at < from || at >= to || usage === null || usage.certainty === 'none' || usage.requests === 0) continue;
		some = true;
		sum += usage.cost ?? 0;
		unpriced ||= usage.cost === null;
	}
	if (!some) return '';
	return sum === 0 && unpriced ? money(null) : money(sum, { lowerBound: unpriced });
}
