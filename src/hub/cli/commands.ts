// What the terminal commands do.
import { realpathSync } from 'node:fs';
import * as path from 'node:path';
import { machineZone } from '../../base/day';
import { AppError } from '../../base/errors';
import type { Log } from '../../base/log';
import type { HubApi } from '../../contract/caller';
import { standInFolder } from '../../contract/place';
import { previewOf } from '../../core/jobs/preview';
import { dataFolderOf } from '../dataFolder';
import { openLogFile } from '../logFile';
import type { Machine } from '../machine';
import { startHub } from '../startHub';
import { budgetReport } from './budgetReport';
import { jobsReport } from './jobsReport';
import { nextJson, nextReport } from './nextReport';
import type { Commands, Terminal, UsageArguments } from './program';
import { showProgress } from './progress';
import { runJob } from './runJob';
import { storeCommand } from './storeCommands';
import { notRead, usageJson, usageReport } from './usageReport';
import { type Work, withHub } from './withHub';
import { createWords } from './words';

/** How long a hub that a window started stays without clients. ms */
const LINGER = 10_000;

export interface Screen extends Terminal {
	/** Columns a line may take. */
	width: number;
	/** True where a person watches standard error. */
	watched: boolean;
	/** Asks a person; undefined where nobody can answer. */
	ask?: ((question: string) => Promise<string>) | undefined;
	/** Calls `stop` when the user or the system wants the process to end. */
	onInterrupt(stop: (why: string) => void): void;
	/** What nobody caught goes to this log before the process ends. */
	crashTo(log: Log): void;
}

export function createCommands(machine: Machine, screen: Screen): Commands {
	const words = createWords(undefined);
	const homeOf = (home: string | undefined) => real(home ?? machine.home);
	const folderOf = (data: string | undefined, home: string | undefined) =>
		dataFolderOf({ ...machine, home: real(machine.home) }, data, home === undefined ? undefined : real(home));
	const logOf = (folder: string) =>
		openLogFile({
			folder,
			spare: standInFolder(folder),
			home: machine.home,
			clock: machine.clock,
			debug: Boolean(machine.env.MISSION_CONTROL_DEBUG),
		});

	const ask = <T>({ data, home, zone }: Pick<UsageArguments, 'data' | 'home' | 'zone'>, work: (api: HubApi) => Promise<T>): Promise<T> => {
		const folder = folderOf(data, home);
		const log = logOf(folder);
		screen.crashTo(log);
		return withHub(
			machine,
			{
				folder,
				home: homeOf(home),
				useEnv: home === undefined,
				zone,
				log,
				onApi: api => showProgress(machine.clock, screen, api),
				question: true,
			},
			async api => {
				for (const note of (await api.hub.info()).store_notes) screen.err(`mission-control: ${note}\n`);
				return await work(api);
			},
		);
	};
	/** Without reading the logs first. */
	const quickly = (data: string | undefined, work: Work<number>): Promise<number> => {
		const folder = folderOf(data, undefined);
		const log = logOf(folder);
		screen.crashTo(log);
		return withHub(machine, { folder, home: undefined, useEnv: true, zone: undefined, log, onApi: undefined, question: false }, work);
	};
	const print = (lines: readonly string[]) => screen.out(`${lines.join('\n')}\n`);

	return {
		usage: options =>
			ask(options, async api => {
				const range = { ...(options.since && { start: options.since }), ...(options.until && { end: options.until }) };
				const [rows, sources] = await Promise.all([api.usage.rows(range), api.collect.sources()]);
				if (options.json) {
					for (const sentence of notRead(sources, words)) screen.err(`mission-control: ${sentence}\n`);
					screen.out(usageJson(rows));
					return 0;
				}
				const breakdown = await api.usage.breakdown({ ...range, by: 'model' });
				const ranged = options.since !== undefined || options.until !== undefined;
				print(usageReport({ rows, breakdown, sources, ranged }, words, screen.width));
				return 0;
			}),
		budget: options =>
			ask(options, async api => {
				if (options.json) screen.out(`${JSON.stringify(await api.budget.status(), undefined, 2)}\n`);
				else print(budgetReport(await api.budget.meter(), words, screen.width));
				return 0;
			}),
		jobs: ({ data, json }) =>
			quickly(data, async api => {
				const jobs = await api.jobs.list();
				if (json) screen.out(`${JSON.stringify(jobs, undefined, 2)}\n`);
				else print(jobsReport(jobs, machineZone(), screen.width));
				return 0;
			}),
		runJob: ({ data, id, wait }) => quickly(data, (api, own) => runJob({ api, clock: machine.clock, screen }, id, wait === true || own)),
		async next({ expression, zone, from, count, json }) {
			const schedule = { kind: 'cron', expression, zone: zone ?? machineZone() } as const;
			const preview = previewOf(schedule, from ?? machine.clock.now(), count);
			if (preview.error !== null) throw new AppError('BAD_INPUT', preview.error);
			if (json) screen.out(nextJson(preview));
			else print(nextReport(preview));
			return 0;
		},
		store(options) {
			const folder = folderOf(options.data, undefined);
			return storeCommand({ machine, screen, folder, log: logOf(folder), withHub: work => quickly(options.data, work) }, options);
		},
		async serve({ data, home, windowed, linger, patience }) {
			const folder = folderOf(data, home);
			const log = logOf(folder);
			screen.crashTo(log);
			const settings = {
				folder,
				home: homeOf(home),
				useEnv: home === undefined,
				mode: 'process' as const,
				background: true,
				patience,
				zone: undefined,
				log,
			};
			const started = await startHub(machine, { ...settings, linger: windowed ? (linger ?? LINGER) : linger }).catch(error => {
				log.error('The hub could not start', error);
				throw error;
			});
			if ('owner' in started) {
				const { pid, version } = started.owner;
				log.debug(`Leaving: the hub of process ${pid} owns ${folder}`);
				if (!windowed)
					screen.err(
						`mission-control: A hub (process ${pid}, version ${version}) already serves ${folder}. End it first, or give another folder with --data.\n`,
					);
				return windowed ? 0 : 1;
			}
			const { office } = started;
			if (!windowed) screen.out(`Mission Control ${machine.version} serves ${folder} (process ${process.pid}). Ctrl+C saves and ends.\n`);
			screen.onInterrupt(why => void office.stop(why));
			const why = await office.closed;
			if (!windowed) screen.out(`Ended: ${why}.\n`);
			return 0;
		},
	};
}

/** Two ways to write one folder must meet. */
function real(folder: string): string {
	try {
		return realpathSync.native(path.resolve(folder));
	} catch {
		return path.resolve(folder);
	}
}
