// The calendar's lanes: which jobs have one, and what stands in it.
import type { Job, JobRun } from '../../src/contract';
import { dayLabel } from '../../src/vscode/view/format';
import { marksOf, type PlacedMark, placeMarks } from './marks';
import type { Week } from './readWeek';

export interface Lane {
	job: Job;
	marks: PlacedMark[];
}

/** More lanes than this are no picture any more; the filter chooses. */
export const MOST_LANES = 12;

/** A lane for each of the first jobs that has anything in these days, in their order. */
export function lanesOf(
	jobs: readonly Job[],
	week: Pick<Week, 'runs' | 'planned'>,
	where: { x: (ms: number) => number; left: number; right: number; size: number; now: number },
): Lane[] {
	const runs = byJob(week.runs);
	const planned = new Map<number, number[]>();
	for (const { job_id, at } of week.planned) {
		const times = planned.get(job_id);
		if (times === undefined) planned.set(job_id, [at]);
		else times.push(at);
	}
	const lanes: Lane[] = [];
	for (const job of jobs) {
		if (lanes.length >= MOST_LANES) break;
		const marks = placeMarks(marksOf(runs.get(job.id) ?? [], planned.get(job.id) ?? [], where.now), where);
		if (marks.length > 0) lanes.push({ job, marks });
	}
	return lanes;
}

export function byJob(runs: readonly JobRun[]): Map<number, JobRun[]> {
	const found = new Map<number, JobRun[]>();
	for (const run of runs) {
		const mine = found.get(run.job_id);
		if (mine === undefined) found.set(run.job_id, [run]);
		else mine.push(run);
	}
	return found;
}

/** The mark under `x` px or at most `reach` beside it. */
export function nearestMark(marks: readonly PlacedMark[], x: number, reach: number): number | undefined {
	let best: number | undefined;
	let least = reach;
	for (const [index, { left, right }] of marks.entries()) {
		const away = x < left ? left - x : x > right ? x - right : 0;
		if (away < least || (away === least && best === undefined)) [best, least] = [index, away];
	}
	return best;
}

/** As much of `Sat 21` as there is room for. */
export function dayName(day: string, room: number): string {
	const date = String(Number(day.slice(8, 10)));
	if (room < 40) return date;
	const weekday = dayLabel(day, { weekday: true }).split(',')[0] ?? '';
	return `${weekday} ${date}`;
}
