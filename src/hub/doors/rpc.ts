// Answers the contract's calls on a WebSocket.
import { RPCHandler } from '@orpc/server/ws';
import type { WebSocket } from 'ws';
import type { Role } from '../../contract/rendezvous';
import type { HubRouter } from '../router';

/** Gives the function that serves one connection until it closes. */
export function rpcOver(router: HubRouter): (socket: WebSocket, role: Role) => void {
	const handler = new RPCHandler(router);
	return (socket, role) => {
		const peer = {
			addEventListener: socket.addEventListener.bind(socket),
			// Waits until the bytes are out: a caller that does not read slows its own events down, and nothing piles up here.
			// A broken connection is noticed by its close, so a failed send is no error of its own.
			send: (data: string | ArrayBufferLike | Uint8Array) => new Promise<void>(done => socket.send(data, () => done())),
		};
		const gone = new AbortController();
		socket.once('close', () => gone.abort());
		void handler.upgrade(peer as unknown as Parameters<typeof handler.upgrade>[0], { context: { role, gone: gone.signal } });
	};
}
