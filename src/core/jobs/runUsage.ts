// What a run used: the model calls of its session, or else of its folder and time; and what a job comes to in a month.
import * as path from 'node:path';
import type { Clock } from '../../base/clock';
import type { Log } from '../../base/log';
import { Action, type RunUsage, type Schedule } from '../../contract';
import type { Row, Store } from '../../storage/store';
import { jobOf } from './jobRow';
import { readJobRow } from './jobsStore';
import {
	type Call,
	hadBegun,
	readCalls,
	readCostlyJobs,
	readEndedRun,
	readEndedRuns,
	readLastUsage,
	readNewestBundle,
	readRunSessions,
	readSerial,
	setUsage,
	usageOf,
} from './runUsageStore';
import type { Slots } from './slots';

export interface RunUsageParts {
	store: Store;
	clock: Pick<Clock, 'now' | 'yield'>;
	log: Log;
	/** The user's home folder. */
	home: string;
	/** The path without links; the path itself where there is none. The logs name folders so. */
	realPath: (folder: string) => string;
	/** `slotsOf` of schedule.ts. */
	slotsOf: (schedule: Schedule, cache: Map<string, Slots>) => Slots;
	/** Whether the logs of this name are read at all; all are where absent. */
	isRead?: (source: string) => boolean;
	/** Told the run and its job when what it used has become known, or is known better. */
	changed?: (run: number, job: number) => void;
}

export interface RunUsageBook {
	/** A run has ended. Never rejects. */
	ended(run: number): Promise<void>;
	/** The logs were read: runs that ended within the hour are looked at again (the first time of the week). Never rejects. */
	scanned(): Promise<void>;
	/** Dollars in the coming 30 days at the mean cost of the last runs; null where none is known. */
	monthlyCost(job: number): number | null;
}

const HOUR = 3_600_000;
const DAY = 86_400_000;
/** ms after its end in which a run's last call may be stamped. */
const GRACE = 2000;
/** Runs whose mean counts. */
const LAST = 20;
/** Bundles of calls that are looked at before the loop gets a turn. */
const PIECE = 500;
/** Bundles before a run among which its session is looked for. */
const BEFORE = 20_000;
/** Slots that are counted one by one; more are counted by how dense these lie. */
const COUNTED = 2000;

/** Which logs an agent's calls stand in. OpenClaw lets other agents work for it. */
const SOURCES: Readonly<Record<string, readonly string[]>> = {
	claude: ['claude'],
	codex: ['codex'],
	openclaw: ['openclaw', 'claude', 'codex'],
	gemini: ['gemini'],
	opencode: ['opencode'],
};

const UNKNOWN: RunUsage = { requests: 0, tokens: 0, cost: null, certainty: 'unknown' };

interface Candidate {
	id: number;
	job: number;
	from: number;
	to: number;
	session: string;
	/** As given and without links; none where a run is known by its session alone. */
	folders: string[];
	/** Undefined: of any agent, for what a program or a line calls is not known. */
	sources: readonly string[] | undefined;
	before: RunUsage | null;
}

