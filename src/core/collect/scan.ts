// Reads what is new in the logs of every tool into the store, and knows how far it has come.
import type { Clock } from '../../base/clock';
import { AppError } from '../../base/errors';
import type { Log } from '../../base/log';
import type { ScanProgress } from '../../contract/collect';
import type { Store } from '../../storage/store';
import type { Recorder } from '../usage/record';
import { Batch } from './batch';
import type { Collector, Places, Root } from './collector';
import type { FileRow } from './collectStore';
import { asOfNow, type Job, jobOf, planJobs, startOf } from './job';
import { KnownFiles } from './knownFiles';
import { areAmong, hasTouched, isTouched, type Listing, LOOKS, listFiles, lookOf } from './listing';
import { aheadOf, printOf } from './look';
import { createLineMemory } from './pick/lineMemory';
import { TroubleLog } from './troubleLog';
import { SlicedTurn } from './turn';
import { whyUnread } from './unread';

export interface ScannerParts {
	store: Store;
	recorder: Pick<Recorder, 'addAll' | 'dropFile'>;
	collectors: readonly Collector[];
	/** Where a collector's tool is looked for; asked at every scan. */
	places: (collector: string) => Places;
	clock: Clock;
	log: Log;
	/** Told some ten times a second while a scan has something to read, and at its end. */
	onProgress?(progress: ScanProgress): void;
}

/** What a scan found: calls recorded (copies in other files not taken off) and files read. */
export interface ScanResult {
	events: number;
	files: number;
}

/** What is known of a tool's logs beyond its rows in the store. */
export interface Standing {
	roots: readonly Root[];
	/** Folders and files that could not even be looked at, with the reason. */
	troubles: ReadonlyMap<string, string>;
	/** When the tool's logs were last looked through, ms; 0 for never since the start. */
	scannedAt: number;
}

export interface Scanner {
	/**
	 * Reads what is new; resolves when it is in the store. With `touched`, the paths of files and companions that can have changed,
	 * no other file and no folder is looked at, unless one of the paths was not there the last time. While one runs, a second call
	 * waits for a scan of everything after it, which all such calls share. Rejects with what the store rejects with, and with an AbortError when `signal` ends it; what was read
	 * until then is kept, and nothing is read twice.
	 */
	scan(signal?: AbortSignal, touched?: ReadonlySet<string>): Promise<ScanResult>;
	progress(): ScanProgress;
	/** What is known of every file ever read, as stored. */
	files(): readonly FileRow[];
	standing(collector: string): Standing;
	/** Ends a running scan and refuses further ones. */
	dispose(): void;
}

/** Between two words about progress, ms. */
const PROGRESS_EVERY = 100;
/** From so much to read on, it is not worth writing twice what can be read again. Bytes */
const BULK = 32 * 1024 * 1024;
/** A plan that is still not settled then never will be. */
const MAX_ROUNDS = 4;

const UNSEEN: Standing = { roots: [], troubles: new Map(), scannedAt: 0 };

