// Gets a client onto a hub it understands: the running one, or one that it starts; an older one is retired first.
import type { WebSocket } from 'ws';
import { AppError } from '../base/errors';
import { ANSWER_TIME, type Answer, dial, type Hello, type Line } from '../contract/dial';
import { electionMark, hubsOf } from '../contract/find';
import type { Owner } from '../contract/owner';
import { PROTOCOL, type Role } from '../contract/rendezvous';
import type { ConnectOptions } from './options';
import { pause } from './pause';
import type { Starter } from './start';
import { compareVersions } from './version';

export interface Reached {
	socket: WebSocket;
	hello: Hello;
	/** Where it answered. */
	line: Line;
}

/** How long one attempt may take, the hub's start and the reading of its file included. ms */
const ATTEMPT_TIME = 15_000;
const POLL = 40;
/** Older hubs one attempt ends: other windows may start them again, and a bundle may be older than it says. */
const MAX_RETIRED = 5;

/**
 * Rejects with HUB_GONE where no hub can be had, with CONFLICT where a newer one runs that this client does not understand.
 * `hurry`: whether one that hangs is to be replaced at once.
 */
export async function reachHub(
	options: ConnectOptions,
	starter: Starter,
	role: Role,
	end: AbortSignal,
	hurry: () => boolean,
): Promise<Reached> {
	const { dataDir, clock, log, version } = options;
	const deadline = clock.now() + ATTEMPT_TIME;
	let why = '';
	let retired = 0;
	// Loaded with the first attempt, not with the extension: its start has 10 ms.
	const { hubOver } = await import('../contract/caller');
	while (!end.aborted && clock.now() < deadline) {
		const mark = electionMark(dataDir);
		const answer = await callHub(options, role);
		if (answer?.kind === 'open') {
			const { socket, hello } = answer;
			const fit = judge(hello, version);
			if (fit === 'good' || (fit === 'older' && retired >= MAX_RETIRED && hello.protocol === PROTOCOL)) {
				starter.reached();
				return { socket, hello, line: answer.line };
			}
			if (fit === 'newer') {
				socket.terminate();
				throw new AppError(
					'CONFLICT',
					`This window runs Mission Control ${version}, but ${hello.version} is already running and speaks another language. Reload the window to update it.`,
				);
			}
			log.info(`Retiring the hub of version ${hello.version} (process ${hello.pid}); this is ${version}.`);
			retired++;
			const closed = new Promise<void>(resolve => socket.once('close', () => resolve()));
			// Runs are not cut off by an update: while it has some, this client uses the older hub, as far as it understands it.
			const whenIdle = hello.protocol === PROTOCOL;
			const asked = hubOver(socket)
				.hub.stop({ whenIdle })
				.catch(() => undefined);
			const answered = await Promise.race([asked, closed, pause(clock, ANSWER_TIME, end)]);
			if (answered && !answered.stopping) {
				log.info('It has runs to end first and is used until then.');
				starter.reached();
				return { socket, hello, line: answer.line };
			}
			await Promise.race([closed, pause(clock, 3000, end)]);
			socket.terminate();
			continue;
		}
		if (answer?.kind === 'stopping') {
			await pause(clock, POLL, end);
			continue;
		}
		if (answer) log.debug(`Hub of epoch ${answer.line.epoch} does not answer: ${answer.why}`);
		if (answer?.kind === 'silent')
			why = `The hub (process ${answer.line.pid}) is there and does not answer. If it goes on like that, another one takes over within half a minute.`;
		const hurried = hurry();
		const starting = starter.begin(hurried);
		const waiting = () => !end.aborted && clock.now() < deadline && !starting.ended() && hurried === hurry();
		while (waiting() && electionMark(dataDir) === mark) await pause(clock, POLL, end);
		const ended = starting.ended();
		if (ended?.error) why = ended.error;
		if (ended && !ended.error) await pause(clock, POLL, end);
		if (ended?.error && electionMark(dataDir) === mark) throw new AppError('HUB_GONE', ended.error);
	}
	throw new AppError('HUB_GONE', why || 'No Mission Control hub answered within 15 s. Its log (Mission Control: Show Log) says why.');
}

/** Calls the owner, and where nobody of ours is there, who stands in for it. Gives the first that is worth dealing with. */
async function callHub({ dataDir, clock }: ConnectOptions, role: Role): Promise<(Answer & { line: Owner }) | undefined> {
	let first: (Answer & { line: Owner }) | undefined;
	for (const line of hubsOf(dataDir)) {
		const answer = { ...(await dial(clock, line, role)), line };
		if (answer.kind === 'open' || answer.kind === 'stopping') return answer;
		first ??= answer;
	}
	return first;
}

/** Whether this client goes on with that hub, retires it, or cannot. */
export function judge(hub: Pick<Hello, 'version' | 'protocol'>, version: string): 'good' | 'older' | 'newer' {
	const order = compareVersions(hub.version, version);
	if (hub.protocol > PROTOCOL) return 'newer';
	if (order < 0 || hub.protocol < PROTOCOL) return 'older';
	return 'good';
}