export function createRunUsage(parts: RunUsageParts): RunUsageBook {
	const { store, clock, log, home, realPath, slotsOf, isRead = () => true, changed = () => {} } = parts;
	const cache = new Map<string, Slots>();
	const projections = new Map<number, { until: number; revision: number; cost: number | null }>();
	/** How far the bundles of calls went at a time: what a run wrote stands in one with a higher number than there was when it began. */
	const marks: { at: number; bundle: number }[] = [{ at: clock.now(), bundle: readNewestBundle(store) }];
	let costly: Set<number> | undefined;
	let lastSerial: number | undefined;
	let work: Promise<void> = Promise.resolve();

	function mark(): void {
		const now = clock.now();
		marks.push({ at: now, bundle: readNewestBundle(store) });
		while (marks.length > 2 && (marks[1]?.at ?? now) < now - 8 * DAY) marks.shift();
		if (marks.length > 5000) marks.splice(1, 2500);
	}

	const bundleAt = (time: number): number => marks.findLast(({ at }) => at <= time)?.bundle ?? 0;

	function candidateOf(row: Row): Candidate {
		const action = actionOf(row.payload);
		const cwd = typeof row.cwd === 'string' ? row.cwd : '';
		return {
			id: Number(row.id),
			job: Number(row.job_id),
			from: Number(row.started_at),
			to: Number(row.finished_at) + GRACE,
			session: typeof row.session === 'string' ? row.session : '',
			folders: cwd === '' ? [] : [...new Set([cwd, realPath(cwd)].map(tidy))],
			sources: action?.kind === 'agent' ? SOURCES[action.agent] : undefined,
			before: usageOf(row.usage),
		};
	}

	/** The calls that may be a run's; the last word is `usageFor`'s. */
	function mayBe(run: Candidate, call: Call): boolean {
		if (call.ts < run.from || call.ts > run.to) return false;
		if (run.session !== '') return call.session === run.session;
		if (run.sources && !run.sources.includes(call.source)) return false;
		return call.project !== '' && run.folders.some(folder => isWithin(call.project, folder, home));
	}

	function usageFor(run: Candidate, calls: readonly Call[], taken: ReadonlySet<string>): RunUsage {
		const own = run.session === '' ? calls.filter(call => !taken.has(call.session)) : calls;
		const begun = new Map<string, boolean>();
		const isOlder = (session: string): boolean => {
			let older = begun.get(session);
			if (older === undefined) {
				older = hadBegun(store, session, run.from, Math.max(0, bundleAt(run.from) - BEFORE));
				begun.set(session, older);
			}
			return older;
		};
		// A run begins a session of its own: one that went on from before is somebody else's.
		const counted = run.session === '' ? own.filter(call => !isOlder(call.session)) : own;
		const priced = counted.filter(call => call.priced);
		return {
			requests: sum(counted, call => call.requests),
			tokens: sum(counted, call => call.tokens),
			cost: priced.length === 0 ? null : sum(priced, call => call.cost),
			certainty: counted.length === 0 ? 'none' : run.session === '' ? 'likely' : 'exact',
		};
	}

	async function settle(rows: readonly Row[]): Promise<void> {
		const runs = rows.map(candidateOf);
		if (runs.length === 0) return;
		const from = Math.min(...runs.map(run => run.from));
		const to = Math.max(...runs.map(run => run.to));
		const calls = new Map<Candidate, Call[]>(runs.map(run => [run, []]));
		// While the loop has its turn a call may move to a newer bundle: the end is asked for each time, and no call is taken twice.
		const seen = new Set<number>();
		for (let at = bundleAt(from); at < readNewestBundle(store); at += PIECE) {
			for (const call of readCalls(store, at, at + PIECE, from, to)) {
				if (seen.has(call.key)) continue;
				seen.add(call.key);
				for (const [run, list] of calls) if (mayBe(run, call)) list.push(call);
			}
			await clock.yield();
		}
		const taken = new Set(readRunSessions(store, from));
		const found = runs.flatMap(run => {
			const usage = run.sources?.every(source => !isRead(source)) ? UNKNOWN : usageFor(run, calls.get(run) ?? [], taken);
			return same(usage, run.before) ? [] : [{ run, usage }];
		});
		if (found.length === 0) return;
		await store.write('soon', writer => {
			for (const { run, usage } of found) setUsage(writer, run.id, usage);
		});
		for (const { run, usage } of found) {
			projections.delete(run.job);
			if (usage.requests > 0) costly?.add(run.job);
			changed(run.id, run.job);
		}
	}

	/** One after another; what fails is said in the log. */
	function queued(task: () => Promise<void>): Promise<void> {
		work = work.then(task).catch(error => log.error('What runs used could not be looked up', error));
		return work;
	}

	return {
		ended: run =>
			queued(async () => {
				const row = readEndedRun(store, run);
				if (row === undefined) return;
				projections.delete(Number(row.job_id));
				await settle([row]);
			}),
		scanned: () =>
			queued(async () => {
				const serial = readSerial(store);
				if (serial === lastSerial) return;
				const since = clock.now() - (lastSerial === undefined ? 7 * DAY : HOUR);
				lastSerial = serial;
				await settle(readEndedRuns(store, since));
				mark();
			}),
		monthlyCost(id) {
			costly ??= new Set(readCostlyJobs(store));
			if (!costly.has(id)) return null;
			const row = readJobRow(store, id);
			const job = row && jobOf(row);
			if (job === undefined || job.broken !== null || !job.enabled) return null;
			const now = clock.now();
			const known = projections.get(id);
			if (known && known.until > now && known.revision === Number(row?.revision)) return known.cost;
			const mean = meanOf(readLastUsage(store, id, LAST));
			const cost = mean === null ? null : mean * slotsIn(slotsOf(job.schedule, cache), job.schedule, now);
			projections.set(id, { until: now + HOUR, revision: Number(row?.revision), cost });
			return cost;
		},
	};
}

/** Of runs whose cost is known. One that failed without a call cost nothing; one that did well without a call was not seen. */
function meanOf(runs: readonly { status: string; usage: RunUsage | null }[]): number | null {
	const known = runs.flatMap(({ status, usage }) => {
		if (usage === null) return [];
		if (usage.cost !== null) return [usage.cost];
		return usage.certainty === 'none' && status !== 'success' ? [0] : [];
	});
	return known.length === 0 || known.every(cost => cost === 0) ? null : sum(known, cost => cost) / known.length;
}

/** Slots of the coming 30 days; of very many only the first are counted, and the rest by how dense they lie. */
function slotsIn(slots: Slots, schedule: Schedule, now: number): number {
	const span = 30 * DAY;
	if (schedule.kind === 'interval') return slots.count(now, now + span, Number.MAX_SAFE_INTEGER);
	let at = now;
	for (let count = 0; count < COUNTED; count++) {
		const next = slots.next(at);
		if (next === undefined || next > now + span) return count;
		at = next;
	}
	return Math.round((COUNTED * span) / (at - now));
}

/** The folder itself or one below it; of the home folder and those above only itself, for everything lies below them. */
function isWithin(project: string, folder: string, home: string): boolean {
	const inner = tidy(project);
	if (inner === folder) return true;
	const below = folder.endsWith(path.sep) ? folder : folder + path.sep;
	return inner.startsWith(below) && !`${tidy(home)}${path.sep}`.startsWith(below);
}

const tidy = (folder: string): string => path.normalize(folder).replace(/(?<=.)[/\\]+$/, '');

function actionOf(payload: unknown): Action | undefined {
	try {
		return Action.safeParse(JSON.parse(String(payload))).data;
	} catch {
		return undefined;
	}
}

const same = (a: RunUsage, b: RunUsage | null): boolean =>
	b !== null && a.requests === b.requests && a.tokens === b.tokens && a.cost === b.cost && a.certainty === b.certainty;

const sum = <T>(list: readonly T[], of: (item: T) => number): number => list.reduce((total, item) => total + of(item), 0);
