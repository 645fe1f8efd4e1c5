// How long a hub is the hub of its folder: it is elected, serves, and leaves when nobody needs it or a newer one took over.
import type { WebSocket } from 'ws';
import { type Clock, isoInstant } from '../base/clock';
import { type Disposable, Disposables } from '../base/disposable';
import { AppError, messageOf } from '../base/errors';
import type { Log } from '../base/log';
import { newestEpoch, type Owner, readRecord } from '../contract/owner';
import { HEADERS, PROTOCOL, type Role } from '../contract/rendezvous';
import { openSocketDoor, type SocketDoor } from './doors/socket';
import { beat, claimEpoch, clearLeftovers, fence, freshSocket, newToken, signOff } from './election';
import { every } from './every';
import { incumbentOf, ownMark } from './incumbent';
import { makeFolder } from './makeFolder';

/** What is elected: the program behind the door. */
export interface Hub {
	/** Answers this caller until the socket closes. */
	attach(socket: WebSocket, role: Role): void;
	/** Called once the door is open: the first scan, watchers, timers. */
	start(): void;
	/** True where the user wants the hub to stay without clients. */
	readonly keepRunning: boolean;
	/** True while it does work that must not be cut off because nobody looks. */
	readonly busy: boolean;
	/** Saves what may still be saved (nothing, where a newer hub owns the folder) and lets go of the folder. */
	close(): Promise<void>;
}

/** What the elected hub knows of its election. */
export interface Term {
	epoch: number;
	/** Throws FENCED from the moment on that a newer hub owns the folder. */
	fence: () => void;
	/** Looks at once whether a newer hub owns the folder; then this one ends. For when a write was refused. */
	check: () => void;
	/** Asks to end in a moment, so that an answer can still be sent; with `whenIdle` as soon as it is not busy any more. */
	stop: (why: string, whenIdle?: boolean) => void;
}

export interface LifetimeOptions<T extends Hub> {
	/** Where it stands for election. */
	folder: string;
	/** This machine, as the record is to name it; the system's name for it where absent. */
	host?: string;
	version: string;
	mode: 'process' | 'in-process';
	/** How long it stays without clients, ms; undefined: until it is told to stop. */
	linger: number | undefined;
	/** How long an owner that hangs, or ends and ends, is waited for before it is replaced, ms; PATIENCE where absent. */
	patience?: number;
	/** Looked at every few seconds: why its term is over, in words; undefined while it is not. */
	whyOver?: () => string | undefined;
	clock: Clock;
	log: Log;
	create: (term: Term) => Promise<T>;
	/** Serves callers in place of one that could not be created: they are told why. */
	refuse?: (failure: unknown) => (socket: WebSocket, role: Role) => void;
}

/** A hub in office. */
export interface Office<T extends Hub> {
	readonly epoch: number;
	readonly hub: T;
	/** Resolves when it is over, with the reason. */
	readonly closed: Promise<string>;
	/** Saves and ends. Resolves when it is over. */
	stop(why: string): Promise<void>;
}

/**
 * A client notices after 10 to 15 s that its hub hangs, so it is replaced after half a minute: late enough for one that was only
 * busy (a slow disk, a machine that wakes), because whoever is replaced ends the runs it has begun. ms
 */
export const PATIENCE = 12_000;
const FENCE_CHECK = 1000;
const IDLE_CHECK = 500;
const OVER_CHECK = 3000;
/** How often other machines are told that the owner lives. ms */
const BEAT = 60_000;
/** The time in which an answer (to `stop` itself) still gets out. ms */
const FAREWELL = 30;
/** The time in which callers hear why there is no hub: those that wait, and those that look for one right now. ms */
const REASON = 300;
/** Elections that others win while this one stands. */
const MAX_ROUNDS = 100;

/**
 * Becomes the hub of the folder, or gives the owner that is already there. It listens before it stands for election, so
 * whoever reads the record of a new epoch finds somebody at its address. Throws AppError where the folder cannot be used.
 */
export async function takeOffice<T extends Hub>(options: LifetimeOptions<T>): Promise<{ office: Office<T> } | { owner: Owner }> {
	const { folder, version, mode, patience = PATIENCE, clock, log } = options;
	try {
		makeFolder(folder);
	} catch (error) {
		throw unusable(folder, error);
	}
	const token = newToken();
	const socket = freshSocket(folder);
	let epoch = 0;
	const door = await openSocketDoor({
		address: socket,
		token,
		hello: () => ({
			[HEADERS.version]: version,
			[HEADERS.protocol]: String(PROTOCOL),
			[HEADERS.epoch]: String(epoch),
			[HEADERS.pid]: String(process.pid),
		}),
		clock,
		log,
	});
	try {
		// Counted in answers waited for, not by the clock: while the machine sleeps nobody is impatient.
		let waited = 0;
		for (let [round, before] = [0, -1]; round < MAX_ROUNDS; ) {
			const newest = newestEpoch(folder);
			if (newest !== before) [round, waited] = [round + 1, 0];
			before = newest;
			const found = await incumbentOf(folder, clock);
			if (found.kind === 'serves') {
				await door.close();
				return { owner: found.owner };
			}
			if (found.kind !== 'none' && waited < patience) {
				waited += found.took;
				continue;
			}
			if (found.kind !== 'none') {
				const { epoch, pid } = found.owner;
				log.warn(
					`The hub of epoch ${epoch} (process ${pid}) ${found.kind === 'hangs' ? 'does not answer' : 'does not end'}; it is replaced.`,
				);
			}
			const startedAt = isoInstant(clock.now());
			const about = {
				pid: process.pid,
				socket,
				token,
				version,
				protocol: PROTOCOL,
				startedAt,
				mode,
				...ownMark(),
				...(options.host !== undefined && { host: options.host }),
			};
			epoch = claimEpoch(folder, before, about) ?? 0;
			if (epoch > 0) return { office: await govern(options, epoch, token, door) };
			round++;
		}
	} catch (error) {
		await door.close();
		throw error instanceof AppError ? error : unusable(folder, error);
	}
	await door.close();
	throw new AppError('CONFLICT', `No hub could be chosen for ${folder}: others win again and again. Try once more in a moment.`);
}

