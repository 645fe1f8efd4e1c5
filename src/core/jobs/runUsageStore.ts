// The SQL of what runs used: which runs to look at, the calls of their time, and the result.
import { RunUsage } from '../../contract';
import type { Row, Writer } from '../../storage/store';
import { decodeCalls } from '../usage/calls';
import { totalTokens } from '../usage/event';
import type { Reader } from './jobsStore';

/** A model call, as far as it matters whose it was. */
export interface Call {
	key: number;
	ts: number;
	session: string;
	source: string;
	/** Working folder; '' where the log names none. */
	project: string;
	priced: boolean;
	requests: number;
	tokens: number;
	cost: number;
}

/** Longest a run takes, ms, and a little: it bounds what an index has to be searched for. */
const LONGEST_RUN = 8 * 86_400_000;

const RUNS = `SELECT r.id, r.job_id, r.status, r.started_at, r.finished_at, r.session, r.cwd, r.usage, j.payload
	FROM job_runs r JOIN cron_jobs j ON j.id = r.job_id
	WHERE r.started_at IS NOT NULL AND r.finished_at IS NOT NULL AND j.task_type IN ('command', 'shell', 'agent')`;

/** Runs that began, could have used something, and ended at or after `since` (ms). */
export const readEndedRuns = (reader: Reader, since: number): Row[] =>
	reader.all(`${RUNS} AND r.queued_at >= ? AND r.finished_at >= ? ORDER BY r.id`, [since - LONGEST_RUN, since]);

export const readEndedRun = (reader: Reader, id: number): Row | undefined => reader.get(`${RUNS} AND r.id = ?`, [id]);

/** Sessions of other runs: their calls are theirs. */
export const readRunSessions = (reader: Reader, since: number): string[] =>
	reader
		.all('SELECT DISTINCT session FROM job_runs WHERE queued_at >= ? AND session IS NOT NULL', [since - LONGEST_RUN])
		.map(row => String(row.session));

/** Calls of bundles with a number in (after, until], and a time within the span. */
export const readCalls = (reader: Reader, after: number, until: number, from: number, to: number): Call[] =>
	reader
		.all(
			`SELECT e.bytes, n.name AS session, s.name AS source, p.name AS project, d.basis
			FROM usage_events e JOIN usage_daily d ON d.id = e.daily_id JOIN sessions n ON n.id = e.session_id
			JOIN sources s ON s.id = d.source_id JOIN projects p ON p.id = d.project_id
			WHERE e.id > ? AND e.id <= ? AND e.last_ts >= ? AND e.first_ts <= ? AND e.requests > 0`,
			[after, until, from, to],
		)
		.flatMap(row => {
			const [session, source, project] = [String(row.session), String(row.source), String(row.project)];
			return decodeCalls(row.bytes as Uint8Array)
				.filter(({ ts }) => ts >= from && ts <= to)
				.map(call => ({
					key: call.key,
					ts: call.ts,
					session,
					source,
					project,
					priced: Number(row.basis) > 0,
					requests: call.requests,
					tokens: totalTokens(call),
					cost: call.cost,
				}));
		});

/** Whether a session had begun before `before` (ms), by its calls in bundles with a number above `after`. */
export const hadBegun = (reader: Reader, session: string, before: number, after: number): boolean =>
	reader.get(
		`SELECT 1 AS found FROM usage_events WHERE id > ? AND session_id = (SELECT id FROM sessions WHERE name = ?) AND first_ts < ? AND requests > 0 LIMIT 1`,
		[after, session, before],
	) !== undefined;

/** The number of the newest bundle of calls. */
export const readNewestBundle = (reader: Reader): number => Number(reader.get('SELECT bundle FROM usage_serial WHERE id = 1')?.bundle ?? 0);

/** Grows with everything that is recorded. */
export const readSerial = (reader: Reader): number => Number(reader.get('SELECT value FROM usage_serial WHERE id = 1')?.value ?? 0);

export const setUsage = (writer: Writer, run: number, usage: RunUsage): void => {
	writer.run('UPDATE job_runs SET usage = ? WHERE id = ?', [JSON.stringify(usage), run]);
};

/** Jobs with a run that used something. */
export const readCostlyJobs = (reader: Reader): number[] =>
	reader.all("SELECT DISTINCT job_id FROM job_runs WHERE json_extract(usage, '$.requests') > 0").map(row => Number(row.job_id));

/** What the newest ended runs of a job used, newest first. */
export const readLastUsage = (reader: Reader, jobId: number, count: number): { status: string; usage: RunUsage | null }[] =>
	reader
		.all(
			`SELECT status, usage FROM job_runs WHERE job_id = ? AND started_at IS NOT NULL AND finished_at IS NOT NULL ORDER BY id DESC LIMIT ?`,
			[jobId, count],
		)
		.map(row => ({ status: String(row.status), usage: usageOf(row.usage) }));

export function usageOf(value: unknown): RunUsage | null {
	if (typeof value !== 'string') return null;
	try {
		return RunUsage.safeParse(JSON.parse(value)).data ?? null;
	} catch {
		return null;
	}
}
