// Calls a hub on its socket and reads who answers.
import { createConnection } from 'node:net';
import type { WebSocket } from 'ws';
import type { Clock } from '../base/clock';
import { isProof, newNonce, proofOf } from './proof';
import { HEADERS, type Role, RPC_PATH } from './rendezvous';

/** Where a hub can be called. */
export interface Line {
	/** Path of its socket or pipe. */
	socket: string;
	token: string;
}

/** What a hub says of itself with its first answer. */
export interface Hello {
	version: string;
	protocol: number;
	epoch: number;
	pid: number;
}

export type Answer =
	/** Open. A hub never speaks first, so no frame is lost before someone listens. */
	| { kind: 'open'; socket: WebSocket; hello: Hello }
	/** A hub is there and about to end. */
	| { kind: 'stopping' }
	/** Somebody listens and says nothing: a hub that hangs, or a foreign program. */
	| { kind: 'silent'; why: string }
	/** Nobody of ours is there: nothing listens, or it does not answer like a hub. */
	| { kind: 'none'; why: string };

/** How long a hub may take to answer the handshake. ms */
export const ANSWER_TIME = 1500;

/** Calls once. Never rejects. */
export async function dial(clock: Clock, { socket: address, token }: Line, role: Role, timeout = ANSWER_TIME): Promise<Answer> {
	// Loaded with the first call: `ws` pulls in Node's TLS and HTTP, 10 ms that an extension's start does not have.
	const { WebSocket } = await import('ws');
	return new Promise(resolve => {
		const nonce = newNonce();
		const proven = (headers: NodeJS.Dict<string | string[]>) => isProof(headers[HEADERS.proof], token, 'hub', nonce);
		// A `ws+unix` address names a socket path, and only such a request is left alone by the proxy that VS Code lays over `http`
		// in its extension host; where it really goes says `createConnection`, which takes Windows' pipe names too.
		const socket = new WebSocket(`ws+unix:hub:${RPC_PATH}`, {
			createConnection: () => createConnection(address),
			headers: { authorization: `Proof ${proofOf(token, 'caller', nonce)}`, [HEADERS.nonce]: nonce, [HEADERS.role]: role },
			perMessageDeflate: false,
			maxPayload: 256 * 1024 * 1024,
		});
		const deadline = clock.after(timeout, () => {
			resolve({ kind: 'silent', why: `it did not answer within ${timeout / 1000} s` });
			socket.terminate();
		});
		let hello: Hello | undefined;
		socket.on('upgrade', response => {
			hello = proven(response.headers) ? readHello(response.headers) : undefined;
		});
		socket.on('open', () => {
			deadline.dispose();
			if (hello) return resolve({ kind: 'open', socket, hello });
			socket.terminate();
			resolve({ kind: 'none', why: 'something else answers on its socket' });
		});
		socket.on('unexpected-response', (request, response) => {
			deadline.dispose();
			request.destroy();
			resolve(
				response.statusCode === 503 && proven(response.headers)
					? { kind: 'stopping' }
					: { kind: 'none', why: `it answered ${response.statusCode}` },
			);
		});
		// Stays for the whole life of the socket: an error without a listener would end the process.
		socket.on('error', error => resolve({ kind: 'none', why: error.message }));
		socket.on('close', () => {
			deadline.dispose();
			resolve({ kind: 'none', why: 'it hung up' });
		});
	});
}

function readHello(headers: NodeJS.Dict<string | string[]>): Hello | undefined {
	const version = headers[HEADERS.version];
	const [protocol, epoch, pid] = [HEADERS.protocol, HEADERS.epoch, HEADERS.pid].map(name => Number(headers[name]));
	if (typeof version !== 'string' || !protocol || !Number.isInteger(epoch) || !pid) return undefined;
	return { version, protocol, epoch: epoch ?? 0, pid };
}
