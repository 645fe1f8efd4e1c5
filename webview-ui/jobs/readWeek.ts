// Asks the hub for the calendar's fifteen days.
import { isoInstant, parseInstant } from '../../src/base/clock';
import type { JobRun } from '../../src/contract';
import type { HubApi } from '../hub';
import { type CalendarDay, DAYS_AROUND, daysAround } from './week';

export interface Week {
	zone: string;
	days: readonly CalendarDay[];
	runs: readonly JobRun[];
	planned: readonly { job_id: number; at: number }[];
	/** Days with more than could be asked for. */
	cut: readonly string[];
}

/** As many as the hub gives for one span. */
const MOST = 2000;

/** Day by day, for the hub gives at most so many rows for one span, and a busy job would hide the others. `past: false` leaves out the runs. */
export async function readWeek(hub: HubApi, { now, zone, past }: { now: number; zone: string; past: boolean }): Promise<Week> {
	const days = daysAround(now, zone);
	const over = past ? days.filter(({ from }) => from <= now) : [];
	const ahead = days.filter(({ to }) => to > now);
	const [runs, planned] = await Promise.all([
		Promise.all(over.map(({ from, to }) => hub.jobs.runs({ from: isoInstant(from), to: isoInstant(to - 1) }))),
		Promise.all(ahead.map(({ from, to }) => hub.jobs.upcoming({ from: isoInstant(Math.max(now, from)), to: isoInstant(to - 1) }))),
	]);
	const full = (index: number) => (runs[index]?.length ?? 0) >= MOST || (planned[index - DAYS_AROUND]?.length ?? 0) >= MOST;
	return {
		zone,
		days,
		runs: [...new Map(runs.flat().map(run => [run.id, run])).values()],
		planned: planned.flat().map(({ job_id, at }) => ({ job_id, at: parseInstant(at) ?? 0 })),
		cut: days.filter((_, index) => full(index)).map(({ day }) => day),
	};
}