export function createScanner(parts: ScannerParts): Scanner {
	const { store, clock, log, collectors } = parts;
	const ended = new AbortController();
	const lines = createLineMemory();
	const troubleLog = new TroubleLog(log);
	const known = new KnownFiles(store);
	const standings = new Map<string, Standing>();
	let progress: ScanProgress = { running: false, files_done: 0, files_total: 0, bytes_done: 0, bytes_total: 0 };
	let told = 0;
	/** What the last look through the folders gave. */
	let listed: readonly Listing[] = [];
	let running: Promise<unknown> = Promise.resolve();
	let waiting: Promise<ScanResult> | undefined;
	let busy = false;

	function tell(change: Partial<ScanProgress>, now = false): void {
		progress = { ...progress, ...change };
		if (!parts.onProgress || (!now && clock.now() - told < PROGRESS_EVERY)) return;
		told = clock.now();
		parts.onProgress(progress);
	}

	async function scanOnce(signal: AbortSignal, touched: ReadonlySet<string> | undefined): Promise<ScanResult> {
		const durability = () => (progress.bytes_total >= BULK ? 'bulk' : 'soon');
		const onSaved = (row: FileRow): void => {
			troubleLog.read(row, known.of(row.path));
			known.saved(row);
		};
		const batch = new Batch({ store, recorder: parts.recorder, durability, onSaved });
		const turn = new SlicedTurn({
			clock,
			signal,
			lines,
			onBytes: bytes => tell({ bytes_done: progress.bytes_done + bytes }),
			flush: () => (batch.full ? batch.write() : undefined),
		});
		const result: ScanResult = { events: 0, files: 0 };
		progress = { running: true, files_done: 0, files_total: 0, bytes_done: 0, bytes_total: 0 };
		try {
			const only = touched && known.due.size === 0 && areAmong(touched, listed) ? touched : undefined;
			for (const source of known.due) await known.rewind(source);
			if (!only) listed = await listAll(turn);
			const found: { collector: Collector; jobs: Job[] }[] = [];
			for (const listing of listed) {
				if (only && !hasTouched(listing, only)) continue;
				const jobs = await findJobs(listing, only, turn);
				found.push({ collector: listing.collector, jobs });
				announce(jobs);
			}
			for (const { collector, jobs } of found) {
				await readAll(collector, jobs, { batch, turn, result });
				const lost = await batch.takeLost();
				for (const holder of collectors.filter(({ name }) => lost.includes(name)))
					await readAll(holder, await rewindAll(holder, turn), { batch, turn, result });
				// Rewritten once more meanwhile: the next scan sees to it.
				for (const name of await batch.takeLost()) known.due.add(name);
			}
			await batch.write();
		} catch (error) {
			// What was read to its end before the word came is kept.
			if (signal.aborted) await batch.write();
			throw error;
		} finally {
			troubleLog.end();
			tell({ running: false }, result.files > 0);
		}
		return result;
	}

	async function listAll(turn: SlicedTurn): Promise<Listing[]> {
		const all: Listing[] = [];
		for (const collector of collectors) all.push(await list(collector, turn));
		return all;
	}

	const list = (collector: Collector, turn: SlicedTurn): Promise<Listing> => listFiles(collector, parts.places, turn, log);

	/** The files, with whether there is something new in them; `only` these can have changed. */
	async function findJobs(
		{ collector, roots, files, troubles, onError }: Listing,
		only: ReadonlySet<string> | undefined,
		turn: SlicedTurn,
	): Promise<Job[]> {
		const jobs: Job[] = [];
		let looks = 0;
		for (const file of files.values()) {
			const row = known.of(file.path);
			const asBefore = only && row && !isTouched(file, only);
			const job = jobOf(file, row, onError, asBefore ? lookOf(row) : undefined);
			if (job) jobs.push(job);
			const wait = ++looks % LOOKS === 0 ? turn.next(0) : undefined;
			if (wait) await wait;
		}
		troubleLog.looked(collector.name, troubles);
		standings.set(collector.name, { roots, troubles, scannedAt: clock.now() });
		return planJobs(collector, jobs, known.all);
	}

	async function rewindAll(collector: Collector, turn: SlicedTurn): Promise<Job[]> {
		await known.rewind(collector.name);
		const jobs = await findJobs(await list(collector, turn), undefined, turn);
		announce(jobs);
		return jobs;
	}

	function announce(jobs: readonly Job[]): void {
		let { files_total, bytes_total } = progress;
		for (const job of jobs) {
			if (!job.changed) continue;
			files_total++;
			bytes_total += Math.max(0, job.look.size - startOf(job).position);
		}
		if (files_total > 0) tell({ files_total, bytes_total }, true);
	}

	async function readAll(
		collector: Collector,
		first: Job[],
		{ batch, turn, result }: { batch: Batch; turn: SlicedTurn; result: ScanResult },
	): Promise<void> {
		let jobs = first;
		for (let round = 1; ; round++) {
			for (const job of jobs) {
				if (!job.changed) continue;
				result.events += await readFile(collector, job, batch, turn);
				result.files++;
				tell({ files_done: progress.files_done + 1 });
				const wait = turn.next(0);
				if (wait) await wait;
			}
			if (round === MAX_ROUNDS || !collector.unsettled?.()) return;
			await batch.write();
			jobs = planJobs(
				collector,
				jobs.map(({ file, look }) => jobOf(file, known.of(file.path), () => {}, look)).filter(job => job !== undefined),
				known.all,
			);
			announce(jobs);
		}
	}

	/** Reads what is new of one file; gives the number of calls found. */
	async function readFile(collector: Collector, planned: Job, batch: Batch, turn: SlicedTurn): Promise<number> {
		const job = asOfNow(planned);
		const { file, look } = job;
		const row = job.row ?? known.begin(collector.name, file.path);
		const reading = batch.begin(row, job, {
			ahead: before => aheadOf(file, look, before, turn),
			holders: [collector.name, ...(collector.holders?.(row.state) ?? [])],
			replaced: (job.replaces ?? []).map(path => known.of(path)).filter(each => each !== undefined),
		});
		turn.begin(file.path);
		try {
			const cursor = await collector.read(file, startOf(job), reading, turn);
			batch.end({
				...reading.base,
				...look,
				...cursor,
				head: file.appendOnly ? printOf(file.path, reading.base, cursor.position, turn) : '',
				readAt: clock.now(),
			});
			return reading.found;
		} catch (error) {
			if (turn.isEnd(error)) {
				batch.fail();
				throw error;
			}
			const note = whyUnread(error);
			// The file keeps its cursor and its rows; it is tried again at every scan, and written down only once.
			const stored = known.of(file.path);
			batch.fail(stored?.note === note ? undefined : { ...(stored ?? row), note });
			return 0;
		}
	}

	async function run(signal: AbortSignal | undefined, touched?: ReadonlySet<string>): Promise<ScanResult> {
		busy = true;
		try {
			const either = signal ? AbortSignal.any([ended.signal, signal]) : ended.signal;
			either.throwIfAborted();
			return await scanOnce(either, touched);
		} catch (error) {
			// What was gathered may or may not be in the store: it is asked.
			known.forget();
			listed = [];
			throw error;
		} finally {
			busy = false;
		}
	}

	return {
		scan(signal, touched) {
			if (ended.signal.aborted) return Promise.reject(new AppError('CONFLICT', 'The hub is ending, so no logs are read any more.'));
			if (waiting) return waiting;
			if (!busy) {
				const now = run(signal, touched);
				running = now.catch(() => {});
				return now;
			}
			waiting = running.then(() => {
				waiting = undefined;
				const now = run(signal);
				running = now.catch(() => {});
				return now;
			});
			return waiting;
		},
		progress: () => progress,
		files: () => [...known.all],
		standing: collector => standings.get(collector) ?? UNSEEN,
		dispose: () => ended.abort(),
	};
}
