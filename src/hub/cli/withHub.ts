// A terminal command's way to a hub: it is the hub itself for as long as it takes, or asks the one that is already there.
import type { Disposable } from '../../base/disposable';
import { AppError } from '../../base/errors';
import type { Log } from '../../base/log';
import { type HubApi, hubOver } from '../../contract/caller';
import { dial } from '../../contract/dial';
import type { Owner } from '../../contract/owner';
import { PROTOCOL } from '../../contract/rendezvous';
import type { Machine } from '../machine';
import { startHub } from '../startHub';

export interface AskOptions {
	folder: string;
	/** Under which home folder the logs must have been looked for; undefined: whatever, the machine's for a hub of our own. */
	home: string | undefined;
	/** False where the tools' environment variables do not count. */
	useEnv: boolean;
	/** Days must be counted in it; undefined: whatever the hub's settings say. */
	zone: string | undefined;
	log: Log;
	/** Watches the reading, disposed before `work`; undefined: nothing is read. */
	onApi: ((api: HubApi) => Disposable) | undefined;
	/** True where `work` only asks: it is asked again when another command's hub ends with the answer on its way. An order never is. */
	question: boolean;
}

/** Two commands at once on one folder: the second meets a hub that ends with the first. */
const TRIES = 5;
const PAUSE = 200;

/** `own`: the hub is this process, and ends with `work`. */
export type Work<T> = (api: HubApi, own: boolean) => Promise<T>;

/** Gives `work` a hub that has read everything new. Throws AppError where there is none to be had or it reads another home. */
export async function withHub<T>(machine: Machine, options: AskOptions, work: Work<T>): Promise<T> {
	for (let left = TRIES - 1; ; left--) {
		try {
			return await once(machine, options, work);
		} catch (error) {
			if (!options.question || left === 0 || !(error instanceof AppError && error.code === 'HUB_GONE')) throw error;
			await machine.clock.sleep(PAUSE);
		}
	}
}

async function once<T>(machine: Machine, options: AskOptions, work: Work<T>): Promise<T> {
	const { folder, home = machine.home, useEnv, zone, log } = options;
	const started = await startHub(machine, { folder, home, useEnv, mode: 'process', linger: undefined, background: false, zone, log });
	if ('owner' in started) return await askOwner(machine, started.owner, options, work);
	const { office } = started;
	try {
		const api = office.hub.caller('terminal');
		await readNew(api, options);
		return await work(api, true);
	} finally {
		await office.stop('the command is done');
		if (options.onApi) machine.warm?.();
	}
}

async function askOwner<T>(machine: Machine, owner: Owner, options: AskOptions, work: Work<T>): Promise<T> {
	const { home, zone } = options;
	const answer = await dial(machine.clock, owner, 'terminal');
	if (answer.kind !== 'open') throw new AppError('HUB_GONE', 'The hub that owns the data folder is just ending. Run the command again.');
	const { socket, hello } = answer;
	try {
		if (hello.protocol !== PROTOCOL) {
			throw new AppError(
				'CONFLICT',
				`The hub that owns the data folder is of version ${hello.version}, this command of ${machine.version}, and they do not understand each other. Use the same version, or another folder (--data).`,
			);
		}
		const api = hubOver(socket);
		const info = await api.hub.info();
		if (home !== undefined && info.home !== home) {
			throw new AppError(
				'CONFLICT',
				`A running hub (process ${info.pid}) owns the data folder ${info.data} and reads the logs under ${info.home}, not under ${home} (--home). Give another folder with --data, or end that hub first.`,
			);
		}
		const { zone: served } = zone === undefined ? { zone: undefined } : await api.budget.meter();
		if (zone !== served) {
			throw new AppError(
				'CONFLICT',
				`A running hub (process ${info.pid}) owns the data folder and counts days in ${served}, not in ${zone} (--zone). Leave --zone out, or give another folder with --data.`,
			);
		}
		await readNew(api, options);
		return await work(api, false);
	} finally {
		socket.terminate();
	}
}

async function readNew(api: HubApi, { onApi }: AskOptions): Promise<void> {
	if (!onApi) return;
	const watching = onApi(api);
	try {
		await api.collect.refresh();
	} finally {
		watching.dispose();
	}
}
