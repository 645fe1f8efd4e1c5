// What callers hear of a hub that was elected and could not start: the reason, whatever they ask.
import type { WebSocket } from 'ws';
import { AppError, messageOf } from '../base/errors';
import type { Log } from '../base/log';
import type { Role } from '../contract/rendezvous';
import { rpcOver } from './doors/rpc';
import { createRouter, type Subjects } from './router';

/** Answers every call of the contract with this failure, until the socket closes. */
export function refuseAll(failure: unknown, log: Log): (socket: WebSocket, role: Role) => void {
	const why =
		failure instanceof AppError ? failure : new AppError('INTERNAL', `The hub could not start: ${messageOf(failure)}. Its log has more.`);
	const refuse: unknown = new Proxy(() => {}, {
		get: () => refuse,
		apply() {
			throw why;
		},
	});
	return rpcOver(createRouter(refuse as Subjects, log));
}
