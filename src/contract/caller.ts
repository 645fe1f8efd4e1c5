// The contract's calls over one WebSocket, with errors a person can read.
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { WebSocket } from 'ws';
import { AppError, type ErrorCode } from '../base/errors';
import { sendOnce, sendTo } from '../base/resend';
import type { Contract } from './index';

/** Every question and order of the contract, typed. */
export type HubApi = ContractRouterClient<Contract>;

/**
 * The hub behind an open socket. A call in flight when the socket closes fails with HUB_GONE, and nothing is sent twice; but with
 * `next`, an order about jobs goes once more to the hub that follows, which knows whether it was carried out.
 */
export function hubOver(socket: WebSocket, next?: () => Promise<HubApi>): HubApi {
	const link = new RPCLink({
		// The link needs the part of the browser's WebSocket that `ws` has too; only the types of the two differ.
		websocket: socket as unknown as ConstructorParameters<typeof RPCLink>[0]['websocket'],
		interceptors: [
			async ({ next: send, ...call }) => {
				if (!next) return send();
				return await sendOnce(call, {
					send: input => send({ ...call, input }),
					isLost: error => error instanceof AppError && error.code === 'HUB_GONE',
					again: async input => await sendTo(await next(), call.path, input),
				});
			},
			async ({ next, signal }) => {
				try {
					return await next();
				} catch (error) {
					throw signal?.aborted ? error : readable(error);
				}
			},
		],
	});
	return createORPCClient<HubApi>(link);
}

/** What a call's failure means: the hub's own words where it answered, HUB_GONE where it did not. */
export function readable(error: unknown): unknown {
	if (error instanceof AppError) return error;
	if (error instanceof ORPCError) {
		const code = CODES.get(error.code) ?? 'INTERNAL';
		return new AppError(code, error.message, { cause: error });
	}
	return new AppError('HUB_GONE', 'The Mission Control hub went away before it answered. It starts again by itself; try once more.', {
		cause: error,
	});
}

/** Codes of the hub's answers, its own and the wire's. */
const CODES: ReadonlyMap<string, ErrorCode> = new Map<string, ErrorCode>([
	['BAD_INPUT', 'BAD_INPUT'],
	['BAD_REQUEST', 'BAD_INPUT'],
	['NOT_FOUND', 'NOT_FOUND'],
	['CONFLICT', 'CONFLICT'],
	['FORBIDDEN', 'FORBIDDEN'],
	['FENCED', 'FENCED'],
	['HUB_GONE', 'HUB_GONE'],
	['STORE_NEWER', 'STORE_NEWER'],
	['STORE_BROKEN', 'STORE_BROKEN'],
	['STORE_UNWRITABLE', 'STORE_UNWRITABLE'],
]);