async function govern<T extends Hub>(options: LifetimeOptions<T>, epoch: number, token: string, door: SocketDoor): Promise<Office<T>> {
	const { folder, clock, log, linger, whyOver } = options;
	const key = readRecord(folder, epoch)?.key;
	const ours = new Disposables();
	const { promise: closed, resolve: over } = withResolvers<string>();
	let ending: Promise<void> | undefined;
	let created: T | undefined;
	let retiring = false;

	const end = (why: string): Promise<void> => {
		ending ??= (async () => {
			log.info(`The hub of epoch ${epoch} ends: ${why}`);
			ours.dispose();
			door.shut();
			try {
				await created?.close();
			} catch (error) {
				log.error('Not everything could be saved at the end', error);
			}
			await door.close();
			if (key !== undefined) signOff(folder, { key });
			over(why);
		})();
		return ending;
	};
	const check = () => {
		try {
			fence(folder, epoch);
		} catch (error) {
			// A disk that cannot be read for a moment is no successor.
			if (error instanceof AppError && error.code === 'FENCED') void end(`fenced (${error.message})`);
			else log.warn(`The hub could not look whether it still owns its folder: ${messageOf(error)}`);
		}
	};

	/** A look that failed is no reason to end; the next one follows. */
	const quietly = (what: string, work: () => void) => () => {
		try {
			work();
		} catch (error) {
			log.warn(`${what}: ${messageOf(error)}`);
		}
	};

	const term: Term = {
		epoch,
		fence: () => fence(folder, epoch),
		check,
		stop(why, whenIdle = false) {
			if (!whenIdle) ours.add(clock.after(FAREWELL, () => void end(why)));
			else if (!retiring) {
				retiring = true;
				ours.add(every(clock, IDLE_CHECK, () => created?.busy || void end(why)));
			}
		},
	};
	const hub = await options.create(term).catch(async failure => {
		if (options.refuse) {
			door.serve(options.refuse(failure));
			await clock.sleep(REASON);
		}
		throw failure;
	});
	created = hub;
	if (ending) await hub.close();
	else {
		door.serve((socket, role) => hub.attach(socket, role));
		ours.add(every(clock, FENCE_CHECK, check));
		if (key !== undefined)
			ours.add(
				every(
					clock,
					BEAT,
					quietly('Other machines could not be told that this hub lives', () => beat(folder, { key, token })),
				),
			);
		const look = () => {
			const why = whyOver?.();
			if (why !== undefined) void end(why);
		};
		ours.add(every(clock, OVER_CHECK, quietly('It could not be seen whose the data is', look)));
		if (linger !== undefined) ours.add(leaveWhenAlone(clock, door, linger, hub, () => void end('the last client left')));
		clear(folder, epoch, clock, log);
		log.info(`Hub ${options.version} owns ${folder}: epoch ${epoch}, ${options.mode}`);
		hub.start();
	}
	return { epoch, hub, closed, stop: end };
}

/** Counts down while there is no client, and starts again with each one that leaves. */
function leaveWhenAlone(clock: Clock, door: SocketDoor, linger: number, hub: Hub, leave: () => void): Disposable {
	const owned = new Disposables();
	let countdown: Disposable | undefined;
	const look = () => {
		countdown?.dispose();
		countdown = undefined;
		if (door.clients > 0 || owned.ended) return;
		countdown = clock.after(linger, () => (hub.keepRunning || hub.busy ? look() : leave()));
	};
	owned.add(door.onClients(look));
	owned.add({ dispose: () => countdown?.dispose() });
	look();
	return owned;
}

const unusable = (folder: string, error: unknown): AppError =>
	new AppError('STORE_UNWRITABLE', `The hub cannot use its data folder ${folder}: ${messageOf(error)}. Free it, or choose another one.`, {
		cause: error,
	});

function clear(folder: string, epoch: number, clock: Clock, log: Log): void {
	try {
		clearLeftovers(folder, epoch, clock.now());
	} catch (error) {
		log.warn(`What earlier hubs left could not be cleared away: ${messageOf(error)}`);
	}
}

function withResolvers<T>(): { promise: Promise<T>; resolve: (value: T) => void } {
	let resolve: (value: T) => void = () => {};
	const promise = new Promise<T>(done => {
		resolve = done;
	});
	return { promise, resolve };
}
